// hsn pull [TARGET...]: both sides' changes since the cursors, into the local state.
#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"

namespace hsn::cli {

struct PullOptions {
  std::vector<std::string> targets;
};

Outcome<Exit> run(const PullOptions& asked, Session& session) {
  auto options = prepare(session, asked.targets);
  if (!options) return tl::unexpected(options.error());
  options->yield_now = session.gives_way();
  const auto pull = [](Crew& crew, sync::Report& report) { crew.engine.pull(report); };
  if (options->dry_run) return show_plan_and_forget(session, *options, pull);
  return run_and_report(session, *options, [&](Crew& crew, state::RunId, sync::Report& report) { pull(crew, report); });
}

Run declare_pull(CLI::App& app) {
  auto options = std::make_shared<PullOptions>();
  add_targets(app, options->targets);
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
