// What both formats share. Private to this folder.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "services/ai/provider.hpp"

namespace hsn::services::ai {

http::Request request_to(const Provider&, std::string_view method, std::string_view path);
// The JSON of a 2xx answer; else what its refusal means, in words for staff. `model` is named where it is unknown there.
Result<nlohmann::json> body_of(const Provider&, const std::string& model, const http::Response&);
// An answer without a word in it, or one that ended before its first.
tl::unexpected<Error> nothing_said(const Provider&, const Question&, bool out_of_tokens);

// How many tokens; null where it is not told, or where what is told is no count.
std::optional<std::int64_t> tokens_at(const nlohmann::json&, std::string_view pointer);

nlohmann::json chat_body(const Provider&, const Question&);
Result<Answer> read_chat(const Provider&, const Question&, const nlohmann::json&);
nlohmann::json messages_body(const Question&);
Result<Answer> read_messages(const Provider&, const Question&, const nlohmann::json&);

}  // namespace hsn::services::ai
