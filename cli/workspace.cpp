#include "cli/workspace.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "entities/entities.hpp"
#include "notion/provision.hpp"
#include "services/ai/routing.hpp"

namespace hsn::cli {
namespace {

std::string upper(std::string_view text) {
  std::string up(text);
  for (char& c : up) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return up;
}

// The tool's and people's own fields have no owner to change (higherself-model.md 16).
bool owner_is_free(const FieldDef& field) { return field.owner != Owner::tool && field.owner != Owner::human; }

std::string entity_names() { return join(entity_order(), ", "); }

Result<http::HostPolicy> host_policy(http::HostPolicy policy, std::string_view service, const config::Config& config) {
  const std::string prefix = upper(service), rate = prefix + "_RATE_LIMIT", retries = prefix + "_MAX_RETRIES";
  policy.max_retries = static_cast<int>(config.integer(config.has(retries) ? retries : "HTTP_MAX_RETRIES"));
  if (!config.has(rate)) return policy;
  auto parsed = http::parse_rate(config.text(rate));
  if (!parsed) return fail(Fault::bad_config, parsed.error().what, rate, parsed.error().remedy);
  policy.rate = *parsed;
  return policy;
}

}  // namespace

std::vector<std::span<const config::SettingDef>> setting_tables() {
  std::vector<std::span<const config::SettingDef>> tables{config::general_settings()};
  for (const auto* service : remote::services()) tables.push_back(service->settings);
  return tables;
}

config::KnownProperties known_properties() {
  config::KnownProperties known;
  for (const Schema* schema : entities::all()) {
    for (const FieldDef* field : all_fields(*schema)) {
      if (!field->property.empty()) known[std::string(schema->entity)][std::string(field->property)] = owner_is_free(*field);
    }
  }
  return known;
}

std::vector<config::SettingDef> key_settings(const config::Mapping& mapping) {
  std::vector<config::SettingDef> settings;
  const auto is_known = [&](std::string_view name) {
    const auto has = [&](std::span<const config::SettingDef> table) {
      return std::any_of(table.begin(), table.end(), [&](const config::SettingDef& def) { return def.name == name; });
    };
    const auto tables = setting_tables();
    return has(settings) || std::any_of(tables.begin(), tables.end(), has);
  };
  for (const auto& [name, provider] : mapping.ai_providers) {
    if (!provider.key_setting.empty() && !is_known(provider.key_setting))
      settings.push_back({provider.key_setting, config::Kind::secret, "", "key of an AI provider"});
  }
  return settings;
}

std::vector<std::string> missing_credentials(const remote::ServiceDef& service, const config::Config& config) {
  std::vector<std::string> missing;
  for (const auto name : service.credentials) {
    if (!config.has(name)) missing.emplace_back(name);
  }
  if (!service.one_is_enough) return missing;
  if (missing.size() < service.credentials.size()) return {};
  return {join(missing, " or ")};
}

bool is_enabled(const remote::ServiceDef& service, const config::Config& config) {
  if (config.has(service.enable)) return config.flag(service.enable);
  return missing_credentials(service, config).empty();
}

Result<void> wholly_set_up(const remote::ServiceDef& service, const config::Config& config) {
  const auto missing = missing_credentials(service, config);
  if (config.has(service.enable) || service.one_is_enough || missing.empty() || missing.size() == service.credentials.size())
    return {};
  return fail(Fault::bad_config, std::string(service.title) + " is set up in part: " + join(missing, " and ") + " is missing", "",
              "set it, or " + std::string(service.enable) + "=false");
}

std::vector<const remote::ServiceDef*> enabled_services(const config::Config& config) {
  std::vector<const remote::ServiceDef*> enabled;
  for (const auto* service : remote::services()) {
    if (is_enabled(*service, config)) enabled.push_back(service);
  }
  return enabled;
}

Result<std::vector<const Schema*>> wanted_entities(const config::Config& config, const std::vector<std::string>& with) {
  std::set<std::string, std::less<>> names{"clients"};
  for (const auto* service : enabled_services(config)) {
    for (const auto& feed : service->feeds) {
      for (const auto& binding : feed.entities) {
        if (!binding.optional) names.emplace(binding.entity);
      }
    }
  }
  // What is optional takes part once its database is there.
  const auto ids = database_ids(config);
  if (!ids) return tl::unexpected(ids.error());
  for (const auto& [name, id] : *ids) {
    if (is_optional(*entities::find(name))) names.insert(name);
  }
  for (const auto* service : enabled_services(config)) {
    for (const auto& feed : service->feeds) {
      for (const auto& binding : feed.entities) {
        if (ids->contains(binding.entity)) names.emplace(binding.entity);
      }
    }
  }
  for (const auto& name : with) {
    if (entities::find(name) == nullptr) {
      return fail(Fault::bad_config, "there is no database \"" + name + "\"", "--with", "the databases are " + entity_names());
    }
    names.insert(name);
  }
  std::vector<const Schema*> wanted;
  for (const Schema* schema : entities::all()) {
    if (names.contains(schema->entity)) wanted.push_back(schema);
  }
  return wanted;
}

bool is_optional(const Schema& schema) {
  if (schema.entity == "clients") return false;
  for (const auto* service : remote::services()) {
    for (const auto& feed : service->feeds) {
      for (const auto& binding : feed.entities) {
        if (binding.entity == schema.entity && !binding.optional) return false;
      }
    }
  }
  return true;
}

std::vector<std::string> entity_order() {
  std::vector<std::string> names;
  for (const Schema* schema : entities::all()) names.emplace_back(schema->entity);
  return names;
}

Result<std::map<std::string, config::NotionId, std::less<>>> database_ids(const config::Config& config) {
  std::map<std::string, config::NotionId, std::less<>> ids;
  const auto place = [&config](const std::string& setting) {
    const auto* value = config.find(setting);
    return value == nullptr || value->origin.empty() ? setting : setting + " (" + value->origin + ")";
  };
  for (const auto& item : config.list("NOTION_DATABASE_IDS")) {
    const auto equals = item.find('=');
    const auto name = trim(item.substr(0, equals));
    if (equals != std::string::npos && config::is_of_others(name)) continue;
    if (equals == std::string::npos || entities::find(name) == nullptr) {
      return fail(Fault::bad_config, "\"" + item + "\" names no database", place("NOTION_DATABASE_IDS"),
                  "write clients=ID,products=ID; the names are " + entity_names());
    }
    auto id = config::parse_notion_id(trim(item.substr(equals + 1)));
    if (!id) return fail(Fault::bad_config, id.error().what, place("NOTION_DATABASE_IDS"), id.error().remedy);
    ids.insert_or_assign(name, std::move(*id));
  }
  for (const Schema* schema : entities::all()) {
    const auto setting = notion::database_setting(*schema);
    if (!config.has(setting)) continue;
    auto id = config::parse_notion_id(config.text(setting));
    if (!id) return fail(Fault::bad_config, id.error().what, place(setting), id.error().remedy);
    ids.insert_or_assign(std::string(schema->entity), std::move(*id));
  }
  return ids;
}

bool is_of(const config::NotionId& id, const notion::Source& source) {
  return id.id == source.database_id || id.id == source.data_source_id;
}

Result<void> same_databases(const std::map<std::string, config::NotionId, std::less<>>& ids, const notion::Layout& known,
                            const std::function<bool(std::string_view entity)>& knows_pages, const std::string& state_file) {
  for (const auto& [entity, source] : known.sources) {
    const auto id = ids.find(entity);
    if (id == ids.end() || source.database_id.empty() || is_of(id->second, source) || !knows_pages(entity)) continue;
    return fail(
        Fault::bad_config,
        "this state belongs to another Notion database of " + entity + " (" + source.database_id + ") than the settings name (" +
            id->second.id + "); nothing was written",
        state_file,
        "name this workspace's own state with --state, or run `hsn rebuild`, which goes by the databases of the settings");
  }
  return {};
}

Result<void> sound_routes(const config::Mapping& mapping) {
  config::Mapping one = mapping;
  for (const auto& route : mapping.ai_routes) {
    one.ai_routes = {route};
    if (const auto sound = services::ai::check_routes(one); !sound)
      return fail(Fault::bad_config, sound.error().what, route.where, sound.error().remedy);
  }
  return {};
}

std::vector<config::Mapping::AiRoute> unanswered_routes(const config::Config& config, const config::Mapping& mapping) {
  auto routes = mapping.ai_routes;
  const auto providers = services::ai::providers(config, mapping);
  if (!providers) return {};
  std::erase_if(routes, [&](const config::Mapping::AiRoute& route) {
    return std::any_of(route.use.begin(), route.use.end(), [&](const std::string& use) {
      const auto name = use.substr(0, use.find(':'));
      return std::any_of(providers->begin(), providers->end(), [&](const auto& provider) { return provider.name == name; });
    });
  });
  return routes;
}

Result<std::string> default_business_entity(const config::Config& config, const config::Mapping& mapping) {
  constexpr std::string_view kName = "DEFAULT_BUSINESS_ENTITY";
  const auto& value = *config.find(kName);
  if (const auto* known = mapping.business_entity(value.text)) return *known;
  return fail(Fault::bad_config, "\"" + value.text + "\" is not among the business entities",
              std::string(kName) + " (" + value.origin + ")",
              "name one of " + join(mapping.business_entities, ", ") + ", or add it to BUSINESS_ENTITIES");
}

Result<notion::Account> notion_account(const config::Config& config) {
  if (!config.has("NOTION_API_TOKEN")) {
    return fail(Fault::bad_config, "is not set", "NOTION_API_TOKEN",
                "make an integration at notion.so/my-integrations and run `hsn init`, or set it in the env file");
  }
  return notion::Account{config.text("NOTION_BASE_URL"), config.text("NOTION_VERSION"), config.secret("NOTION_API_TOKEN")};
}

Result<std::map<std::string, http::HostPolicy, std::less<>>> host_policies(const config::Config& config) {
  std::map<std::string, http::HostPolicy, std::less<>> policies;
  auto hub = host_policy({}, kHub, config);
  if (!hub) return tl::unexpected(hub.error());
  policies.emplace(kHub, *hub);
  for (const auto* service : remote::services()) {
    auto policy = host_policy(service->limits, service->name, config);
    if (!policy) return tl::unexpected(policy.error());
    policies.emplace(service->name, *policy);
  }
  return policies;
}

std::map<std::pair<std::string, std::string>, config::FieldPolicy> field_policies(const config::Mapping& mapping) {
  std::map<std::pair<std::string, std::string>, config::FieldPolicy> policies;
  for (const auto& [place, policy] : mapping.fields) {
    const Schema* schema = entities::find(place.first);
    if (schema == nullptr) continue;
    for (const FieldDef* field : all_fields(*schema)) {
      if (field->property == place.second) policies[{place.first, std::string(field->name)}] = policy;
    }
  }
  return policies;
}

}  // namespace hsn::cli
