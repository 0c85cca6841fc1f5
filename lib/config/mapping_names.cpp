#include "config/mapping_names.hpp"

#include "core/text.hpp"

namespace hsn::config {
namespace {

struct Named {
  std::string property, column;
  const toml::key* at;
};

// Two properties in one column would be written over each other at every run. They may change places: all names count as they
// are when the whole table has been read.
void check_columns(const TomlFile& file, const std::string& entity, const std::map<std::string, bool>& properties,
                   const std::vector<Named>& named) {
  std::map<std::string, std::string> columns;  // column -> property
  for (const auto& [property, owner_is_free] : properties) columns[property] = property;
  for (const auto& one : named) columns.erase(one.property);
  for (const auto& one : named) {
    const auto [taken, is_new] = columns.emplace(one.column, one.property);
    if (is_new || taken->second == one.property) continue;
    file.refuse(*one.at,
                "\"" + one.property + "\" and \"" + taken->second + "\" of " + entity + " are one column, \"" + one.column + "\"",
                "give each a column of its own");
  }
}

}  // namespace

const std::map<std::string, bool>& properties_of(const TomlFile& file, const toml::key& entity, const KnownProperties& known) {
  const auto found = known.find(entity.str());
  if (found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& one : known) names.push_back(one.first);
  file.refuse(entity, "there is no entity \"" + std::string(entity.str()) + "\"", "the entities are " + join(names, ", "));
}

std::pair<std::string, bool> property_of(const TomlFile& file, const toml::key& entity, const toml::key& name,
                                         const KnownProperties& known) {
  for (const auto& [property, owner_is_free] : properties_of(file, entity, known)) {
    if (equals_ignoring_case(property, name.str())) return {property, owner_is_free};
  }
  file.refuse(name, std::string(entity.str()) + " have no property \"" + std::string(name.str()) + "\"",
              "use the name that hsn gives it; names with blanks go in quotes");
}

void read_names(const TomlFile& file, const toml::key& entity, const toml::node& node, const KnownProperties& known,
                Mapping& mapping) {
  const auto& properties = properties_of(file, entity, known);
  std::vector<Named> named;
  file.each(entity, node, [&](const toml::key& table, const toml::node& names) {
    if (table.str() != "properties")
      file.refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "use properties");
    file.each(table, names, [&](const toml::key& key, const toml::node& name) {
      named.push_back({property_of(file, entity, key, known).first, file.text(key, name), &key});
    });
  });
  check_columns(file, std::string(entity.str()), properties, named);
  if (named.empty()) return;
  auto& columns = mapping.property_names[std::string(entity.str())];
  for (auto& one : named) columns[one.property] = std::move(one.column);
}

}  // namespace hsn::config
