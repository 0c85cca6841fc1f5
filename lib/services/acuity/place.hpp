// Where a walk or a send stands: the note that rides in Ask::carry.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace hsn::services::acuity {

enum class Phase {
  days,     // the bookings of [from, until], halved while an answer is full
  one,      // a booking by id
  found,    // what a lost create may have made
  person,   // create: does Acuity know the client's name
  where,    // … which calendar is the one that staff have chosen
  times,    // is the slot free
  classes,  // … as a place in a class
  send,
};

struct Place {
  Phase phase{};
  Instant now{};                   // when the walk began, the write was planned
  Instant from{}, until{};         // days: whole days; found: the start
  int most = 100;                  // `max` of the request
  std::string calendar;            // days: this one alone; create: the chosen one
  std::string type;                // found
  std::string first, last, phone;  // of the client
};

std::string carry(const Place&);
Place place_of(std::string_view carry);

}  // namespace hsn::services::acuity
