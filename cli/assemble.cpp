// Session::assemble: the remotes and the catalog, from the layout of the hub.
#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "core/text.hpp"
#include "notion/provision.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {
namespace {

constexpr std::string_view kLayoutNote = "layout";
constexpr Duration kLayoutAge = std::chrono::hours(24);

using Ids = std::map<std::string, config::NotionId, std::less<>>;

// A database that `hsn init` made while its line could not be written is known from the layout alone.
void add_known(Ids& ids, const notion::Layout& layout) {
  for (const auto& [entity, source] : layout.sources)
    ids.try_emplace(entity, config::NotionId{source.database_id, source.data_source_id});
}

bool is_current(const notion::Layout& layout, const std::vector<const Schema*>& wanted, const Ids& ids, Instant now) {
  if (layout.read_at > now || now - layout.read_at > kLayoutAge) return false;
  for (const Schema* schema : wanted) {
    const auto id = ids.find(schema->entity);
    if (id == ids.end()) continue;
    const auto source = layout.sources.find(schema->entity);
    if (source == layout.sources.end() || source->second.database_id != id->second.id) return false;
  }
  return true;
}

std::vector<const Schema*> with_id(const std::vector<const Schema*>& wanted, const Ids& ids) {
  std::vector<const Schema*> found;
  for (const Schema* schema : wanted) {
    if (ids.contains(schema->entity)) found.push_back(schema);
  }
  return found;
}

}  // namespace

Outcome<void> Session::assemble(Layout freshness) {
  if (catalog_.hub.remote != nullptr) return {};
  auto account = notion_account(*config_);
  if (!account) return tl::unexpected(account.error());
  auto wanted = wanted_entities(*config_);
  auto ids = database_ids(*config_);
  if (!wanted) return tl::unexpected(wanted.error());
  if (!ids) return tl::unexpected(ids.error());
  if (const auto kept = store().note(kLayoutNote)) {
    if (auto decoded = notion::decode_layout(*kept)) layout_ = std::move(*decoded);
  }
  const auto knows_pages = [this](std::string_view entity) { return store().linked(entity) > 0; };
  if (auto same = same_databases(*ids, layout_, knows_pages, state_file().string()); !same) return tl::unexpected(same.error());
  add_known(*ids, layout_);
  const auto entities = with_id(*wanted, *ids);
  if (entities.empty()) {
    return tl::unexpected(Error{Fault::bad_config, "no Notion database is set up", "", "run `hsn init`"});
  }

  if (freshness == Layout::fresh && !is_current(layout_, entities, *ids, now())) {
    if (auto done = connect(); !done) return done;
    notion::Wanted reading{entities, *ids, {}, mapping_, layout_, false};
    const auto provision = notion::make_provision(*account, std::move(reading));
    if (auto heard = sync::converse(courier(), *provision); !heard) return tl::unexpected(heard.error());
    layout_ = provision->layout();
    layout_.read_at = now();
    if (!globals_.dry_run) store().note(kLayoutNote, notion::encode(layout_));
  }

  for (const Schema* schema : entities) {
    const auto source = layout_.sources.find(schema->entity);
    if (source == layout_.sources.end()) continue;
    for (const auto& problem : source->second.problems) note("warning: " + std::string(schema->title) + ": " + problem);
    if (!source->second.usable) {
      unusable_.push_back({Fault::bad_config, join(source->second.problems, "; "),
                           "the Notion database " + std::string(schema->title),
                           "`hsn check` tells more; `hsn init` adds what is missing"});
      continue;
    }
    catalog_.entities.push_back(schema);
    for (const auto& [field, property] : source->second.properties)
      catalog_.hub_fields[std::string(schema->entity)].insert(field);
  }
  if (catalog_.entities.empty() && !unusable_.empty()) return tl::unexpected(unusable_.front());
  remotes_.push_back(notion::make_hub(*account, catalog_.entities, layout_));
  catalog_.hub = {std::string(kHub), "Notion", remotes_.back().get(), notion::feeds(catalog_.entities, layout_)};
  for (const auto* service : enabled_services(*config_)) {
    if (const auto why = service->idle ? service->idle(*config_) : std::string(); !why.empty()) {
      note(std::string(service->title) + ": " + why);
      continue;
    }
    auto made = service->make(*config_, mapping_);
    if (!made) return tl::unexpected(made.error());
    remotes_.push_back(std::move(*made));
    catalog_.services.push_back({std::string(service->name),
                                 std::string(service->title),
                                 remotes_.back().get(),
                                 {service->feeds.begin(), service->feeds.end()}});
  }
  catalog_.policies = field_policies(mapping_);
  return {};
}

}  // namespace hsn::cli
