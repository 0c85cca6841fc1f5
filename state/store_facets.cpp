// What a lane shows of a row: facets, pages and twins, references, and who is woken by a change.
#include <algorithm>
#include <set>

#include "state/impl.hpp"

namespace hsn::state {

namespace {

Facet read_facet(const Query& asked) {
  return {.id = asked.integer(0),
          .row = asked.integer(1),
          .remote_id = asked.string(2),
          .key = asked.string(3),
          .digest = asked.string(4),
          .problem = asked.string(5),
          .at = asked.instant(6),
          .sure_at = asked.maybe_instant(7),
          .gone = asked.flag(8),
          .twin = asked.flag(9)};
}

std::optional<Facet> first(Query asked) {
  if (!asked.step()) return std::nullopt;
  return read_facet(asked);
}

std::set<std::string> names_in(const Fields& fields) {
  std::set<std::string> names;
  for (const auto& [field, value] : fields)
    if (const auto* refs = std::get_if<std::vector<Ref>>(&value))
      for (const auto& ref : *refs) names.insert(ref.id);
  return names;
}

}  // namespace

std::optional<Facet> Tables::facet_shown(LaneId lane, std::string_view entity, std::string_view remote_id) const {
  if (remote_id.empty()) return std::nullopt;
  return first(
      db.query("SELECT f.id, f.row, remote_id, key, digest, problem, at, sure_at, gone, twin FROM facet f"
               " JOIN row r ON r.id = f.row WHERE remote_id = ?1 AND lane = ?2 AND r.entity = ?3",
               remote_id, lane, entity));
}

std::optional<Facet> Tables::facet_of(RowId row, LaneId lane) const {
  return first(
      db.query("SELECT id, row, remote_id, key, digest, problem, at, sure_at, gone, twin FROM facet"
               " WHERE row = ?1 AND lane = ?2 AND twin = 0",
               row, lane));
}

std::optional<Facet> Tables::page_of(RowId row) const {
  return first(
      db.query("SELECT f.id, row, remote_id, key, digest, problem, at, sure_at, gone, twin FROM facet f"
               " JOIN lane l ON l.id = f.lane WHERE row = ?1 AND twin = 0 AND l.service = 'notion'",
               row));
}

// The record is shown as this, by this row; others that may care are woken when it says anything new.
void Tables::keep(const Arrival& a, RowId row, const std::optional<Facet>& known) {
  const bool moved = !known || known->gone || known->remote_id != a.seen.remote_id || known->key != a.key;
  const bool changed = moved || known->digest != a.digest || !known->problem.empty();
  if (changed && known) wake_named(row, a.now);
  if (known) {
    update(a, *known);
  } else {
    insert(a, row, a.hub() && page_of(row).has_value());
  }
  if (a.hub() && moved) rank_pages(row);
  if (!changed) return;
  if (!a.expected) {
    wake(row, a.now);
    wake_named(row, a.now);
  }
  if (moved) wake_referrers(row, a.now);
}

void Tables::insert(const Arrival& a, RowId row, bool twin) {
  const Seen& seen = a.seen;
  const auto sure_at = seen.sure ? std::optional(seen.at) : std::nullopt;
  db.run(
      "INSERT INTO facet (row, lane, remote_id, key, version, at, created, seen_at, sure_at, by_us, sure, twin, digest, handle,"
      " name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      row, a.lane_id, seen.remote_id, a.key, seen.version, seen.at, seen.created, a.now, sure_at, seen.by_us, seen.sure, twin,
      a.digest, handle_of(seen.record), name_of(seen.record));
  const auto facet = db.last_id();
  db.run("INSERT INTO body (facet, fields) VALUES (?1, ?2)", facet, a.body);
  if (!twin) follow(row, a.lane_id, a.hub(), seen.record.fields);
}

void Tables::update(const Arrival& a, const Facet& known) {
  const Seen& seen = a.seen;
  auto sure_at = known.remote_id == seen.remote_id ? known.sure_at : std::nullopt;
  if (seen.sure) sure_at = std::max(sure_at.value_or(seen.at), seen.at);
  db.run(
      "UPDATE facet SET remote_id = ?2, key = ?3, version = ?4, at = ?5, created = iif(?6 = 0, created, ?6), seen_at = ?7,"
      " sure_at = ?8, gone = 0, by_us = ?9, sure = ?10, problem = '' WHERE id = ?1",
      known.id, seen.remote_id, a.key, seen.version, seen.at, seen.created, a.now, sure_at, seen.by_us, seen.sure);
  if (known.digest == a.digest) return;
  db.run("UPDATE facet SET digest = ?2, handle = ?3, name = ?4 WHERE id = ?1", known.id, a.digest, handle_of(seen.record),
         name_of(seen.record));
  db.run("UPDATE body SET fields = ?2 WHERE facet = ?1", known.id, a.body);
  if (!known.twin) follow(known.row, a.lane_id, a.hub(), seen.record.fields);
}

// The row goes by what this facet says: whom it names, and whether staff let edits out.
void Tables::follow(RowId row, LaneId lane, bool hub, const Fields& fields) {
  put_refs(row, lane, fields);
  if (!hub) return;
  call_by_number(row, fields);
  const auto managed = fields.find("managed");
  if (managed == fields.end()) return;
  const auto* ticked = std::get_if<bool>(&managed->second);
  db.run("UPDATE row SET managed = ?2 WHERE id = ?1 AND managed <> ?2", row, ticked != nullptr && *ticked);
}

void Tables::call_by_number(RowId row, const Fields& fields) {
  const std::string entity = key_of(row).entity;
  for (const Handle& name : kByNumber) {
    const auto value = fields.find(name.field);
    if (name.entity != entity || value == fields.end()) continue;
    const auto* number = std::get_if<Decimal>(&value->second);
    const std::string told = number != nullptr ? std::string(name.prefix) + number->str() : std::string();
    if (told == alias_with(row, name.prefix).value_or("")) continue;
    wake_referrers(row, Instant{});
    db.run("DELETE FROM alias WHERE row = ?1 AND external_id LIKE ?2 || '%'", row, name.prefix);
    db.run("DELETE FROM facet WHERE row = ?1 AND remote_id = '' AND key LIKE ?2 || '%'", row, name.prefix);
    const auto holder = row_with_key(entity, told);
    if (told.empty() || holder == row) continue;
    if (holder && !page_of(*holder)) absorb(*holder, row, Instant{});
    add_alias(row, {entity, told});
    wake_referrers(row, Instant{});
  }
}

void Tables::put_refs(RowId row, LaneId lane, const Fields& fields) {
  const auto names = names_in(fields);
  std::set<std::string> kept;
  for (auto asked = db.query("SELECT name FROM ref WHERE row = ?1 AND lane = ?2", row, lane); asked.step();)
    kept.insert(asked.string(0));
  if (names == kept) return;
  if (!kept.empty()) db.run("DELETE FROM ref WHERE row = ?1 AND lane = ?2", row, lane);
  for (const auto& name : names) db.run("INSERT INTO ref (row, lane, name) VALUES (?1, ?2, ?3)", row, lane, name);
}

// Fields stay as they were last read: what is gone is still shown, and may come back.
void Tables::mark_gone(const Arrival& a, const Facet& known) {
  if (known.gone && (known.problem == a.seen.problem || !a.seen.problem.empty())) return touch(a, known);
  if (known.twin) {
    forget(known);
    return wake(known.row, a.now);
  }
  db.run("UPDATE facet SET gone = 1, sure = ?2, seen_at = ?3, problem = ?4 WHERE id = ?1", known.id, a.seen.sure, a.now,
         a.seen.problem);
  if (a.hub()) rank_pages(known.row);
  wake(known.row, a.now);
  wake_named(known.row, a.now);
  wake_referrers(known.row, a.now);
}

void Tables::mark_unreadable(const Arrival& a, const Facet& known) {
  db.run("UPDATE facet SET problem = ?2, seen_at = ?3 WHERE id = ?1", known.id, a.seen.problem, a.now);
  put_in_doubt(a.lane_id, a.seen.remote_id);
  if (known.problem != a.seen.problem) wake(known.row, a.now);
}

void Tables::touch(const Arrival& a, const Facet& known) {
  db.run("UPDATE facet SET seen_at = ?2 WHERE id = ?1", known.id, a.now);
}

void Tables::forget(const Facet& facet) {
  if (!facet.twin)
    db.run("DELETE FROM ref WHERE row = ?1 AND lane = (SELECT lane FROM facet WHERE id = ?2)", facet.row, facet.id);
  db.run("DELETE FROM facet WHERE id = ?1", facet.id);
}

// Which of the pages that claim a key is the row's: what a person has paired, else the oldest. A duplicate that staff put
// into the trash is forgotten; if it was the row's page, the next one takes its place.
void Tables::rank_pages(RowId row) {
  struct Page {
    std::int64_t id;
    bool gone, twin;
  };
  std::vector<Page> pages;
  for (auto asked = db.query("SELECT f.id, f.gone, f.twin FROM facet f JOIN lane l ON l.id = f.lane"
                             " WHERE f.row = ?1 AND l.service = 'notion'"
                             " ORDER BY f.gone, f.by_hand DESC, f.created = 0, f.created, f.remote_id",
                             row);
       asked.step();)
    pages.push_back({asked.integer(0), asked.flag(1), asked.flag(2)});
  if (pages.empty()) return;
  const auto former = std::find_if(pages.begin(), pages.end(), [](const Page& page) { return !page.twin; });
  if (former != pages.begin()) {
    if (former != pages.end()) {
      db.run("UPDATE facet SET twin = 1 WHERE id = ?1", former->id);
      // What was agreed was agreed with the other page: measured by it, this one's values would pass for edits by staff.
      db.run("DELETE FROM base WHERE row = ?1", row);
    }
    db.run("UPDATE facet SET twin = 0 WHERE id = ?1", pages.front().id);
    auto asked = db.query("SELECT b.fields, f.lane FROM body b JOIN facet f ON f.id = b.facet WHERE f.id = ?1", pages.front().id);
    asked.step();
    follow(row, asked.integer(1), true, decoded(asked.text(0), "a page"));
  }
  for (auto page = pages.begin() + 1; page != pages.end(); ++page)
    if (page->gone) db.run("DELETE FROM facet WHERE id = ?1", page->id);
}

void Tables::put_in_doubt(LaneId lane, std::string_view remote_id) {
  if (!remote_id.empty()) db.run("INSERT OR IGNORE INTO doubt (lane, remote_id) VALUES (?1, ?2)", lane, remote_id);
}

// A row that is due already is not written again: many orders of a day wake the same products.
void Tables::wake(RowId row, Instant now) {
  looked_at.erase(row);
  db.run("UPDATE row SET due = ?2 WHERE id = ?1 AND (due IS NULL OR due > ?2)", row, now);
}

// As parts of an UPDATE these lists would become tables of their own each time, and making one costs more than all else here.
void Tables::wake_each(Query rows, Instant now) {
  for (const RowId row : each_once(std::move(rows))) wake(row, now);
}

void Tables::wake_named(RowId row, Instant now) {
  wake_each(
      db.query("SELECT t.id FROM ref n JOIN row t ON t.external_id = n.name WHERE n.row = ?1"
               " UNION ALL SELECT a.row FROM ref n JOIN alias a ON a.external_id = n.name WHERE n.row = ?1"
               " UNION ALL SELECT p.row FROM ref n JOIN facet p ON p.remote_id = substr(n.name, 2) JOIN lane l ON l.id = p.lane"
               "  WHERE n.row = ?1 AND n.name LIKE '@%' AND p.remote_id <> '' AND l.service = 'notion'",
               row),
      now);
}

void Tables::wake_referrers(RowId row, Instant now) { wake_each(referrers(row, {}), now); }

// Empty entity: of all.
Query Tables::referrers(RowId row, std::string_view entity) const {
  return db.query(
      "SELECT t.id FROM (SELECT n.row FROM row r JOIN ref n ON n.name = r.external_id WHERE r.id = ?1"
      "  UNION ALL SELECT n.row FROM alias a JOIN ref n ON n.name = a.external_id WHERE a.row = ?1"
      "  UNION ALL SELECT n.row FROM facet p JOIN lane l ON l.id = p.lane JOIN ref n ON n.name = '@' || p.remote_id"
      "   WHERE p.row = ?1 AND l.service = 'notion') named JOIN row t ON t.id = named.row WHERE ?2 = '' OR t.entity = ?2",
      row, entity);
}

std::vector<RowId> each_once(Query rows) {
  std::vector<RowId> ids;
  while (rows.step()) ids.push_back(rows.integer(0));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace hsn::state
