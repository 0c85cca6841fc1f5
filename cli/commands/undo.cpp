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
  sync::Engine::Undo undo = Crew(session, *options).engine.plan_undo(asked.run, key);
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
    if (session.chatty()) session.terminal().err << refusals_in_words(session.catalog(), rest.left, style);
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
