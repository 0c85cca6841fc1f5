// JSON out of any answer of Typeform's; refusals as faults with words for staff.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::typeform {

// An object, or the fault: refused (401, 403), not_found (404), throttled (429), unreachable (5xx and 499), else bad_data.
Result<nlohmann::json> answer(const http::Response&, std::string where);

// The responses in an answer to the question for them; null: it is none, which is told as this.
const nlohmann::json* items_of(const nlohmann::json& page);
Error no_list(std::string where);

}  // namespace hsn::services::typeform
