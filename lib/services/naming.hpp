// What the mapping file says of a booking service's calendars and types, ready for the records that name them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "config/mapping.hpp"
#include "record/record.hpp"
#include "remote/remote.hpp"

namespace hsn::services {

struct Naming {
  using Names = std::map<std::string, std::string, std::less<>>;  // by the service's own ids
  Names calendar_entities, type_entities;                         // business entities; the calendar's goes first
  Names products;                                                 // External ID or SKU of a type's product
  std::set<std::string> calendars, types;                         // every id that the file speaks of
};
Naming naming_of(const config::Mapping&, const config::Bookings&);

// Offering and Business Entity of a record of that calendar and type. A type without a product of its own is called `prefix`
// and its id ("amelia:service:3"): the product whose page has that number answers to it.
void name(const Naming&, const std::string& calendar, const std::string& type, const std::string& prefix, Fields&);

// Whoever is met by a booking belongs to the same business as the booking.
void share_entity(const Fields& booking, Fields& client);

// Does the service know the ids that it is spoken of? For `hsn check`: what is wrong is a warning that names them.
remote::Finding judge_ids(const std::set<std::string>& named, const std::set<std::string>& listed, std::string_view kind,
                          std::string remedy);

}  // namespace hsn::services
