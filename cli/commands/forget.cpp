// hsn forget CLIENT: erases a person on every side that allows it, here, and in the logs; shows the plan first, prints a receipt.
#include <algorithm>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "config/read_file.hpp"
#include "config/write_file.hpp"
#include "core/json.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "entities/entities.hpp"
#include "state/strike.hpp"

namespace hsn::cli {

struct ForgetOptions {
  std::string client;
};

namespace {

namespace fs = std::filesystem;
using Forgetting = sync::Engine::Forgetting;

// Files of this state that are not in use any more, and still tell of whoever was there then.
std::vector<std::string> old_states(const fs::path& state) {
  std::vector<std::string> found;
  const auto begin = state.filename().string() + ".";
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(state.parent_path().empty() ? "." : state.parent_path(), none)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(begin) && !name.ends_with(".lock") && !name.ends_with(".want") && !name.ends_with("-wal") &&
        !name.ends_with("-shm")) {
      found.push_back(entry.path().string() + " is an older state that may tell of them: delete it when it is not needed");
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// "hsn.log", and "hsn.1.log", which it was rotated into; never "hsn.db".
bool is_of_log(const std::string& name, const fs::path& log) {
  const auto begin = log.stem().string() + ".", ending = log.extension().string();
  if (name == log.filename().string()) return true;
  if (name.size() <= begin.size() + ending.size() || !name.starts_with(begin) || !name.ends_with(ending)) return false;
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(begin.size()),
                     name.end() - static_cast<std::ptrdiff_t>(ending.size()), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> strike_logs(const fs::path& log, const std::set<std::string>& words) {
  LogTargets nowhere;
  nowhere.stderr_level = Level::off;
  open_log(nowhere);  // closes the file
  const state::Strike strike(words);
  std::vector<std::string> left;
  const auto folder = log.has_parent_path() ? log.parent_path() : fs::path(".");
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    if (!is_of_log(entry->path().filename().string(), log)) continue;
    const auto text = config::read_file(entry->path());
    const auto clean = text ? strike.struck(*text) : std::string();
    if (text && (clean == *text || config::write_file(entry->path(), clean))) continue;
    left.push_back(entry->path().string() + " could not be cleaned: look into it");
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    left.push_back("logs in " + folder.string() + ", which cannot be read (" + failed.message() + "): look into them");
  return left;
}

void show_plan(std::ostream& out, Session& session, const Forgetting& plan) {
  const Style style = session.style();
  out << writes_in_words(session.catalog(), plan.writes, style);
  out << "\nHere: the record, its history" << (plan.kept.empty() ? "" : ", and its name in " + entities::counted(plan.kept))
      << "; a mark remains by which nothing that is read later brings it back.\n";
  for (const auto& line : plan.left) out << "Stays: " << line << ".\n";
}

Json erasing(const Forgetting& plan) {
  Json erased = Json::array();
  for (const auto& write : plan.writes) {
    if (write.verb == Verb::archive) erased.push_back({{"service", write.to.service}, {"id", write.known.remote_id}});
  }
  return erased;
}

// What an intended erasure and a done one tell alike.
Json paper(const Forgetting& plan, bool dry_run, Exit exit, Instant at) {
  Json kept = Json::array();
  for (const auto& key : plan.kept) kept.push_back({{"entity", key.entity}, {"external_id", key.external_id}});
  Json telling = Json::array();
  for (const auto& key : plan.telling) telling.push_back({{"entity", key.entity}, {"external_id", key.external_id}});
  return {{"dry_run", dry_run},
          {"exit", static_cast<int>(exit)},
          {"at", format_instant(at)},
          {"kept_without_them", std::move(kept)},
          {"struck_out_of", std::move(telling)},
          {"left", plan.left}};
}

Json intention(const Forgetting& plan, Instant at) {
  auto json = paper(plan, true, Exit::done, at);
  json["would_erase"] = erasing(plan);
  return json;
}

Json receipt(const Forgetting& plan, bool complete, const sync::Report& report, Exit exit, Instant at) {
  auto json = paper(plan, false, exit, at);
  json["complete"] = complete;
  json["errors"] = errors_json(report);
  json["erased"] = erasing(plan);
  return json;
}

void print_receipt(Session& session, const Forgetting& plan, bool complete, const sync::Report& report, Exit exit) {
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document(receipt(plan, complete, report, exit, session.now()));
    return;
  }
  if (!complete) {
    out << "Not everything could be erased; run it again. Nothing that is read meanwhile brings them back.\n";
    return;
  }
  out << "Forgotten, " << format_local(session.now(), session.config().text("BUSINESS_TIMEZONE")) << ":\n";
  for (const auto& write : plan.writes) {
    if (write.verb != Verb::archive) continue;
    out << "  " << title_of(session.catalog(), write.to.service) << ", "
        << (write.to.service == kHub ? "page emptied and put to the trash: " : "account deleted: ") << write.known.remote_id
        << "\n";
  }
  for (const auto& key : plan.kept) out << "  kept without them: " << key.entity << " " << key.external_id << "\n";
  for (const auto& key : plan.telling) out << "  struck out of: " << key.entity << " " << key.external_id << "\n";
  out << "  state, history and logs\n";
  for (const auto& line : plan.left) out << "Stays: " << line << ".\n";
}

Outcome<Exit> carry_out(Session& session, const sync::Options& options, Forgetting plan) {
  auto& store = session.store();
  const auto run = store.begin_run(session.command_line(), session.outside().who(), session.now());
  log_run(run);
  sync::Report report;
  bool complete = false;
  const auto began = session.now();
  {
    Crew crew(session, options);
    crew.engine.recover(report);
    if (auto now = crew.engine.plan_forget(plan.person)) plan = std::move(*now);  // some of it may have been done already
    complete = crew.engine.forget(run, plan, report);
    const int signal = report.interrupted ? session.signal() : 0;
    const Exit exit = exit_of(report, signal);
    const auto took = std::chrono::duration_cast<Duration>(session.now() - began);
    store.end_run(run, static_cast<int>(exit), dump_json(report_json(run, report, signal, took)), session.now());
    if (complete && !crew.engine.erase(plan)) {
      plan.left.push_back("the journal " + session.state_file().string() +
                          "-wal still holds it while another hsn reads the state; the next hsn sync after that one empties it");
    }
  }
  if (complete) {
    for (auto& line : strike_logs(session.log_file(), plan.words)) plan.left.push_back(std::move(line));
    for (auto& line : old_states(session.state_file())) plan.left.push_back(std::move(line));
  }
  Exit exit = exit_of(report, report.interrupted ? session.signal() : 0);
  if (!complete && exit == Exit::done) exit = Exit::some_failed;
  say_problems(session, report);
  print_receipt(session, plan, complete, report, exit);
  return exit;
}

}  // namespace

Outcome<Exit> run(const ForgetOptions& asked, Session& session) {
  const auto options = prepare(session, {});
  if (!options) return tl::unexpected(options.error());
  const auto key = session.record(asked.client);
  if (!key) return tl::unexpected(key.error());
  auto plan = Crew(session, *options).engine.plan_forget(*key);
  if (!plan)
    return tl::unexpected(Error{Fault::bad_config, "this is no client", asked.client, "name a person: hsn forget E-MAIL"});
  if (options->dry_run) {
    if (session.globals().json) {
      session.terminal().out << document(intention(*plan, session.now()));
    } else {
      show_plan(session.terminal().out, session, *plan);
    }
    return Exit::done;
  }
  if (session.chatty()) show_plan(session.terminal().err, session, *plan);
  if (!session.agreed("Erase all this? It cannot be undone.")) return session.declined();
  return carry_out(session, *options, std::move(*plan));
}

Run declare_forget(CLI::App& app) {
  auto options = std::make_shared<ForgetOptions>();
  app.add_option("CLIENT", options->client, "e-mail, External ID, page id or link")->required();
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
