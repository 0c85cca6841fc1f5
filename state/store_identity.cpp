// Who is who: keys, aliases, and rows that turn out to be one.
#include <algorithm>
#include <iterator>
#include <variant>

#include "core/text.hpp"
#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

std::string_view text_in(const Record& record, std::string_view field) {
  const auto* value = record.find(field);
  const auto* text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

RecordKey claimant(const Arrival& a) { return {a.entity(), a.lane.service + ":" + a.entity() + ":" + a.seen.remote_id}; }

}  // namespace

const Handle* handle_for(std::string_view entity) {
  for (const auto& handle : kHandles)
    if (handle.entity == entity) return &handle;
  return nullptr;
}

std::string folded_handle(std::string_view words) {
  std::string handle = fold_case(trim(words));
  return handle.starts_with('#') ? handle.substr(1) : handle;
}

std::string handle_of(const Record& record) {
  const auto* handle = handle_for(record.key.entity);
  return handle != nullptr ? folded_handle(text_in(record, handle->field)) : std::string();
}

std::string name_of(const Record& record) {
  return record.key.entity == "products" ? std::string(text_in(record, "name")) : std::string();
}

bool born_in_hub(std::string_view external_id) { return external_id.starts_with(kPagePrefix); }

bool is_number(const RecordKey& key) {
  return std::any_of(std::begin(kByNumber), std::end(kByNumber),
                     [&](const Handle& name) { return name.entity == key.entity && key.external_id.starts_with(name.prefix); });
}

std::optional<LaneId> Tables::known_lane(const Lane& lane) const {
  if (const auto known = lanes.find(lane); known != lanes.end()) return known->second;
  const auto id = db.number("SELECT id FROM lane WHERE service = ?1 AND feed = ?2", lane.service, lane.feed);
  if (id) lanes.emplace(lane, *id);
  return id;
}

LaneId Tables::lane_id(const Lane& lane) {
  if (const auto id = known_lane(lane)) return *id;
  db.run("INSERT INTO lane (service, feed) VALUES (?1, ?2)", lane.service, lane.feed);
  return lanes.emplace(lane, db.last_id()).first->second;
}

std::optional<RowId> Tables::row_with_key(std::string_view entity, std::string_view external_id) const {
  return db.number("SELECT id FROM row WHERE external_id = ?1 AND entity = ?2", external_id, entity);
}

std::optional<RowId> Tables::row_with_alias(std::string_view entity, std::string_view external_id) const {
  return db.number("SELECT row FROM alias WHERE external_id = ?1 AND entity = ?2", external_id, entity);
}

std::optional<RowId> Tables::row_called(std::string_view entity, std::string_view external_id) const {
  const auto row = row_with_key(entity, external_id);
  return row ? row : row_with_alias(entity, external_id);
}

// A person's page is also found by its e-mail (higherself-model.md 2, "Finding a page"): staff made it before any service
// knew of them, or have typed the new address already.
std::optional<RowId> Tables::row_with_page_of(std::string_view entity, std::string_view external_id) const {
  const auto* handle = handle_for(entity);
  if (handle == nullptr || handle->prefix.empty() || !external_id.starts_with(handle->prefix)) return std::nullopt;
  return db.number(
      "SELECT f.row FROM facet f JOIN row r ON r.id = f.row JOIN lane l ON l.id = f.lane"
      " WHERE f.handle = ?1 AND r.entity = ?2 AND l.service = 'notion' AND f.gone = 0 AND f.twin = 0 ORDER BY f.row",
      folded_handle(external_id.substr(handle->prefix.size())), entity);
}

RecordKey Tables::key_of(RowId row) const {
  auto asked = db.query("SELECT entity, external_id FROM row WHERE id = ?1", row);
  asked.step();
  return {asked.string(0), asked.string(1)};
}

// A name that passes from one record to another: what was agreed on under it was agreed of the former.
void Tables::keep_meant(const RecordKey& name, std::optional<RowId> heir) {
  const auto former = row_with_alias(name.entity, name.external_id);
  if (!former || former == heir) return;
  const std::string called = key_of(*former).external_id;
  for (const RowId row : each_once(db.query("SELECT row FROM ref WHERE name = ?1", name.external_id))) {
    Fields base;
    if (auto asked = db.query("SELECT fields FROM base WHERE row = ?1", row); asked.step())
      base = decoded(asked.text(0), "the values agreed on");
    bool meant = false;
    for (auto& [field, value] : base) {
      auto* refs = std::get_if<std::vector<Ref>>(&value);
      if (refs == nullptr) continue;
      for (auto& ref : *refs) {
        if (ref.id != name.external_id) continue;
        ref.id = called;
        meant = true;
      }
    }
    if (meant) db.run("UPDATE base SET fields = ?2 WHERE row = ?1", row, encode_fields(base));
  }
}

RowId Tables::make_row(const RecordKey& key, Instant now) {
  keep_meant(key, std::nullopt);
  db.run("INSERT INTO row (entity, external_id, first_seen, due) VALUES (?1, ?2, ?3, ?3)", key.entity, key.external_id, now);
  return db.last_id();
}

void Tables::add_alias(RowId row, const RecordKey& key) {
  db.run(
      "INSERT INTO alias (external_id, entity, row) VALUES (?1, ?2, ?3)"
      " ON CONFLICT DO UPDATE SET row = excluded.row",
      key.external_id, key.entity, row);
}

std::optional<std::string> Tables::alias_with(RowId row, std::string_view prefix) const {
  auto asked = db.query("SELECT external_id FROM alias WHERE row = ?1 AND external_id LIKE ?2 || '%'", row, prefix);
  return asked.step() ? std::optional(asked.string(0)) : std::nullopt;
}

// A row that is nothing but hearsay (an order came before its customer) is nobody yet, and nobody any more is whose page staff
// have put into the trash. Whatever else has a page or a record of its own is not to be joined behind people's backs.
bool Tables::is_somebody(RowId row) const {
  return db.number("SELECT 1 FROM facet WHERE row = ?1 AND remote_id <> '' AND (gone = 0 OR problem <> '') LIMIT 1", row)
      .has_value();
}

bool Tables::rename(RowId row, const std::string& to, Instant now) {
  const RecordKey from = key_of(row);
  if (from.external_id == to) return true;
  const auto holder = row_with_key(from.entity, to);
  if (holder) {
    if (is_somebody(*holder) || !absorb(*holder, row, now)) return false;
  }
  keep_meant({from.entity, to}, row);
  db.run("UPDATE row SET external_id = ?2 WHERE id = ?1", row, to);
  db.run("DELETE FROM alias WHERE external_id = ?1 AND entity = ?2 AND row = ?3", to, from.entity, row);
  add_alias(row, from);
  db.run("UPDATE OR REPLACE problem SET external_id = ?3 WHERE entity = ?1 AND external_id = ?2", from.entity, from.external_id,
         to);
  wake_referrers(row, now);
  return true;
}

bool Tables::absorb(RowId from, RowId into, Instant now) {
  const auto two_records = db.number(
      "SELECT 1 FROM facet a JOIN facet b ON b.lane = a.lane AND b.row = ?2 JOIN lane l ON l.id = a.lane"
      " WHERE a.row = ?1 AND l.service <> 'notion' AND a.remote_id <> '' AND b.remote_id <> '' AND a.gone = 0 AND b.gone = 0",
      from, into);
  if (two_records || held(from)) return false;
  const RecordKey key = key_of(from);

  std::vector<std::pair<LaneId, bool>> told;
  for (auto asked = db.query("SELECT f.lane, l.service = 'notion' FROM facet f JOIN lane l ON l.id = f.lane WHERE f.row = ?1 AND"
                             " f.twin = 0",
                             from);
       asked.step();)
    told.emplace_back(asked.integer(0), asked.flag(1));
  for (const auto& [lane, hub] : told) {
    if (hub) continue;
    const auto ours = facet_of(into, lane), theirs = facet_of(from, lane);
    const bool better = !ours || ours->gone || (ours->hearsay() && (!theirs->hearsay() || theirs->at > ours->at));
    if (ours && better) forget(*ours);
    if (!better) {
      forget(*theirs);
      continue;
    }
    db.run("UPDATE ref SET row = ?3 WHERE row = ?1 AND lane = ?2", from, lane, into);
    db.run("UPDATE facet SET row = ?2 WHERE id = ?1", theirs->id, into);
  }
  // What is left are pages. They arrive as twins; rank_pages says which one is the row's.
  db.run("INSERT OR IGNORE INTO base SELECT ?2, fields FROM base WHERE row = ?1", from, into);
  db.run("UPDATE facet SET row = ?2, twin = 1 WHERE row = ?1", from, into);
  db.run("UPDATE alias SET row = ?2 WHERE row = ?1", from, into);
  db.run("UPDATE OR IGNORE hold SET row = ?2 WHERE row = ?1", from, into);
  db.run("UPDATE intent SET row = ?2 WHERE row = ?1", from, into);
  db.run("DELETE FROM problem WHERE entity = ?1 AND external_id = ?2", key.entity, key.external_id);
  db.run("DELETE FROM row WHERE id = ?1", from);
  add_alias(into, key);
  rank_pages(into);
  wake(into, now);
  wake_referrers(into, now);
  return true;
}

bool Tables::held(RowId row) const {
  return db.number("SELECT 1 FROM intent INDEXED BY intent_open WHERE row = ?1 AND outcome = '' LIMIT 1", row).has_value();
}

void Tables::report_claim(const Arrival& a) {
  const auto holder = row_called(a.entity(), a.key);
  const auto first = holder ? facet_of(*holder, a.lane_id) : std::nullopt;
  const auto key = claimant(a);
  const std::string where = a.seen.remote_id + " in " + a.lane.str();
  Error claim{Fault::conflict, "", key.external_id, ""};
  if (first && !first->hearsay()) {
    claim.what = "two records claim " + a.key + ": " + first->remote_id + " and " + where + ", of which the second is left out";
    claim.remedy = "give one of them another e-mail there, or make them one";
  } else {
    claim.what = where + " has become " + a.key + ", which has a page already; both pages are kept";
    claim.remedy = "put the page that is not to stay into the trash, or give the record another e-mail there";
  }
  report(key, a.lane.service, claim);
  put_in_doubt(a.lane_id, a.seen.remote_id);
}

void Tables::clear_doubt(const Arrival& a) {
  if (db.run("DELETE FROM doubt WHERE lane = ?1 AND remote_id = ?2", a.lane_id, a.seen.remote_id) == 0 || a.hub()) return;
  const auto key = claimant(a);
  db.run("DELETE FROM problem WHERE entity = ?1 AND external_id = ?2 AND service = ?3", key.entity, key.external_id,
         a.lane.service);
}

void Tables::report(const RecordKey& key, std::string_view service, const Error& error) {
  db.run(
      "INSERT OR REPLACE INTO problem (entity, external_id, service, fault, what, place, remedy)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      key.entity, key.external_id, service, static_cast<int>(error.fault), error.what, error.where, error.remedy);
}

}  // namespace hsn::state
