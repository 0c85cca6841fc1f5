// Amelia's appointments as ours: a Seen for each booking. Pure.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "record/row.hpp"
#include "services/naming.hpp"

namespace hsn::services::amelia {

using Names = std::map<std::string, std::string, std::less<>>;  // by id

struct Context {
  std::string zone;   // AMELIA_TIMEZONE: all its times are local
  Instant now{};      // tells what is over: Completed
  Names locations{};  // a list leaves the names out
  Naming naming{};
};

// For each booking its client (hearsay), then itself. Lists may come as objects with keys "0", "1" (webhooks).
std::vector<Seen> decode(const nlohmann::json& appointment, const Context&);
Seen gone(const std::string& remote_id);
Names locations_in(const nlohmann::json& data);

// "77/91/2": booking 91 of appointment 77, since only appointments can be asked for, by customer 2, whose list tells whether it
// is still there.
struct BookingId {
  std::string appointment, booking, customer;
};
BookingId booking_id(std::string_view remote_id);
// Seen::version of a booking that is not alone in its appointment.
inline constexpr std::string_view kGroup = "group";
// Before the number of a service: what its product's page answers to.
inline constexpr char kServicePrefix[] = "amelia:service:";

// The members of a list or of PHP's idea of one; empty when there is neither.
const nlohmann::json& elements(const nlohmann::json&, std::string_view pointer);
std::string id_at(const nlohmann::json&, std::string_view pointer);     // "" when it is no id
std::string plain_at(const nlohmann::json&, std::string_view pointer);  // without HTML entities and outer blanks
std::string name_at(const nlohmann::json&, std::string_view person);    // "First Last"

}  // namespace hsn::services::amelia
