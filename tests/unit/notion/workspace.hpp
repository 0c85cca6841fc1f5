// A small workspace for the tests of this room: one entity with every shape, its layout, and pages as Notion writes them.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "notion/hub.hpp"
#include "record/schema.hpp"
#include "support/fakes.hpp"

namespace hsn::test {

inline constexpr Choice kStates[] = {{"New", "blue"}, {"On Hold", "orange"}};

inline constexpr FieldDef kThingFields[] = {
    {"name", Shape::title, "Name", Owner::both, Need::required},
    {"sku", Shape::text, "SKU", Owner::both},
    {"description", Shape::rich, "Description", Owner::both},
    {"price", Shape::number, "Price", Owner::both},
    {"featured", Shape::checkbox, "Featured", Owner::both},
    {"state", Shape::select, "State", Owner::both, {}, kStates},
    {"tags", Shape::multi_select, "Tags", Owner::both},
    {"made", Shape::date, "Made", Owner::tool},
    {"when", Shape::datetime, "When", Owner::both},
    {"link", Shape::url, "Link", Owner::service},
    {"email", Shape::email, "Email", Owner::both},
    {"phone", Shape::phone, "Phone", Owner::both},
    {"images", Shape::files, "Images", Owner::both},
    {"reviewer", Shape::people, "Reviewer", Owner::human},
    {"low_at", Shape::number, "Low At", Owner::human},
    {"makers", Shape::relation, "Makers", Owner::tool, {}, {}, "makers", "Things"},
    {"notion_page_id", Shape::text, "", Owner::tool},
};
inline constexpr Schema kThings{.entity = "things", .title = "Things", .fields = kThingFields};

inline constexpr FieldDef kMakerFields[] = {{"name", Shape::title, "Name", Owner::tool, Need::required},
                                            {"worth", Shape::number, "Worth", Owner::tool}};
inline constexpr Rollup kMakerRollups[] = {{"Thing Value", "Things", "Price", "sum"}};
inline constexpr Schema kMakers{.entity = "makers", .title = "Makers", .fields = kMakerFields, .rollups = kMakerRollups};

inline constexpr const Schema* kWorkspace[] = {&kMakers, &kThings};

inline const std::string kDatabase = "aaaaaaaa-0000-4000-8000-000000000001";
inline const std::string kDataSource = "aaaaaaaa-0000-4000-8000-0000000000d5";
inline const std::string kBot = "bbbbbbbb-0000-4000-8000-00000000b07b";
inline const std::string kPageId = "cccccccc-0000-4000-8000-000000000001";

inline notion::Account account() { return {"https://api.notion.com", "2026-03-11", Secret("ntn_test")}; }

// Ids as Notion makes them: short, opaque, percent-encoded.
inline notion::Layout layout() {
  notion::Layout layout;
  layout.bot_id = kBot;
  auto& source = layout.sources["things"];
  source.database_id = kDatabase;
  source.data_source_id = kDataSource;
  source.properties = {{"name", {"title", "Name", "title", {}}},
                       {"sku", {"f%5C%5C%3Ap", "SKU", "rich_text", {}}},
                       {"price", {"pri%3D", "Price", "number", {}}},
                       {"state", {"st8t", "State", "select", {{"o1", "New", "New"}, {"o2", "On Hold", "On Hold"}}}},
                       {"makers", {"mk%5Br", "Makers", "relation", {}}},
                       {"external_id", {"ext1", "External ID", "rich_text", {}}}};
  layout.sources["makers"].data_source_id = "aaaaaaaa-0000-4000-8000-0000000000d6";
  return layout;
}

inline Json rich(const std::string& text) {
  if (text.empty()) return Json::array();
  return Json::array({{{"type", "text"},
                       {"text", {{"content", text}, {"link", nullptr}}},
                       {"annotations", {{"bold", false}, {"italic", false}, {"color", "default"}}},
                       {"plain_text", text},
                       {"href", nullptr}}});
}

inline Json refs(int count) {
  Json list = Json::array();
  for (int i = 0; i < count; ++i) list.push_back({{"id", "ref-" + std::to_string(1000 + i)}});
  return list;
}

inline Json page(const std::string& id, const std::string& key, const std::string& created = "2026-11-20T08:00:00.000Z") {
  return {{"object", "page"},
          {"id", id},
          {"created_time", created},
          {"last_edited_time", "2026-11-23T09:41:00.000Z"},
          {"last_edited_by", {{"object", "user"}, {"id", "a-person"}}},
          {"in_trash", false},
          {"is_archived", false},
          {"parent", {{"type", "data_source_id"}, {"data_source_id", kDataSource}, {"database_id", kDatabase}}},
          {"properties",
           {{"Name", {{"id", "title"}, {"type", "title"}, {"title", rich("Moon print")}}},
            {"Renamed by staff", {{"id", "f%5C%5C%3Ap"}, {"type", "rich_text"}, {"rich_text", rich("SKU-1")}}},
            {"Price", {{"id", "pri%3D"}, {"type", "number"}, {"number", 85.5}}},
            {"State", {{"id", "st8t"}, {"type", "select"}, {"select", {{"id", "x"}, {"name", "New"}, {"color", "blue"}}}}},
            {"Makers", {{"id", "mk%5Br"}, {"type", "relation"}, {"relation", Json::array()}, {"has_more", false}}},
            {"Total", {{"id", "r0ll"}, {"type", "rollup"}, {"rollup", {{"type", "number"}, {"number", 3}}}}},
            {"External ID", {{"id", "ext1"}, {"type", "rich_text"}, {"rich_text", rich(key)}}}}}};
}

inline Json rows(std::vector<Json> pages, const std::string& next_cursor = {}) {
  return {{"object", "list"},
          {"results", std::move(pages)},
          {"has_more", !next_cursor.empty()},
          {"next_cursor", next_cursor.empty() ? Json(nullptr) : Json(next_cursor)},
          {"type", "page_or_data_source"},
          {"page_or_data_source", Json::object()}};
}

inline http::Response ok(const Json& body, const std::string& date = "Mon, 23 Nov 2026 10:00:42 GMT") {
  return answer(200, body.dump(), {{"Date", date}, {"Content-Type", "application/json"}});
}

inline http::Response refusal(int status, const std::string& code, const std::string& message, Json additional = nullptr) {
  Json body = {{"object", "error"}, {"status", status}, {"code", code}, {"message", message}};
  if (!additional.is_null()) body["additional_data"] = std::move(additional);
  return answer(status, body.dump(), {{"Content-Type", "application/json"}});
}

inline Json body(const http::Request& request) { return Json::parse(request.body); }

}  // namespace hsn::test
