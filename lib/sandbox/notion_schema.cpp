#include "sandbox/notion_schema.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_render.hpp"
#include "sandbox/notion_values.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kSchemaBytes = 50U << 10U, kColumns = 500, kTitleUnits = 2000, kAboutUnits = 280;  // notion.md 3
// One PATCH or one new schema: everything it changes is put back unless it is kept.
class Draft {
 public:
  explicit Draft(Workspace& space) : space_(space) {
    for (const auto& source : space.sources) before_.push_back({source.properties, source.slots});
  }
  ~Draft() {
    if (kept_) return;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      space_.sources[i].properties = std::move(before_[i].properties);
      space_.sources[i].slots = before_[i].slots;
    }
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  void keep() { kept_ = true; }

 private:
  struct Before {
    std::vector<Property> properties;
    std::size_t slots;
  };
  Workspace& space_;
  std::vector<Before> before_;
  bool kept_ = false;
};

struct Spec {
  const TypeName* type = nullptr;  // null: nothing but a name or a description
  std::optional<std::string> name, description;
  bool described = false;
};

Outcome<Spec> read_spec(const Json& json, const std::string& where) {
  if (!json.is_object()) return expected(where, "an object", json);
  Spec spec;
  for (const auto& [key, value] : json.items()) {
    if (key == "type") continue;
    if (key == "name") {
      auto name = text_in(value, kTitleUnits, where + ".name");
      if (!name) return tl::unexpected(name.error());
      if (name->empty()) return expected(where + ".name", "a non-empty string", value);
      spec.name = std::move(*name);
    } else if (key == "description") {
      spec.described = true;
      if (value.is_null()) continue;
      auto text = text_in(value, kAboutUnits, where + ".description");
      if (!text) return tl::unexpected(text.error());
      spec.description = std::move(*text);
    } else {
      const auto* type = type_named(key);
      if (!type || spec.type) return invalid("body failed validation: " + where + "." + key + " should be not present.");
      spec.type = type;
    }
  }
  if (json.contains("type") && (!spec.type || json["type"] != spec.type->name)) {
    return expected(where + ".type", "the name of the configuration beside it", json["type"]);
  }
  return spec;
}

Outcome<void> add_column(Workspace& space, std::size_t at, const std::string& name, const Json& json, const std::string& where) {
  auto& source = space.sources[at];
  auto spec = read_spec(json, where);
  if (!spec) return tl::unexpected(spec.error());
  if (!spec->type) return invalid("Could not find property with name or id: " + name);
  if (spec->name && *spec->name != name) return expected(where + ".name", name, *spec->name);
  if (name.empty()) return invalid("Property names must not be empty.");
  const auto only_one = spec->type->type == Type::title || spec->type->type == Type::unique_id;
  for (const auto& other : source.properties) {
    if (only_one && other.type == spec->type->type)
      return invalid("A data source has only one property of type " + std::string(spec->type->name) + ".");
  }
  auto& column = append_column(space, source, name, spec->type->type);
  column.description = spec->description;
  const auto id = column.id;
  return configure_column(space, at, id, json[std::string(spec->type->name)], where + "." + std::string(spec->type->name));
}

}  // namespace

Outcome<void> create_columns(Workspace& space, std::size_t at, const Json& properties, const std::string& where) {
  if (!properties.is_object()) return expected(where, "an object", properties);
  Draft draft(space);
  // Relations before rollups: a rollup names a relation of the same request.
  for (const bool rollups : {false, true}) {
    for (const auto& [name, json] : properties.items()) {
      if ((json.is_object() && json.contains("rollup")) != rollups) continue;
      if (auto added = add_column(space, at, name, json, where + "." + name); !added) return added;
    }
  }
  auto& source = space.sources[at];
  const auto titles = std::count_if(source.properties.begin(), source.properties.end(),
                                    [](const Property& property) { return property.type == Type::title; });
  if (titles != 1) return invalid("Title is not provided: exactly one property has to be of type title.");
  if (source.properties.size() > kColumns || dump_json(show_columns(space, source)).size() > kSchemaBytes) {
    return invalid("The schema of the data source is too large.");
  }
  draft.keep();
  return {};
}

void remove_column(Workspace& space, std::size_t at, const std::string& id) {
  auto& source = space.sources[at];
  const auto* column = property_by_id(source, id);
  if (!column) return;
  if (!column->mirror.empty()) drop_column(space.sources[column->target], std::string(column->mirror));
  drop_column(source, id);
}

void convert_column(Workspace& space, std::size_t at, Property& column, Type to) {
  const Property before = column;
  if (!column.mirror.empty()) {
    drop_column(space.sources[column.target], std::string(column.mirror));
  }
  auto& source = space.sources[at];
  auto& changed = *find_property(source, before.id);
  changed.type = to;
  changed.slot = source.slots++;
  changed.mirror.clear();
  changed.options.clear();
}

Outcome<void> change_columns(Workspace& space, std::size_t at, const Json& properties) {
  if (!properties.is_object()) return expected("body.properties", "an object", properties);
  Draft draft(space);
  auto& source = space.sources[at];
  std::vector<std::pair<Property, std::string>> converted;  // as it was, and its id
  for (const auto& [key, json] : properties.items()) {
    const auto where = "body.properties." + key;
    auto* column = find_property(source, key);
    if (!column) {
      if (json.is_null()) return invalid("Could not find property with name or id: " + key);
      if (auto added = add_column(space, at, key, json, where); !added) return added;
      continue;
    }
    const auto id = column->id;
    if (json.is_null()) {
      if (column->type == Type::title) return invalid("Cannot delete the title property.");
      remove_column(space, at, id);
      continue;
    }
    auto spec = read_spec(json, where);
    if (!spec) return tl::unexpected(spec.error());
    if (spec->name && *spec->name != column->name) {
      if (find_property(source, *spec->name)) return invalid("Cannot rename " + key + ": " + *spec->name + " exists already.");
      column->name = *spec->name;
    }
    // Settings of a select that come without a description clear it (notion.md 2.3).
    if (spec->described || (spec->type && !column->options.empty())) column->description = spec->description;
    if (!spec->type) continue;
    if (spec->type->type != column->type) {
      if (column->type == Type::title || spec->type->type == Type::title)
        return invalid("Cannot change the type of the title property.");
      converted.emplace_back(*column, id);
      convert_column(space, at, *column, spec->type->type);
    }
    const auto name = std::string(spec->type->name);
    if (auto done = configure_column(space, at, id, json[name], where + "." + name); !done) return done;
  }
  if (source.properties.size() > kColumns || dump_json(show_columns(space, source)).size() > kSchemaBytes) {
    return invalid("The schema of the data source is too large.");
  }
  draft.keep();
  for (const auto& [before, id] : converted) {
    if (auto* column = find_property(source, id)) carry_values(space, source, before, *column);
  }
  return {};
}

}  // namespace hsn::sandbox::notion
