// A response as our records. Pure; whatever the JSON holds, nothing throws, and a response that cannot be read says why.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "record/row.hpp"
#include "services/typeform/route.hpp"

namespace hsn::services::typeform {

// The client whom it tells of (hearsay), the submission, and the feedback where the form is for feedback. A response that was
// begun and not sent is kept as a submission alone: nothing in it has been said for good.
std::vector<Seen> decode(const nlohmann::json& response, const Definition&, const Route&, const Entities&);

// Its records when it is no more.
std::vector<Seen> gone(const Route&, const std::string& token);

// `response_id` is unique within the form; some answers have only the token, which is the same.
std::string token_of(const nlohmann::json& response);
// "0001-01-01T00:00:00Z" stands for a response that was never sent: null.
std::optional<Instant> submitted_at(const nlohmann::json& response);

}  // namespace hsn::services::typeform
