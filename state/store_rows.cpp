// Rows as the planner sees them: put together from their tables, with all names translated to current External IDs.
#include <algorithm>
#include <tuple>

#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

constexpr std::size_t kLookedAt = 4096;  // rows

// Reads rows; remembers translations, since many orders name the same products.
class Reader {
 public:
  explicit Reader(const Tables& impl) : impl_(impl) {}

  Row row(RowId id) {
    Row row;
    auto asked = impl_.db.query(
        "SELECT r.entity, r.external_id, r.managed, r.pushed, r.first_seen, b.fields, r.remark FROM row r LEFT JOIN base b ON "
        "b.row = r.id"
        " WHERE r.id = ?1",
        id);
    asked.step();
    row.key = {asked.string(0), asked.string(1)};
    row.managed = asked.flag(2);
    row.pushed = asked.maybe_instant(3);
    row.first_seen = asked.maybe_instant(4);
    row.remark = asked.string(6);
    if (!asked.null(5)) row.base = Record{row.key, fields(asked.text(5), row.key)};
    facets(id, row);
    for (auto hold = impl_.db.query("SELECT field, digest, take, kind FROM hold WHERE row = ?1", id); hold.step();) {
      row.holds.push_back({hold.string(0), hold.string(1), {}, hold_kind(hold.text(3))});
      if (const auto take = hold.text(2); !take.empty()) row.holds.back().take = take == "notion" ? Side::notion : Side::service;
    }
    for (auto alias = impl_.db.query("SELECT external_id FROM alias WHERE row = ?1", id); alias.step();)
      row.former.insert(alias.string(0));
    return row;
  }
  // What its sides show of it, and no more.
  Row shown(RowId id) {
    Row row;
    row.key = impl_.key_of(id);
    facets(id, row);
    return row;
  }

 private:
  void facets(RowId id, Row& row) {
    for (auto asked = impl_.db.query(
             "SELECT l.service, l.feed, f.remote_id, f.key, f.version, f.at, f.created, f.gone, f.by_us, f.sure, f.problem,"
             " f.twin, b.fields FROM facet f JOIN lane l ON l.id = f.lane JOIN body b ON b.facet = f.id WHERE f.row = ?1",
             id);
         asked.step();) {
      const Lane lane{asked.string(0), asked.string(1)};
      Seen seen{.record = {{row.key.entity, asked.string(3)}, fields(asked.text(12), row.key)},
                .remote_id = asked.string(2),
                .version = asked.string(4),
                .at = asked.instant(5),
                .created = asked.instant(6),
                .gone = asked.flag(7),
                .by_us = asked.flag(8),
                .sure = asked.flag(9),
                .problem = asked.string(10),
                .account = {},
                .former_key = {}};
      if (lane.service != kHub) {
        row.facets.emplace(lane, std::move(seen));
      } else if (asked.flag(11)) {
        row.twins.push_back(std::move(seen));
      } else {
        row.detached = seen.gone;
        row.hub = std::move(seen);
      }
    }
    std::sort(row.twins.begin(), row.twins.end(),
              [](const Seen& a, const Seen& b) { return std::tie(a.created, a.remote_id) < std::tie(b.created, b.remote_id); });
  }

  Fields fields(std::string_view json, const RecordKey& key) {
    Fields decoded = impl_.decoded(json, key.external_id);
    for (auto& [name, value] : decoded) {
      auto* refs = std::get_if<std::vector<Ref>>(&value);
      if (refs == nullptr) continue;
      for (auto& ref : *refs) ref.id = current(ref.id);
      std::sort(refs->begin(), refs->end());
      refs->erase(std::unique(refs->begin(), refs->end()), refs->end());
    }
    return decoded;
  }

  const std::string& current(const std::string& name) {
    const auto [known, is_new] = names_.try_emplace(name, name);
    if (is_new) known->second = impl_.current_name(name);
    return known->second;
  }

  const Tables& impl_;
  std::unordered_map<std::string, std::string> names_;
};

bool gone(const Row& row) {
  bool any = false;
  for (const auto& [lane, facet] : row.facets) {
    if (facet.remote_id.empty()) continue;
    if (!facet.gone) return false;
    any = true;
  }
  return any;
}

}  // namespace

Fields Tables::decoded(std::string_view json, std::string_view about) const {
  auto fields = decode_fields(json);
  if (!fields)
    throw Broken({Fault::bad_data, "what is kept of " + std::string(about) + " is damaged [" + fields.error().what + "]",
                  db.name(), kRestore});
  return std::move(*fields);
}

// The External ID that this name stands for today; itself when that is not known (yet).
std::string Tables::current_name(const std::string& name) const {
  auto asked = name.starts_with('@')
                   ? db.query(
                         "SELECT r.external_id FROM facet f JOIN row r ON r.id = f.row JOIN lane l ON l.id = f.lane"
                         " WHERE f.remote_id = ?1 AND f.remote_id <> '' AND l.service = 'notion'",
                         name.substr(1))
                   : db.query(
                         "SELECT external_id FROM row WHERE external_id = ?1 UNION ALL"
                         " SELECT r.external_id FROM alias a JOIN row r ON r.id = a.row WHERE a.external_id = ?1 LIMIT 1",
                         name);
  return asked.step() ? asked.string(0) : name;
}

std::vector<Row> Store::rows(const Scope& scope, Instant now, Position& position) const {
  const auto& impl = *impl_;
  std::vector<RowId> ids;
  const std::vector<std::string> one{scope.record ? scope.record->entity : scope.entity};
  const auto& entities = one.front().empty() ? impl.entities : one;
  while (ids.size() < scope.chunk && position.entity < entities.size()) {
    const auto room = scope.chunk - ids.size();
    const auto before = ids.size();
    const auto& entity = entities[position.entity];
    auto asked =
        scope.record ? impl.db.query("SELECT id FROM row WHERE id = ?1 AND id > ?2 AND (?3 OR due <= ?4)",
                                     impl.row_called(entity, scope.record->external_id), position.row, scope.everything, now)
        : scope.everything
            ? impl.db.query("SELECT id FROM row WHERE entity = ?1 AND id > ?2 ORDER BY id LIMIT ?3", entity, position.row, room)
            : impl.db.query(
                  "SELECT id FROM row WHERE entity = ?1 AND id > ?2 AND due IS NOT NULL AND due <= ?4 AND (NOT ?5 OR EXISTS"
                  " (SELECT 1 FROM facet f JOIN lane l ON l.id = f.lane WHERE f.row = row.id AND l.service = 'notion'))"
                  " ORDER BY id LIMIT ?3",
                  entity, position.row, room, now, scope.paged);
    while (asked.step()) ids.push_back(asked.integer(0));
    if (ids.size() > before) position.row = ids.back();
    if (ids.size() - before < room) position = {.entity = position.entity + 1};
  }
  position.end = position.entity >= entities.size();
  if (impl.looked_at.size() + ids.size() > kLookedAt) impl.looked_at.clear();
  impl.looked_at.insert(ids.begin(), ids.end());
  std::vector<Row> rows;
  rows.reserve(ids.size());
  Reader reader(impl);
  for (const auto id : ids) rows.push_back(reader.row(id));
  return rows;
}

std::optional<Row> Store::row(const RecordKey& key) const {
  const auto id = impl_->row_called(key.entity, key.external_id);
  if (!id) return std::nullopt;
  return Reader(*impl_).row(*id);
}

std::vector<Store::Unclaimed> Store::unclaimed(std::string_view entity) const {
  constexpr std::string_view kBehindDigits = "~";
  std::vector<Unclaimed> found;
  for (const Handle& name : kByNumber) {
    if (name.entity != entity) continue;
    const std::string prefix(name.prefix), end = prefix + std::string(kBehindDigits);
    for (auto asked =
             impl_->db.query("SELECT r.external_id, b.fields FROM row r JOIN facet f ON f.row = r.id"
                             " JOIN body b ON b.facet = f.id WHERE r.external_id > ?1 AND r.external_id < ?2"
                             " AND r.entity = ?3 AND NOT EXISTS (SELECT 1 FROM facet p WHERE p.row = r.id AND p.remote_id <> '')",
                             prefix, end, entity);
         asked.step();) {
      const auto id = asked.string(0);
      found.push_back({std::string(name.field), id.substr(prefix.size()), impl_->decoded(asked.text(1), id)});
    }
  }
  return found;
}

const Look& Store::look() const { return *impl_; }

std::vector<Row> Tables::referring(const RecordKey& key, std::string_view entity) const {
  std::vector<Row> rows;
  const auto named = row_called(key.entity, key.external_id);
  if (!named) return rows;
  Reader reader(*this);
  for (const auto id : each_once(referrers(*named, entity))) {
    Row row = reader.shown(id);
    if (!row.detached && !gone(row)) rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<Row> Tables::row(const RecordKey& key) const {
  const auto id = row_called(key.entity, key.external_id);
  return id ? std::optional(Reader(*this).shown(*id)) : std::nullopt;
}

// It has a page, or will get one: some side still shows it, and its page is not in the trash.
bool Tables::nameable(const RecordKey& key) const {
  auto named = row_called(key.entity, key.external_id);
  if (!named) named = row_called(key.entity, current_name(key.external_id));
  if (!named || (is_number(key_of(*named)) && !page_of(*named))) return false;
  auto asked = db.query(
      "SELECT coalesce(max(f.gone = 0), 0), coalesce(max(f.gone AND l.service = 'notion'), 0)"
      " FROM facet f JOIN lane l ON l.id = f.lane WHERE f.row = ?1 AND f.twin = 0",
      *named);
  return asked.step() && asked.flag(0) && !asked.flag(1);
}

std::optional<std::string> Tables::called(std::string_view entity, std::string_view words) const {
  const auto only = [](Query asked) -> std::optional<std::string> {
    if (!asked.step()) return std::nullopt;
    auto id = asked.string(0);
    return asked.step() ? std::nullopt : std::optional(std::move(id));
  };
  const auto handle = folded_handle(words);
  if (handle.empty() || is_number({std::string(entity), std::string(words)})) return std::nullopt;
  auto known =
      only(db.query("SELECT DISTINCT r.external_id FROM facet f JOIN row r ON r.id = f.row"
                    " WHERE f.handle = ?1 AND r.entity = ?2 AND f.gone = 0",
                    handle, entity));
  if (known || entity != "products") return known;
  return only(
      db.query("SELECT DISTINCT r.external_id FROM facet f JOIN row r ON r.id = f.row"
               " WHERE f.name = ?1 AND f.name <> '' AND f.gone = 0",
               words));
}

std::vector<std::string> Tables::namesakes(const RecordKey& key) const {
  std::vector<std::string> pages;
  const auto* handle = handle_for(key.entity);
  const auto row = handle != nullptr && !handle->prefix.empty() ? row_called(key.entity, key.external_id) : std::nullopt;
  if (!row) return pages;
  auto asked = db.query(
      "SELECT f.remote_id FROM facet own JOIN lane l ON l.id = own.lane AND l.service = 'notion'"
      " JOIN facet f ON f.handle = own.handle AND f.lane = own.lane AND f.row <> own.row"
      " WHERE own.row = ?1 AND own.handle <> '' AND own.gone = 0 AND own.twin = 0 AND f.gone = 0 AND f.twin = 0"
      " ORDER BY f.remote_id",
      *row);
  while (asked.step()) pages.push_back(asked.string(0));
  return pages;
}

std::optional<std::string> Store::locate(std::string_view entity, std::string_view external_id, std::string_view service) const {
  return impl_->locate(entity, external_id, service);
}

std::optional<std::string> Tables::locate(std::string_view entity, std::string_view external_id, std::string_view service) const {
  auto row = row_called(entity, external_id);
  if (!row) row = row_called(entity, current_name(std::string(external_id)));
  if (!row) return std::nullopt;
  auto asked = db.query(
      "SELECT remote_id FROM facet f JOIN lane l ON l.id = f.lane"
      " WHERE f.row = ?1 AND l.service = ?2 AND remote_id <> '' AND gone = 0 AND twin = 0 ORDER BY f.id",
      *row, service);
  if (asked.step()) return asked.string(0);
  return service == kHub ? std::nullopt : called_at(*row, service);
}

// A person by the address, a product by the number that its page gives for the service.
std::optional<std::string> Tables::called_at(RowId row, std::string_view service) const {
  const RecordKey key = key_of(row);
  if (const auto* handle = handle_for(key.entity); handle != nullptr && !handle->prefix.empty()) {
    const bool by_address = std::count(std::begin(kByAddress), std::end(kByAddress), service) > 0;
    if (!by_address || !key.external_id.starts_with(handle->prefix)) return std::nullopt;
    return key.external_id.substr(handle->prefix.size());
  }
  for (const Handle& number : kByNumber) {
    if (number.entity != key.entity || !number.prefix.starts_with(std::string(service) + ":")) continue;
    if (const auto alias = alias_with(row, number.prefix)) return alias->substr(number.prefix.size());
  }
  return std::nullopt;
}

}  // namespace hsn::state
