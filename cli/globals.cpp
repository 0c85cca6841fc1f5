#include "cli/globals.hpp"

#include "cli/commands/options.hpp"

namespace hsn::cli {

std::map<std::string, std::string, std::less<>> Globals::as_settings() const {
  std::map<std::string, std::string, std::less<>> settings;
  if (!config.empty()) settings["HSN_CONFIG"] = config;
  if (!log_level.empty()) settings["LOG_LEVEL"] = log_level;
  if (!log_file.empty()) settings["LOG_FILE"] = log_file;
  if (max_changes) settings["MAX_PUSH_CHANGES"] = std::to_string(*max_changes);
  if (max_destructive) settings["MAX_DESTRUCTIVE_CHANGES"] = std::to_string(*max_destructive);
  return settings;
}

void declare_globals(CLI::App& app, Globals& g) {
  constexpr const char* kGroup = "Global options (before or after the command)";
  const auto path = [&](const char* name, std::string& to, const char* help) {
    app.add_option(name, to, help)->group(kGroup)->type_name("PATH");
  };
  const auto flag = [&](const char* name, bool& to, const char* help) { app.add_flag(name, to, help)->group(kGroup); };
  path("--env-file", g.env_file, "the file with settings and secrets");
  path("--config", g.config, "the mapping file (TOML)");
  path("--state", g.state, "the state, an SQLite file");
  app.add_option("--log-level", g.log_level, "debug, info, warning or error")->group(kGroup)->type_name("LEVEL");
  path("--log-file", g.log_file, "where to log");
  flag("--json", g.json, "one JSON document on stdout");
  app.add_option("--progress", g.progress, "json: what happens, as JSON lines on stderr")
      ->group(kGroup)
      ->check(CLI::IsMember({"json"}))
      ->type_name("FORMAT");
  flag("-q,--quiet", g.quiet, "say nothing on success");
  app.add_flag("-v,--verbose", g.verbose, "say more; -vv: everything")->group(kGroup);
  flag("--no-color", g.no_color, "no colours (also NO_COLOR)");
  flag("-y,--yes", g.yes, "ask nothing; lifts no limit");
  flag("-n,--dry-run", g.dry_run, "write to no remote and move no cursor; show what would be done");
  app.add_option("--max-changes", g.max_changes, "refuse a plan that changes more records at a service")
      ->group(kGroup)
      ->check(at_least(0))
      ->type_name("N");
  app.add_option("--max-destructive", g.max_destructive, "refuse a plan that cancels or unpublishes more")
      ->group(kGroup)
      ->check(at_least(0))
      ->type_name("N");
  app.add_option("--only", g.only, "this entity alone: clients, orders, …")->group(kGroup)->type_name("ENTITY");
  app.add_option("--record", g.record, "this record alone: External ID, e-mail, number, SKU, page id or link")
      ->group(kGroup)
      ->type_name("RECORD");
  app.add_option("--limit", g.limit, "at most so many records")->group(kGroup)->check(at_least(1))->type_name("N");
  flag("--full", g.full, "ignore the cursors, compare everything, find what is gone");
  flag("--now", g.now, "don't wait for pages that were edited a moment ago; look at all customers");
  app.add_option("--wait", g.wait, "wait so long for another run to end")
      ->group(kGroup)
      ->check(at_least(0))
      ->type_name("SECONDS");
  path("--trace", g.trace, "write the exchanges to this file, secrets out, for a bug report");
}

}  // namespace hsn::cli
