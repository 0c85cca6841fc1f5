// What a Write asks of a booking service, and what a free slot is called where it has no id of its own. Pure; knows no service.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/row.hpp"
#include "remote/remote.hpp"

namespace hsn::services {

std::string about(const Write&);  // its record, for people
const FieldValue* wanted(const Write&, std::string_view field);
std::string wanted_text(const Write&, std::string_view field);
std::optional<Instant> wanted_start(const Write&);
std::optional<Instant> known_start(const Write&);
bool moves(const Write&);                                 // its start is to be another one
bool only_stretches(const Write&);                        // its end alone is
std::string named(const Write&, std::string_view field);  // the remote id of the record that the relation names

// A day alone would mean midnight somewhere, and a service may take what lies in the past.
Result<void> check_time(const Write&);

// "Reading — Ingrid Vasquez-Thorne": whom staff have written into the title; the first word is the first name.
struct PersonName {
  std::string first, last;
};
PersonName name_in_title(const Write&);
// For a client whom the service has not met: as the client's page has it, completed by the title.
PersonName person_of(const Write&);

// What the service tells of what can be booked there: of the product whose page has its number.
Seen offering(std::string external_id, Fields);

remote::Sent only(Result<Seen> outcome);
remote::Step then(remote::Ask);

// "<type>:<calendar>:<start UTC>".
struct SlotId {
  std::string type, calendar;
  Instant start{};
};
std::string id_of(const SlotId&);
std::optional<SlotId> slot_id(std::string_view remote_id);

// Times in the note that a walk or a send leaves itself (Ask::carry).
std::int64_t ticks(Instant);
Instant ticks_at(const nlohmann::json&, std::string_view pointer);

}  // namespace hsn::services
