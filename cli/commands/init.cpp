// hsn init [notion]: asks on a terminal, creates or adopts the Notion databases, notes their ids. A second run changes nothing.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/asking.hpp"
#include "cli/commands/options.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/provision.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {

struct InitOptions {
  std::string target;
  std::vector<std::string> with;
};

namespace {

using Settings = std::map<std::string, std::string, std::less<>>;

std::filesystem::path env_file_of(Session& session) {
  if (!session.config().env_file.empty()) return session.config().env_file;
  return session.globals().env_file.empty() ? ".env" : session.globals().env_file;
}

// The lines that are not in force already.
Settings news(const Settings& answers, const notion::Layout& layout, const std::vector<const Schema*>& entities,
              const std::map<std::string, config::NotionId, std::less<>>& ids) {
  Settings lines = answers;
  for (const Schema* schema : entities) {
    const auto source = layout.sources.find(schema->entity);
    if (source == layout.sources.end() || source->second.database_id.empty()) continue;
    const auto known = ids.find(schema->entity);
    if (known == ids.end() || known->second.id != source->second.database_id) {
      lines[notion::database_setting(*schema)] = source->second.database_id;
    }
  }
  return lines;
}

// True when the lines stand in the file now; else they have been printed for a person to put them there.
bool keep(Session& session, const Settings& lines, bool may_write) {
  const auto path = env_file_of(session);
  std::error_code ignored;
  const auto there = std::filesystem::status(path, ignored);
  auto file = std::filesystem::exists(there) ? config::EnvFile::read(path) : Result<config::EnvFile>(config::EnvFile{});
  const bool lasts = !std::filesystem::exists(there) || std::filesystem::is_regular_file(there);  // not a pipe, as <(…) makes one
  if (file && may_write && lasts) {
    for (const auto& [name, value] : lines) file->set(name, value);
    if (file->write(path)) return true;
  }
  config::EnvFile shown;
  for (const auto& [name, value] : lines) {
    // A token that was typed unseen is not shown now.
    if (session.config().find(name) == nullptr || session.config().secret(name).empty()) shown.set(name, value);
  }
  session.terminal().err << "hsn: " << path.string() << " was not written; put these lines into it:\n";
  // With --json, stdout is one document.
  (session.globals().json ? session.terminal().err : session.terminal().out) << shown.str();
  return false;
}

Result<void> required(const config::Config& config, const std::vector<const Schema*>& entities,
                      const std::map<std::string, config::NotionId, std::less<>>& ids) {
  if (config.has("NOTION_PARENT_PAGE_ID")) return {};
  for (const Schema* schema : entities) {
    if (ids.contains(schema->entity)) continue;
    return fail(Fault::bad_config, "is not set, and there is no " + notion::database_setting(*schema) + " either",
                "NOTION_PARENT_PAGE_ID",
                "make a page in Notion, add the integration to it (menu …, Connections), and give its link");
  }
  return {};
}

// What a run that changes nothing has found to be missing.
std::vector<notion::Done> foreseen(const notion::Layout& layout, const std::vector<const Schema*>& entities) {
  std::vector<notion::Done> done;
  for (const Schema* schema : entities) {
    const auto source = layout.sources.find(schema->entity);
    if (source == layout.sources.end() || source->second.data_source_id.empty()) {
      done.push_back({std::string(schema->entity), "would be created"});
      continue;
    }
    for (const auto& problem : source->second.problems) done.push_back({std::string(schema->entity), problem});
  }
  return done;
}

// A database that cannot be used is no success.
bool all_usable(const notion::Layout& layout, const std::vector<const Schema*>& entities) {
  return std::all_of(entities.begin(), entities.end(), [&](const Schema* schema) {
    const auto source = layout.sources.find(schema->entity);
    return source == layout.sources.end() || source->second.usable;
  });
}

// What it could not set right.
void say_problems(Session& session, const notion::Layout& layout, const std::vector<const Schema*>& entities) {
  for (const Schema* schema : entities) {
    const auto source = layout.sources.find(schema->entity);
    if (source == layout.sources.end() || source->second.problems.empty()) continue;
    const std::string where = "the Notion database " + std::string(schema->title);
    const auto* remedy =
        source->second.usable ? "" : "give the column its type back, or another name, and run `hsn init` again: it adds one";
    session.say({source->second.fault, join(source->second.problems, "; "), where, remedy});
  }
}

// Not `sound`: what is wrong is still to be told.
void tell(Session& session, const std::vector<notion::Done>& done, const Settings& lines, bool kept, bool sound) {
  auto& out = session.terminal().out;
  const auto path = env_file_of(session).string();
  if (session.globals().json) {
    Json steps = Json::array(), written = Json::array();
    for (const auto& step : done) steps.push_back({{"entity", step.entity}, {"what", step.what}});
    for (const auto& line : lines) written.push_back(line.first);
    out << document({{"done", steps}, {"settings", written}, {"env_file", kept ? Json(path) : Json(nullptr)}});
    return;
  }
  if (session.globals().quiet) return;
  for (const auto& step : done) out << step.entity << ": " << step.what << "\n";
  if (kept && !lines.empty()) out << path << ": " << count_of(lines.size(), "line", "lines") << " written\n";
  if (!sound) return;
  if (done.empty() && lines.empty()) {
    out << "Nothing to do: everything is set up.\n";
  } else {
    out << (session.globals().dry_run ? "Nothing was written.\n" : "Done. hsn check looks at everything; hsn sync begins.\n");
  }
}

}  // namespace

Outcome<Exit> run(const InitOptions& asked, Session& session) {
  session.allow_new_env_file();
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  Answers answers;
  if (session.terminal().attended() && !session.globals().yes) {
    auto given = ask_settings(session);
    if (!given) return tl::unexpected(given.error());
    answers = std::move(*given);
    // What was typed outlives whatever is declined or fails from here on.
    if (!session.globals().dry_run && answers.may_write && !answers.settings.empty()) keep(session, answers.settings, true);
  }
  const auto& config = session.config();
  const auto account = notion_account(config);
  if (!account) return tl::unexpected(account.error());
  auto ids = database_ids(config);
  if (!ids) return tl::unexpected(ids.error());
  const auto entities = wanted_entities(config, asked.with);
  if (!entities) return tl::unexpected(entities.error());
  if (auto set = required(config, *entities, *ids); !set) return tl::unexpected(set.error());
  if (auto done = session.open(Session::Access::write); !done) return tl::unexpected(done.error());
  if (auto done = session.connect(); !done) return tl::unexpected(done.error());

  notion::Layout known;
  if (const auto kept = session.store().note(state::Store::kLayoutNote)) {
    if (auto decoded = notion::decode_layout(*kept)) known = std::move(*decoded);
  }
  const auto knows_pages = [&](std::string_view entity) { return session.store().linked(entity) > 0; };
  if (auto same = same_databases(*ids, known, knows_pages, session.state_file().string()); !same)
    return tl::unexpected(same.error());
  const auto in_force = *ids;
  for (const auto& [entity, source] : known.sources) ids->try_emplace(entity, config::NotionId{source.database_id, {}});
  std::vector<std::string> titles;
  for (const Schema* schema : *entities) titles.emplace_back(schema->title);
  const bool dry = session.globals().dry_run;
  if (!dry && !session.agreed("Create or adopt in Notion: " + join(titles, ", ") + "?")) return session.declined();

  const auto parent = config.has("NOTION_PARENT_PAGE_ID") ? config::parse_notion_id(config.text("NOTION_PARENT_PAGE_ID"))
                                                          : Result<config::NotionId>(config::NotionId{});
  if (!parent) return tl::unexpected(parent.error());
  const auto provision = notion::make_provision(*account, {*entities, *ids, parent->id, session.mapping(), known, !dry});
  const auto heard = sync::converse(session.courier(), *provision);
  // What is finished is kept even when the rest failed: the next run takes it up from there.
  const auto layout = provision->layout();
  const auto lines = news(answers.settings, layout, *entities, in_force);
  bool kept = true;
  if (!dry) {
    auto dated = layout;
    for (const auto& [entity, source] : known.sources) dated.sources.try_emplace(entity, source);
    if (heard) dated.read_at = session.now();
    session.keep_layout(dated);
    if (!lines.empty()) kept = keep(session, lines, answers.may_write);
  }
  if (!heard) return tl::unexpected(heard.error());
  if (dry) {
    tell(session, foreseen(layout, *entities), {}, false, true);
    return Exit::done;
  }
  const bool sound = all_usable(layout, *entities);
  tell(session, provision->done(), lines, kept, sound);
  say_problems(session, layout, *entities);
  return sound ? Exit::done : Exit::usage;
}

Run declare_init(CLI::App& app) {
  auto options = std::make_shared<InitOptions>();
  app.add_option("TARGET", options->target, "notion")->check(CLI::IsMember({"notion"}));
  app.add_option("--with", options->with, "further databases, by name")->delimiter(',')->type_name("NAME,…");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
