// hsn rebuild: a new state from Notion and the services, writing to neither.
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/log.hpp"

namespace hsn::cli {
namespace {

// A part of it would be a state that has forgotten the rest.
Result<void> asked_for_all(const Globals& globals) {
  if (globals.only.empty() && globals.record.empty() && globals.limit == 0) return {};
  return fail(Fault::bad_config, "a new state is made of everything", "", "leave out --only, --record and --limit");
}

// Its answer may still be under way: it would be read as not there, and made twice.
Result<void> nothing_in_flight(Session& session, const sync::Options& options) {
  if (session.former() == nullptr) return {};
  std::size_t young = 0;
  for (const auto& intent : session.former()->open_intents()) {
    // Of a run that was killed, the last one of this state, nobody knows how long it went on sending.
    const auto left = intent.left.value_or(intent.opened + options.create_lookup);
    young += session.now() - left < options.create_lookup ? 1U : 0U;
  }
  if (young == 0) return {};
  return fail(Fault::conflict, "the outcome of " + count_of(young, "write", "writes") + " is not known yet", "",
              "run it again in a minute");
}

struct Ended {
  sync::Engine::Rebuilt rebuilt;
  sync::Report report;
  state::RunId run{};
  Exit exit{};
};

// Entities whose pages lie where the former state has them.
std::set<std::string> same_databases(const Session& session) {
  std::set<std::string> same;
  const auto note = session.former() ? session.former()->note(state::Store::kLayoutNote) : std::nullopt;
  const auto former = notion::decode_layout(note.value_or(""));
  if (!former) return same;
  for (const auto& [entity, source] : former->sources) {
    const auto now = session.layout().sources.find(entity);
    if (now != session.layout().sources.end() && now->second.data_source_id == source.data_source_id) same.insert(entity);
  }
  return same;
}

Ended work(Session& session, const sync::Options& options) {
  const auto began = session.now();
  auto& store = session.store();
  Ended ended;
  ended.run = store.begin_run(session.command_line(), session.outside().who(), began);
  log_run(ended.run);
  for (const auto& error : session.unusable()) ended.report.errors.push_back({"", std::string(kHub), error});
  {
    Crew crew(session, options);
    try {
      ended.rebuilt = crew.engine.rebuild(session.former(), same_databases(session), ended.report);
    } catch (const state::Broken& broken) {
      // A state that is beyond reading is what this command is for; the new one would break again.
      session.warn(std::string(broken.what()) + "; what only this file knew is lost");
      ended.rebuilt = crew.engine.rebuild(nullptr, {}, ended.report);
    }
  }
  ended.rebuilt.whole = ended.rebuilt.whole && session.unusable().empty();
  const int signal = ended.report.interrupted ? session.signal() : 0;
  ended.exit = exit_of(ended.report, signal);
  const auto took = std::chrono::duration_cast<Duration>(session.now() - began);
  store.end_run(ended.run, static_cast<int>(ended.exit), dump_json(report_json(ended.run, ended.report, signal, took)),
                session.now());
  return ended;
}

void tell(Session& session, const Ended& ended, const std::filesystem::path& kept) {
  const auto& [rebuilt, report, run, exit] = ended;
  const auto differ = rebuilt.records - rebuilt.equal;
  auto& out = session.terminal().out;
  if (session.globals().json) {
    Json errors = Json::array();
    for (const auto& failed : report.errors) errors.push_back(error_json(failed.error));
    Json requests = Json::object();
    for (const auto& [service, traffic] : report.traffic) requests[service] = traffic.requests;
    out << document({{"exit", static_cast<int>(exit)},
                     {"whole", rebuilt.whole},
                     {"records", rebuilt.records},
                     {"paired", rebuilt.paired},
                     {"differ", differ},
                     {"conflicts", report.held()},
                     {"requests", requests},
                     {"state", session.state_file().string()},
                     {"former", kept.empty() ? Json(nullptr) : Json(kept.string())},
                     {"errors", errors}});
  } else if (!session.globals().quiet && rebuilt.whole) {
    out << count_of(rebuilt.records, "record", "records") << " read, " << rebuilt.paired << " of them on both sides; "
        << (differ == 0 ? "nothing is left to do" : count_of(differ, "has", "have") + " something to do: hsn diff shows it")
        << ".\n";
    if (!kept.empty()) out << "The former state is " << kept.string() << ".\n";
  }
  say_problems(session, report);
}

}  // namespace

Outcome<Exit> rebuild(Session& session) {
  if (auto all = asked_for_all(session.globals()); !all) return tl::unexpected(all.error());
  if (auto done = session.open_fresh(); !done) return tl::unexpected(done.error());
  const auto thrown_away = [&](Stop stop) -> Outcome<Exit> {
    session.discard_fresh();
    return tl::unexpected(std::move(stop));
  };
  if (auto done = session.connect(); !done) return thrown_away(done.error());
  if (auto done = session.assemble(Session::Layout::fresh); !done) return thrown_away(done.error());
  const auto options = session.options({});
  if (!options) return thrown_away(options.error());
  if (auto quiet = nothing_in_flight(session, *options); !quiet) return thrown_away(quiet.error());
  const bool dry = session.globals().dry_run;
  if (!dry && !session.agreed("Read everything and make a new state of it? (Nothing is written to Notion or a service; the "
                              "former state is kept.)")) {
    session.discard_fresh();
    return session.declined();
  }
  const auto ended = work(session, *options);
  if (!ended.rebuilt.whole || dry) {
    session.discard_fresh();
    tell(session, ended, {});
    if (!ended.rebuilt.whole) session.note("not everything could be read: the state is as it was");
    return ended.exit;
  }
  const auto kept = session.keep_fresh();
  if (!kept) return tl::unexpected(kept.error());
  tell(session, ended, *kept);
  return ended.exit;
}

Run declare_rebuild(CLI::App&) {
  return [](Session& session) { return rebuild(session); };
}

}  // namespace hsn::cli
