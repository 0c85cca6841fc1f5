// What sync, pull, push, backfill and undo share: a run in the history, progress, the report in words or JSON, the exit code.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "cli/output/progress.hpp"
#include "cli/session.hpp"
#include "sync/engine.hpp"

namespace hsn::cli {

// Settings, state with its lock, network, remotes and catalog, and what the engine is asked to do.
Outcome<sync::Options> prepare(Session&, const std::vector<std::string>& targets);

// An engine over everything that the session has wired.
struct Crew {
  Progress progress;
  sync::Engine engine;
  Crew(Session&, const sync::Options&);
};

using Work = std::function<void(Crew&, state::RunId, sync::Report&)>;
struct Ran {
  state::RunId run{};
  sync::Report report;
  Exit exit{};
  int signal = 0;
  Duration took{};
};
// Opens a run, works, closes it; says nothing.
Ran run_silently(Session&, const sync::Options&, const Work&);
// The same, and reports.
Outcome<Exit> run_and_report(Session&, const sync::Options&, const Work&);

// --dry-run: `read` fills the state, the plan is printed, and everything is as before.
Outcome<Exit> show_plan_and_forget(Session&, const sync::Options&, const std::function<void(Crew&, sync::Report&)>& read);
// Prints a plan as words or JSON, with what went wrong while it was made.
Exit print_plan(Session&, const sync::Priced&, const sync::Report&);
// Every error, refusal by a guard and waiting conflict, a line each, on stderr.
void say_problems(Session&, const sync::Report&);

}  // namespace hsn::cli
