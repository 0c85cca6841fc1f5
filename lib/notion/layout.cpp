#include "notion/layout.hpp"

#include "core/json.hpp"
#include "core/time.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

Json encoded(const Property& property) {
  Json json = {{"id", property.id}, {"name", property.name}, {"type", property.type}};
  for (const auto& option : property.options)
    json["options"].push_back({{"id", option.id}, {"name", option.name}, {"choice", option.choice}});
  return json;
}

Json encoded(const Source& source) {
  Json properties = Json::object();
  for (const auto& [field, property] : source.properties) properties[field] = encoded(property);
  return {{"database_id", source.database_id},
          {"data_source_id", source.data_source_id},
          {"properties", std::move(properties)},
          {"problems", source.problems},
          {"usable", source.usable},
          {"fault", static_cast<int>(source.fault)}};
}

std::vector<std::string> texts(const Json& json, const char* pointer) {
  std::vector<std::string> out;
  const auto* list = at(json, pointer);
  if (list == nullptr || !list->is_array()) return out;
  for (const auto& item : *list)
    if (item.is_string()) out.push_back(item.get<std::string>());
  return out;
}

std::vector<Option> options_of(const Json& property) {
  std::vector<Option> out;
  const auto* list = at(property, "/options");
  if (list == nullptr || !list->is_array()) return out;
  for (const auto& item : *list) out.push_back({text_of(item, "/id"), text_of(item, "/name"), text_of(item, "/choice")});
  return out;
}

Source source_of(const Json& json) {
  Source source;
  source.database_id = text_of(json, "/database_id");
  source.data_source_id = text_of(json, "/data_source_id");
  source.problems = texts(json, "/problems");
  source.usable = bool_at(json, "/usable").value_or(false);
  source.fault = static_cast<Fault>(int_at(json, "/fault").value_or(static_cast<int>(Fault::bad_config)));
  const auto* properties = at(json, "/properties");
  if (properties == nullptr || !properties->is_object()) return source;
  for (const auto& [field, property] : properties->items())
    source.properties[field] = {text_of(property, "/id"), text_of(property, "/name"), text_of(property, "/type"),
                                options_of(property)};
  return source;
}

}  // namespace

std::map<std::string, std::vector<std::string>> other_columns(const Layout& before, const Layout& now) {
  std::map<std::string, std::vector<std::string>> others;
  for (const auto& [entity, source] : now.sources) {
    const auto known = before.sources.find(entity);
    if (known == before.sources.end() || known->second.properties.empty()) continue;
    for (const auto& [field, property] : source.properties) {
      const auto same = known->second.properties.find(field);
      if (same == known->second.properties.end() || same->second.id != property.id || same->second.type != property.type)
        others[entity].push_back(field);
    }
  }
  return others;
}

std::string encode(const Layout& layout) {
  Json sources = Json::object();
  for (const auto& [entity, source] : layout.sources) sources[entity] = encoded(source);
  return dump_json({{"bot_id", layout.bot_id}, {"read_at", format_instant(layout.read_at)}, {"sources", std::move(sources)}});
}

Result<Layout> decode_layout(std::string_view stored) {
  const auto json = parse_json(stored);
  if (!json || !json->is_object())
    return fail(Fault::bad_data, "the stored layout of the Notion databases is not readable", {}, "run `hsn init` again");
  Layout layout;
  layout.bot_id = text_of(*json, "/bot_id");
  layout.read_at = parse_instant(text_of(*json, "/read_at")).value_or(Instant{});
  const auto* sources = at(*json, "/sources");
  if (sources != nullptr && sources->is_object())
    for (const auto& [entity, source] : sources->items()) layout.sources[entity] = source_of(source);
  return layout;
}

}  // namespace hsn::notion
