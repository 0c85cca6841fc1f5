// hsn sync [TARGET...]: pull, plan, apply, both ways. Never asks.
#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"

namespace hsn::cli {

struct SyncOptions {
  std::vector<std::string> targets;
  std::string adopt;
  bool create_terms = false;
};

Outcome<Exit> run(const SyncOptions& asked, Session& session) {
  if (asked.create_terms) {
    if (auto taken = session.answered({{kCreateTerms, "true"}}); !taken) return tl::unexpected(taken.error());
  }
  auto options = prepare(session, asked.targets);
  if (!options) return tl::unexpected(options.error());
  options->yield_now = session.gives_way();
  options->policy.adopting = adopting(asked.adopt);
  if (options->dry_run) {
    return show_plan_and_forget(session, *options, [](Crew& crew, sync::Report& report) { crew.engine.pull(report); });
  }
  return run_and_report(session, *options,
                        [](Crew& crew, state::RunId run, sync::Report& report) { crew.engine.sync(run, report); });
}

Run declare_sync(CLI::App& app) {
  auto options = std::make_shared<SyncOptions>();
  add_targets(app, options->targets);
  add_adopt(app, options->adopt);
  add_create_terms(app, options->create_terms);
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
