#include "cli/session.hpp"

#include <istream>
#include <ostream>
#include <set>

#include "cli/state_file.hpp"
#include "cli/workspace.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "state/spool.hpp"

namespace hsn::cli {
namespace {

std::filesystem::path state_folder(const config::Config& config, const config::Sources& sources) {
  const auto environment = [&](std::string_view name) {
    return sources.environment ? sources.environment(name).value_or("") : std::string();
  };
  if (config.has("HSN_STATE_DIR")) return config.text("HSN_STATE_DIR");
  // systemd gives several as a:b; the first is ours.
  if (const auto given = environment("STATE_DIRECTORY"); !given.empty()) return given.substr(0, given.find(':'));
  if (const auto given = environment("XDG_STATE_HOME"); !given.empty()) return std::filesystem::path(given) / "hsn";
  return std::filesystem::path(environment("HOME")) / ".local" / "state" / "hsn";
}

Level level_of(const std::string& word) {
  if (word == "DEBUG") return Level::debug;
  if (word == "WARNING") return Level::warning;
  return word == "ERROR" ? Level::error : Level::info;
}

tl::unexpected<Stop> stop(Error error, Exit exit) { return tl::unexpected(Stop(std::move(error), exit)); }

}  // namespace

Session::Session(Outside& outside, const Globals& globals, std::string command, std::vector<std::string> arguments)
    : outside_(outside), globals_(globals), command_(std::move(command)), arguments_(std::move(arguments)) {}

Session::~Session() = default;

// As the history and the one who waits for the lock shall read it: what was asked for, not where its files lie, nor whom to
// forget, nor what people ask an AI provider.
std::string Session::command_line() const {
  static const std::set<std::string, std::less<>> kPlaces{"--env-file", "--config",    "--state",
                                                          "--log-file", "--log-level", "--trace"};
  std::string line = "hsn";
  bool forgetting = false, talking = false;
  for (auto argument = arguments_.begin(); argument != arguments_.end(); ++argument) {
    const auto name = argument->substr(0, argument->find('='));
    if (!kPlaces.contains(name)) {
      line += " " + (forgetting && !name.starts_with('-') ? "CLIENT" : *argument);
      forgetting = forgetting || *argument == "forget";
      if (talking && *argument == "ask") break;
      talking = talking || *argument == "ai";
    } else if (name == *argument && std::next(argument) != arguments_.end()) {
      ++argument;
    }
  }
  return redact_(line);
}

// What goes wrong and what was done is said once, by the command; the log comes to stderr only when asked for.
Level Session::stderr_level() const { return globals_.verbose > 1 ? Level::debug : Level::off; }

std::filesystem::path Session::state_file() const {
  return globals_.state.empty() ? state_folder(*config_, outside_.sources) / "hsn.db" : std::filesystem::path(globals_.state);
}

Outcome<void> Session::configure() {
  if (config_) return {};
  config::Sources sources = outside_.sources;
  std::error_code ignored;
  if (!globals_.env_file.empty()) {
    sources.candidates.clear();
    if (!new_env_file_ || std::filesystem::exists(globals_.env_file, ignored)) sources.env_file = globals_.env_file;
  }
  sources.flags = globals_.as_settings();
  sources.flags.insert(answers_.begin(), answers_.end());
  auto config = config::load(setting_tables(), sources);
  if (!config) return tl::unexpected(config.error());
  redact_ = http::Redactor(config->secrets());

  const bool named = config->has("HSN_CONFIG");
  const std::filesystem::path file =
      named ? std::filesystem::path(config->text("HSN_CONFIG")) : config->env_file.parent_path() / "hsn.toml";
  if (named && !std::filesystem::exists(file, ignored)) {
    return tl::unexpected(Error{Fault::bad_config, "there is no such file", file.string(), "check --config and HSN_CONFIG"});
  }
  auto mapping = config::read_mapping(file, known_properties(), config->list("BUSINESS_ENTITIES"));
  if (!mapping) return tl::unexpected(mapping.error());
  mapping_ = std::move(*mapping);
  if (const auto usual = default_business_entity(*config, mapping_); !usual) return tl::unexpected(usual.error());
  key_settings_ = key_settings(mapping_);
  if (!key_settings_.empty()) {
    config = config::load(tables(), sources);
    if (!config) return tl::unexpected(config.error());
    redact_ = http::Redactor(config->secrets());
  }
  if (const auto ids = database_ids(*config); !ids) return tl::unexpected(ids.error());
  if (auto sound = sound_routes(mapping_); !sound) return tl::unexpected(sound.error());
  config_ = std::move(*config);
  LogTargets targets;
  targets.stderr_level = stderr_level();
  open_log(targets);
  for (const auto& warning : config_->warnings) warn(warning);
  return {};
}

std::vector<std::span<const config::SettingDef>> Session::tables() const {
  auto tables = setting_tables();
  if (!key_settings_.empty()) tables.emplace_back(key_settings_);
  return tables;
}

Outcome<void> Session::answered(const std::map<std::string, std::string, std::less<>>& settings) {
  answers_ = settings;
  courier_.reset();
  auto former = std::exchange(config_, std::nullopt);
  auto taken = configure();
  if (!taken) config_ = std::move(former);
  return taken;
}

std::filesystem::path Session::log_file() const {
  if (config_->has("LOG_FILE")) return config_->text("LOG_FILE");
  if (config_->has("LOG_DIR")) return std::filesystem::path(config_->text("LOG_DIR")) / "hsn.log";
  return state_file().parent_path() / "logs" / "hsn.log";
}

void Session::open_log_files() {
  LogTargets targets;
  targets.level = level_of(config_->text("LOG_LEVEL"));
  targets.stderr_level = stderr_level();
  targets.max_bytes = static_cast<std::size_t>(config_->integer("LOG_MAX_BYTES"));
  targets.keep = static_cast<std::size_t>(config_->integer("LOG_KEEP"));
  targets.json = config_->flag("LOG_JSON");
  targets.file = log_file();
  // The work goes on; but whoever looks for its log some day is told now.
  if (const auto opened = open_log(targets); !opened) say(opened.error());
  for (const auto& warning : config_->warnings) log(Level::warning, "", warning);
}

Outcome<void> Session::take_lock(bool insist) {
  state::LockOptions options;
  options.file = state_file().string() + ".lock";
  options.holder =
      "run by " + outside_.who() + ": " + command_line() + ", since " + format_local(now(), config_->text("BUSINESS_TIMEZONE"));
  options.wait = std::chrono::seconds(globals_.wait);
  options.attended = insist || (terminal().attended() && globals_.wait == 0);
  options.waiting = [this](const std::string& holder) {
    note("waiting for another run" + (holder.empty() ? "" : " (" + holder + ")") + "; Ctrl-C ends the waiting");
  };
  options.give_up = [this] { return outside_.stop.load(); };
  auto lock = state::acquire(options);
  if (!lock) {
    const int number = signal();
    if (number != 0) return stop(lock.error(), static_cast<Exit>(128 + number));
    return stop(lock.error(), lock.error().fault == Fault::conflict ? Exit::busy : exit_of(lock.error()));
  }
  lock_ = std::move(*lock);
  return {};
}

Outcome<void> Session::open_lock() {
  if (auto locked = take_lock(); !locked) return locked;
  open_log_files();
  return {};
}

Outcome<void> Session::open(Access access) {
  if (store_) return {};
  if (auto done = configure(); !done) return done;
  access_ = access;
  if (access == Access::write) {
    if (auto locked = open_lock(); !locked) return locked;
  }
  return open_store();
}

void Session::lay_down() {
  store_.reset();
  lock_.reset();
}

Outcome<void> Session::take_up() {
  if (auto locked = take_lock(true); !locked) return locked;
  return open_store();
}

Outcome<void> Session::open_store() {
  if (const auto there = is_there(state_file()); !there) return tl::unexpected(there.error());
  auto store = state::Store::open(state_file(), entity_order(), reads_only());
  if (!store) {
    Error error = store.error();
    if (error.fault == Fault::bad_data && is_of_another_program(state_file())) error.fault = Fault::bad_config;
    return tl::unexpected(std::move(error));
  }
  store_ = std::move(*store);
  return {};
}

Outcome<void> Session::connect() {
  if (courier_) return {};
  if (auto done = configure(); !done) return done;
  http::Courier::Options options;
  auto policies = host_policies(*config_);
  if (!policies) return tl::unexpected(policies.error());
  options.services = std::move(*policies);
  options.patience = config_->seconds("PATIENCE_SECONDS");
  options.stop = &outside_.stop;
  options.redact = [this](std::string text) { return redact_(std::move(text)); };
  // Before there is a state folder, budgets are learnt for this command alone.
  std::error_code none;
  const auto folder = state_file().parent_path();
  auto ledger =
      state::open_ledger(std::filesystem::exists(folder, none) ? folder / "spool.db" : std::filesystem::path(":memory:"));
  if (!ledger) return tl::unexpected(ledger.error());
  ledger_ = std::move(*ledger);
  if (!globals_.trace.empty() && !tape_) {
    auto tape = http::Tape::open(globals_.trace, [this](std::string text) { return redact_(std::move(text)); });
    if (!tape) return tl::unexpected(tape.error());
    tape_ = std::move(*tape);
  }
  options.tape = tape_.get();
  http::CurlOptions curl;
  curl.total_timeout = config_->seconds("HTTP_TIMEOUT_SECONDS");
  curl.ca_file = config_->text("HTTP_CA_FILE");
  curl.user_agent = "hsn/" HSN_VERSION;
  transport_ = outside_.transport(curl);
  courier_ = std::make_unique<http::Courier>(*transport_, outside_.clock, outside_.random, *ledger_, std::move(options));
  return {};
}

void Session::say(const Error& error) {
  terminal().out.flush();
  terminal().err << "hsn: " << on_one_line(redact_(describe(error))) << std::endl;
}

bool Session::chatty() const { return !globals_.quiet && (outside_.terminal.err_tty || globals_.verbose > 0); }

void Session::warn(const std::string& words) { note("warning: " + on_one_line(words)); }

void Session::note(const std::string& line) {
  if (!chatty()) return;
  terminal().out.flush();
  terminal().err << redact_(line) << std::endl;
}

std::string Session::environment(std::string_view name) const {
  return outside_.sources.environment ? outside_.sources.environment(name).value_or("") : std::string();
}

bool Session::dumb() const { return environment("TERM") == "dumb"; }

bool Session::coloured() const {
  return outside_.terminal.out_tty && !globals_.no_color && !dumb() && environment("NO_COLOR").empty();
}

Style Session::style() const {
  Style style{coloured(), outside_.terminal.columns};
  if (config_) style.zone = config_->text("BUSINESS_TIMEZONE");  // hsn check tells of settings that cannot be read, too
  return style;
}

bool Session::agreed(const std::string& question) {
  if (globals_.yes || !terminal().attended()) return true;
  terminal().out.flush();
  terminal().err << question << " [y/N] " << std::flush;
  const auto answer = line();
  if (!answer) terminal().err << std::endl;
  const auto word = lower_ascii(trim(answer.value_or("")));
  return word == "y" || word == "yes";
}

Exit Session::declined() {
  if (globals_.json) terminal().out << "{\"status\":\"declined\"}\n";
  terminal().err << "Nothing was done." << std::endl;
  return signal() != 0 ? static_cast<Exit>(128 + signal()) : Exit::done;
}

std::optional<std::string> Session::line() {
  std::string text;
  if (!terminal().await_input() || !std::getline(terminal().in, text)) return std::nullopt;
  return text;
}

}  // namespace hsn::cli
