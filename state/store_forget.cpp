// People who want to be forgotten: marks that only tell whether somebody is among them, and the erasing itself.
#include "core/digest.hpp"
#include "core/json.hpp"
#include "record/record_json.hpp"
#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

constexpr std::string_view kForgotten = "[forgotten]";

class Eraser {
 public:
  Eraser(Tables& impl, const Erasure& erasure) : impl_(impl), db_(impl.db), erasure_(erasure) {}

  void run() {
    for (const auto& key : erasure_.gone) remove(key);
    for (const auto& key : erasure_.kept) keep(key);
    for (const auto& word : erasure_.words) strike(word);
  }

 private:
  // The history keeps that something was done, and no longer to whom.
  void remove(const RecordKey& key) {
    const auto row = impl_.row_called(key.entity, key.external_id);
    if (!row) return;
    each_write(*row, [&](Write& write) {
      write.title.clear();
      write.remark.clear();
      write.key.external_id = kForgotten;
      write.known = {};
      write.agreed.clear();
      write.refs.clear();
      write.expect.clear();
      for (auto& change : write.changes) change.from = change.to = FieldValue();
    });
    db_.run("DELETE FROM problem WHERE entity = ?1 AND external_id = ?2", key.entity, key.external_id);
    db_.run("DELETE FROM row WHERE id = ?1", *row);
  }

  void keep(const RecordKey& key) {
    const auto row = impl_.row_called(key.entity, key.external_id);
    if (!row) return;
    const auto blanked = [&](Fields& fields) { erasure_.blank(key.entity, fields); };
    const auto blanked_value = [&](const std::string& field, FieldValue& value) {
      Fields one{{field, value}};
      blanked(one);
      value = one.begin()->second;
    };
    std::vector<std::pair<std::int64_t, std::string>> bodies;
    for (auto asked = db_.query("SELECT b.facet, b.fields FROM body b JOIN facet f ON f.id = b.facet WHERE f.row = ?1", *row);
         asked.step();)
      bodies.emplace_back(asked.integer(0), asked.string(1));
    for (const auto& [facet, text] : bodies) {
      auto fields = impl_.decoded(text, key.external_id);
      blanked(fields);
      const auto body = encode_fields(fields);
      db_.run("UPDATE body SET fields = ?2 WHERE facet = ?1", facet, body);
      db_.run("UPDATE facet SET digest = ?2 WHERE id = ?1 AND digest <> ''", facet, sha256_hex(body));
    }
    std::optional<std::string> base;
    if (auto asked = db_.query("SELECT fields FROM base WHERE row = ?1", *row); asked.step()) base = asked.string(0);
    if (base) {
      auto fields = impl_.decoded(*base, key.external_id);
      blanked(fields);
      db_.run("UPDATE base SET fields = ?2 WHERE row = ?1", *row, encode_fields(fields));
    }
    for (const auto& name : erasure_.names) db_.run("DELETE FROM ref WHERE row = ?1 AND name = ?2", *row, name);
    db_.run("UPDATE row SET remark = '' WHERE id = ?1", *row);
    each_write(*row, [&](Write& write) {
      write.remark.clear();
      blanked(write.known.record.fields);
      blanked(write.agreed);
      for (const auto& name : erasure_.names) write.refs.erase(name);
      for (auto& change : write.changes) {
        blanked_value(change.field, change.from);
        blanked_value(change.field, change.to);
      }
      for (auto& expect : write.expect) blanked_value(expect.field, expect.value);
    });
  }

  void each_write(RowId row, const std::function<void(Write&)>& change) {
    std::vector<std::pair<std::int64_t, std::string>> intents;
    for (auto asked = db_.query("SELECT id, write FROM intent WHERE row = ?1", row); asked.step();)
      intents.emplace_back(asked.integer(0), asked.string(1));
    for (const auto& [id, text] : intents) {
      const auto json = parse_json(text);
      auto write = json ? write_from_json(*json) : tl::unexpected(json.error());
      if (write) change(*write);
      // What cannot be read cannot be cleaned in part.
      db_.run("UPDATE intent SET write = ?2 WHERE id = ?1", id, encode_write(write ? *write : Write()));
    }
  }

  // Wherever else it may stand: a command as it was typed, a report, a message.
  void strike(const std::string& word) {
    db_.run(
        "UPDATE run SET command = replace(command, ?1, ?2), report = replace(report, ?1, ?2)"
        " WHERE instr(command, ?1) OR instr(report, ?1)",
        word, kForgotten);
    db_.run(
        "UPDATE intent SET write = replace(write, ?1, ?2), outcome = replace(outcome, ?1, ?2)"
        " WHERE instr(write, ?1) OR instr(outcome, ?1)",
        word, kForgotten);
    db_.run("DELETE FROM problem WHERE instr(external_id, ?1) OR instr(what, ?1) OR instr(place, ?1) OR instr(remedy, ?1)", word);
    db_.run("DELETE FROM note WHERE name <> 'layout' AND instr(text, ?1)", word);
    db_.run("UPDATE lane SET error = replace(error, ?1, ?2) WHERE instr(error, ?1)", word, kForgotten);
  }

  Tables& impl_;
  Connection& db_;
  const Erasure& erasure_;
};

}  // namespace

void Store::forget(const std::string& mark, Instant at) {
  impl_->db.run("INSERT OR REPLACE INTO forgotten (mark, at) VALUES (?1, ?2)", mark, at);
}

std::map<std::string, Instant> Store::forgotten() const {
  std::map<std::string, Instant> marks;
  for (auto asked = impl_->db.query("SELECT mark, at FROM forgotten"); asked.step();)
    marks.emplace(asked.string(0), asked.instant(1));
  return marks;
}

void Store::erase(const Erasure& erasure) {
  impl_->db.script("PRAGMA secure_delete = ON;");
  {
    Work work(*impl_);
    Eraser(*impl_, erasure).run();
    work.commit();
  }
  // What was written over may still lie in free pages, and in the journal.
  impl_->db.script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
}

}  // namespace hsn::state
