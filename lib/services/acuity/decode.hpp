// Acuity's bookings as ours. Pure; a booking that cannot be read says why.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "record/row.hpp"
#include "services/naming.hpp"

namespace hsn::services::acuity {

inline constexpr const char* kType = "acuity:type:";  // the number on a product's page

// The client whom the booking names (hearsay), then the booking. `now` tells what is over: Completed.
std::vector<Seen> decode(const nlohmann::json&, Instant now, const Naming& = {});
Seen gone(const std::string& id);

}  // namespace hsn::services::acuity
