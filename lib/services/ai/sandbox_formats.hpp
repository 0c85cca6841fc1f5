// The two wire formats from the provider's side. Private to the emulator.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "http/message.hpp"

namespace hsn::sandbox::ai {

enum class Format { chat, messages };

// Why a request is refused, before anybody thinks about an answer.
struct Refusal {
  int status;
  std::string type, code, message;
};
http::Response refused(Format, const Refusal&, std::string_view request_id);

struct Rules {
  Format format{};
  std::string_view max_tokens;  // the name it takes, and no other
  std::span<const std::string_view> models;
};
// As strict as the vendor, or stricter: unknown members are refused.
std::optional<Refusal> check(const Rules&, const Json& question);
std::string prompt_of(const Json& question);

struct Reply {
  std::string text, kind;  // kind: "" or one of those in sandbox.hpp that are answers
  std::int64_t tokens_in = 0, tokens_out = 0, max_tokens = 0;
};
Json answer_body(Format, const std::string& model, const Reply&, std::string_view id, Instant now);
Json model_list(Format, std::span<const std::string_view> models);

}  // namespace hsn::sandbox::ai
