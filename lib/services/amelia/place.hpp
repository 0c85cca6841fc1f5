// Where a walk or a send stands: the note that rides in Ask::carry.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace hsn::services::amelia {

inline constexpr auto kDay = std::chrono::hours(24);

enum class Phase {
  locations,  // their names, which the list of appointments leaves out
  days,       // the appointments of [from, until]
  one,        // an appointment by id
  witness,    // is it missing among all that its customer has booked?
  found,      // what a lost create may have made: who, what, from when
  person,     // create: the customer with this e-mail
  service,    // how long it takes
  slots,      // who is free then
  new_person,
  send,
  made_where,  // … the names of the locations
  made,        // what a change has made, whole, and whoever shares it: the answer to the change leaves the names out
};

struct Place {
  Phase phase{};
  Instant now{}, from{}, until{};
  std::map<std::string, std::string, std::less<>> locations{};
  // Of a create and its search; ids as text.
  std::string email{}, service{}, customer{}, duration{}, provider{}, location{}, appointment{};
};

std::string carry(const Place&);
Place place_of(std::string_view carry);

}  // namespace hsn::services::amelia
