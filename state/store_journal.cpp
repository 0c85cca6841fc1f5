// The journal: what is, or may be, on the wire.
#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "record/record_json.hpp"
#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

Intent read_intent(const Query& asked, const std::string& file) {
  const auto json = parse_json(asked.text(2));
  auto write = json ? write_from_json(*json) : tl::unexpected(json.error());
  if (!write)
    throw Broken({Fault::bad_data,
                  "entry " + std::to_string(asked.integer(0)) + " of the journal is damaged [" + write.error().what + "]", file,
                  kRestore});
  return {.id = asked.integer(0),
          .run = asked.integer(1),
          .write = std::move(*write),
          .opened = asked.instant(3),
          .settled = asked.maybe_instant(4),
          .outcome = asked.string(5),
          .left = {}};
}

std::vector<Intent> read_intents(Query asked, const std::string& file) {
  std::vector<Intent> intents;
  while (asked.step()) intents.push_back(read_intent(asked, file));
  return intents;
}

constexpr std::string_view kDone = "done";
constexpr std::string_view kNote = "sync_note";

std::int64_t at_most(std::size_t limit) { return limit == 0 ? -1 : static_cast<std::int64_t>(limit); }

}  // namespace

std::optional<Write> Tables::take_unsettled(IntentId id) {
  if (auto ours = open.extract(id)) return std::move(ours.mapped());
  auto asked = db.query("SELECT id, run, write, opened, settled, outcome FROM intent WHERE id = ?1", id);
  if (!asked.step()) return std::nullopt;
  auto intent = read_intent(asked, db.name());
  if (intent.outcome == kDone) return std::nullopt;
  return std::move(intent.write);
}

std::optional<Write> Tables::last_write(RowId row, const Lane& lane) const {
  auto asked = db.query(
      "SELECT id, run, write, opened, settled, outcome FROM intent WHERE row = ?1 AND outcome = ?2 ORDER BY id DESC", row, kDone);
  while (asked.step())
    if (auto write = read_intent(asked, db.name()).write; write.to == lane) return write;
  return std::nullopt;
}

std::optional<RowId> Tables::row_of_intent(IntentId id) const { return db.number("SELECT row FROM intent WHERE id = ?1", id); }

std::vector<IntentId> Store::open_intent(RunId run, std::span<const Write> writes, Instant now) {
  Work work(*impl_);
  std::vector<IntentId> ids;
  ids.reserve(writes.size());
  for (const Write& write : writes) {
    impl_->db.run("INSERT INTO intent (run, row, write, opened) VALUES (?1, ?2, ?3, ?4)", run,
                  impl_->row_called(write.key.entity, write.key.external_id), encode_write(write), now);
    ids.push_back(impl_->db.last_id());
    impl_->open.emplace(ids.back(), write);
  }
  work.commit();
  return ids;
}

void Store::settle(IntentId id, const Seen& after, Instant now, bool ended) {
  Work work(*impl_);
  const auto write = impl_->take_unsettled(id);
  if (!write) return;
  impl_->db.run("UPDATE intent SET outcome = ?2, settled = ?3 WHERE id = ?1", id, kDone, now);
  if (const auto row = impl_->row_of_intent(id)) impl_->settle(*write, *row, after, now, ended);
  work.commit();
}

void Tables::settle(const Write& write, RowId row, const Seen& after, Instant now, bool ended) {
  const bool told = write.verb != Verb::append || !after.record.fields.empty();
  if (told) keep_answer(write, row, after, now, ended);
  agree(row, write.agreed);
  for (const auto& [field, digest] : write.apart) hold(row, {field, digest});
  if (write.counts && write.to.service != kHub) db.run("UPDATE row SET pushed = ?2 WHERE id = ?1", row, now);
  if (write.to.service == kHub && write.known.remote_id == write.page_id) {
    drop_remark(write, row, after);
    const auto of_state = [](const Change& one) { return one.field == "last_sync" || one.field == "sync_status"; };
    if (std::any_of(write.changes.begin(), write.changes.end(), of_state))
      db.run("UPDATE row SET pushed = NULL WHERE id = ?1", row);
  }
  if (!write.remark.empty()) add_remark(row, write.remark);
  if (ended && looked_at.contains(row)) {
    db.run("UPDATE row SET due = NULL WHERE id = ?1", row);
  } else {
    wake(row, now);
  }
}

// It has been said, on the row's own page and not on a twin's: by this write, as far as there was room, or the page says so
// already.
void Tables::drop_remark(const Write& write, RowId row, const Seen& after) {
  const auto text = [](const FieldValue* value) {
    const auto* note = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return note == nullptr ? std::string() : *note;
  };
  const auto says =
      std::find_if(write.changes.begin(), write.changes.end(), [](const Change& one) { return one.field == kNote; });
  const auto said = text(says == write.changes.end() ? nullptr : &says->to);
  db.run("UPDATE row SET remark = '' WHERE id = ?1 AND remark <> '' AND (?2 OR instr(?3, remark) > 0 OR instr(?4, remark) > 0)",
         row, said.ends_with("…"), said, text(after.record.find(kNote)));
}

void Tables::add_remark(RowId row, const std::string& line) {
  db.run("UPDATE row SET remark = iif(remark = '', ?2, remark || char(10) || ?2) WHERE id = ?1", row, line);
}

void Tables::keep_answer(const Write& write, RowId row, Seen shown, Instant now, bool ended) {
  shown.sure = true;
  if (shown.remote_id.empty()) shown.remote_id = write.known.remote_id;
  if (shown.record.key.entity.empty()) shown.record.key.entity = write.key.entity;
  const RecordKey own = key_of(row);
  if (shown.record.key.external_id.empty()) shown.record.key.external_id = own.external_id;
  Arrival a = arrival(write.to, lane_id(write.to), std::move(shown), now);
  a.expected = ended;
  clear_doubt(a);

  // A walk may have met our own create before its answer was known: that row was this one.
  auto known = facet_shown(a.lane_id, a.entity(), a.seen.remote_id);
  bool anew = false;
  if (known && known->row != row) {
    // What cannot be changed was made anew: the new one takes the place of the old one.
    const auto before = a.hub() ? std::nullopt : facet_of(row, a.lane_id);
    anew = write.verb == Verb::update && before && before->remote_id == write.known.remote_id && !held(known->row);
    if (anew) forget(*before);
    if (!absorb(known->row, row, now)) return report_claim(a);
    known = facet_shown(a.lane_id, a.entity(), a.seen.remote_id);
  }
  if (!known && !a.hub()) known = facet_of(row, a.lane_id);
  if (known && a.seen.gone) return mark_gone(a, *known);
  if (known && !a.seen.problem.empty()) return mark_unreadable(a, *known);
  if (a.seen.gone) return;
  // Two services may know one person by two addresses: the row follows this side only where it tells another than before.
  const bool renames = !a.hub() && (write.verb == Verb::create || anew || !known || a.key != known->key);
  if (renames && !rename(row, a.key, now)) {
    report_claim(a);
    a.key = known ? known->key : own.external_id;
  }
  keep(a, row, known);
}

void Store::drop(IntentId id, const Error& error, Instant now) {
  Work work(*impl_);
  const auto write = impl_->take_unsettled(id);
  if (!write) return;
  const std::string outcome = describe(error);
  impl_->db.run("UPDATE intent SET outcome = ?2, settled = ?3 WHERE id = ?1", id, outcome.empty() ? "not done" : outcome, now);
  if (const auto row = impl_->row_of_intent(id)) impl_->db.run("UPDATE row SET due = coalesce(due, ?2) WHERE id = ?1", *row, now);
  const bool understood = error.fault == Fault::bad_data || error.fault == Fault::declined;
  if (!understood) impl_->put_in_doubt(impl_->lane_id(write->to), write->known.remote_id);
  work.commit();
}

std::vector<Intent> Store::open_intents() const {
  std::vector<Intent> intents;
  auto asked = impl_->db.query(
      "SELECT id, run, write, opened, settled, outcome, coalesce((SELECT ended FROM run WHERE id = intent.run),"
      " (SELECT began FROM run WHERE id > intent.run ORDER BY id LIMIT 1)) FROM intent WHERE outcome = '' ORDER BY +id");
  while (asked.step()) {
    intents.push_back(read_intent(asked, impl_->db.name()));
    intents.back().left = asked.maybe_instant(6);
  }
  return intents;
}

bool Store::held(const RecordKey& key) const {
  const auto row = impl_->row_called(key.entity, key.external_id);
  return row && impl_->held(*row);
}

std::vector<Intent> Store::history(const RecordKey& key, std::size_t limit) const {
  return read_intents(
      impl_->db.query("SELECT id, run, write, opened, settled, outcome FROM intent WHERE row = ?1 ORDER BY id DESC LIMIT ?2",
                      impl_->row_called(key.entity, key.external_id), at_most(limit)),
      impl_->db.name());
}

std::vector<Intent> Store::intents_of(RunId run) const {
  return read_intents(
      impl_->db.query("SELECT id, run, write, opened, settled, outcome FROM intent WHERE run = ?1 ORDER BY id", run),
      impl_->db.name());
}

}  // namespace hsn::state
