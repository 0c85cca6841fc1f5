// hsn config show|reference: the settings in force, secrets masked, and where each came from; the full table.
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/output/json.hpp"
#include "cli/output/table.hpp"
#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::cli {

struct ConfigOptions {
  bool reference = false, env = false, man = false, all = false;
};

namespace {

bool is_secret(const config::SettingDef& def) { return def.kind == config::Kind::secret; }

Outcome<Exit> show(const ConfigOptions& asked, Session& session) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  Table table{{"Setting", "Value", "From"}, {}};
  Json settings = Json::array();
  for (const auto table_of_all : session.tables()) {
    for (const auto& def : table_of_all) {
      const auto* value = session.config().find(def.name);
      if (value == nullptr || (value->origin.empty() && !asked.all)) continue;
      const std::string text = is_secret(def) ? (value->secret.empty() ? "" : value->secret.masked()) : value->text;
      table.rows.push_back({std::string(def.name), text, Cell(value->origin, Tone::dim)});
      settings.push_back({{"name", def.name}, {"value", text}, {"origin", value->origin}, {"secret", is_secret(def)}});
    }
  }
  const auto file = session.config().env_file.string();
  if (session.globals().json) {
    session.terminal().out << document({{"env_file", file}, {"state", session.state_file().string()}, {"settings", settings}});
    return Exit::done;
  }
  session.terminal().out << "env file: " << (file.empty() ? "none found" : file)
                         << "\nstate:    " << session.state_file().string() << "\n\n"
                         << render(table, session.style());
  return Exit::done;
}

Outcome<Exit> reference(const ConfigOptions& asked, Session& session) {
  const auto tables = setting_tables();
  if (asked.env) {
    session.terminal().out << config::env_example(tables);
    return Exit::done;
  }
  if (asked.man) {
    session.terminal().out << config::settings_man(tables);
    return Exit::done;
  }
  Table table{{"Setting", "Default", "Meaning", "Also read"}, {}};
  Json settings = Json::array();
  for (const auto rows : tables) {
    for (const auto& def : rows) {
      table.rows.push_back({std::string(def.name) + (is_secret(def) ? " *" : ""), std::string(def.fallback),
                            std::string(def.help), std::string(def.aliases)});
      settings.push_back({{"name", def.name},
                          {"group", def.group},
                          {"default", def.fallback},
                          {"help", def.help},
                          {"aliases", def.aliases.empty() ? std::vector<std::string>{} : split(def.aliases, ' ')},
                          {"secret", is_secret(def)}});
    }
  }
  if (session.globals().json) {
    session.terminal().out << document({{"settings", settings}});
    return Exit::done;
  }
  session.terminal().out << render(table, session.style())
                         << "\n* a secret: NAME_FILE=/path or a systemd credential NAME may stand for it\n";
  return Exit::done;
}

}  // namespace

Outcome<Exit> run(const ConfigOptions& asked, Session& session) {
  return asked.reference ? reference(asked, session) : show(asked, session);
}

Run declare_config(CLI::App& app) {
  auto options = std::make_shared<ConfigOptions>();
  app.require_subcommand(1);
  auto* show = app.add_subcommand("show", "the settings in force, secrets masked, and where each came from");
  show->add_flag("--all", options->all, "also those that are not set");
  auto* reference = app.add_subcommand("reference", "all settings with their defaults and meaning");
  auto* env = reference->add_flag("--env", options->env, "as an env file to start from (.env.example)");
  reference->add_flag("--man", options->man, "as the settings of hsn.conf(5), in mdoc")->excludes(env);
  reference->callback([options] { options->reference = true; });
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
