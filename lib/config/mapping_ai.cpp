#include "config/mapping_ai.hpp"

#include <algorithm>

#include "config/check_value.hpp"

namespace hsn::config {
namespace {

// How a server can be told to answer in JSON (ai-providers.md 5).
constexpr std::pair<std::string_view, std::string_view> kJsonModes[] = {
    {"schema", "schema"}, {"object", "object"}, {"prompt", "prompt"}};

void read_route(const TomlFile& file, const toml::key& table, const toml::node& node, Mapping& mapping) {
  Mapping::AiRoute route;
  route.where = file.place(node.source());
  file.each(table, node, [&](const toml::key& key, const toml::node& value) {
    if (key.str() == "task") {
      route.tasks = file.one_or_more(key, value);
    } else if (key.str() == "entity") {
      route.entities = file.one_or_more(key, value);
    } else if (key.str() == "model") {
      route.models = file.one_or_more(key, value);
    } else if (key.str() == "use") {
      route.use = file.one_or_more(key, value);
    } else if (key.str() == "min_chars") {
      route.min_chars = file.count(key, value);
    } else if (key.str() == "max_chars") {
      route.max_chars = file.count(key, value);
    } else {
      file.refuse(key, "there is no key \"" + std::string(key.str()) + "\" here",
                  "the keys are task, entity, model, min_chars, max_chars, use");
    }
  });
  if (route.use.empty()) file.refuse(node.source(), "a route says nothing to use", "add use = [\"provider:model\"]");
  mapping.ai_routes.push_back(std::move(route));
}

// A key goes there, and what people ask.
void check_address(const TomlFile& file, const toml::key& key, const std::string& url) {
  if (const auto address = check_value({.name = {}, .kind = Kind::url, .fallback = {}, .help = {}}, url); !address)
    file.refuse(key, address.error().what, address.error().remedy);
  if (url.starts_with("http://") && !is_loopback_url(url))
    file.refuse(key, "a key and what is asked would travel in plain http", "write it with https://");
}

void read_provider(const TomlFile& file, const toml::key& name, const toml::node& node, Mapping& mapping) {
  auto& provider = mapping.ai_providers[std::string(name.str())];
  const std::pair<std::string_view, std::string*> keys[] = {{"base_url", &provider.base_url},
                                                            {"key_setting", &provider.key_setting},
                                                            {"max_tokens_param", &provider.max_tokens_param},
                                                            {"json", &provider.json}};
  file.each(name, node, [&](const toml::key& key, const toml::node& value) {
    const auto found =
        std::find_if(std::begin(keys), std::end(keys), [&](const auto& known) { return known.first == key.str(); });
    if (found == std::end(keys))
      file.refuse(key, "there is no key \"" + std::string(key.str()) + "\" here",
                  "the keys are base_url, key_setting, max_tokens_param, json");
    if (key.str() == "base_url") check_address(file, key, file.text(key, value));
    *found->second = key.str() == "json" ? std::string(file.one_of(kJsonModes, key, value)) : file.text(key, value);
  });
  if (provider.base_url.empty()) file.refuse(name, "the provider \"" + std::string(name.str()) + "\" has no base_url");
}

}  // namespace

void read_ai(const TomlFile& file, const toml::key& table, const toml::node& node, Mapping& mapping) {
  if (table.str() == "providers") {
    file.each(table, node, [&](const toml::key& name, const toml::node& keys) { read_provider(file, name, keys, mapping); });
  } else if (table.str() == "routes") {
    const auto* list = node.as_array();
    if (list == nullptr) file.refuse(table, "\"routes\" must be a list of tables", "write [[ai.routes]]");
    for (const auto& rule : *list) read_route(file, table, rule, mapping);
  } else {
    file.refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "the tables are routes, providers");
  }
}

}  // namespace hsn::config
