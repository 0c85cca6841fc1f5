#include <catch2/catch.hpp>
#include <set>

#include "client.hpp"

namespace notion_query_test {

using hsn::Json;
using hsn::test::NotionClient;

namespace {

const Json kNone = Json::object();
const char* const kInvalid = "400 validation_error";

struct Rows : NotionClient {
  explicit Rows(hsn::sandbox::NotionOptions given = {}) : NotionClient(given) {
    source = database("Rows", {{"Name", {{"title", kNone}}},
                               {"Key", {{"rich_text", kNone}}},
                               {"N", {{"number", kNone}}},
                               {"Day", {{"date", kNone}}},
                               {"Ok", {{"checkbox", kNone}}},
                               {"Kind", {{"select", kNone}}},
                               {"Tags", {{"multi_select", kNone}}}});
  }
  std::string add(const std::string& name, Json more = Json::object()) {
    more["Name"] = title(name);
    return page(source, std::move(more))["id"];
  }
  // Titles of what a filter lets through, in order of creation.
  std::string names(Json filter) {
    std::string all;
    const auto found =
        query(source, {{"filter", std::move(filter)}, {"sorts", {{{"timestamp", "created_time"}, {"direction", "ascending"}}}}});
    if (status != 200) return found["code"];
    for (const auto& row : found["results"]) all += row["properties"]["Name"]["title"][0]["plain_text"].get<std::string>();
    return all;
  }
  std::string refused(Json body) { return refusal("POST", "data_sources/" + source + "/query", std::move(body)); }
  static Json by(const char* property, const char* type, Json condition) {
    return {{"property", property}, {type, std::move(condition)}};
  }
  std::string source;
};

}  // namespace

TEST_CASE("notion sandbox: each type is filtered by its operators") {
  Rows rows;
  rows.add("a", {{"N", {{"number", 1}}},
                 {"Key", NotionClient::rich("shop:1")},
                 {"Ok", {{"checkbox", true}}},
                 {"Kind", {{"select", {{"name", "x"}}}}}});
  rows.add("b", {{"N", {{"number", 2}}},
                 {"Key", NotionClient::rich("Shop:2")},
                 {"Day", {{"date", {{"start", "2026-11-23"}}}}},
                 {"Kind", {{"select", {{"name", "y"}}}}}});
  rows.add("c", {{"Day", {{"date", {{"start", "2026-11-24T10:30:00Z"}}}}},
                 {"Tags", {{"multi_select", {{{"name", "t"}}, {{"name", "u"}}}}}}});
  CHECK(rows.names(Rows::by("N", "number", {{"greater_than", 1}})) == "b");
  CHECK(rows.names(Rows::by("N", "number", {{"less_than_or_equal_to", 2}})) == "ab");
  CHECK(rows.names(Rows::by("N", "number", {{"does_not_equal", 1}})) == "bc");
  CHECK(rows.names(Rows::by("N", "number", {{"is_empty", true}})) == "c");
  CHECK(rows.names(Rows::by("Key", "rich_text", {{"equals", "shop:2"}})) == "b");  // case is not told apart
  CHECK(rows.names(Rows::by("Key", "rich_text", {{"equals", "shop"}})).empty());
  CHECK(rows.names(Rows::by("Key", "rich_text", {{"starts_with", "shop"}})) == "ab");
  CHECK(rows.names(Rows::by("Key", "rich_text", {{"does_not_contain", "1"}})) == "bc");
  CHECK(rows.names(Rows::by("Name", "title", {{"equals", "c"}})) == "c");
  CHECK(rows.names(Rows::by("Ok", "checkbox", {{"equals", false}})) == "bc");
  CHECK(rows.names(Rows::by("Kind", "select", {{"equals", {"x", "y"}}})) == "ab");
  CHECK(rows.names(Rows::by("Kind", "select", {{"does_not_equal", "x"}})) == "bc");
  CHECK(rows.names(Rows::by("Tags", "multi_select", {{"contains", "u"}})) == "c");
  CHECK(rows.names(Rows::by("Day", "date", {{"equals", "2026-11-24"}})) == "c");
  CHECK(rows.names(Rows::by("Day", "date", {{"before", "2026-11-24T10:30:00Z"}})) == "b");
  CHECK(rows.names(Rows::by("Day", "date", {{"after", "2026-11-23"}})) == "c");
  CHECK(rows.names(Rows::by("Day", "date", {{"on_or_before", "2026-11-23"}})) == "b");
  CHECK(rows.names(Rows::by("Day", "date", {{"next_week", kNone}})) == "bc");
  CHECK(rows.names(
            {{"or",
              {Rows::by("N", "number", {{"equals", 1}}),
               {{"and", {Rows::by("N", "number", {{"is_empty", true}}), Rows::by("Ok", "checkbox", {{"equals", false}})}}}}}}) ==
        "ac");
}

TEST_CASE("notion sandbox: filters that the API would not take are refused") {
  Rows rows;
  const auto leaf = Rows::by("N", "number", {{"equals", 1}});
  const auto group = [](Json inner) { return Json{{"and", Json::array({std::move(inner)})}}; };
  CHECK(rows.refused({{"filter", group(group(leaf))}}) == "accepted");
  CHECK(rows.refused({{"filter", group(group(group(leaf)))}}) == kInvalid);
  Json many = Json::array();
  for (int i = 0; i < 100; ++i) many.push_back(leaf);
  CHECK(rows.refused({{"filter", {{"or", many}}}}) == "accepted");
  many.push_back(leaf);
  CHECK(rows.refused({{"filter", {{"or", many}}}}) == kInvalid);
  CHECK(rows.refused({{"filter", Rows::by("N", "rich_text", {{"equals", "1"}})}}) == kInvalid);
  CHECK(rows.refused({{"filter", Rows::by("Nope", "number", {{"equals", 1}})}}) == kInvalid);
  CHECK(rows.refused({{"filter", Rows::by("N", "number", {{"contains", 1}})}}) == kInvalid);
  CHECK(rows.refused({{"filter", Rows::by("N", "number", {{"equals", "1"}})}}) == kInvalid);
  CHECK(rows.refused({{"filter", Rows::by("N", "number", {{"equals", 1}, {"less_than", 3}})}}) == kInvalid);
  CHECK(
      rows.refused({{"filter",
                     {{"timestamp", "last_edited_time"}, {"property", "N"}, {"last_edited_time", {{"after", "2026-11-23"}}}}}}) ==
      kInvalid);
  CHECK(rows.refused({{"filter", {{"timestamp", "last_edited_time"}, {"last_edited_time", {{"after", "yesterdayish"}}}}}}) ==
        kInvalid);
  CHECK(rows.refused({{"sorts", {{{"property", "N"}}}}}) == kInvalid);
  CHECK(rows.refused({{"page_size", 101}}) == kInvalid);
  CHECK(rows.refused({{"page_size", 0}}) == kInvalid);
  CHECK(rows.refused({{"filter_properties", {"N"}}}) == kInvalid);
}

TEST_CASE("notion sandbox: times are floored to the minute, in filters too") {
  Rows rows;  // 10:00:20
  rows.add("a");
  rows.now += std::chrono::seconds(45);  // 10:01:05
  rows.add("b");
  const auto since = [&](const char* op, const char* time) {
    return rows.names({{"timestamp", "last_edited_time"}, {"last_edited_time", {{op, time}}}});
  };
  CHECK(since("on_or_after", "2026-11-23T10:00:10Z") == "b");
  CHECK(since("on_or_after", "2026-11-23T10:00:00.000Z") == "ab");
  CHECK(since("after", "2026-11-23T10:00:00Z") == "b");
  CHECK(since("on_or_after", "2026-11-23T11:01:00+01:00") == "b");
}

TEST_CASE("notion sandbox: sorted by a property, with empty values last, tied rows in a steady order") {
  Rows rows;
  for (const auto& [name, n] : {std::pair("a", 3), std::pair("b", 1), std::pair("c", 2), std::pair("d", 1)})
    rows.add(name, {{"N", {{"number", n}}}});
  rows.add("e");
  const auto order = [&](const char* direction, int size) {
    std::string all;
    Json cursor;
    do {
      Json body = {{"sorts", {{{"property", "N"}, {"direction", direction}}}}, {"page_size", size}};
      if (!cursor.is_null()) body["start_cursor"] = cursor;
      const auto list = rows.query(rows.source, body);
      REQUIRE(rows.status == 200);
      for (const auto& row : list["results"]) all += row["properties"]["Name"]["title"][0]["plain_text"].get<std::string>();
      cursor = list["next_cursor"];
    } while (!cursor.is_null());
    return all;
  };
  CHECK(order("ascending", 100) == "bdcae");
  CHECK(order("ascending", 2) == "bdcae");
  CHECK(order("descending", 1) == "acbde");
}

TEST_CASE("notion sandbox: rows move while a client pages through them") {
  Rows rows;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    ids.push_back(rows.add(std::to_string(i)));
    rows.now += std::chrono::minutes(1);
  }
  const Json by_edit = {{"sorts", {{{"timestamp", "last_edited_time"}, {"direction", "ascending"}}}}, {"page_size", 2}};
  const auto first = rows.query(rows.source, by_edit);
  CHECK(first["results"][0]["id"] == ids[0]);
  rows.notion->edit(ids[0], "N", R"({"number":9})", rows.now);  // seen again at the end
  auto body = by_edit;
  body["start_cursor"] = first["next_cursor"];
  body["page_size"] = 100;
  const auto rest = rows.query(rows.source, body);
  REQUIRE(rest["results"].size() == 3);
  CHECK(rest["results"][2]["id"] == ids[0]);
}

TEST_CASE("notion sandbox: a cursor belongs to its question") {
  Rows rows;
  for (int i = 0; i < 3; ++i) rows.add(std::to_string(i), {{"N", {{"number", i}}}});
  const auto cursor = rows.query(rows.source, {{"page_size", 1}})["next_cursor"];
  CHECK(rows.refused({{"page_size", 2}, {"start_cursor", cursor}}) == "accepted");
  CHECK(rows.refused({{"start_cursor", cursor}, {"filter", Rows::by("N", "number", {{"equals", 1}})}}) == kInvalid);
  CHECK(rows.refused({{"start_cursor", "made-up"}}) == kInvalid);
  const auto answer = rows.query(rows.source, {{"start_cursor", "made-up"}});
  CHECK(answer["message"].get<std::string>().find("start_cursor") != std::string::npos);
}

TEST_CASE("notion sandbox: filter_properties chooses columns by id or name, and must name real ones") {
  Rows rows;
  rows.add("a", {{"N", {{"number", 1}}}});
  const auto id = rows.call("GET", "data_sources/" + rows.source)["properties"]["N"]["id"].get<std::string>();
  const auto with = [&](const std::string& query) {
    return rows.call("POST", "data_sources/" + rows.source + "/query?" + query, kNone);
  };
  const auto found = with("filter_properties=" + id + "&filter_properties[]=title")["results"][0]["properties"];
  CHECK(found.size() == 2);
  CHECK(found.contains("N"));
  CHECK(found.contains("Name"));
  CHECK(with("filter_properties=Key")["results"][0]["properties"].size() == 1);
  with("filter_properties=Nope");
  CHECK(rows.status == 400);
}

TEST_CASE("notion sandbox: a query ends at 10,000 rows, and says so when there are more") {
  Rows rows;
  const auto fill = [&](int count) {
    for (int i = 0; i < count; ++i) REQUIRE_FALSE(rows.notion->add_page("Rows", R"({"Name":{"title":[]}})", rows.now).empty());
  };
  const auto walk = [&](std::set<std::string>& seen) {
    Json body = {{"sorts", {{{"timestamp", "created_time"}, {"direction", "ascending"}}}}}, list;
    do {
      list = rows.call("POST", "data_sources/" + rows.source + "/query?filter_properties=title", body);
      REQUIRE(rows.status == 200);
      for (const auto& row : list["results"]) seen.insert(row["id"].get<std::string>());
      body["start_cursor"] = list["next_cursor"];
    } while (list["has_more"] == true);
    return list;
  };
  std::set<std::string> whole, cut;
  fill(10'000);
  CHECK_FALSE(walk(whole).contains("request_status"));
  CHECK(whole.size() == 10'000);
  fill(1);
  CHECK(walk(cut)["request_status"] == Json({{"type", "incomplete"}, {"incomplete_reason", "query_result_limit_reached"}}));
  CHECK(cut == whole);
}

TEST_CASE("notion sandbox: queries lag behind writes, reading a page does not") {
  hsn::sandbox::NotionOptions options;
  options.index_lag = std::chrono::seconds(30);
  Rows rows(options);
  const auto id = rows.add("a", {{"N", {{"number", 1}}}});
  CHECK(rows.query(rows.source)["results"].empty());
  CHECK(rows.refusal("GET", "pages/" + id) == "accepted");
  rows.now += std::chrono::seconds(30);
  CHECK(rows.query(rows.source)["results"].size() == 1);
  rows.call("PATCH", "pages/" + id, {{"properties", {{"N", {{"number", 2}}}}}});
  rows.now += std::chrono::seconds(10);
  rows.call("PATCH", "pages/" + id, {{"in_trash", true}});
  CHECK(rows.call("GET", "pages/" + id)["properties"]["N"]["number"] == 2);
  CHECK(rows.query(rows.source)["results"][0]["properties"]["N"]["number"] == 1);
  CHECK(rows.names(Rows::by("N", "number", {{"equals", 2}})).empty());
  rows.now += std::chrono::seconds(20);
  CHECK(rows.names(Rows::by("N", "number", {{"equals", 2}})) == "a");  // the edit is indexed, the trashing is not yet
  rows.now += std::chrono::seconds(10);
  CHECK(rows.query(rows.source)["results"].empty());
}

TEST_CASE("notion sandbox: search knows titles, and only after a while") {
  Rows rows;
  rows.add("Evening yoga");
  CHECK(rows.call("POST", "search", {{"query", "yoga"}})["results"].empty());
  rows.now += std::chrono::minutes(1);
  CHECK(rows.call("POST", "search", {{"query", "YOGA"}})["results"].size() == 1);
  const auto sources = rows.call("POST", "search", {{"filter", {{"property", "object"}, {"value", "data_source"}}}});
  REQUIRE(sources["results"].size() == 1);
  CHECK(sources["results"][0]["id"] == rows.source);
}

TEST_CASE("notion sandbox: paragraphs are kept in order") {
  Rows rows;
  const auto id = rows.add("a");
  const auto paragraph = [](const char* text) {
    return Json{{"type", "paragraph"}, {"paragraph", {{"rich_text", Json::array({NotionClient::text(text)})}}}};
  };
  rows.call("PATCH", "blocks/" + id + "/children", {{"children", {paragraph("2"), paragraph("3")}}});
  rows.call("PATCH", "blocks/" + id + "/children",
            {{"children", Json::array({paragraph("1")})}, {"position", {{"type", "start"}}}});
  std::string all;
  const auto children = rows.call("GET", "blocks/" + id + "/children");
  for (const auto& block : children["results"]) all += block["paragraph"]["rich_text"][0]["plain_text"].get<std::string>();
  CHECK(all == "123");
  CHECK(rows.refusal("PATCH", "blocks/" + id + "/children", {{"children", {{{"type", "paragraph"}, {"text", "x"}}}}}) ==
        kInvalid);
}

}  // namespace notion_query_test
