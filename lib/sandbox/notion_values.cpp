#include "sandbox/notion_values.hpp"

#include <algorithm>
#include <cmath>

#include "core/decimal.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_dates.hpp"
#include "sandbox/notion_options.hpp"
#include "sandbox/notion_render.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kShortUnits = 200;  // notion.md 3, Sizes

Outcome<Value> as_value(Outcome<Text> text) {
  if (!text) return tl::unexpected(text.error());
  return Value(std::move(*text));
}

Outcome<std::uint32_t> pick_in(Workspace& space, Property& property, const Json& item, const std::string& where) {
  if (auto shape = only(item, {"id", "name", "color", "description"}, where); !shape) return tl::unexpected(shape.error());
  const auto& id = member(item, "id");
  const auto& name = member(item, "name");
  if (id.is_null() && name.is_null()) return expected(where, "an option with `name` or `id`", item);
  if ((!id.is_null() && !id.is_string()) || (!name.is_null() && !name.is_string())) return expected(where, "an option", item);
  const auto known = std::find_if(property.options.begin(), property.options.end(),
                                  [&](const Option& option) { return id.is_null() ? name == option.name : id == option.id; });
  if (known != property.options.end()) {
    if (!name.is_null() && name != known->name)
      return invalid("Select option name doesn't match existing option: " + known->name);
    if (const auto& color = member(item, "color"); !color.is_null() && color != known->color) {
      return invalid("Select option color doesn't match existing for option \"" + known->name + "\".");  // notion.md 2.5
    }
    return known->key;
  }
  if (!id.is_null()) return invalid(where + ".id: there is no such option in " + property.name + ".");
  const auto& text = name.get_ref<const std::string&>();
  if (property.type == Type::status) {
    return invalid("Invalid status option. Status option \"" + text + "\" does not exist.");  // never made by a page write
  }
  return add_option(space, property, text, where);
}

Outcome<Value> picks_in(Workspace& space, Property& property, const Json& json, const std::string& where) {
  Picks picks;
  if (property.type != Type::multi_select) {
    if (!json.is_null()) {
      const auto key = pick_in(space, property, json, where);
      if (!key) return tl::unexpected(key.error());
      picks.options.push_back(*key);
    } else if (property.type == Type::status && !property.options.empty()) {
      picks.options.push_back(property.options.front().key);  // a status is never empty: null is the default (notion.md 2.5)
    }
    return Value(std::move(picks));
  }
  if (!json.is_array()) return expected(where, "an array", json);
  if (auto size = at_most(json.size(), kItems, where); !size) return tl::unexpected(size.error());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto key = pick_in(space, property, json[i], where + "[" + std::to_string(i) + "]");
    if (!key) return tl::unexpected(key.error());
    if (std::find(picks.options.begin(), picks.options.end(), *key) == picks.options.end()) picks.options.push_back(*key);
  }
  return Value(std::move(picks));
}

Outcome<Value> line_in(const Json& json, std::size_t limit, const std::string& where) {
  if (json.is_null()) return Value();
  auto text = text_in(json, limit, where);
  if (!text) return tl::unexpected(text.error());
  if (text->empty()) return invalid("body failed validation: " + where + " should be a non-empty string or null.");
  return Value(std::move(*text));
}

Outcome<Value> refs_in(const Workspace& space, const Property& property, const Json& json, const std::string& where) {
  if (!json.is_array()) return expected(where, "an array", json);
  if (auto size = at_most(json.size(), kItems, where); !size) return tl::unexpected(size.error());
  Refs refs;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto inner = where + "[" + std::to_string(i) + "]";
    if (auto shape = only(json[i], {"id"}, inner); !shape) return tl::unexpected(shape.error());
    const auto id = id_in(member(json[i], "id"), inner + ".id");
    if (!id) return tl::unexpected(id.error());
    const auto page = space.find(Place::Kind::page, "page", to_text(*id));
    if (!page) return tl::unexpected(page.error());
    if (space.pages[*page].source != property.target) {
      return invalid(inner + ": page " + to_text(*id) + " is not in the data source that " + property.name + " relates to.");
    }
    const auto number = static_cast<std::uint32_t>(*page);
    if (std::find(refs.pages.begin(), refs.pages.end(), number) == refs.pages.end()) refs.pages.push_back(number);
  }
  return Value(std::move(refs));
}

Outcome<Value> people_in(const Workspace& space, const Json& json, const std::string& where) {
  if (!json.is_array()) return expected(where, "an array", json);
  if (auto size = at_most(json.size(), kItems, where); !size) return tl::unexpected(size.error());
  auto people = Json::array();
  for (const auto& item : json) {
    if (auto shape = only(item, {"id", "object"}, where); !shape) return tl::unexpected(shape.error());
    const auto id = id_in(member(item, "id"), where + ".id");
    if (!id) return tl::unexpected(id.error());
    if (*id != space.person && *id != space.bot) return not_found("user", *id);
    people.push_back({{"object", "user"}, {"id", to_text(*id)}});
  }
  return Value(Opaque{std::make_shared<const Json>(std::move(people))});
}

Outcome<Value> files_in(const Json& json, const std::string& where) {
  if (!json.is_array()) return expected(where, "an array", json);
  if (auto size = at_most(json.size(), kItems, where); !size) return tl::unexpected(size.error());
  auto files = Json::array();
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto inner = where + "[" + std::to_string(i) + "]";
    if (auto shape = only(json[i], {"name", "type", "external"}, inner); !shape) return tl::unexpected(shape.error());
    auto name = text_in(member(json[i], "name"), kShortUnits, inner + ".name");
    if (!name) return tl::unexpected(name.error());
    auto external = member(json[i], "external");
    if (auto shape = only(external, {"url"}, inner + ".external"); !shape) return tl::unexpected(shape.error());
    auto url = line_in(member(external, "url"), kUrlUnits, inner + ".external.url");
    if (!url) return tl::unexpected(url.error());
    if (url->index() == 0) return expected(inner + ".external.url", "a string", Json());
    files.push_back({{"name", *name}, {"type", "external"}, {"external", std::move(external)}});
  }
  return Value(Opaque{std::make_shared<const Json>(std::move(files))});
}

Outcome<Value> value_in(Workspace& space, Property& property, const Json& json, const std::string& where) {
  switch (property.type) {
    case Type::title:
    case Type::rich_text:
      return as_value(runs_in(json, where));
    case Type::number:
      if (json.is_null()) return Value();
      if (!json.is_number()) return expected(where, "a number or null", json);
      return Value(json.get<double>());
    case Type::select:
    case Type::multi_select:
    case Type::status:
      return picks_in(space, property, json, where);
    case Type::date: {
      if (json.is_null()) return Value();
      auto span = span_in(json, where);
      if (!span) return tl::unexpected(span.error());
      return Value(std::move(*span));
    }
    case Type::checkbox:
      if (!json.is_boolean()) return expected(where, "a boolean", json);
      return Value(json.get<bool>());
    case Type::url:
      return line_in(json, kUrlUnits, where);
    case Type::email:
    case Type::phone_number:
      return line_in(json, kShortUnits, where);
    case Type::relation:
      return refs_in(space, property, json, where);
    case Type::people:
      return people_in(space, json, where);
    case Type::files:
      return files_in(json, where);
    case Type::formula:
    case Type::rollup:
    case Type::created_time:
    case Type::last_edited_time:
    case Type::created_by:
    case Type::last_edited_by:
    case Type::unique_id:
      break;
  }
  return invalid(property.name + " is read-only: the value of a " + std::string(describe(property.type).name) +
                 " cannot be set.");
}

// The other ends of a two-way relation follow. Their last_edited_time stays: whether it moves is not documented (notion.md 4),
// and a client that relies on it would be wrong half of the time.
void mirror(Workspace& space, const StoredPage& page, const Property& property, const Refs& before, const Refs& after,
            Instant now) {
  if (property.mirror.empty()) return;
  const auto* other = property_by_id(space.sources[property.target], property.mirror);
  if (!other) return;
  const auto self = static_cast<std::uint32_t>(space.places.at(page.id).at);
  const auto holds = [](const Refs& refs, std::uint32_t ref) {
    return std::find(refs.pages.begin(), refs.pages.end(), ref) != refs.pages.end();
  };
  const auto there = [&](std::uint32_t ref) -> Refs& {
    auto& target = space.pages[ref];
    space.before_change(target, now);
    auto& values = target.live.values;
    if (values.size() <= other->slot) values.resize(other->slot + 1);
    if (!std::holds_alternative<Refs>(values[other->slot])) values[other->slot] = Refs{};
    return std::get<Refs>(values[other->slot]);
  };
  for (const auto ref : before.pages) {
    if (!holds(after, ref)) std::erase(there(ref).pages, self);
  }
  for (const auto ref : after.pages) {
    if (holds(before, ref)) continue;
    auto& refs = there(ref);
    if (!holds(refs, self)) refs.pages.push_back(self);
  }
}

struct Change {
  std::size_t slot;
  std::string id;
  Value value;
};

Outcome<Change> change_in(Workspace& space, DataSource& source, const std::string& key, const Json& json) {
  auto* property = find_property(source, key);
  if (!property) return invalid(key + " is not a property that exists.");
  const auto type = std::string(describe(property->type).name);
  if (!json.is_object()) return expected("body.properties." + key, "an object", json);
  for (const auto& [name, part] : json.items()) {
    if (name != "type" && name != type) return invalid(property->name + " is expected to be " + type + ".");
  }
  if (!json.contains(type)) return invalid(property->name + " is expected to be " + type + ".");
  if (json.contains("type") && json["type"] != type) return invalid(property->name + " is expected to be " + type + ".");
  auto value = value_in(space, *property, json[type], "body.properties." + key + "." + type);
  if (!value) return tl::unexpected(value.error());
  return Change{property->slot, property->id, std::move(*value)};
}

}  // namespace

Outcome<void> write_values(Workspace& space, StoredPage& page, const Json& properties, const Actor& actor) {
  if (!properties.is_object()) return expected("body.properties", "an object", properties);
  auto& source = space.sources[page.source];
  std::vector<std::size_t> options;
  for (const auto& property : source.properties) options.push_back(property.options.size());
  std::vector<Change> changes;
  for (const auto& [key, json] : properties.items()) {
    auto change = change_in(space, source, key, json);
    if (!change) {
      for (std::size_t i = 0; i < options.size(); ++i) source.properties[i].options.resize(options[i]);  // none were made
      return tl::unexpected(change.error());
    }
    changes.push_back(std::move(*change));
  }
  auto& values = page.live.values;
  if (values.size() < source.slots) values.resize(source.slots);
  for (auto& change : changes) {
    auto before = std::exchange(values[change.slot], std::move(change.value));
    if (const auto* refs = std::get_if<Refs>(&values[change.slot])) {
      const auto after = *refs;  // a self-relation may move what `refs` points at
      const auto* had = std::get_if<Refs>(&before);
      mirror(space, page, *property_by_id(source, change.id), had ? *had : Refs{}, after, actor.now);
    }
  }
  return {};
}

void carry_values(Workspace& space, DataSource& source, const Property& before, Property& after) {
  for (const auto number : source.rows) {
    auto& page = space.pages[number];
    if (page.live.values.size() < source.slots) page.live.values.resize(source.slots);
    const auto text = plain_value(space, before, page, page.live);
    if (text.empty()) continue;
    Json offered = text;
    if (after.type == Type::rich_text) {
      page.live.values[after.slot] = Text{{Run{text, nullptr}}};
      continue;
    }
    if (after.type == Type::number) {
      const auto number_in = Decimal::parse(text);
      offered = number_in ? Json(number_in->to_double()) : Json();
    } else if (after.type == Type::select) {
      offered = Json{{"name", text}};
    } else if (after.type == Type::multi_select) {
      offered = Json::array({Json{{"name", text}}});
    } else if (after.type == Type::date) {
      offered = Json{{"start", text}};
    } else if (after.type == Type::checkbox) {
      offered = text == "true";
    }
    if (auto value = value_in(space, after, offered, after.name)) page.live.values[after.slot] = std::move(*value);
  }
}

}  // namespace hsn::sandbox::notion
