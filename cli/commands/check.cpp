// hsn check [TARGET...]: settings, files, state, and each remote live; with a remedy on each failing line.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/probing.hpp"
#include "cli/output/json.hpp"
#include "cli/state_file.hpp"
#include "cli/workspace.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"
#include "notion/provision.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {

struct CheckOptions {
  std::vector<std::string> targets;
};

namespace {

using State = remote::Finding::State;

constexpr std::uintmax_t kLittleSpace = 200U << 20U;  // the state of a million rows takes about five times as much

// The place itself, or the folder in which what is missing of it would be made.
std::filesystem::path nearest(const std::filesystem::path& place) {
  std::error_code failed;
  auto there = std::filesystem::absolute(place, failed);
  while (!std::filesystem::exists(there, failed) && there.has_relative_path()) there = there.parent_path();
  return there;
}

bool can_be_written(const std::filesystem::path& file) {
  std::error_code failed;
  const auto there = nearest(file);
  const bool fits = there == std::filesystem::absolute(file, failed) || std::filesystem::is_directory(there, failed);
  return fits && ::access(there.c_str(), W_OK) == 0;
}

std::string_view state_name(State state) {
  switch (state) {
    case State::ok:
      return "ok";
    case State::warn:
      return "warn";
    case State::fail:
      return "fail";
  }
  return "";
}

class Checking {
 public:
  Checking(Session& session, const std::set<std::string>& services, bool all)
      : session_(session), services_(services), all_(all) {}

  std::vector<Line> lines() {
    settings();
    state();
    if (auto connected = session_.connect(); !connected) {
      lines_.push_back(failed_line("state", "spool", connected.error().error));
      return std::move(lines_);
    }
    hub();
    for (const auto* service : remote::services()) service_of(*service);
    auto live = run_probes(session_, probings_);
    std::move(live.begin(), live.end(), std::back_inserter(lines_));
    return std::move(lines_);
  }

 private:
  const config::Config& config() const { return session_.config(); }
  void add(std::string target, std::string check, State state, std::string detail, std::string remedy = {}) {
    lines_.push_back(line_of(std::move(target), std::move(check), state, std::move(detail), std::move(remedy)));
  }

  void settings() {
    const auto& file = config().env_file;
    add("settings", "env file", file.empty() ? State::warn : State::ok, file.empty() ? "none found" : file.string(),
        file.empty() ? "`hsn init` writes one; or the environment alone may do" : "");
    for (const auto& warning : config().warnings) add("settings", "warning", State::warn, warning);
    if (!config().unused.empty()) {
      add("settings", "unused", State::warn, "nothing reads " + join(config().unused, ", "),
          "check the spelling, or remove them");
    }
    const auto log = session_.log_file();
    if (!can_be_written(log)) add("settings", "log", State::warn, log.string() + " cannot be written", kLogRemedy);
  }

  void state() {
    const auto file = session_.state_file();
    std::error_code failed;
    if (const auto there = is_there(file); !there) {
      lines_.push_back(failed_line("state", "file", there.error()));
    } else if (!*there) {
      add("state", "file", State::warn, file.string() + " is not there yet", "the first `hsn init` or `hsn sync` makes it");
    } else if (auto opened = session_.open(Session::Access::read); !opened) {
      lines_.push_back(failed_line("state", "file", opened.error().error));
    } else if (auto intact = session_.store().intact(); !intact) {
      lines_.push_back(failed_line("state", "file", intact.error()));
    } else {
      add("state", "file", State::ok, file.string());
    }
    const auto folder = nearest(file.parent_path());
    const auto space = std::filesystem::space(folder, failed);
    if (failed) return;
    const auto free = std::to_string(space.available >> 20U) + " MiB free";
    const bool little = space.available < kLittleSpace;
    add("state", "disk", little ? State::warn : State::ok, free, little ? "make room on the disk of " + folder.string() : "");
  }

  void hub() {
    const auto account = notion_account(config());
    const auto ids = database_ids(config());
    const auto wanted = wanted_entities(config());
    if (!account) return lines_.push_back(failed_line("notion", "settings", account.error()));
    if (!ids) return lines_.push_back(failed_line("notion", "settings", ids.error()));
    if (!wanted) return lines_.push_back(failed_line("notion", "settings", wanted.error()));
    notion::Wanted reading{{}, *ids, {}, session_.mapping(), kept_layout(), false};
    for (const auto& [entity, source] : reading.known.sources) {
      reading.ids.try_emplace(entity, config::NotionId{source.database_id, {}});
    }
    for (const Schema* schema : *wanted) {
      if (reading.ids.contains(schema->entity)) {
        reading.entities.push_back(schema);
      } else {
        add("notion", std::string(schema->entity), State::fail, "no database is set up",
            "run `hsn init`, or set " + notion::database_setting(*schema));
      }
    }
    entities_ = reading.entities;
    const auto provision = notion::make_provision(*account, std::move(reading));
    if (auto heard = sync::converse(session_.courier(), *provision); !heard) {
      return lines_.push_back(
          failed_line("notion", heard.error().fault == Fault::refused ? "token" : "connection", heard.error()));
    }
    const auto& layout = provision->layout();
    for (const Schema* schema : entities_) {
      const auto source = layout.sources.find(schema->entity);
      if (source != layout.sources.end() && !source->second.data_source_id.empty()) continue;
      const bool unknown = source == layout.sources.end();
      const std::string why = unknown ? "cannot be read" : join(source->second.problems, "; ");
      const auto fault = unknown ? Fault::not_found : source->second.fault;
      lines_.push_back(failed_line("notion", std::string(schema->entity), {fault, why, "", ""}));
    }
    hub_ = notion::make_hub(*account, entities_, layout);
    probings_.push_back({std::string(kHub), hub_->probes()});
  }

  // Property ids of earlier runs, so that a renamed column is not called missing.
  notion::Layout kept_layout() {
    if (!session_.open(Session::Access::read)) return {};
    const auto kept = session_.store().note(state::Store::kLayoutNote);
    const auto layout = kept ? notion::decode_layout(*kept) : Result<notion::Layout>(notion::Layout{});
    return layout ? *layout : notion::Layout{};
  }

  void service_of(const remote::ServiceDef& service) {
    const std::string name(service.name);
    if (!all_ && !services_.contains(name)) return;
    if (!is_enabled(service, config())) {
      if (const auto whole = wholly_set_up(service, config()); !whole)
        return lines_.push_back(failed_line(name, "settings", whole.error()));
      const auto missing = missing_credentials(service, config());
      return add(name, "settings", State::ok, missing.empty() ? "switched off by " + std::string(service.enable) : "not set up");
    }
    if (const auto why = service.idle ? service.idle(config()) : std::string(); !why.empty())
      return add(name, "settings", State::ok, why);
    auto made = service.make(config(), session_.mapping());
    if (!made) return lines_.push_back(failed_line(name, "settings", made.error()));
    if (name == "ai") routes();
    remotes_.push_back(std::move(*made));
    probings_.push_back({name, remotes_.back()->probes()});
  }

  // Otherwise the first question that such a route fits would find out.
  void routes() {
    for (const auto& route : unanswered_routes(config(), session_.mapping())) {
      lines_.push_back(failed_line("ai", "route",
                                   {Fault::bad_config, "no provider of " + join(route.use, ", ") + " has a key", route.where,
                                    "set the key, or change the route"}));
    }
  }

  Session& session_;
  const std::set<std::string>& services_;
  bool all_;
  std::vector<Line> lines_;
  std::vector<const Schema*> entities_;
  std::unique_ptr<remote::Remote> hub_;
  std::vector<std::unique_ptr<remote::Remote>> remotes_;
  std::vector<Probing> probings_;
};

Json as_json(const std::vector<Line>& lines) {
  Json checks = Json::array();
  for (const auto& line : lines) {
    checks.push_back({{"target", line.target},
                      {"check", line.check},
                      {"ok", line.finding.state != State::fail},
                      {"state", state_name(line.finding.state)},
                      {"detail", line.finding.detail},
                      {"remedy", line.finding.remedy},
                      {"ms", line.took.count()}});
  }
  return {{"ok", !any_failed(lines)}, {"checks", std::move(checks)}};
}

// Of several failures the one that a person must look at first.
Exit exit_of_lines(const std::vector<Line>& lines) {
  constexpr Exit kOrder[] = {Exit::unexpected, Exit::refused, Exit::unreachable, Exit::usage};
  std::set<Exit> failures;
  for (const auto& line : lines) {
    if (line.finding.state == State::fail) failures.insert(exit_of(Error{line.finding.fault, "", "", ""}));
  }
  for (const Exit exit : kOrder) {
    if (failures.contains(exit)) return exit;
  }
  return failures.empty() ? Exit::done : *failures.begin();
}

}  // namespace

Outcome<Exit> run(const CheckOptions& asked, Session& session) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  const auto services = session.targets(asked.targets);
  if (!services) return tl::unexpected(services.error());
  const auto lines = Checking(session, *services, services->empty()).lines();
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document(as_json(lines));
  } else if (!session.globals().quiet || any_failed(lines)) {
    out << lines_in_words(lines, session.style());
  }
  if (session.signal() != 0) return static_cast<Exit>(128 + session.signal());
  return exit_of_lines(lines);
}

Run declare_check(CLI::App& app) {
  auto options = std::make_shared<CheckOptions>();
  add_targets(app, options->targets);
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
