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

const Property* known_column(const FieldDef& field, const Names& names) {
  if (names.known == nullptr) return nullptr;
  const auto known = names.known->properties.find(field.name);
  return known == names.known->properties.end() ? nullptr : &known->second;
}

const Json* column_of(const FieldDef& field, const Json& data_source, const Names& names) {
  // There is exactly one title, whatever people call it.
  if (field.shape == Shape::title)
    return column_where(data_source, [](const Json& column) { return text_of(column, "/type") == "title"; });
  if (const auto* known = known_column(field, names))
    if (const auto* column = column_with_id(data_source, known->id)) return column;
  return column_named(data_source, column_name(field, names));
}

std::string target_id(const FieldDef& field, const Names& names) {
  if (names.layout == nullptr) return {};
  const auto target = names.layout->sources.find(field.target);
  return target == names.layout->sources.end() ? std::string() : target->second.data_source_id;
}

bool stands_for(const std::vector<Option>& options, std::string_view choice) {
  return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.choice == choice; });
}

// The options of Business Entity are this workspace's own; all others are of the table.
std::vector<Choice> choices_of(const FieldDef& field, const Names& names) {
  if (field.name != "business_entity" || names.businesses.empty()) return {field.choices.begin(), field.choices.end()};
  std::vector<Choice> choices;
  for (const auto& name : names.businesses) choices.push_back({name});
  return choices;
}

// An option means the choice of its name, or, renamed since, the choice that it meant before: beside a new one of that name too,
// for a write between the renaming and this reading has made one, and every page that is not written to stays on the old one.
std::vector<Option> options_of(const std::vector<Choice>& choices, const Json& column, const Property* before) {
  std::vector<Option> options;
  const auto* list = at(column, "/" + text_of(column, "/type") + "/options");
  if (list == nullptr || !list->is_array()) return options;
  for (const auto& json : *list) {
    auto& option = options.emplace_back(Option{text_of(json, "/id"), text_of(json, "/name"), {}});
    const auto choice = std::find_if(choices.begin(), choices.end(),
                                     [folded = fold_case(option.name)](const Choice& c) { return fold_case(c.name) == folded; });
    if (choice != choices.end()) option.choice = choice->name;
  }
  if (before == nullptr) return options;
  for (const auto& known : before->options) {
    const auto renamed = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.id == known.id; });
    if (renamed != options.end() && renamed->choice.empty()) renamed->choice = known.choice;
  }
  return options;
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
  return {};
}

std::vector<std::string> lacking_options(const std::vector<Choice>& choices, const Property& property) {
  std::vector<std::string> lacking;
  if (property.type != "status") return lacking;
  for (const auto& choice : choices)
    if (!stands_for(property.options, choice.name)) lacking.emplace_back(choice.name);
  return lacking;
}

Json options_config(const std::vector<Choice>& choices) {
  Json options = Json::array();
  for (const auto& choice : choices) {
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
    const auto choices = choices_of(*field, names);
    property.options = options_of(choices, *column, known_column(*field, names));
    const auto objected = objection(*field, property, *column, names);
    if (!objected.why.empty()) problem(*field, objected.why);
    if (auto options = lacking_options(choices, property); objected.fits && !options.empty()) {
      problem(*field, "is a status that lacks the options " + join(options, ", ") + ": `hsn init` adds them");
      found.lacking.push_back({field, std::move(options)});
    }
    if (objected.fits) found.source.properties.insert_or_assign(std::string(field->name), std::move(property));
    if (!objected.fits && required) found.source.usable = false;
  }
  return found;
}

Json column_config(const FieldDef& field, const Names& names) {
  const std::string type(wanted_type(field.shape));
  switch (field.shape) {
    case Shape::number:
      return {{type, {{"format", field.format.empty() ? std::string_view("number") : field.format}}}};
    case Shape::select:
    case Shape::multi_select:
      return {{type, options_config(choices_of(field, names))}};
    case Shape::relation: {
      const auto kind = field.mirror.empty() ? "single_property" : "dual_property";
      Json config = {{"data_source_id", target_id(field, names)}, {"type", kind}, {kind, Json::object()}};
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

// Notion deletes options that a change leaves out, and a description likewise (notion.md 2.3).
Json with_options(const Json& column, const std::vector<std::string>& options) {
  const auto type = text_of(column, "/type");
  Json list = Json::array();
  if (const auto* there = at(column, "/" + type + "/options"))
    for (const auto& option : *there) list.push_back({{"id", text_of(option, "/id")}});
  for (const auto& name : options) list.push_back({{"name", name}});
  Json config = {{type, {{"options", std::move(list)}}}};
  if (const auto description = text_at(column, "/description")) config["description"] = *description;
  return config;
}

Json first_columns(const Schema& schema, const Names& names) {
  Json columns = Json::object();
  for (const auto* field : all_fields(schema))
    if (!field->property.empty() && field->shape != Shape::relation)
      columns[column_name(*field, names)] = column_config(*field, names);
  return columns;
}

}  // namespace hsn::notion
