// hsn undo RUN [RECORD]: puts back the fields that RUN changed, where nobody has changed them since.
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"

namespace hsn::cli {

struct UndoOptions {
  state::RunId run = 0;
  std::string record;
};

namespace {

// For somebody who looks at it first the records are read before it is planned; otherwise that is done while it is carried out.
sync::Engine::Undo planned(state::RunId run, const std::optional<RecordKey>& key, const sync::Options& options,
                           Session& session) {
  Crew crew(session, options);
  auto undo = crew.engine.plan_undo(run, key);
  const bool is_looked_at = options.dry_run || (session.terminal().attended() && !session.globals().yes);
  if (!is_looked_at || undo.writes.empty()) return undo;
  sync::Report report;
  crew.engine.read_again(undo.writes, report);
  crew.progress.wipe();
  say_problems(session, report);
  return crew.engine.plan_undo(run, key);
}

}  // namespace

Outcome<Exit> run(const UndoOptions& asked, Session& session) {
  const auto options = prepare(session, {});
  if (!options) return tl::unexpected(options.error());
  if (!session.store().run(asked.run)) {
    return tl::unexpected(Error{Fault::bad_config, "there is no run " + std::to_string(asked.run), "", "hsn log lists the runs"});
  }
  std::optional<RecordKey> key = options->record;
  if (!asked.record.empty()) {
    auto named = session.record(asked.record);
    if (!named) return tl::unexpected(named.error());
    key = std::move(*named);
  }
  if (options->dry_run) session.store().begin();
  sync::Engine::Undo undo = planned(asked.run, key, *options, session);
  if (options->dry_run) session.store().rollback();
  sync::Priced shown;
  shown.plan.writes = undo.writes;
  shown.plan.refusals = undo.left;
  const Style style = session.style();
  const std::string words =
      writes_in_words(session.catalog(), undo.writes, style) + refusals_in_words(session.catalog(), undo.left, style);
  if (options->dry_run || undo.writes.empty()) {
    if (session.globals().json) {
      session.terminal().out << document(diff_json(session.catalog(), shown));
    } else {
      session.terminal().out << words << (undo.writes.empty() ? "Nothing to put back.\n" : "");
    }
    return Exit::done;
  }
  if (session.chatty()) session.terminal().err << words;
  if (!session.agreed("Put this back?")) return session.declined();
  return run_and_report(session, *options, [&](Crew& crew, state::RunId run, sync::Report& report) {
    crew.engine.recover(report);
    if (crew.engine.undo(run, std::move(undo), report)) return;
    // What somebody has changed meanwhile stays, and is said; the rest was agreed to.
    report.refused.clear();
    auto rest = crew.engine.plan_undo(asked.run, key);
    crew.progress.wipe();
    if (!session.globals().quiet) session.terminal().err << refusals_in_words(session.catalog(), rest.left, style);
    if (!rest.writes.empty()) crew.engine.undo(run, std::move(rest), report);
  });
}

Run declare_undo(CLI::App& app) {
  auto options = std::make_shared<UndoOptions>();
  app.add_option("RUN", options->run, "number of the run, from hsn log")->required()->check(at_least(1));
  app.add_option("RECORD", options->record, "this record alone");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
