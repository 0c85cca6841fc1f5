// Runs, and small things to remember.
#include "state/impl.hpp"

namespace hsn::state {

namespace {

Run read_run(const Query& asked) {
  return {.id = asked.integer(0),
          .command = asked.string(1),
          .who = asked.string(2),
          .began = asked.instant(3),
          .ended = asked.maybe_instant(4),
          .exit = static_cast<int>(asked.integer(5)),
          .report = asked.string(6)};
}

}  // namespace

RunId Store::begin_run(std::string_view command, std::string_view who, Instant began) {
  impl_->db.run("INSERT INTO run (command, who, began) VALUES (?1, ?2, ?3)", command, who, began);
  return impl_->db.last_id();
}

void Store::end_run(RunId run, int exit, std::string_view report, Instant ended) {
  impl_->db.run("UPDATE run SET exit = ?2, report = ?3, ended = ?4 WHERE id = ?1", run, exit, report, ended);
}

std::vector<Run> Store::runs(std::size_t limit) const {
  std::vector<Run> runs;
  for (auto asked = impl_->db.query("SELECT id, command, who, began, ended, exit, report FROM run ORDER BY id DESC LIMIT ?1",
                                    limit == 0 ? -1 : static_cast<std::int64_t>(limit));
       asked.step();)
    runs.push_back(read_run(asked));
  return runs;
}

std::optional<Run> Store::run(RunId id) const {
  auto asked = impl_->db.query("SELECT id, command, who, began, ended, exit, report FROM run WHERE id = ?1", id);
  if (!asked.step()) return std::nullopt;
  return read_run(asked);
}

std::optional<std::string> Store::note(std::string_view name) const {
  auto asked = impl_->db.query("SELECT text FROM note WHERE name = ?1", name);
  if (!asked.step()) return std::nullopt;
  return asked.string(0);
}

void Store::note(std::string_view name, std::string_view text) {
  if (text.empty()) {
    impl_->db.run("DELETE FROM note WHERE name = ?1", name);
  } else {
    impl_->db.run("INSERT OR REPLACE INTO note (name, text) VALUES (?1, ?2)", name, text);
  }
}

}  // namespace hsn::state
