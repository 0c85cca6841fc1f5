// Where what a lane shows belongs: which row it is, was, or becomes.
#include "state/impl.hpp"

namespace hsn::state {

// Renamed only when this side tells another key than before: two services may know one person by two addresses.
std::optional<Place> Tables::place_known(const Arrival& a, const Facet& known) {
  const bool renamed = a.key == known.key || rename(known.row, a.key, a.now);
  if (!renamed) {
    // Of two pages staff have put this record's own into the trash: it belongs to the other.
    const auto page = page_of(known.row);
    const auto holder = row_with_key(a.entity(), a.key);
    if (page && page->gone && page->problem.empty() && holder && absorb(known.row, *holder, a.now))
      return Place{*holder, facet_shown(a.lane_id, a.entity(), a.seen.remote_id), a.key};
    report_claim(a);
  }
  auto shown = pair_with_page(a, known.row, known);
  return Place{known.row, std::move(shown), renamed ? a.key : known.key};
}

std::optional<Place> Tables::place_new(const Arrival& a) {
  const bool hearsay = a.seen.remote_id.empty();
  const auto found = row_for(a);
  if (!found) {
    look_at_account(a);
    const auto made = make_row({a.entity(), a.key}, a.now);
    return Place{made, pair_with_page(a, made, std::nullopt), a.key};
  }
  auto facet = facet_of(*found, a.lane_id);
  if (facet && !facet->hearsay() && !facet->gone) {
    // The record itself is known: what an order says of it counts no more, and a second record is somebody else.
    if (!hearsay) report_claim(a);
    return std::nullopt;
  }
  if (const auto other = other_account(a, *found); !facet && other) {
    put_in_doubt(a.lane_id, *other);
    report_claim(a);
    return std::nullopt;
  }
  const bool called = call(a, *found);
  facet = pair_with_page(a, *found, std::move(facet));
  return Place{*found, std::move(facet), called ? a.key : key_of(*found).external_id};
}

// A page names its account. Who has the same address under another number is somebody else, until that one proves to be gone.
std::optional<std::string> Tables::other_account(const Arrival& a, RowId row) const {
  if (a.seen.remote_id.empty() || a.seen.former_key.empty()) return std::nullopt;
  const auto prefix = a.seen.former_key.substr(0, a.seen.former_key.rfind(':') + 1);
  const auto named = alias_with(row, prefix);
  return named && *named != a.seen.former_key ? std::optional(named->substr(prefix.size())) : std::nullopt;
}

// Who orders under an address that nobody knows may have changed it in the account: that is read before there are two of him.
void Tables::look_at_account(const Arrival& a) {
  auto asked = db.query(
      "SELECT f.lane FROM facet f JOIN lane l ON l.id = f.lane JOIN row r ON r.id = f.row"
      " WHERE f.remote_id = ?1 AND f.remote_id <> '' AND l.service = ?2 AND r.entity = ?3 AND f.gone = 0",
      a.seen.account, a.lane.service, a.entity());
  if (asked.step()) put_in_doubt(asked.integer(0), a.seen.account);
}

// Whose record it is, by its key, a former one, or the page that staff made for it.
std::optional<RowId> Tables::row_for(const Arrival& a) const {
  const auto own = a.seen.remote_id.empty() ? std::nullopt : row_called(a.entity(), a.seen.former_key);
  if (own && page_of(*own) && !facet_of(*own, a.lane_id)) return own;
  if (const auto row = row_with_key(a.entity(), a.key)) return row;
  const auto former = a.seen.former_key.empty() ? std::nullopt : row_called(a.entity(), a.seen.former_key);
  for (const auto& row : {row_with_alias(a.entity(), a.key), former, row_with_page_of(a.entity(), a.key)}) {
    if (!row) continue;
    // An address given up by one customer may come back as another's.
    const auto facet = a.seen.remote_id.empty() ? std::nullopt : facet_of(*row, a.lane_id);
    if (!facet || facet->hearsay() || facet->gone) return row;
  }
  return std::nullopt;
}

// A row that was found by another name than its own: the record's word outranks a page's, hearsay only adds a name.
bool Tables::call(const Arrival& a, RowId row) {
  const RecordKey own = key_of(row);
  if (own.external_id == a.key || is_number({a.entity(), a.key})) return true;
  const bool known_by_it = row_with_alias(a.entity(), a.key) == row;
  if (born_in_hub(own.external_id) || (!a.seen.remote_id.empty() && !known_by_it)) {
    if (rename(row, a.key, a.now)) return true;
    if (!a.seen.remote_id.empty()) report_claim(a);
    return a.seen.remote_id.empty();
  }
  add_alias(row, {a.entity(), a.key});
  return true;
}

// The service tells which page its record was made from: how a lost state finds the two together again. Returns what the lane
// shows of the row from then on: what it showed of the other may have come along.
std::optional<Facet> Tables::pair_with_page(const Arrival& a, RowId row, std::optional<Facet> shown) {
  if (a.seen.former_key.empty()) return shown;
  const auto former = row_called(a.entity(), a.seen.former_key);
  if (!former && !a.seen.remote_id.empty()) add_alias(row, {a.entity(), a.seen.former_key});
  const bool one = former && *former != row && !page_of(row) && absorb(*former, row, a.now);
  return one ? facet_of(row, a.lane_id) : shown;
}

std::optional<Place> Tables::place_page(const Arrival& a, const std::optional<Facet>& known) {
  if (!known) return place_new_page(a);
  const auto named = born_in_hub(a.key) ? std::nullopt : row_called(a.entity(), a.key);
  if (known->twin && named != known->row) {  // staff have given the duplicate a life of its own
    forget(*known);
    wake(known->row, a.now);
    return place_new_page(a);
  }
  // The page's id outranks the property, which anybody may edit; but a row that is known by nothing else takes the key.
  if (born_in_hub(a.key) || named == known->row || !born_in_hub(key_of(known->row).external_id))
    return Place{known->row, known, a.key};
  if (!named) {
    rename(known->row, a.key, a.now);
    return Place{known->row, known, a.key};
  }
  absorb(known->row, *named, a.now);
  const auto moved = facet_shown(a.lane_id, a.entity(), a.seen.remote_id);
  return Place{moved->row, moved, a.key};
}

std::optional<Place> Tables::place_new_page(const Arrival& a) {
  auto row = row_called(a.entity(), a.key);
  if (!row && born_in_hub(a.key)) {
    const auto* handle = handle_for(a.entity());
    const auto called = handle_of(a.seen.record);
    if (handle != nullptr && !handle->prefix.empty() && !called.empty())
      row = row_called(a.entity(), std::string(handle->prefix) + called);
    if (row && page_of(*row)) row.reset();
    if (row) add_alias(*row, {a.entity(), a.key});
  }
  return Place{row ? *row : make_row({a.entity(), a.key}, a.now), std::nullopt, a.key};
}

}  // namespace hsn::state
