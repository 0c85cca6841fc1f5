#include "cli/commands/running.hpp"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <ostream>

#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/log.hpp"
#include "notion/provision.hpp"

namespace hsn::cli {
namespace {

constexpr std::size_t kLines = 20;  // a mail that nobody reads to its end helps nobody; the whole list is in `hsn status`

// A debugging aid: with HSN_KILL_AT=n in the environment the program dies at the n-th journal point of the run as a power cut
// would have it, to see what it leaves behind and that the next run mends it (tests/fault/kill.sh).
std::function<void(const char*)> dying_at(const config::Sources& sources) {
  const auto number = sources.environment ? sources.environment("HSN_KILL_AT") : std::nullopt;
  if (!number) return {};
  return [left = int_at(Json(*number), "").value_or(0)](const char*) mutable {
    if (--left == 0) std::raise(SIGKILL);
  };
}

// Nothing is lost of what the services tell; but nobody sees it.
void tell_of_missing_databases(Session& session, sync::Report& report) {
  const auto waiting = session.store().due_counts(session.now());
  for (const Schema* schema : session.without_database()) {
    const auto count = waiting.find(std::string(schema->entity));
    if (count == waiting.end() || count->second == 0) continue;
    report.errors.push_back({std::string(schema->title),
                             std::string(kHub),
                             {Fault::bad_config, std::to_string(count->second) + " wait here: there is no database for them",
                              std::string(schema->title), "run `hsn init`, or set " + notion::database_setting(*schema)}});
  }
}

void say_overwritten(Session& session, state::RunId run, const sync::Report& report) {
  auto text = overwritten_in_words(session.catalog(), report.overwritten, run, kLines, session.style());
  if (text.empty()) return;
  text.pop_back();  // note() ends the line
  session.note(text);
}

}  // namespace

Outcome<sync::Options> prepare(Session& session, const std::vector<std::string>& targets) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  auto services = session.whole_targets(targets);
  if (!services) return tl::unexpected(services.error());
  if (auto done = session.open(Session::Access::write); !done) return tl::unexpected(done.error());
  if (auto done = session.connect(); !done) return tl::unexpected(done.error());
  if (auto done = session.assemble(Session::Layout::fresh); !done) return tl::unexpected(done.error());
  return session.options(*services);
}

Crew::Crew(Session& session, const sync::Options& options)
    : progress(session),
      engine({session.catalog(), session.store(), session.courier(), session.outside().clock, session.outside().random,
              progress.events(), dying_at(session.outside().sources)},
             options) {}

void say_problems(Session& session, const sync::Report& report) {
  std::size_t lines = 0;
  for (const auto& failed : report.errors) {
    if (++lines > kLines) break;
    Error error = failed.error;
    const std::string who = failed.record.empty() ? failed.service : failed.record;
    if (error.where.empty()) {
      error.where = who;
    } else if (!error.where.starts_with(who)) {
      error.where = who + ": " + error.where;
    }
    session.say(error);
  }
  if (report.errors.size() > kLines) {
    session.say({Fault::bad_data, "and " + count_of(report.errors.size() - kLines, "more error", "more errors"), "",
                 "hsn status lists them"});
  }
  for (const auto& refused : report.refused) {
    Error error = refused.error;
    if (error.where.empty()) error.where = title_of(session.catalog(), refused.target);
    session.say(error);
  }
  if (const auto held = report.held(); held > 0) {
    session.say({Fault::conflict, count_of(held, "conflict waits", "conflicts wait") + " for a person", "",
                 "hsn conflicts lists them, and how to settle them"});
  }
}

Ran run_silently(Session& session, const sync::Options& options, const Work& work) {
  const auto began = session.now();
  auto& store = session.store();
  const auto run = store.begin_run(session.command_line(), session.outside().who(), began);
  log_run(run);
  log(Level::info, "", "began: hsn " + session.command());
  log(Level::debug, "", "as typed: " + session.command_line() + ", by " + session.outside().who());
  sync::Report report;
  for (const auto& error : session.unusable()) report.errors.push_back({"", std::string(kHub), error});
  {
    Crew crew(session, options);
    work(crew, run, report);
  }
  tell_of_missing_databases(session, report);
  // Its words are not stable, so whatever Notion finds bad may be due to a column that was changed there (notion.md 5).
  const auto hub = report.traffic.find(kHub);
  if (hub != report.traffic.end() && hub->second.found_bad > 0) session.doubt_layout();
  const auto took = std::chrono::duration_cast<Duration>(session.now() - began);
  const int signal = report.interrupted ? session.signal() : 0;
  const Exit exit = exit_of(report, signal);
  store.end_run(run, static_cast<int>(exit), dump_json(report_json(run, report, signal, took)), session.now());
  log(Level::info, "", "ended with " + std::to_string(static_cast<int>(exit)) + ": " + summary(report, took));
  return {run, std::move(report), exit, signal, took};
}

Outcome<Exit> run_and_report(Session& session, const sync::Options& options, const Work& work) {
  const auto [run, report, exit, signal, took] = run_silently(session, options, work);
  if (session.globals().json) session.terminal().out << document(report_json(run, report, signal, took));
  for (const auto& warning : report.warnings) session.warn(warning);
  say_overwritten(session, run, report);
  say_problems(session, report);
  session.note("run " + std::to_string(run) + ": " + summary(report, took));
  return exit;
}

Exit print_plan(Session& session, const sync::Priced& priced, const sync::Report& report) {
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document(diff_json(session.catalog(), priced));
  } else if (!session.globals().quiet) {
    out << diff_in_words(session.catalog(), priced, session.style());
  }
  sync::Report problems = report;
  problems.conflicts.clear();  // they are part of the answer
  tell_of_missing_databases(session, problems);
  for (const auto& warning : report.warnings) session.warn(warning);
  say_problems(session, problems);
  problems.conflicts = priced.plan.conflicts;
  return exit_of(problems, report.interrupted ? session.signal() : 0);
}

Outcome<Exit> show_plan_and_forget(Session& session, const sync::Options& options,
                                   const std::function<void(Crew&, sync::Report&)>& read) {
  session.store().begin();
  sync::Report report;
  for (const auto& error : session.unusable()) report.errors.push_back({"", std::string(kHub), error});
  sync::Priced priced;
  {
    Crew crew(session, options);
    read(crew, report);
    priced = crew.engine.diff(report);
  }
  session.store().rollback();
  return print_plan(session, priced, report);
}

}  // namespace hsn::cli
