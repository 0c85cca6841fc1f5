// The merge table of higherself-model.md 5.2 as data: (owner, managed, which side moved) -> verdict. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/mapping.hpp"
#include "record/schema.hpp"
#include "sync/catalog.hpp"

namespace hsn::sync {

// Which of s (service), n (Notion), b (base) differ.
enum class Moved { equal, service_only, hub_only, both, no_base };

enum class Outcome {
  nothing,           // equal and base knows, or not our business
  adopt,             // equal: base := s, without a write
  to_hub,            // s -> Notion
  to_service,        // n -> service
  put_back_hub,      // s -> Notion, with a note: a person edited what the service decides
  put_back_service,  // n -> service: the service changed what Notion decides
  hold,              // Conflict: nothing is written to either side until a person decides
};

struct MergeInput {
  const FieldDef* field = nullptr;
  Owner owner{};
  bool managed = false;
  std::optional<config::ConflictPolicy> policy;
  Adopting adopting = Adopting::ask;
  std::optional<Side> taken;  // a person has decided, on exactly these values
  // Null: not known on that side (absent from the record); nothing is planned from or to an unknown value.
  const FieldValue* service = nullptr;
  const FieldValue* hub = nullptr;
  const FieldValue* base = nullptr;
  bool can_push = false;      // some linked facet's binding can write this field
  bool hearsay_only = false;  // the service value comes only from hearsay: a hub value is put back for it where a service decides
  Instant service_at{}, hub_at{};                  // for policy newest; zero: unknown
  std::span<const Transition> transitions{};       // Schema::transitions
  bool started = false;                            // Schema::starts, as the service shows it, lies in the past
  std::string_view service_title = "the service";  // for `why`
};

struct Merged {
  Outcome outcome{};
  Moved moved{};
  FieldValue value;         // what is to be written
  FieldValue agreed;        // what the base becomes with it: the value, or for a difference what Notion shows
  bool conflict = false;    // both moved: to be logged even though it was decided
  std::string_view kind{};  // of a conflict, held or decided: "both changed", "first link", "stock"
  bool taken = false;       // a person has decided
  bool refused = false;     // a person's edit that cannot go out; `why` says so
  bool declined = false;    // … that a service has refused, which the run that asked it has told
  bool exact = false;       // to_service only while the service still shows what this was decided on (stock, 5.5)
  std::string why;          // for explain and Change::reason, in words for staff
};

Moved moved(const FieldDef&, const FieldValue* service, const FieldValue* hub, const FieldValue* base);
Merged merge(const MergeInput&);
// Why the service must not be moved from what it shows to this value, in words; empty: it may.
std::string barred(const MergeInput&, const FieldValue& to);

}  // namespace hsn::sync
