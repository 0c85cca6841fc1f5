// Blocks of the parent page and of rows, trashing by block id, and search.
#include <algorithm>

#include "core/text.hpp"
#include "sandbox/notion_call.hpp"
#include "sandbox/notion_check.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kChildren = 100;
constexpr Duration kSearchLag = std::chrono::seconds(30);  // search is documented as delayed (notion.md 4)

struct Kind {
  std::string_view name;
  bool text = true, to_do = false;
};
constexpr Kind kKinds[] = {{"paragraph"}, {"heading_1"}, {"heading_2"},         {"heading_3"},          {"bulleted_list_item"},
                           {"quote"},     {"toggle"},    {"to_do", true, true}, {"numbered_list_item"}, {"divider", false}};

Outcome<Json> content_in(const Json& json, const std::string& where) {
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [&](const Kind& known) { return json.is_object() && json.contains(std::string(known.name)); });
  if (kind == std::end(kKinds)) return expected(where, "a block of text", json);
  const std::string name(kind->name);
  if (auto shape = only(json, {"object", "type", kind->name}, where); !shape) return tl::unexpected(shape.error());
  if (json.contains("object") && json["object"] != "block") return expected(where + ".object", "\"block\"", json["object"]);
  if (json.contains("type") && json["type"] != name) return expected(where + ".type", name, json["type"]);
  const auto& part = json[name];
  auto shape = !kind->text   ? only(part, {}, where + "." + name)
               : kind->to_do ? only(part, {"rich_text", "color", "checked"}, where + "." + name)
                             : only(part, {"rich_text", "color"}, where + "." + name);
  if (!shape) return tl::unexpected(shape.error());
  if (!kind->text) return Json{{"type", name}, {name, Json::object()}};
  auto text = rich_text_in(member(part, "rich_text"), where + "." + name + ".rich_text");
  if (!text) return tl::unexpected(text.error());
  const auto& color = member(part, "color");
  Json content = {{"rich_text", std::move(*text)}, {"color", color.is_string() ? color : Json("default")}};
  if (kind->to_do) content["checked"] = member(part, "checked") == true;
  return Json{{"type", name}, {name, std::move(content)}};
}

// What may hold blocks: the parent page, and rows.
Outcome<Id> holder(const Workspace& space, const std::string& text) {
  if (space.find(Place::Kind::parent, "block", text)) return space.parent;
  const auto page = space.find(Place::Kind::page, "block", text);
  if (!page) return tl::unexpected(page.error());
  return space.pages[*page].id;
}

Outcome<std::size_t> position_in(const Call& call, const std::vector<Block>& blocks) {
  const auto after_id = [&](const Json& json, const std::string& where) -> Outcome<std::size_t> {
    const auto id = id_in(json, where);
    if (!id) return tl::unexpected(id.error());
    const auto found = std::find_if(blocks.begin(), blocks.end(), [&](const Block& block) { return block.id == *id; });
    if (found == blocks.end()) return not_found("block", *id);
    return static_cast<std::size_t>(found - blocks.begin()) + 1;
  };
  if (call.body.contains("after")) {
    if (!call.before_2026)
      return invalid("body failed validation: body.after should be not present: use `position` since 2026-03-11.");
    return after_id(call.body["after"], "body.after");
  }
  const auto& position = member(call.body, "position");
  if (position.is_null()) return blocks.size();
  if (auto shape = only(position, {"type", "after_block"}, "body.position"); !shape) return tl::unexpected(shape.error());
  if (member(position, "type") == "start") return std::size_t{0};
  if (member(position, "type") == "end") return blocks.size();
  if (member(position, "type") != "after_block")
    return expected("body.position.type", "start, end or after_block", member(position, "type"));
  return after_id(member(member(position, "after_block"), "id"), "body.position.after_block.id");
}

struct Hit {
  Instant edited;
  Json shown;
};

std::string title_of(const Workspace& space, const StoredPage& page) {
  const auto* title = property_by_id(space.sources[page.source], "title");
  return title ? plain_value(space, *title, page, page.live) : std::string();
}

}  // namespace

Outcome<std::vector<Block>> blocks_in(Workspace& space, const Json& children, const Actor& actor) {
  if (!children.is_array()) return expected("body.children", "an array", children);
  if (auto size = at_most(children.size(), kChildren, "body.children"); !size) return tl::unexpected(size.error());
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < children.size(); ++i) {
    auto content = content_in(children[i], "body.children[" + std::to_string(i) + "]");
    if (!content) return tl::unexpected(content.error());
    blocks.push_back({space.fresh_id(), std::move(*content), actor.now});
  }
  return blocks;
}

Outcome<Json> get_children(Workspace& space, const Call& call) {
  const auto parent = holder(space, call.arguments.front());
  if (!parent) return tl::unexpected(parent.error());
  auto all = Json::array();
  for (const auto& block : space.blocks[*parent]) {
    auto shown = show_block(space, block, *parent, call.view());
    if (shown["in_trash"] != true) all.push_back(std::move(shown));
  }
  return paged(space, call, "block", "children:" + to_text(*parent), std::move(all));
}

Outcome<Json> append_children(Workspace& space, const Call& call) {
  const auto parent = holder(space, call.arguments.front());
  if (!parent) return tl::unexpected(parent.error());
  if (auto shape = only(call.body, {"children", "after", "position"}, "body"); !shape) return tl::unexpected(shape.error());
  const auto page = space.find(Place::Kind::page, "block", to_text(*parent));
  if (page && space.pages[*page].live.in_trash) {
    return invalid("Can't edit block that is archived. You must unarchive the block before editing.");
  }
  auto& blocks = space.blocks[*parent];
  const auto at = position_in(call, blocks);
  if (!at) return tl::unexpected(at.error());
  auto added = blocks_in(space, member(call.body, "children"), call.actor());
  if (!added) return tl::unexpected(added.error());
  auto results = Json::array();
  for (const auto& block : *added) results.push_back(show_block(space, block, *parent, call.view()));
  if (page) {  // content counts as an edit of the page
    space.before_change(space.pages[*page], call.now);
    space.touch(space.pages[*page], call.actor());
  }
  blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(*at), added->begin(), added->end());
  return list_of("block", std::move(results), "");
}

// DELETE /v1/blocks/{id}: into the trash; nothing is erased through the API (notion.md 2).
Outcome<Json> delete_block(Workspace& space, const Call& call) {
  const auto& id = call.arguments.front();
  if (const auto at = space.find(Place::Kind::page, "block", id)) {
    auto& page = space.pages[*at];
    if (page.live.in_trash) return invalid("Can't edit block that is archived. You must unarchive the block before editing.");
    space.before_change(page, call.now);
    page.live.in_trash = true;
    space.touch(page, call.actor());
    return Json{{"object", "block"}, {"id", to_text(page.id)}, {"type", "child_page"}, {"in_trash", true}};
  }
  const auto at = space.find(Place::Kind::database, "block", id);
  if (!at) return tl::unexpected(at.error());
  auto& database = space.databases[*at];
  database.in_trash = true;
  database.edited = call.now;
  return Json{{"object", "block"}, {"id", to_text(database.id)}, {"type", "child_database"}, {"in_trash", true}};
}

Outcome<Json> search(Workspace& space, const Call& call) {
  if (auto shape = only(call.body, {"query", "filter", "sort", "start_cursor", "page_size"}, "body"); !shape) {
    return tl::unexpected(shape.error());
  }
  const auto size = page_size_in(member(call.body, "page_size"));
  if (!size) return tl::unexpected(size.error());
  const auto& filter = member(call.body, "filter");
  if (!filter.is_null()) {
    if (auto shape = only(filter, {"property", "value", "in_trash"}, "body.filter"); !shape) return tl::unexpected(shape.error());
    const auto& value = member(filter, "value");
    if (!value.is_null() && value != "page" && value != "data_source")
      return expected("body.filter.value", "page or data_source", value);
    if (filter.contains("value") != (member(filter, "property") == "object"))
      return expected("body.filter.property", "\"object\"", filter);
  }
  const auto& query = member(call.body, "query");
  if (!query.is_null() && !query.is_string()) return expected("body.query", "a string", query);
  const auto wanted = query.is_string() ? lower_ascii(query.get<std::string>()) : "";
  const bool trash = member(filter, "in_trash") == true;
  const auto visible = [&](Instant edited, const std::string& title) {
    return edited + kSearchLag <= call.now && lower_ascii(title).find(wanted) != std::string::npos;
  };
  std::vector<Hit> hits;
  if (space.shared && member(filter, "value") != "page") {
    for (const auto& source : space.sources) {
      const auto shown = show_source(space, source, call.view());
      std::string title;
      for (const auto& run : source.title) title += run.value("plain_text", "");
      if (shown["in_trash"] == trash && visible(source.edited, title)) hits.push_back({source.edited, shown});
    }
  }
  if (space.shared && member(filter, "value") != "data_source") {
    for (const auto& page : space.pages) {
      if (page.live.in_trash != trash || !visible(page.live.edited, title_of(space, page))) continue;
      hits.push_back({page.live.edited, show_page(space, page, page.live, call.view())});
    }
  }
  const bool ascending = member(member(call.body, "sort"), "direction") == "ascending";
  std::stable_sort(hits.begin(), hits.end(),
                   [&](const Hit& a, const Hit& b) { return ascending ? a.edited < b.edited : a.edited > b.edited; });
  Paging paging{*size, 0};
  if (const auto& cursor = member(call.body, "start_cursor"); !cursor.is_null()) {
    const auto* mark = cursor.is_string() ? space.bookmark(cursor.get<std::string>()) : nullptr;
    if (!mark || mark->asked != "search") return bad_cursor(cursor.is_string() ? cursor.get<std::string>() : "");
    paging.from = mark->delivered;
  }
  auto results = Json::array();
  const auto until = std::min(hits.size(), paging.from + paging.size);
  for (auto i = paging.from; i < until; ++i) results.push_back(std::move(hits[i].shown));
  Bookmark mark;
  mark.asked = "search";
  mark.delivered = until;
  return list_of("page_or_data_source", std::move(results), until < hits.size() ? space.keep_bookmark(std::move(mark)) : "");
}

}  // namespace hsn::sandbox::notion
