// Where a walk or a send stands: the note that rides in Ask::carry.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace hsn::services::amelia {

enum class Phase {
  locations,  // their names, which the list of appointments leaves out
  days,       // the appointments of [from, until]
  one,        // an appointment by id
  found,      // what a lost create may have made
  person,     // create: the customer with this e-mail
  new_person,
  service,  // how long it takes
  slots,    // who is free then
  send,
};

struct Place {
  Phase phase{};
  Instant now{}, from{}, until{};
  std::map<std::string, std::string, std::less<>> locations{};
  std::string email, customer, duration, provider, location;  // of a create
};

std::string carry(const Place&);
Place place_of(std::string_view carry);

}  // namespace hsn::services::amelia
