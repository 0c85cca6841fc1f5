// Databases and data sources: made, read, renamed, trashed, their schema changed.
#include "sandbox/notion_call.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_schema.hpp"

namespace hsn::sandbox::notion {
namespace {

Outcome<void> parent_in(const Workspace& space, const Json& parent) {
  if (auto shape = only(parent, {"type", "page_id"}, "body.parent"); !shape) return shape;
  if (member(parent, "type") != "page_id") return expected("body.parent.type", "\"page_id\"", member(parent, "type"));
  const auto id = id_in(member(parent, "page_id"), "body.parent.page_id");
  if (!id) return tl::unexpected(id.error());
  const auto found = space.find(Place::Kind::parent, "page", to_text(*id));
  if (!found) return tl::unexpected(found.error());
  return {};
}

// A data source that is not kept leaves nothing but unused ids.
Outcome<std::size_t> make_source(Workspace& space, std::size_t database, Json title, const Json& properties,
                                 const std::string& where, Instant now) {
  const auto at = space.sources.size();
  auto& source = space.sources.emplace_back();
  source.id = space.fresh_id();
  source.database = database;
  source.title = std::move(title);
  source.created = source.edited = now;
  space.places[source.id] = {Place::Kind::source, at};  // a relation of the new schema may be to itself
  if (auto made = create_columns(space, at, properties, where); !made) {
    space.places.erase(source.id);
    space.sources.pop_back();
    return tl::unexpected(made.error());
  }
  return at;
}

// title, description, is_inline, icon, cover: what creation and update share.
Outcome<void> looks_in(const Json& body, Database& database) {
  for (const auto& [key, target] : {std::pair{"title", &database.title}, std::pair{"description", &database.description}}) {
    if (!body.contains(key)) continue;
    auto text = rich_text_in(body[key], std::string("body.") + key);
    if (!text) return tl::unexpected(text.error());
    *target = std::move(*text);
  }
  if (body.contains("icon")) {
    auto icon = icon_in(body["icon"], "body.icon");
    if (!icon) return tl::unexpected(icon.error());
    database.icon = std::move(*icon);
  }
  if (body.contains("cover")) {
    auto cover = cover_in(body["cover"], "body.cover");
    if (!cover) return tl::unexpected(cover.error());
    database.cover = std::move(*cover);
  }
  for (const auto& [key, target] : {std::pair{"is_inline", &database.is_inline}, std::pair{"is_locked", &database.is_locked},
                                    std::pair{"archived", &database.in_trash}, std::pair{"in_trash", &database.in_trash}}) {
    if (!body.contains(key)) continue;
    const auto flag = flag_in(body[key], std::string("body.") + key);
    if (!flag) return tl::unexpected(flag.error());
    *target = *flag;
  }
  return {};
}

}  // namespace

Outcome<Json> create_database(Workspace& space, const Call& call) {
  const auto& body = call.body;
  if (auto shape = only(body, {"parent", "title", "description", "is_inline", "initial_data_source", "icon", "cover"}, "body");
      !shape) {
    return tl::unexpected(shape.error());
  }
  if (auto parent = parent_in(space, member(body, "parent")); !parent) return tl::unexpected(parent.error());
  Database database;
  if (auto looks = looks_in(body, database); !looks) return tl::unexpected(looks.error());
  Json properties = {{"Name", {{"title", Json::object()}}}};
  if (body.contains("initial_data_source")) {
    const auto& initial = body["initial_data_source"];
    if (auto shape = only(initial, {"properties"}, "body.initial_data_source"); !shape) return tl::unexpected(shape.error());
    if (initial.contains("properties")) properties = initial["properties"];
  }
  database.id = space.fresh_id();
  database.created = database.edited = call.now;
  const auto at = space.databases.size();
  auto& made = space.databases.emplace_back(std::move(database));
  const auto source = make_source(space, at, made.title, properties, "body.initial_data_source.properties", call.now);
  if (!source) {
    space.databases.pop_back();
    return tl::unexpected(source.error());
  }
  made.sources = {*source};
  space.places[made.id] = {Place::Kind::database, at};
  space.blocks[space.parent].push_back({made.id, {{"type", "child_database"}}, call.now});
  return show_database(space, made, call.view());
}

Outcome<Json> get_database(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::database, "database", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  return show_database(space, space.databases[*at], call.view());
}

Outcome<Json> update_database(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::database, "database", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  if (auto refusal = archived_key(call)) return tl::unexpected(*refusal);
  auto shape =
      only(call.body, {"title", "description", "is_inline", "icon", "cover", "in_trash", "archived", "is_locked"}, "body");
  if (!shape) return tl::unexpected(shape.error());
  auto changed = space.databases[*at];
  if (auto looks = looks_in(call.body, changed); !looks) return tl::unexpected(looks.error());
  if (space.databases[*at].in_trash && changed.in_trash) {
    return invalid("Can't edit block that is archived. You must unarchive the block before editing.");
  }
  changed.edited = call.now;
  if (call.body.contains("title") && changed.sources.size() == 1) space.sources[changed.sources.front()].title = changed.title;
  space.databases[*at] = std::move(changed);
  return show_database(space, space.databases[*at], call.view());
}

Outcome<Json> create_source(Workspace& space, const Call& call) {
  const auto& body = call.body;
  if (auto shape = only(body, {"parent", "properties", "title"}, "body"); !shape) return tl::unexpected(shape.error());
  const auto& parent = member(body, "parent");
  if (auto shape = only(parent, {"type", "database_id"}, "body.parent"); !shape) return tl::unexpected(shape.error());
  const auto id = id_in(member(parent, "database_id"), "body.parent.database_id");
  if (!id) return tl::unexpected(id.error());
  const auto database = space.find(Place::Kind::database, "database", to_text(*id));
  if (!database) return tl::unexpected(database.error());
  auto title = body.contains("title") ? rich_text_in(body["title"], "body.title") : Json::array();
  if (!title) return tl::unexpected(title.error());
  const auto source = make_source(space, *database, *title, member(body, "properties"), "body.properties", call.now);
  if (!source) return tl::unexpected(source.error());
  space.databases[*database].sources.push_back(*source);
  return show_source(space, space.sources[*source], call.view());
}

Outcome<Json> get_source(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::source, "data_source", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  return show_source(space, space.sources[*at], call.view());
}

Outcome<Json> update_source(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::source, "data_source", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  if (auto shape = only(call.body, {"title", "properties"}, "body"); !shape) return tl::unexpected(shape.error());
  auto& source = space.sources[*at];
  if (space.databases[source.database].in_trash) {
    return invalid("Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing.");
  }
  auto title = call.body.contains("title") ? rich_text_in(call.body["title"], "body.title") : source.title;
  if (!title) return tl::unexpected(title.error());
  if (call.body.contains("properties")) {
    if (auto changed = change_columns(space, *at, call.body["properties"]); !changed) return tl::unexpected(changed.error());
  }
  source.title = std::move(*title);
  source.edited = call.now;
  return show_source(space, source, call.view());
}

}  // namespace hsn::sandbox::notion
