// People who want to be forgotten: marks that only tell whether somebody is among them, and the erasing itself.
#include <cassert>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "record/record_json.hpp"
#include "record/record_text.hpp"
#include "state/impl.hpp"
#include "state/strike.hpp"

namespace hsn::state {

namespace {

class Eraser {
 public:
  Eraser(Tables& impl, const Erasure& erasure)
      : impl_(impl), db_(impl.db), erasure_(erasure), words_(erasure.words), who_(erasure.who) {}

  void run() {
    for (const auto& key : erasure_.gone) remove(key);
    for (const auto& key : erasure_.kept) keep(key);
    for (const auto& key : erasure_.telling) strike_words(key);
    strike_history();
    strike_runs();
    strike_messages();
  }

 private:
  using Texts = std::vector<std::pair<std::int64_t, std::string>>;

  // The history keeps that something was done, and no longer to whom.
  void remove(const RecordKey& key) {
    const auto row = impl_.row_called(key.entity, key.external_id);
    if (!row) return;
    assert(!impl_.held(*row));
    each_write(*row, [&](Write& write) {
      write.title.clear();
      write.remark.clear();
      write.key.external_id = kStruck;
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
    assert(!impl_.held(*row));
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
      if (!fields.empty()) erasure_.strike(key.entity, fields);
      const auto body = encode_fields(fields);
      db_.run("UPDATE body SET fields = ?2 WHERE facet = ?1", facet, body);
      db_.run("UPDATE facet SET digest = ?2 WHERE id = ?1 AND digest <> ''", facet, sha256_hex(body));
    }
    // The words of a problem quote what could not be read.
    db_.run("UPDATE facet SET problem = 'could not be read' WHERE row = ?1 AND problem <> ''", *row);
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
      write.title = key.external_id;
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

  // A friend's booking, whose notes name the person.
  void strike_words(const RecordKey& key) {
    const auto row = impl_.row_called(key.entity, key.external_id);
    if (!row) return;
    const auto struck = [&](const std::string& text) {
      auto fields = impl_.decoded(text, key.external_id);
      erasure_.strike_words(key.entity, fields);
      return encode_fields(fields);
    };
    Texts bodies;
    for (auto asked = db_.query("SELECT b.facet, b.fields FROM body b JOIN facet f ON f.id = b.facet WHERE f.row = ?1", *row);
         asked.step();)
      bodies.emplace_back(asked.integer(0), asked.string(1));
    for (const auto& [facet, text] : bodies) {
      const auto body = struck(text);
      db_.run("UPDATE body SET fields = ?2 WHERE facet = ?1", facet, body);
      db_.run("UPDATE facet SET digest = ?2 WHERE id = ?1 AND digest <> ''", facet, sha256_hex(body));
    }
    std::optional<std::string> base, remark;
    if (auto asked = db_.query("SELECT fields FROM base WHERE row = ?1", *row); asked.step()) base = asked.string(0);
    if (base) db_.run("UPDATE base SET fields = ?2 WHERE row = ?1", *row, struck(*base));
    if (auto asked = db_.query("SELECT remark FROM row WHERE id = ?1", *row); asked.step()) remark = asked.string(0);
    if (remark) db_.run("UPDATE row SET remark = ?2 WHERE id = ?1", *row, who_.struck(*remark));
  }

  void each_write(RowId row, const std::function<void(Write&)>& change) {
    Texts intents;
    for (auto asked = db_.query("SELECT id, write FROM intent WHERE row = ?1", row); asked.step();)
      intents.emplace_back(asked.integer(0), asked.string(1));
    rewrite(intents, change);
  }

  void rewrite(const Texts& intents, const std::function<void(Write&)>& change) {
    for (const auto& [id, text] : intents) {
      const auto json = parse_json(text);
      auto write = json ? write_from_json(*json) : tl::unexpected(json.error());
      if (write) change(*write);
      // What cannot be read cannot be cleaned in part.
      db_.run("UPDATE intent SET write = ?2 WHERE id = ?1", id, encode_write(write ? *write : Write()));
    }
  }

  // The history of others stays what it is, to be read and undone: only what names the person goes from its values.
  void strike_history() {
    Texts naming;
    for (auto asked = db_.query("SELECT id, write FROM intent"); asked.step();)
      if (who_.in(asked.text(1))) naming.emplace_back(asked.integer(0), asked.string(1));
    rewrite(naming, [this](Write& write) { who_.strike(write); });
    Texts outcomes;
    for (auto asked = db_.query("SELECT id, outcome FROM intent WHERE outcome <> ''"); asked.step();)
      if (words_.in(asked.text(1))) outcomes.emplace_back(asked.integer(0), asked.string(1));
    for (const auto& [id, text] : outcomes) db_.run("UPDATE intent SET outcome = ?2 WHERE id = ?1", id, words_.struck(text));
  }

  // A command as it was typed, a report.
  void strike_runs() {
    std::vector<std::tuple<RunId, std::string, std::string>> telling;
    for (auto asked = db_.query("SELECT id, command, report FROM run"); asked.step();)
      if (words_.in(asked.text(1)) || words_.in(asked.text(2)))
        telling.emplace_back(asked.integer(0), asked.string(1), asked.string(2));
    for (const auto& [id, command, report] : telling)
      db_.run("UPDATE run SET command = ?2, report = ?3 WHERE id = ?1", id, words_.struck(command), words_.struck_json(report));
  }

  void strike_messages() {
    for (const auto& name : erasure_.names) db_.run("DELETE FROM problem WHERE instr(external_id, ?1)", name);
    for (const auto& word : erasure_.words) {
      db_.run(
          "UPDATE problem SET what = replace(what, ?1, ?2), place = replace(place, ?1, ?2), remedy = replace(remedy, ?1, ?2)"
          " WHERE instr(what, ?1) OR instr(place, ?1) OR instr(remedy, ?1)",
          word, kStruck);
      db_.run("UPDATE lane SET error = replace(error, ?1, ?2) WHERE instr(error, ?1)", word, kStruck);
    }
    for (const auto& word : erasure_.who)
      db_.run("DELETE FROM note WHERE name NOT IN (?2, ?3) AND instr(text, ?1)", word, Store::kLayoutNote, Store::kForgetKeyNote);
  }

  Tables& impl_;
  Connection& db_;
  const Erasure& erasure_;
  Strike words_, who_;
};

// Settings of the connection that only an erasure needs.
class Thoroughly {
 public:
  explicit Thoroughly(Connection& db)
      : db_(db),
        overwrites_(db.number("PRAGMA secure_delete").value_or(0)),
        waits_(db.number("PRAGMA busy_timeout").value_or(0)) {
    db_.script("PRAGMA secure_delete = ON;");
  }
  ~Thoroughly() {
    try {
      db_.script("PRAGMA secure_delete = " + std::to_string(overwrites_) + "; PRAGMA busy_timeout = " + std::to_string(waits_));
    } catch (const Broken&) {  // what is wrong with the file, whoever uses it next is told
    }
  }
  Thoroughly(const Thoroughly&) = delete;
  Thoroughly& operator=(const Thoroughly&) = delete;
  // Whoever reads for longer than this may do so for minutes (a dry run).
  void wait_little() { db_.script("PRAGMA busy_timeout = 1000;"); }

 private:
  Connection& db_;
  std::int64_t overwrites_, waits_;
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

bool Store::erase(const Erasure& erasure) {
  Thoroughly thoroughly(impl_->db);
  {
    Work work(*impl_);
    Eraser(*impl_, erasure).run();
    work.commit();
  }
  // What was written over may still lie in free pages, and in the journal.
  impl_->db.script("VACUUM;");
  thoroughly.wait_little();
  return impl_->db.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
}

}  // namespace hsn::state
