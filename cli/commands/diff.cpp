// hsn diff [TARGET...]: the plan and its price. Writes to no remote.
#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/plan_file.hpp"
#include "cli/commands/running.hpp"

namespace hsn::cli {

struct DiffOptions {
  std::vector<std::string> targets;
  std::string adopt, save;
  bool no_pull = false, exit_code = false;
};

namespace {

// Without pull nothing is read and nothing kept: no lock, no request.
Outcome<sync::Options> prepare_reading(Session& session, const std::vector<std::string>& targets) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  auto services = session.whole_targets(targets);
  if (!services) return tl::unexpected(services.error());
  if (auto done = session.open(Session::Access::read); !done) return tl::unexpected(done.error());
  if (auto done = session.connect(); !done) return tl::unexpected(done.error());
  if (auto done = session.assemble(Session::Layout::kept); !done) return tl::unexpected(done.error());
  return session.options(*services);
}

}  // namespace

Outcome<Exit> run(const DiffOptions& asked, Session& session) {
  auto options = asked.no_pull ? prepare_reading(session, asked.targets) : prepare(session, asked.targets);
  if (!options) return tl::unexpected(options.error());
  options->policy.adopting = adopting(asked.adopt);
  const bool forget = session.globals().dry_run && !asked.no_pull;
  if (forget) session.store().begin();
  sync::Report report;
  for (const auto& error : session.unusable()) report.errors.push_back({"", std::string(kHub), error});
  sync::Priced priced;
  {
    Crew crew(session, *options);
    if (!asked.no_pull) crew.engine.pull(report);
    priced = crew.engine.diff(report);
  }
  if (forget) session.store().rollback();
  if (!asked.save.empty()) {
    if (auto saved = save_plan(asked.save, priced.plan.writes, session.now()); !saved) return tl::unexpected(saved.error());
  }
  const Exit exit = print_plan(session, priced, report);
  if (!asked.save.empty()) session.note("saved: " + asked.save + " (hsn push --plan " + asked.save + " carries it out)");
  if (exit == Exit::done && asked.exit_code && !priced.plan.writes.empty()) return Exit::changes;
  return exit;
}

Run declare_diff(CLI::App& app) {
  auto options = std::make_shared<DiffOptions>();
  add_targets(app, options->targets);
  add_adopt(app, options->adopt);
  app.add_flag("--no-pull", options->no_pull, "from what is already known, without a request");
  app.add_flag("--exit-code", options->exit_code, "exit 3 when there are changes");
  app.add_option("-o,--output", options->save, "save the plan for hsn push --plan")->type_name("FILE");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
