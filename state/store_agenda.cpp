// What is left to do about rows: when to look again, what both sides agree on, what is held, what failed.
#include <algorithm>
#include <iterator>

#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

std::string_view side_word(const std::optional<Side>& side) {
  if (!side) return "";
  return *side == Side::notion ? "notion" : "service";
}

constexpr std::pair<Hold::Kind, std::string_view> kKinds[] = {{Hold::Kind::decided, "decided"},
                                                              {Hold::Kind::declined, "declined"},
                                                              {Hold::Kind::unclear, "unclear"},
                                                              {Hold::Kind::rendering, "rendering"}};

std::string_view word_of(Hold::Kind kind) {
  return std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.first == kind; })->second;
}

std::map<std::string, std::size_t> counts_in(Query asked) {
  std::map<std::string, std::size_t> counts;
  while (asked.step()) counts.emplace(asked.string(0), static_cast<std::size_t>(asked.integer(1)));
  return counts;
}

}  // namespace

Hold::Kind hold_kind(std::string_view word) {
  const auto known = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.second == word; });
  return known == std::end(kKinds) ? Hold::Kind::decided : known->first;
}

void Store::due(const RecordKey& key, std::optional<Instant> when) {
  const auto row = impl_->row_called(key.entity, key.external_id);
  if (!row) return;
  impl_->db.run("UPDATE row SET due = ?2 WHERE id = ?1", *row, when);
  if (!when) impl_->looked_at.erase(*row);
}

void Store::due(const std::map<RecordKey, std::optional<Instant>>& agenda) {
  if (agenda.empty()) return;
  Work work(*impl_);
  for (const auto& [key, when] : agenda) due(key, when);
  work.commit();
}

std::map<std::string, std::size_t> Store::due_counts(Instant now) const {
  return counts_in(impl_->db.query("SELECT entity, count(*) FROM row WHERE due IS NOT NULL AND due <= ?1 GROUP BY entity", now));
}

std::map<std::string, std::size_t> Store::detached_counts() const {
  return counts_in(
      impl_->db.query("SELECT r.entity, count(*) FROM facet f JOIN lane l ON l.id = f.lane JOIN row r ON r.id = f.row"
                      " WHERE l.service = 'notion' AND f.gone = 1 AND f.twin = 0 GROUP BY r.entity"));
}

void Tables::agree(RowId row, const Fields& agreed) {
  if (agreed.empty()) return;
  Fields base;
  {
    auto asked = db.query("SELECT fields FROM base WHERE row = ?1", row);
    if (asked.step()) base = decoded(asked.text(0), "the values agreed on");
  }
  for (const auto& [field, value] : agreed) base.insert_or_assign(field, value);
  // What is said of a difference is for one time: the same one may come back and be another.
  if (db.number("SELECT 1 FROM hold WHERE row = ?1 AND kind <> 'rendering' LIMIT 1", row)) {
    for (const auto& [field, value] : agreed)
      db.run("DELETE FROM hold WHERE row = ?1 AND field = ?2 AND kind <> 'rendering'", row, field);
  }
  db.run("INSERT OR REPLACE INTO base (row, fields) VALUES (?1, ?2)", row, encode_fields(base));
}

void Store::adopt(std::span<const Agreed> agreed) {
  Work work(*impl_);
  for (const auto& [key, fields] : agreed)
    if (const auto row = impl_->row_called(key.entity, key.external_id)) impl_->agree(*row, fields);
  work.commit();
}

void Store::hold(const RecordKey& key, const std::vector<Hold>& holds) {
  const auto row = impl_->row_called(key.entity, key.external_id);
  if (!row) return;
  Work work(*impl_);
  if (holds.empty()) impl_->db.run("DELETE FROM hold WHERE row = ?1", *row);
  for (const auto& hold : holds) impl_->hold(*row, hold);
  work.commit();
}

void Tables::hold(RowId row, const Hold& hold) {
  db.run("INSERT OR REPLACE INTO hold (row, field, kind, digest, take) VALUES (?1, ?2, ?3, ?4, ?5)", row, hold.field,
         word_of(hold.kind), hold.digest, side_word(hold.take));
}

void Store::remark(const RecordKey& key, const std::string& text) {
  if (const auto row = impl_->row_called(key.entity, key.external_id))
    impl_->db.run("UPDATE row SET remark = ?2 WHERE id = ?1", *row, text);
}

void Store::add_remark(const RecordKey& key, const std::string& line) {
  if (const auto row = impl_->row_called(key.entity, key.external_id)) impl_->add_remark(*row, line);
}

void Store::problem(const RecordKey& key, const std::string& service, const std::optional<Error>& error) {
  const auto row = impl_->row_called(key.entity, key.external_id);
  const RecordKey current = row ? impl_->key_of(*row) : key;
  if (error) return impl_->report(current, service, *error);
  impl_->db.run("DELETE FROM problem WHERE entity = ?1 AND external_id = ?2 AND service = ?3", current.entity,
                current.external_id, service);
}

std::vector<Store::Problem> Store::problems() const {
  std::vector<Problem> problems;
  for (auto asked = impl_->db.query("SELECT entity, external_id, service, fault, what, place, remedy FROM problem");
       asked.step();)
    problems.push_back({{asked.string(0), asked.string(1)},
                        asked.string(2),
                        {static_cast<Fault>(asked.integer(3)), asked.string(4), asked.string(5), asked.string(6)}});
  return problems;
}

}  // namespace hsn::state
