// What becomes of each field of one row. The one decision that plan writes down and explain puts into words; nobody else
// compares values. Pure. Private to this room.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/merge.hpp"
#include "sync/plan.hpp"

namespace hsn::sync {

enum class Standing {
  detached,         // its page is in the trash
  unreadable,       // a side could not be read: nothing is decided on half a picture
  linked,           // both sides are there
  gone,             // the service has deleted it
  new_for_hub,      // no page yet
  new_for_service,  // born in the hub, and a service could have it
  nothing,          // neither side asks for anything
};

struct Decision {
  const FieldDef* field = nullptr;
  const FieldValue* base = nullptr;  // null: not known
  const FieldValue* service = nullptr;
  const FieldValue* hub = nullptr;
  std::string teller;      // who says it: the title of the record's own service, or of the one that merely mentions it
  bool by_person = false;  // who last edited the page
  bool unread = false;     // staff wait for a value to go out that cannot be read from the page
  Merged merged;
};

// Where a field could be written: the facet and the binding that takes it.
struct Outlet {
  const Lane* lane = nullptr;
  const Seen* facet = nullptr;
  const remote::Binding* binding = nullptr;
};

// A feed that could make such a record.
struct Maker {
  Lane lane;
  const remote::EntityBinding* binding = nullptr;
};

// Movable, not copyable: `fields` point into `row` and `service`.
struct Judged {
  const Schema* schema = nullptr;
  const Row& row;
  Standing standing{};
  Fields service;                // what the services together say, with what the tool works out
  std::string service_title;     // who says it: "WooCommerce"
  std::string_view zone;         // in which people are told times
  std::string problem;           // of an unreadable side, with its name
  bool told = false;             // some service tells of it now
  bool linked = false;           // some service has the record itself
  Instant told_at{};             // the last of their changes
  bool pushable = false;         // some service could be written to
  std::string refused;           // what a service has said to the last try; empty: nothing
  std::string waits;             // why what goes out is not sent now; empty: it is
  std::optional<Maker> maker;    // new_for_service: by whom
  std::vector<Decision> fields;  // in table order

  Judged(const Schema& of, const Row& the_row) : schema(&of), row(the_row) {}
  Judged(Judged&&) = default;
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;
};

// With the facets of enabled services only: what a service that is switched off once said decides nothing, nor what hsn has noted
// of a record that nobody tells of any more. Returns the row itself, or a copy without the others, which is kept in `narrowed`.
const Row& of_enabled_services(const Row&, const Catalog&, std::optional<Row>& narrowed);
// Of a row of enabled services only. The row must outlive the judgement, which points into it.
Judged judge(const Row&, const Schema&, const Catalog&, const Policy&, const Look&);

// Fills in where the record stands, who speaks for it and who could make it: what is known before any field is looked at.
void take_stock(Judged&, const Catalog&, const Look&);

inline bool is_linked(const Seen& facet) { return !facet.remote_id.empty(); }
// What hsn itself has noted beside a record (sync/appraisal.hpp): no side that has it.
inline bool is_note(const Lane& lane, const Seen& facet) { return lane.service == kTool && !is_linked(facet); }
// Every place that can take the field of a record that is there; readable, linked, not gone.
std::vector<Outlet> outlets(const Row&, const Catalog&, std::string_view field);
bool in_hub(const Catalog&, const Schema&, const FieldDef&);
// The record is under way (Schema::starts), as the services tell it.
bool has_started(const Schema&, const Fields& service, Instant now);
// The value that the page shows; null: not known.
const FieldValue* hub_value(const Row&, std::string_view field);
// The page shows a value that could not be read.
bool is_unread(const Row&, std::string_view field);
bool goes_out(const Decision&);  // to a service
bool comes_in(const Decision&);  // to the hub
// It takes the place of what somebody has set since both sides agreed. Not so what a person has decided, nor a stock, where both
// changes are added up.
bool overwrites(const Decision&);

// What the base says of a fleeting record once hsn has put its page into the trash: it may come back, on a new page. A page that
// a person has put there stays away.
inline constexpr std::pair<std::string_view, std::string_view> kPutAway{"sync_status", "Source Deleted"};
bool was_put_away(const Schema&, const Row&);

// A step at a service (a move, a new status), which its rules may forbid; other fields hold whatever people write.
bool is_step(const FieldDef&);

}  // namespace hsn::sync
