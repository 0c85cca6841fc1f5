#include "cli/ensemble.hpp"

#include "cli/workspace.hpp"
#include "core/text.hpp"
#include "services/ai/text_model.hpp"

namespace hsn::cli {
namespace {

Result<std::unique_ptr<remote::TextModel>> make_model(const config::Config& config, const config::Mapping& mapping) {
  using namespace services::ai;
  if (!config.flag("AI_SENTIMENT")) return nullptr;
  const bool enabled = is_enabled(*remote::find_service("ai"), config);
  auto asked = enabled ? providers(config, mapping) : std::vector<Provider>();
  if (!asked) return tl::unexpected(asked.error());
  return make_text_model(std::move(*asked), config, mapping);
}

}  // namespace

Result<Ensemble> make_ensemble(const config::Config& config, const config::Mapping& mapping, const notion::Account& account,
                               const std::vector<const Schema*>& entities, const notion::Layout& layout) {
  Ensemble made;
  auto& catalog = made.catalog;
  for (const Schema* schema : entities) {
    const auto source = layout.sources.find(schema->entity);
    if (source == layout.sources.end()) continue;
    if (!source->second.usable) {
      made.unusable.push_back({source->second.fault, join(source->second.problems, "; "),
                               "the Notion database " + std::string(schema->title), "`hsn check notion` tells more"});
      continue;
    }
    catalog.entities.push_back(schema);
    for (const auto& [field, property] : source->second.properties) catalog.hub_fields[std::string(schema->entity)].insert(field);
  }
  if (catalog.entities.empty() && !made.unusable.empty()) return tl::unexpected(made.unusable.front());
  made.remotes.push_back(notion::make_hub(account, catalog.entities, layout));
  catalog.hub = {std::string(kHub), "Notion", made.remotes.back().get(), notion::feeds(catalog.entities, layout)};
  for (const auto* service : enabled_services(config)) {
    if (const auto why = service->idle ? service->idle(config) : std::string(); !why.empty()) {
      made.idle.push_back(std::string(service->title) + ": " + why);
      continue;
    }
    auto remote = service->make(config, mapping);
    if (!remote) return tl::unexpected(remote.error());
    made.remotes.push_back(std::move(*remote));
    catalog.services.push_back({std::string(service->name),
                                std::string(service->title),
                                made.remotes.back().get(),
                                {service->feeds.begin(), service->feeds.end()}});
    std::erase_if(catalog.services.back().feeds, [&](const remote::Feed& feed) {
      const auto& own = feed.entities.front();
      return (own.optional || own.adds) && catalog.schema(own.entity) == nullptr;
    });
  }
  // Who tells of what hsn itself finds: no remote, and nothing is ever sent there.
  catalog.services.push_back({std::string(kTool), "System", nullptr, {}});
  auto model = make_model(config, mapping);
  if (!model) return tl::unexpected(model.error());
  made.model = std::move(*model);
  catalog.model = made.model.get();
  catalog.policies = field_policies(mapping);
  catalog.words = mapping.words;
  catalog.zone = config.text("BUSINESS_TIMEZONE");
  return made;
}

}  // namespace hsn::cli
