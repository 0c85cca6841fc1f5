// Options of select, multi_select and status columns: the complete-list rule (notion.md 2.3), names, colours, groups.
#include "sandbox/notion_options.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "sandbox/notion_check.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kOptionUnits = 100, kOptions = 100, kDescriptionUnits = 280;
struct Group {
  std::string_view name, color, option;  // option: what `status: {}` puts there
};
constexpr Group kGroups[] = {
    {"To-do", "gray", "Not started"}, {"In progress", "blue", "In progress"}, {"Complete", "green", "Done"}};

std::string group_id(const Property& property, const Group& group) {
  return percent_encode(property.id.substr(0, 2) + std::string(group.name).substr(0, 2));
}

Option* named(Property& property, std::string_view name) {
  const auto found = std::find_if(property.options.begin(), property.options.end(),
                                  [&](const Option& option) { return fold_case(option.name) == fold_case(name); });
  return found == property.options.end() ? nullptr : &*found;
}

Outcome<Option> option_in(Workspace& space, Property& property, const Json& item, const std::string& where) {
  if (auto shape = only(item, {"id", "name", "color", "description", "group"}, where); !shape)
    return tl::unexpected(shape.error());
  Option option;
  const auto& id = member(item, "id");
  const auto& name = member(item, "name");
  if (id.is_null() && name.is_null()) return expected(where, "an option with `name` or `id`", item);
  if (!id.is_null()) {
    const auto known =
        std::find_if(property.options.begin(), property.options.end(), [&](const Option& o) { return id == o.id; });
    if (known == property.options.end()) return expected(where + ".id", "the id of an existing option", id);
    if (!name.is_null() && name != known->name) return invalid("Cannot update name of select with id: " + known->id + ".");
    option = *known;
  } else {
    const auto text = text_in(name, kOptionUnits, where + ".name");
    if (!text) return tl::unexpected(text.error());
    if (const auto* known = named(property, *text)) {
      if (known->name != *text) return invalid("Options must have unique names, ignoring case: \"" + *text + "\".");
      option = *known;
    } else {
      Property scratch;
      scratch.last_option = property.last_option;
      const auto key = add_option(space, scratch, *text, where);
      if (!key) return tl::unexpected(key.error());
      property.last_option = scratch.last_option;
      option = scratch.options.front();
      option.color = "default";
      if (property.type == Type::status) option.group = kGroups[0].name;
    }
  }
  const bool is_new = find_option(property, option.key) == nullptr;
  if (const auto& color = member(item, "color"); !color.is_null()) {
    if (!color.is_string() || std::find(std::begin(kColors), std::end(kColors), color.get<std::string>()) == std::end(kColors)) {
      return expected(where + ".color", "a colour", color);
    }
    if (!is_new && color != option.color) return invalid("Cannot update color of select with name: " + option.name + ".");
    option.color = color.get<std::string>();
  }
  if (item.contains("description")) {
    option.description.reset();
    if (!item["description"].is_null()) {
      auto text = text_in(item["description"], kDescriptionUnits, where + ".description");
      if (!text) return tl::unexpected(text.error());
      option.description = std::move(*text);
    }
  }
  if (const auto& group = member(item, "group"); !group.is_null()) {
    const auto known = std::find_if(std::begin(kGroups), std::end(kGroups), [&](const Group& row) { return group == row.name; });
    if (property.type != Type::status || known == std::end(kGroups)) {
      return expected(where + ".group", "To-do, In progress or Complete of a status", group);
    }
    option.group = known->name;
  }
  return option;
}

}  // namespace

Outcome<std::uint32_t> add_option(Workspace& space, Property& property, const std::string& name, const std::string& where) {
  if (name.empty() || trim(name).empty())
    return invalid("body failed validation: " + where + ".name should be a non-empty string.");
  if (name.find(',') != std::string::npos) {
    return invalid("Invalid select option, commas not allowed: " + name);  // notion.md 2.5
  }
  if (utf16_length(name) > kOptionUnits) {
    if (auto size = at_most(utf16_length(name), kOptionUnits, where + ".name"); !size) return tl::unexpected(size.error());
  }
  if (named(property, name)) return invalid("Options must have unique names, ignoring case: \"" + name + "\".");
  Option option;
  option.key = ++property.last_option;
  option.id = to_text(space.fresh_id());
  option.name = name;
  option.color = kColors[1 + option.key % (std::size(kColors) - 1)];
  property.options.push_back(std::move(option));
  return property.last_option;
}

Outcome<void> set_options(Workspace& space, Property& property, const Json& config, const std::string& where) {
  if (auto shape = only(config, {"options"}, where); !shape) return shape;
  const auto& list = member(config, "options");
  if (list.is_null()) {
    if (property.type != Type::status || !property.options.empty()) return {};
    for (const auto& group : kGroups) {
      const auto key = add_option(space, property, std::string(group.option), where);
      if (!key) return tl::unexpected(key.error());
      property.options.back().color = group.color == "gray" ? "default" : group.color;
      property.options.back().group = group.name;
    }
    return {};
  }
  if (!list.is_array()) return expected(where + ".options", "an array", list);
  if (auto size = at_most(list.size(), kOptions, where + ".options"); !size) return size;
  std::vector<Option> kept;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto option = option_in(space, property, list[i], where + ".options[" + std::to_string(i) + "]");
    if (!option) return tl::unexpected(option.error());
    for (const auto& other : kept) {
      if (fold_case(other.name) == fold_case(option->name)) return invalid("Options must have unique names, ignoring case.");
    }
    kept.push_back(std::move(*option));
  }
  property.options = std::move(kept);  // what was left out is deleted
  return {};
}

Json show_options(const Property& property) {
  Json config = {{"options", Json::array()}};
  for (const auto& option : property.options) {
    config["options"].push_back({{"id", option.id},
                                 {"name", option.name},
                                 {"color", option.color},
                                 {"description", option.description ? Json(*option.description) : Json()}});
  }
  if (property.type != Type::status) return config;
  for (const auto& group : kGroups) {
    auto ids = Json::array();
    for (const auto& option : property.options) {
      if (option.group == group.name) ids.push_back(option.id);
    }
    config["groups"].push_back(
        {{"id", group_id(property, group)}, {"name", group.name}, {"color", group.color}, {"option_ids", std::move(ids)}});
  }
  return config;
}

}  // namespace hsn::sandbox::notion
