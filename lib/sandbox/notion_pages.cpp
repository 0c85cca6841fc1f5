// Pages: made, read, changed, trashed; one property in full.
#include <algorithm>

#include "core/digest.hpp"
#include "sandbox/notion_call.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_values.hpp"

namespace hsn::sandbox::notion {
namespace {

const char* const kArchived = "Can't edit block that is archived. You must unarchive the block before editing.";
const char* const kArchivedAncestor =
    "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing.";

bool ancestor_in_trash(const Workspace& space, std::size_t source) {
  return space.databases[space.sources[source].database].in_trash;
}

Outcome<std::size_t> source_of(const Workspace& space, const Json& parent) {
  if (auto shape = only(parent, {"type", "data_source_id"}, "body.parent"); !shape) return tl::unexpected(shape.error());
  const auto& type = member(parent, "type");
  if (!type.is_null() && type != "data_source_id") return expected("body.parent.type", "\"data_source_id\"", type);
  const auto id = id_in(member(parent, "data_source_id"), "body.parent.data_source_id");
  if (!id) return tl::unexpected(id.error());
  return space.find(Place::Kind::source, "data_source", to_text(*id));
}

Outcome<std::shared_ptr<const Json>> look_in(const Json& body, const PageState& state) {
  if (!body.contains("icon") && !body.contains("cover")) return state.look;
  Json look = state.look ? *state.look : Json{{"icon", nullptr}, {"cover", nullptr}};
  if (body.contains("icon")) {
    auto icon = icon_in(body["icon"], "body.icon");
    if (!icon) return tl::unexpected(icon.error());
    look["icon"] = std::move(*icon);
  }
  if (body.contains("cover")) {
    auto cover = cover_in(body["cover"], "body.cover");
    if (!cover) return tl::unexpected(cover.error());
    look["cover"] = std::move(*cover);
  }
  return std::make_shared<const Json>(std::move(look));
}

}  // namespace

Outcome<Json> create_page(Workspace& space, const Call& call) {
  const auto& body = call.body;
  if (auto shape = only(body, {"parent", "properties", "icon", "cover", "children"}, "body"); !shape)
    return tl::unexpected(shape.error());
  const auto at = source_of(space, member(body, "parent"));
  if (!at) return tl::unexpected(at.error());
  if (ancestor_in_trash(space, *at)) return invalid(kArchivedAncestor);
  auto& source = space.sources[*at];
  const auto view = view_of(call, source);
  if (!view) return tl::unexpected(view.error());
  auto look = look_in(body, {});
  if (!look) return tl::unexpected(look.error());
  std::vector<Block> children;
  if (body.contains("children")) {
    auto read = blocks_in(space, body["children"], call.actor());
    if (!read) return tl::unexpected(read.error());
    children = std::move(*read);
  }
  const auto number = space.pages.size();
  auto& page = space.pages.emplace_back();
  page.id = space.fresh_id();
  page.source = *at;
  page.created = call.now;
  page.created_by_bot = true;
  space.places[page.id] = {Place::Kind::page, number};
  const auto written =
      body.contains("properties") ? write_values(space, page, body["properties"], call.actor()) : Outcome<void>();
  if (!written) {
    space.places.erase(page.id);
    space.pages.pop_back();
    return tl::unexpected(written.error());
  }
  if (space.options.index_lag > Duration{}) page.earlier.insert(page.earlier.begin(), {call.now, PageState{}});
  page.live.values.resize(source.slots);
  page.live.look = std::move(*look);
  space.touch(page, call.actor());
  source.rows.push_back(static_cast<std::uint32_t>(number));
  page.number = static_cast<std::uint32_t>(source.rows.size());
  if (!children.empty()) space.blocks[page.id] = std::move(children);
  return show_page(space, page, page.live, *view);
}

Outcome<Json> get_page(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::page, "page", call.arguments.front());
  if (!at) {
    if (!space.find(Place::Kind::parent, "page", call.arguments.front())) return tl::unexpected(at.error());
    return Json{{"object", "page"},
                {"id", to_text(space.parent)},
                {"in_trash", false},
                {"is_archived", false},
                {"is_locked", false},
                {"parent", {{"type", "workspace"}, {"workspace", true}}},
                {"properties", {{"title", {{"id", "title"}, {"type", "title"}, {"title", rich_text({{{"Sandbox", nullptr}}})}}}}},
                {"url", "https://app.notion.com/p/sandbox"}};
  }
  const auto& page = space.pages[*at];
  const auto view = view_of(call, space.sources[page.source]);
  if (!view) return tl::unexpected(view.error());
  return show_page(space, page, page.live, *view);
}

Outcome<Json> update_page(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::page, "page", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  const auto& body = call.body;
  if (auto refusal = archived_key(call)) return tl::unexpected(*refusal);
  if (auto shape = only(body, {"properties", "icon", "cover", "in_trash", "archived", "is_archived", "is_locked"}, "body");
      !shape) {
    return tl::unexpected(shape.error());
  }
  auto& page = space.pages[*at];
  const auto view = view_of(call, space.sources[page.source]);
  if (!view) return tl::unexpected(view.error());
  if (ancestor_in_trash(space, page.source)) return invalid(kArchivedAncestor);
  auto changed = page.live;
  for (const auto& [key, target] : {std::pair{"is_locked", &changed.is_locked}, std::pair{"is_archived", &changed.is_archived},
                                    std::pair{"archived", &changed.in_trash}, std::pair{"in_trash", &changed.in_trash}}) {
    if (!body.contains(key)) continue;
    const auto flag = flag_in(body[key], std::string("body.") + key);
    if (!flag) return tl::unexpected(flag.error());
    *target = *flag;
  }
  // Restoring and editing are two requests here: nothing says that one would do.
  if (page.live.in_trash && (changed.in_trash || body.contains("properties"))) return invalid(kArchived);
  auto look = look_in(body, page.live);
  if (!look) return tl::unexpected(look.error());
  space.before_change(page, call.now);
  if (body.contains("properties")) {
    if (auto written = write_values(space, page, body["properties"], call.actor()); !written)
      return tl::unexpected(written.error());
  }
  page.live.in_trash = changed.in_trash;
  page.live.is_archived = changed.is_archived;
  page.live.is_locked = changed.is_locked;
  page.live.look = std::move(*look);
  space.touch(page, call.actor());
  return show_page(space, page, page.live, *view);
}

Outcome<Json> get_page_property(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::page, "page", call.arguments[0]);
  if (!at) return tl::unexpected(at.error());
  const auto& page = space.pages[*at];
  const auto& source = space.sources[page.source];
  const auto* property = property_by_id(source, percent_encode(percent_decode(call.arguments[1])));
  if (!property) return invalid("Could not find property with name or id: " + call.arguments[1]);
  const auto type = std::string(describe(property->type).name);
  auto value = show_value(space, *property, page, page.live, page.live.values.size() + space.pages.size());
  const auto item = [&](Json part) {
    return Json{{"object", "property_item"}, {"id", property->id}, {"type", type}, {type, std::move(part)}};
  };
  if (!describe(property->type).listed) return item(std::move(value));
  auto items = Json::array();
  if (value.is_array()) {
    for (auto& part : value) items.push_back(item(std::move(part)));
  }
  const auto count = items.size();
  const auto asked = "property:" + to_text(page.id) + ":" + property->id;
  const auto paging = paging_of(space, call, asked);
  auto list = paged(space, call, "property_item", asked, std::move(items));
  if (!list || !paging) return list;
  const auto& next = (*list)["next_cursor"];
  Json next_url;
  if (next.is_string()) {
    next_url = "https://api.notion.com/v1/pages/" + to_text(page.id) + "/properties/" + property->id +
               "?start_cursor=" + next.get<std::string>();
  }
  (*list)["property_item"] = {{"id", property->id},
                              {"type", type},
                              {"next_url", std::move(next_url)},
                              {type, property->type == Type::rollup && count == 0 ? std::move(value) : Json::object()}};
  return list;
}

}  // namespace hsn::sandbox::notion
