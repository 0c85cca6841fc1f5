// Amelia's appointments as ours: a Seen for each booking. Pure.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "record/row.hpp"

namespace hsn::services::amelia {

struct Context {
  std::string zone;                                             // AMELIA_TIMEZONE: all its times are local
  Instant now{};                                                // tells what is over: Completed
  std::map<std::string, std::string, std::less<>> locations{};  // by id; a list leaves the names out
};

// For each booking its client (hearsay), then itself. Lists may come as objects with keys "0", "1" (webhooks).
std::vector<Seen> decode(const nlohmann::json& appointment, const Context&);
Seen gone(const std::string& remote_id);

// "77/91": booking 91 of appointment 77, since only appointments can be asked for.
std::pair<std::string, std::string> appointment_and_booking(const std::string& remote_id);
// Seen::version of a booking that is not alone in its appointment.
inline constexpr std::string_view kGroup = "group";

}  // namespace hsn::services::amelia
