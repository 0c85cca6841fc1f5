#include "sandbox/notion_render.hpp"

#include <algorithm>
#include <cmath>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_dates.hpp"

namespace hsn::sandbox::notion {
namespace {

const char* const kSite = "https://app.notion.com/p/";

std::string bare(const Id& id) {
  auto text = to_text(id);
  std::erase(text, '-');
  return text;
}

Json show_pick(const Option& option) { return {{"id", option.id}, {"name", option.name}, {"color", option.color}}; }

Json show_refs(const Workspace& space, const Refs* refs, std::size_t limit) {
  auto list = Json::array();
  const auto count = refs ? std::min(refs->pages.size(), limit) : 0;
  for (std::size_t i = 0; i < count; ++i) list.push_back({{"id", to_text(space.pages[refs->pages[i]].id)}});
  return list;
}

}  // namespace

// JavaScript prints whole numbers without a point, and so does Notion.
Json show_number(double number) {
  constexpr double kExact = 9007199254740992.0;
  if (std::trunc(number) == number && std::abs(number) < kExact) return static_cast<std::int64_t>(number);
  return number;
}

std::vector<const Option*> picked(const Property& property, const PageState& state) {
  std::vector<const Option*> options;
  if (const auto* picks = std::get_if<Picks>(&state.at(property.slot))) {
    for (const auto key : picks->options) {
      if (const auto* option = find_option(property, key)) options.push_back(option);
    }
  }
  // A status is never empty: its first option stands in.
  if (options.empty() && property.type == Type::status && !property.options.empty()) options.push_back(&property.options.front());
  return options;
}

Json show_value(const Workspace& space, const Property& property, const StoredPage& page, const PageState& state,
                std::size_t refs) {
  const auto& value = state.at(property.slot);
  switch (property.type) {
    case Type::title:
    case Type::rich_text: {
      const auto* text = std::get_if<Text>(&value);
      return text ? rich_text(*text) : Json::array();
    }
    case Type::number: {
      const auto* number = std::get_if<double>(&value);
      return number ? show_number(*number) : Json();
    }
    case Type::select:
    case Type::status: {
      const auto options = picked(property, state);
      return options.empty() ? Json() : show_pick(*options.front());
    }
    case Type::multi_select: {
      auto list = Json::array();
      for (const auto* option : picked(property, state)) list.push_back(show_pick(*option));
      return list;
    }
    case Type::date: {
      const auto* span = std::get_if<Span>(&value);
      if (!span) return nullptr;
      return {{"start", span->start}, {"end", span->end.empty() ? Json() : Json(span->end)}, {"time_zone", nullptr}};
    }
    case Type::checkbox: {
      const auto* flag = std::get_if<bool>(&value);
      return flag && *flag;
    }
    case Type::url:
    case Type::email:
    case Type::phone_number: {
      const auto* line = std::get_if<std::string>(&value);
      return line ? Json(*line) : Json();
    }
    case Type::relation:
      return show_refs(space, std::get_if<Refs>(&value), refs);
    case Type::people:
    case Type::files: {
      const auto* items = std::get_if<Opaque>(&value);
      return items ? *items->items : Json::array();
    }
    case Type::formula:
      return {{"type", "string"}, {"string", nullptr}};
    case Type::rollup:
      return show_rollup(space, property, page, state, refs);
    case Type::created_time:
      return show_minute(page.created);
    case Type::last_edited_time:
      return show_minute(state.edited);
    case Type::created_by:
      return show_user(page.created_by_bot ? space.bot : space.person);
    case Type::last_edited_by:
      return show_user(state.by_bot ? space.bot : space.person);
    case Type::unique_id:
      return {{"prefix", property.prefix ? Json(*property.prefix) : Json()}, {"number", page.number}};
  }
  return nullptr;
}

std::string plain_value(const Workspace& space, const Property& property, const StoredPage& page, const PageState& state) {
  const auto& value = state.at(property.slot);
  if (const auto* text = std::get_if<Text>(&value)) return plain(*text);
  if (const auto* line = std::get_if<std::string>(&value)) return *line;
  if (const auto* number = std::get_if<double>(&value)) {
    const auto exact = Decimal::from_double(*number);
    return exact ? exact->str() : dump_json(*number);
  }
  if (const auto* span = std::get_if<Span>(&value)) return span->end.empty() ? span->start : span->start + " – " + span->end;
  if (property.type == Type::checkbox) return std::holds_alternative<bool>(value) && std::get<bool>(value) ? "true" : "false";
  std::string all;
  const auto add = [&](const std::string& part) { all += (all.empty() ? "" : ", ") + part; };
  for (const auto* option : picked(property, state)) add(option->name);
  if (const auto* refs = std::get_if<Refs>(&value)) {
    const auto& target = space.sources[property.target];
    const auto* title = property_by_id(target, "title");
    for (const auto ref : refs->pages) add(title ? plain_value(space, *title, space.pages[ref], space.pages[ref].live) : "");
  }
  if (const auto* items = std::get_if<Opaque>(&value)) {
    for (const auto& item : *items->items) add(item.value("name", item.value("id", "")));
  }
  if (describe(property.type).computed) {
    const auto shown = show_value(space, property, page, state, kRefsShown);
    if (property.type == Type::rollup) {
      const auto& inner = shown[shown["type"].get<std::string>()];
      return inner.is_null()                                ? ""
             : inner.is_object() && inner.contains("start") ? inner["start"].get<std::string>()
                                                            : dump_json(inner);
    }
    if (property.type == Type::unique_id) return (property.prefix ? *property.prefix + "-" : "") + std::to_string(page.number);
    return shown.is_string() ? shown.get<std::string>() : "";
  }
  return all;
}

bool is_empty(const Workspace& space, const Property& property, const StoredPage& page, const PageState& state) {
  if (property.type == Type::checkbox) return false;
  return plain_value(space, property, page, state).empty();
}

Json show_user(const Id& id) { return {{"object", "user"}, {"id", to_text(id)}}; }

Json show_self(const Workspace& space) {
  auto user = show_user(space.bot);
  user.update({{"name", "hsn sandbox"},
               {"avatar_url", nullptr},
               {"type", "bot"},
               {"bot",
                {{"owner", {{"type", "workspace"}, {"workspace", true}}},
                 {"workspace_id", to_text(space.workspace_id)},
                 {"workspace_name", "Sandbox"},
                 {"workspace_limits", {{"max_file_upload_size_in_bytes", 5242880}}}}}});
  return user;
}

Json show_person(const Workspace& space) {
  auto user = show_user(space.person);
  user.update(
      {{"name", "Sandbox Person"}, {"avatar_url", nullptr}, {"type", "person"}, {"person", {{"email", "person@example.com"}}}});
  return user;
}

Json show_database(const Workspace& space, const Database& database, const View& view) {
  auto sources = Json::array();
  for (const auto at : database.sources) {
    const auto& source = space.sources[at];
    std::string name;
    for (const auto& run : source.title) name += run.value("plain_text", "");
    sources.push_back({{"id", to_text(source.id)}, {"name", name}});
  }
  Json json = {{"object", "database"},
               {"id", to_text(database.id)},
               {"title", database.title},
               {"description", database.description},
               {"parent", {{"type", "page_id"}, {"page_id", to_text(space.parent)}}},
               {"is_inline", database.is_inline},
               {"is_locked", database.is_locked},
               {"in_trash", database.in_trash},
               {"created_time", show_minute(database.created)},
               {"last_edited_time", show_minute(database.edited)},
               {"data_sources", std::move(sources)},
               {"icon", database.icon},
               {"cover", database.cover},
               {"url", kSite + bare(database.id)},
               {"public_url", nullptr}};
  if (view.archived) json["archived"] = database.in_trash;
  return json;
}

Json show_source(const Workspace& space, const DataSource& source, const View& view) {
  const auto& database = space.databases[source.database];
  Json json = {{"object", "data_source"},
               {"id", to_text(source.id)},
               {"title", source.title},
               {"description", Json::array()},
               {"parent", {{"type", "database_id"}, {"database_id", to_text(database.id)}}},
               {"database_parent", {{"type", "page_id"}, {"page_id", to_text(space.parent)}}},
               {"is_inline", database.is_inline},
               {"in_trash", database.in_trash},
               {"created_time", show_minute(source.created)},
               {"last_edited_time", show_minute(source.edited)},
               {"created_by", show_user(space.bot)},
               {"last_edited_by", show_user(space.bot)},
               {"properties", show_columns(space, source)},
               {"icon", nullptr},
               {"cover", nullptr},
               {"url", kSite + bare(database.id)},
               {"public_url", nullptr}};
  if (view.archived) json["archived"] = database.in_trash;
  return json;
}

Json show_page(const Workspace& space, const StoredPage& page, const PageState& state, const View& view) {
  const auto& source = space.sources[page.source];
  auto properties = Json::object();
  for (const auto& property : source.properties) {
    if (view.properties && std::find(view.properties->begin(), view.properties->end(), property.id) == view.properties->end())
      continue;
    const auto type = std::string(describe(property.type).name);
    Json value = {{"id", property.id}, {"type", type}, {type, show_value(space, property, page, state, kRefsShown)}};
    if (const auto* refs = std::get_if<Refs>(&state.at(property.slot))) value["has_more"] = refs->pages.size() > kRefsShown;
    if (property.type == Type::relation && !value.contains("has_more")) value["has_more"] = false;
    properties[property.name] = std::move(value);
  }
  Json json = {{"object", "page"},
               {"id", to_text(page.id)},
               {"created_time", show_minute(page.created)},
               {"last_edited_time", show_minute(state.edited)},
               {"created_by", show_user(page.created_by_bot ? space.bot : space.person)},
               {"last_edited_by", show_user(state.by_bot ? space.bot : space.person)},
               {"in_trash", state.in_trash},
               {"is_archived", state.is_archived},
               {"is_locked", state.is_locked},
               {"parent",
                {{"type", "data_source_id"},
                 {"data_source_id", to_text(source.id)},
                 {"database_id", to_text(space.databases[source.database].id)}}},
               {"properties", std::move(properties)},
               {"icon", state.look ? (*state.look)["icon"] : Json()},
               {"cover", state.look ? (*state.look)["cover"] : Json()},
               {"url", kSite + bare(page.id)},
               {"public_url", nullptr}};
  if (view.archived) json["archived"] = state.in_trash;
  return json;
}

Json show_block(const Workspace& space, const Block& block, const Id& parent, const View& view) {
  auto json = block.content;
  json.update({{"object", "block"},
               {"id", to_text(block.id)},
               {"parent", {{"type", "page_id"}, {"page_id", to_text(parent)}}},
               {"created_time", show_minute(block.created)},
               {"last_edited_time", show_minute(block.created)},
               {"created_by", show_user(space.bot)},
               {"last_edited_by", show_user(space.bot)},
               {"has_children", false},
               {"in_trash", false}});
  if (json["type"] == "child_database") {
    const auto& database = space.databases[space.places.at(block.id).at];
    std::string title;
    for (const auto& run : database.title) title += run.value("plain_text", "");
    json["child_database"] = {{"title", title}};
    json["in_trash"] = database.in_trash;
  }
  if (view.archived) json["archived"] = json["in_trash"];
  return json;
}

}  // namespace hsn::sandbox::notion
