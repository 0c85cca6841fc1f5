// RECORD on the command line (cli.md): whatever people have at hand. And pairing by hand.
#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

// A page id as Notion writes it, out of "…/Name-<32 hex>?v=…", 32 hex digits or a UUID; empty when there is none.
std::string page_id_in(std::string_view words) {
  words = words.substr(0, words.find_first_of("?#"));
  const auto slash = words.rfind('/');
  if (slash != std::string_view::npos) words.remove_prefix(slash + 1);
  std::string digits;
  for (auto at = words.rbegin(); at != words.rend() && digits.size() < 32; ++at) {
    if (*at == '-') continue;
    if (std::isxdigit(static_cast<unsigned char>(*at)) == 0) return {};
    digits.insert(digits.begin(), static_cast<char>(std::tolower(static_cast<unsigned char>(*at))));
  }
  if (digits.size() != 32) return {};
  for (const std::size_t dash : {20U, 16U, 12U, 8U}) digits.insert(dash, "-");
  return digits;
}

}  // namespace

std::vector<RecordKey> Store::match(std::string_view words) const {
  const std::string given = trim(words);
  std::vector<RecordKey> hits;
  if (given.empty()) return hits;
  const auto add = [&](Query asked) {
    while (asked.step()) {
      RecordKey key{asked.string(0), asked.string(1)};
      if (std::find(hits.begin(), hits.end(), key) == hits.end()) hits.push_back(std::move(key));
    }
  };
  auto& db = impl_->db;
  add(db.query("SELECT entity, external_id FROM row WHERE external_id = ?1", given));
  if (!hits.empty()) return hits;  // nothing is more exact than this
  add(db.query("SELECT r.entity, r.external_id FROM alias a JOIN row r ON r.id = a.row WHERE a.external_id = ?1", given));
  add(db.query("SELECT r.entity, r.external_id FROM facet f JOIN row r ON r.id = f.row WHERE f.handle = ?1 AND f.handle <> ''",
               folded_handle(given)));
  for (const auto& handle : kHandles)  // a former address, or one that only a key holds
    if (!handle.prefix.empty())
      if (const auto row = impl_->row_called(handle.entity, std::string(handle.prefix) + folded_handle(given)))
        add(db.query("SELECT entity, external_id FROM row WHERE id = ?1", *row));
  for (const auto& id : {given, page_id_in(given)})
    add(
        db.query("SELECT r.entity, r.external_id FROM facet f JOIN row r ON r.id = f.row WHERE f.remote_id = ?1"
                 " AND f.remote_id <> ''",
                 id));
  return hits;
}

std::vector<RecordKey> Store::named_after(std::string_view entity, std::string_view prefix, const RecordKey& record) const {
  std::vector<RecordKey> keys;
  auto asked = impl_->db.query(
      "WITH begin (text) AS (SELECT ?2 || external_id || ':' FROM row WHERE external_id = ?3 AND entity = ?4"
      " UNION SELECT ?2 || a.external_id || ':' FROM alias a JOIN row r ON r.id = a.row"
      "  WHERE r.external_id = ?3 AND r.entity = ?4)"
      " SELECT r.external_id FROM begin JOIN row r ON r.external_id > begin.text"
      "  AND r.external_id < substr(begin.text, 1, length(begin.text) - 1) || ';'"
      " WHERE r.entity = ?1 AND instr(substr(r.external_id, length(begin.text) + 1), ':') = 0",
      entity, prefix, record.external_id, record.entity);
  while (asked.step()) keys.push_back({std::string(entity), asked.string(0)});
  return keys;
}

void Store::also_known(const RecordKey& key, const std::string& former) {
  const auto row = impl_->row_called(key.entity, key.external_id);
  if (!row) return;
  Work work(*impl_);
  impl_->also_known(*row, {key.entity, former});
  work.commit();
}

void Tables::also_known(RowId row, const RecordKey& former) {
  const auto other = row_called(former.entity, former.external_id);
  if (!other) return add_alias(row, former);
  if (*other == row || page_of(*other)) return;
  const std::string key = key_of(*other).external_id;
  const bool record = is_somebody(*other);
  const Instant now{};
  if (absorb(*other, row, now) && record) rename(row, key, now);
}

Result<void> Store::relink(const RecordKey& key, const Seen& page) {
  const auto row = impl_->row_called(key.entity, key.external_id);
  if (!row) return fail(Fault::not_found, "the state does not know this record", key.external_id, "run `hsn pull` first");
  if (page.gone || page.remote_id.empty() || !page.problem.empty())
    return fail(Fault::bad_data, "the page cannot be read or is in the trash", key.external_id,
                "restore it, or name another one");
  if (page.record.key.entity != key.entity)
    return fail(Fault::bad_data, "the page is one of " + page.record.key.entity + ", the record one of " + key.entity,
                key.external_id, "name a page of the same database");
  if (impl_->held(*row))
    return fail(Fault::conflict, "a change of this record is still on its way", key.external_id, "run `hsn sync` first");
  Work work(*impl_);
  if (auto moved = impl_->pair(*row, page); !moved) return moved;
  work.commit();
  return {};
}

std::vector<std::pair<RecordKey, std::string>> Store::paired() const {
  std::vector<std::pair<RecordKey, std::string>> pairs;
  for (auto asked = impl_->db.query("SELECT r.entity, r.external_id, f.remote_id FROM facet f JOIN row r ON r.id = f.row"
                                    " WHERE f.by_hand = 1 AND f.gone = 0");
       asked.step();)
    pairs.push_back({{asked.string(0), asked.string(1)}, asked.string(2)});
  return pairs;
}

// The page may be anybody's so far. A row that was nothing but this page becomes one with ours; another just loses it.
Result<void> Tables::pair(RowId row, const Seen& page) {
  const Lane lane{std::string(kHub), page.record.key.entity};
  const Instant now = page.at;
  if (const auto former = page_of(row); former && former->remote_id != page.remote_id) {
    if (former->gone || former->key != key_of(row).external_id) forget(*former);  // else it is a twin now
    db.run("DELETE FROM base WHERE row = ?1", row);
  }
  auto known = facet_shown(lane_id(lane), page.record.key.entity, page.remote_id);
  if (known && known->row != row) {
    const RecordKey other = key_of(known->row);
    if (held(known->row))
      return fail(Fault::conflict, "a change of " + other.external_id + " is still on its way to this page", other.external_id,
                  "run `hsn sync` first");
    if (!born_in_hub(other.external_id) || !absorb(known->row, row, now)) {
      forget(*known);
      db.run("DELETE FROM base WHERE row = ?1", known->row);
      rank_pages(known->row);
      wake(known->row, now);
    }
    known = facet_shown(lane_id(lane), page.record.key.entity, page.remote_id);
  }
  keep(arrival(lane, lane_id(lane), page, now), row, known);
  db.run("UPDATE facet SET by_hand = (remote_id = ?2) WHERE row = ?1 AND lane = ?3", row, page.remote_id, lane_id(lane));
  rank_pages(row);
  wake(row, now);
  return {};
}

}  // namespace hsn::state
