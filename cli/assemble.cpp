// Session::assemble: the remotes and the catalog, from the layout of the hub.
#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "entities/entities.hpp"
#include "notion/provision.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {
namespace {

constexpr auto kLayoutNote = state::Store::kLayoutNote;
constexpr Duration kLayoutAge = std::chrono::hours(24);
constexpr Duration kTroubledAge = std::chrono::minutes(10);  // where a column is missing or of another type, until it is mended

using Ids = std::map<std::string, config::NotionId, std::less<>>;

// A database that `hsn init` made while its line could not be written is known from the layout alone.
void add_known(Ids& ids, const notion::Layout& layout) {
  for (const auto& [entity, source] : layout.sources) ids.try_emplace(entity, config::NotionId{source.database_id, {}});
}

std::vector<std::string> made_on_demand(const notion::Layout& layout) {
  std::vector<std::string> names;
  for (const auto& [entity, source] : layout.sources) {
    const Schema* schema = entities::find(entity);
    if (schema != nullptr && is_optional(*schema)) names.push_back(entity);
  }
  return names;
}

bool is_current(const notion::Layout& layout, const std::vector<const Schema*>& wanted, const Ids& ids, Instant now) {
  if (layout.read_at > now || now - layout.read_at > kLayoutAge) return false;
  for (const Schema* schema : wanted) {
    const auto id = ids.find(schema->entity);
    if (id == ids.end()) continue;
    const auto source = layout.sources.find(schema->entity);
    // What could not be used may have been shared, or put back from the trash, meanwhile.
    if (source == layout.sources.end() || !source->second.usable || !is_of(id->second, source->second)) return false;
    if (!source->second.problems.empty() && now - layout.read_at > kTroubledAge) return false;
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

void Session::keep_layout(const notion::Layout& layout) {
  store().together([&] {
    if (const auto kept = store().note(kLayoutNote)) {
      if (const auto before = notion::decode_layout(*kept)) {
        for (const auto& [entity, fields] : notion::other_columns(*before, layout))
          store().unlearn({std::string(kHub), entity}, fields, now());
      }
    }
    store().note(kLayoutNote, notion::encode(layout));
  });
}

void Session::doubt_layout() {
  if (layout_read_) return;
  layout_.read_at = Instant{};
  if (!globals_.dry_run) store().note(kLayoutNote, notion::encode(layout_));
}

Outcome<void> Session::assemble(Layout freshness) {
  if (ensemble_.catalog.hub.remote != nullptr) return {};
  auto account = notion_account(*config_);
  if (!account) return tl::unexpected(account.error());
  if (const auto kept = store().note(kLayoutNote)) {
    if (auto decoded = notion::decode_layout(*kept)) layout_ = std::move(*decoded);
  }
  auto wanted = wanted_entities(*config_, made_on_demand(layout_));
  auto ids = database_ids(*config_);
  if (!wanted) return tl::unexpected(wanted.error());
  if (!ids) return tl::unexpected(ids.error());
  const auto knows_pages = [this](std::string_view entity) { return store().linked(entity) > 0; };
  if (auto same = same_databases(*ids, layout_, knows_pages, state_file().string()); !same) return tl::unexpected(same.error());
  add_known(*ids, layout_);
  const auto entities = with_id(*wanted, *ids);
  for (const Schema* schema : *wanted) {
    if (!ids->contains(schema->entity)) without_database_.push_back(schema);
  }
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
    layout_read_ = true;
    if (!globals_.dry_run) keep_layout(layout_);
  }

  for (const Schema* schema : entities) {
    const auto source = layout_.sources.find(schema->entity);
    if (source == layout_.sources.end()) continue;
    for (const auto& problem : source->second.problems) warn(std::string(schema->title) + ": " + problem);
  }
  auto ensemble = make_ensemble(*config_, mapping_, *account, entities, layout_);
  if (!ensemble) return tl::unexpected(ensemble.error());
  ensemble_ = std::move(*ensemble);
  for (const auto& why : ensemble_.idle) note(why);
  return {};
}

}  // namespace hsn::cli
