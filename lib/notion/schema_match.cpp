#include "notion/schema_match.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/limits.hpp"
#include "notion/properties.hpp"
#include "notion/text_of.hpp"
#include "notion/wire.hpp"

namespace hsn::notion {

namespace {

const Json* column_where(const Json& data_source, const auto& fits) {
  const auto* columns = at(data_source, "/properties");
  if (columns == nullptr || !columns->is_object()) return nullptr;
  const auto it = std::find_if(columns->begin(), columns->end(), fits);
  return it == columns->end() ? nullptr : &*it;
}

const Json* column_of(const FieldDef& field, const Json& data_source, const Names& names) {
  // There is exactly one title, whatever people call it.
  if (field.shape == Shape::title)
    return column_where(data_source, [](const Json& column) { return text_of(column, "/type") == "title"; });
  if (names.known != nullptr) {
    const auto known = names.known->properties.find(field.name);
    const auto* column = known == names.known->properties.end() ? nullptr : column_with_id(data_source, known->second.id);
    if (column != nullptr) return column;
  }
  return column_named(data_source, column_name(field, names));
}

std::string target_id(const FieldDef& field, const Names& names) {
  if (names.layout == nullptr) return {};
  const auto target = names.layout->sources.find(field.target);
  return target == names.layout->sources.end() ? std::string() : target->second.data_source_id;
}

std::vector<std::string> options_of(const Json& column, const std::string& type) {
  std::vector<std::string> options;
  const auto* list = at(column, "/" + type + "/options");
  if (list == nullptr || !list->is_array()) return options;
  for (const auto& option : *list)
    if (auto name = text_at(option, "/name")) options.push_back(std::move(*name));
  return options;
}

bool has(const std::vector<std::string>& options, std::string_view name) {
  return std::any_of(options.begin(), options.end(),
                     [folded = fold_case(name)](const auto& o) { return fold_case(o) == folded; });
}

// What stands against using the column for the field; empty: nothing. `quiet`: it is not for us, and that is fine.
struct Objection {
  bool fits = true, quiet = false;
  std::string why;
};
Objection objection(const FieldDef& field, const Property& property, const Json& column, const Names& names) {
  const auto wanted = std::string(wanted_type(field.shape));
  switch (use_of(field.shape, property.type)) {
    case Use::none:
      return {false, false, "is of type " + property.type + ", not " + wanted + ": it is left alone"};
    case Use::read_only:
      // Only what people alone decide may stand in a column that the tool cannot write.
      if (field.owner == Owner::human || field.shape == Shape::people) break;
      if (property.type == "created_time" || property.type == "last_edited_time") return {false, true, {}};
      return {false, false, "is of type " + property.type + ", which hsn cannot write: change it to " + wanted};
    case Use::full:
      break;
  }
  if (field.shape == Shape::relation) {
    const auto target = target_id(field, names);
    if (target.empty()) return {false, true, {}};
    if (text_of(column, "/relation/data_source_id") != target)
      return {false, false, "points to another database than " + std::string(field.target) + ": these links are left alone"};
  }
  if (property.type != "status") return {};
  std::vector<std::string> lacking;
  for (const auto& choice : field.choices)
    if (!has(property.options, choice.name)) lacking.emplace_back(choice.name);
  if (lacking.empty()) return {};
  return {true, false, "is a status that lacks the options " + join(lacking, ", ") + ": add them in Notion"};
}

Json options_config(const FieldDef& field) {
  Json options = Json::array();
  for (const auto& choice : field.choices) {
    Json option = {{"name", choice.name}};
    if (!choice.color.empty()) option["color"] = choice.color;
    options.push_back(std::move(option));
  }
  return {{"options", std::move(options)}};
}

}  // namespace

std::string column_name(const FieldDef& field, const Names& names) {
  std::string ours(field.property);
  if (names.mapped == nullptr) return ours;
  const auto it = names.mapped->find(ours);
  return it == names.mapped->end() ? ours : it->second;
}

const Json* column_named(const Json& data_source, std::string_view name) {
  const auto wanted = fold_case(trim(name));
  return column_where(data_source, [&](const Json& column) { return fold_case(trim(text_of(column, "/name"))) == wanted; });
}

const Json* column_with_id(const Json& data_source, std::string_view id) {
  return column_where(data_source, [&](const Json& column) { return same_id(text_of(column, "/id"), id); });
}

Match match(const Schema& schema, const Json& data_source, const Names& names) {
  Match found;
  found.source.data_source_id = text_of(data_source, "/id");
  const auto problem = [&](const FieldDef& field, const std::string& what) {
    const bool required = field.need == Need::required;
    found.source.problems.push_back("column \"" + column_name(field, names) + "\" " + what + (required ? " (required)" : ""));
  };
  for (const auto* field : all_fields(schema)) {
    if (field->property.empty()) continue;
    const bool required = field->need == Need::required;
    const auto* column = column_of(*field, data_source, names);
    if (column == nullptr) {
      if (field->shape == Shape::relation && target_id(*field, names).empty()) continue;
      found.missing.push_back(field);
      problem(*field, "is missing: `hsn init` adds it");
      if (required) found.source.usable = false;
      continue;
    }
    Property property{text_of(*column, "/id"), text_of(*column, "/name"), text_of(*column, "/type"), {}};
    property.options = options_of(*column, property.type);
    const auto objected = objection(*field, property, *column, names);
    if (!objected.why.empty()) problem(*field, objected.why);
    if (objected.fits) found.source.properties.insert_or_assign(std::string(field->name), std::move(property));
    if (!objected.fits && required) found.source.usable = false;
  }
  return found;
}

Json column_config(const FieldDef& field, const Layout& layout) {
  const std::string type(wanted_type(field.shape));
  switch (field.shape) {
    case Shape::number:
      return {{type, {{"format", field.format.empty() ? std::string_view("number") : field.format}}}};
    case Shape::select:
    case Shape::multi_select:
      return {{type, options_config(field)}};
    case Shape::relation: {
      const auto kind = field.mirror.empty() ? "single_property" : "dual_property";
      Json config = {{"data_source_id", target_id(field, {.layout = &layout})}, {"type", kind}, {kind, Json::object()}};
      if (!field.mirror.empty()) config[kind]["synced_property_name"] = field.mirror;
      return {{type, std::move(config)}};
    }
    case Shape::title:
    case Shape::text:
    case Shape::rich:
    case Shape::checkbox:
    case Shape::date:
    case Shape::datetime:
    case Shape::url:
    case Shape::email:
    case Shape::phone:
    case Shape::files:
    case Shape::people:
      break;
  }
  return {{type, Json::object()}};
}

Json first_columns(const Schema& schema, const Names& names) {
  Json columns = Json::object();
  for (const auto* field : all_fields(schema))
    if (!field->property.empty() && field->shape != Shape::relation)
      columns[column_name(*field, names)] = column_config(*field, Layout{});
  return columns;
}

}  // namespace hsn::notion
