// What Amelia answered. Its status tells little: refusals come as 200 or 409, unknown ids as 500, HTML is JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::amelia {

enum class Asked { list, record, change };

// The `data` of a success, in which `needed` ("/appointment/id") leads to something. A refusal by a rule is bad_data; a 500
// that Amelia explains may mean not_found when one record was asked for. 9.6 says whatever befalls it in the same words, so a
// list must confirm that; and a change may have been carried out before it fell over.
Result<nlohmann::json> answer(const http::Response&, Asked, std::string_view needed, std::string where = {});

// For the courier: an explained 500 is an answer, not a failure that a second try would mend.
http::Verdict verdict(const http::Response&, http::Repeat);

}  // namespace hsn::services::amelia
