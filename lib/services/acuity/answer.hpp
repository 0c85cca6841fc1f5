// What Acuity answered: JSON, or a refusal as a fault with words for staff.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::acuity {

// A change may have been carried out although the answer is a failure; what is forbidden may be one record or everything.
enum class Asked { list, record, change };

// The JSON of a 2xx answer: a list or an object. Only a 404 that Acuity itself explains is not_found.
Result<nlohmann::json> answer(const http::Response&, Asked, std::string where = {});
Result<nlohmann::json> answered_list(const http::Response&, std::string where = {});

}  // namespace hsn::services::acuity
