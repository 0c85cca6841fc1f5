// Acuity's bookings as ours. Pure; a booking that cannot be read says why.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "record/row.hpp"
#include "services/naming.hpp"

namespace hsn::services::acuity {

inline constexpr const char* kType = "acuity:type:";  // the number on a product's page

struct Context {
  Instant now{};  // tells what is over: Completed
  Naming naming{};
  std::int64_t page_field = 0;  // ACUITY_NOTION_FIELD_ID: no answer of the client's
};

// The client whom the booking names (hearsay), then the booking.
std::vector<Seen> decode(const nlohmann::json&, const Context&);
Seen gone(const std::string& id);

// Always with an offset: a bare time would be read in a zone of Acuity's choice.
std::string with_offset(Instant);

}  // namespace hsn::services::acuity
