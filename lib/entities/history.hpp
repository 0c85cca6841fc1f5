// What a client has done, by the records that name them. Pure.
#pragma once

#include <optional>

#include "record/schema.hpp"

namespace hsn::entities {

// When a service first knew of the record; null: none says.
std::optional<Instant> first_told(const Row&);

struct Orders {
  bool paid = false;  // one of them
  std::optional<Instant> first, last;
};
Orders orders_of(const Row& client, const Look&);

struct Appointments {
  bool kept = false;  // one of them
  std::optional<Date> last, next;
};
Appointments appointments_of(const Row& client, const Look&);

// When somebody last wrote to us: a form, or feedback.
std::optional<Instant> last_word_of(const Row& client, const Look&);

}  // namespace hsn::entities
