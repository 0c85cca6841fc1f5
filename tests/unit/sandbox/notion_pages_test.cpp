#include <catch2/catch.hpp>

#include "client.hpp"

namespace notion_pages_test {

using hsn::Json;
using hsn::test::NotionClient;

namespace {

struct Shop : NotionClient {
  explicit Shop(hsn::sandbox::NotionOptions given = {}) : NotionClient(given) {
    orders = database("Orders", {{"Name", {{"title", Json::object()}}},
                                 {"Note", {{"rich_text", Json::object()}}},
                                 {"Total", {{"number", {{"format", "euro"}}}}},
                                 {"State", {{"select", {{"options", {{{"name", "new"}, {"color", "blue"}}}}}}}},
                                 {"Tags", {{"multi_select", Json::object()}}},
                                 {"Stage", {{"status", Json::object()}}},
                                 {"Day", {{"date", Json::object()}}},
                                 {"Paid", {{"checkbox", Json::object()}}},
                                 {"Link", {{"url", Json::object()}}},
                                 {"Mail", {{"email", Json::object()}}},
                                 {"Phone", {{"phone_number", Json::object()}}},
                                 {"Files", {{"files", Json::object()}}},
                                 {"Who", {{"people", Json::object()}}},
                                 {"Seq", {{"unique_id", {{"prefix", "ORD"}}}}},
                                 {"Made", {{"created_time", Json::object()}}},
                                 {"Touched", {{"last_edited_time", Json::object()}}}});
  }
  Json order(Json properties) { return page(orders, std::move(properties)); }
  std::string refused(Json properties) {
    return refusal("POST", "pages", {{"parent", {{"data_source_id", orders}}}, {"properties", std::move(properties)}});
  }
  Json value(const std::string& property, Json given) { return order({{property, std::move(given)}})["properties"][property]; }
  std::string orders;
};
const char* const kInvalid = "400 validation_error";

}  // namespace

TEST_CASE("notion sandbox: a page that was given nothing reads as the documented empty values") {
  Shop shop;
  const auto properties = shop.order(Json::object())["properties"];
  CHECK(properties["Name"]["id"] == "title");
  CHECK(properties["Name"]["title"] == Json::array());
  CHECK(properties["Note"]["rich_text"] == Json::array());
  CHECK(properties["Total"]["number"].is_null());
  CHECK(properties["State"]["select"].is_null());
  CHECK(properties["Tags"]["multi_select"] == Json::array());
  CHECK(properties["Stage"]["status"]["name"] == "Not started");
  CHECK(properties["Day"]["date"].is_null());
  CHECK(properties["Paid"]["checkbox"] == false);
  CHECK(properties["Link"]["url"].is_null());
  CHECK(properties["Files"]["files"] == Json::array());
  CHECK(properties["Seq"]["unique_id"] == Json({{"prefix", "ORD"}, {"number", 1}}));
  CHECK(properties["Made"]["created_time"] == "2026-11-23T10:00:00.000Z");
}

TEST_CASE("notion sandbox: property ids are short, percent-encoded and good as keys") {
  Shop shop;
  const auto columns = shop.call("GET", "data_sources/" + shop.orders)["properties"];
  bool encoded = false;
  for (const auto& [name, column] : columns.items()) {
    const auto id = column["id"].get<std::string>();
    CHECK(id.find_first_of(":;<>=?@\\^`{|} ") == std::string::npos);
    encoded = encoded || id.find('%') != std::string::npos;
    if (name == "Total") {
      CHECK(shop.order({{id, {{"number", 7}}}})["properties"]["Total"]["number"] == 7);
      CHECK(shop.call("GET", "pages/" + shop.order({{"Total", {{"number", 8}}}})["id"].get<std::string>() + "/properties/" +
                                 id)["number"] == 8);
    }
  }
  CHECK(encoded);
}

TEST_CASE("notion sandbox: numbers come back as JavaScript prints them") {
  Shop shop;
  const auto printed = [&](const char* number) {
    const auto body =
        R"({"parent":{"data_source_id":")" + shop.orders + R"("},"properties":{"Total":{"number":)" + number + "}}}";
    const auto answer = shop.send("POST", "pages", body).body;
    const auto at = answer.find("\"number\":", answer.find("\"Total\"")) + 9;
    return answer.substr(at, answer.find_first_of(",}", at) - at);
  };
  CHECK(printed("5.0") == "5");
  CHECK(printed("19.99") == "19.99");
  CHECK(printed("-0.5") == "-0.5");
}

TEST_CASE("notion sandbox: text is limited by UTF-16 units, and by 100 items") {
  Shop shop;
  std::string moons;
  for (int i = 0; i < 1000; ++i) moons += "\xF0\x9F\x8C\x99";  // two units each
  CHECK(shop.refused({{"Note", NotionClient::rich(moons)}}) == "accepted");
  CHECK(shop.refused({{"Note", NotionClient::rich(moons + "x")}}) == kInvalid);
  Json many = Json::array();
  for (int i = 0; i < 100; ++i) many.push_back(NotionClient::text("x"));
  CHECK(shop.refused({{"Note", {{"rich_text", many}}}}) == "accepted");
  many.push_back(NotionClient::text("x"));
  CHECK(shop.refused({{"Note", {{"rich_text", many}}}}) == kInvalid);
}

TEST_CASE("notion sandbox: runs of the same look come back as one, others apart") {
  Shop shop;
  Json bold = NotionClient::text("b");
  bold["annotations"] = {{"bold", true}};
  const Json plain = {{"text", {{"content", "a"}}}};
  const auto runs = shop.value("Note", {{"rich_text", {plain, plain, bold, NotionClient::text("")}}})["rich_text"];
  REQUIRE(runs.size() == 2);
  CHECK(runs[0]["plain_text"] == "aa");
  CHECK(runs[0]["text"]["link"].is_null());
  CHECK(runs[0]["annotations"]["bold"] == false);
  CHECK(runs[1]["annotations"] == Json({{"bold", true},
                                        {"italic", false},
                                        {"strikethrough", false},
                                        {"underline", false},
                                        {"code", false},
                                        {"color", "default"}}));
}

TEST_CASE("notion sandbox: text bytes are kept as they came") {
  Shop shop;
  const std::string decomposed = "Cafe\xCC\x81 \r\n end ";
  CHECK(shop.value("Note", NotionClient::rich(decomposed))["rich_text"][0]["text"]["content"] == decomposed);
}

TEST_CASE("notion sandbox: unknown keys are refused wherever they are") {
  Shop shop;
  const Json parent = {{"data_source_id", shop.orders}};
  CHECK(shop.refusal("POST", "pages", {{"parent", parent}, {"proprties", Json::object()}}) == kInvalid);
  CHECK(shop.refusal("POST", "pages", {{"parent", {{"data_source_id", shop.orders}, {"x", 1}}}}) == kInvalid);
  CHECK(shop.refused({{"Note", {{"rich_text", {{{"text", {{"content", "a"}}}, {"plain_text", "a"}}}}}}}) == kInvalid);
  CHECK(shop.refused({{"Total", {{"number", 1}, {"id", "x"}}}}) == kInvalid);
  CHECK(shop.refused({{"Day", {{"date", {{"start", "2026-11-23"}, {"zone", "UTC"}}}}}}) == kInvalid);
  CHECK(shop.refusal("POST", "data_sources/" + shop.orders + "/query", {{"in_trash", true}}) == kInvalid);
}

TEST_CASE("notion sandbox: unknown properties, wrong types and computed ones are refused") {
  Shop shop;
  CHECK(shop.refused({{"Nope", {{"number", 1}}}}) == kInvalid);
  CHECK(shop.refused({{"Total", {{"rich_text", Json::array()}}}}) == kInvalid);
  CHECK(shop.refused({{"Total", {{"number", "1"}}}}) == kInvalid);
  CHECK(shop.refused({{"Paid", {{"checkbox", nullptr}}}}) == kInvalid);
  CHECK(shop.refused({{"Made", {{"created_time", "2026-11-23T10:00:00.000Z"}}}}) == kInvalid);
  CHECK(shop.refused({{"Seq", {{"unique_id", {{"number", 4}}}}}}) == kInvalid);
  CHECK(shop.query(shop.orders)["results"].empty());  // none of these left anything
}

TEST_CASE("notion sandbox: an empty url, e-mail or phone is refused, null clears it, and lengths are limited") {
  Shop shop;
  for (const auto& [name, type, limit] :
       {std::tuple("Link", "url", 2000), std::tuple("Mail", "email", 200), std::tuple("Phone", "phone_number", 200)}) {
    CHECK(shop.refused({{name, {{type, ""}}}}) == kInvalid);
    CHECK(shop.refused({{name, {{type, nullptr}}}}) == "accepted");
    CHECK(shop.refused({{name, {{type, std::string(static_cast<std::size_t>(limit), 'x')}}}}) == "accepted");
    CHECK(shop.refused({{name, {{type, std::string(static_cast<std::size_t>(limit) + 1, 'x')}}}}) == kInvalid);
  }
}

TEST_CASE("notion sandbox: a page write makes options of selects, but not of a status, and none with a comma") {
  Shop shop;
  const auto made =
      shop.value("Tags", {{"multi_select", {{{"name", "rare"}}, {{"name", "blue"}}, {{"name", "rare"}}}}})["multi_select"];
  REQUIRE(made.size() == 2);
  const auto again = shop.value("Tags", {{"multi_select", {{{"id", made[0]["id"]}}}}})["multi_select"];
  CHECK(again[0] == made[0]);
  CHECK(shop.refused({{"Stage", {{"status", {{"name", "Lost"}}}}}}) == kInvalid);
  CHECK(shop.value("Stage", {{"status", {{"name", "Done"}}}})["status"]["name"] == "Done");
  CHECK(shop.value("Stage", {{"status", nullptr}})["status"]["name"] == "Not started");
  CHECK(shop.refused({{"State", {{"select", {{"name", "a, b"}}}}}}) == kInvalid);
  CHECK(shop.refused({{"State", {{"select", {{"name", ""}}}}}}) == kInvalid);
  CHECK(shop.refused({{"State", {{"select", {{"name", "NEW"}}}}}}) == kInvalid);  // "new" exists
  CHECK(shop.refused({{"State", {{"select", {{"name", "new"}, {"color", "red"}}}}}}) == kInvalid);
  CHECK(shop.value("State", {{"select", nullptr}})["select"].is_null());
}

TEST_CASE("notion sandbox: a refused write leaves no option behind") {
  Shop shop;
  CHECK(shop.refused({{"State", {{"select", {{"name", "fresh"}}}}}, {"Total", {{"number", "x"}}}}) == kInvalid);
  const auto column = shop.call("GET", "data_sources/" + shop.orders)["properties"]["State"];
  REQUIRE(column["select"]["options"].size() == 1);
  CHECK(column["select"]["options"][0]["name"] == "new");
}

TEST_CASE("notion sandbox: dates keep their kind, lose their seconds, and zones become offsets") {
  Shop shop;
  const auto date = [&](Json given) { return shop.value("Day", {{"date", std::move(given)}})["date"]; };
  CHECK(date({{"start", "2026-11-23"}}) == Json({{"start", "2026-11-23"}, {"end", nullptr}, {"time_zone", nullptr}}));
  CHECK(date({{"start", "2026-11-23T09:10:45Z"}})["start"] == "2026-11-23T09:10:00.000+00:00");
  CHECK(date({{"start", "2026-11-23T09:10:45.123+02:00"}})["start"] == "2026-11-23T09:10:00.000+02:00");
  CHECK(date({{"start", "2026-11-23T09:10"}})["start"] == "2026-11-23T09:10:00.000+00:00");
  const auto zoned = date({{"start", "2026-07-01T09:00:00"}, {"time_zone", "America/New_York"}});
  CHECK(zoned["start"] == "2026-07-01T09:00:00.000-04:00");
  CHECK(zoned["time_zone"].is_null());
  CHECK(date({{"start", "2026-11-23"}, {"end", "2026-11-24"}})["end"] == "2026-11-24");
  for (const auto& bad :
       {Json{{"start", "23.11.2026"}}, Json{{"start", "2026-13-01"}}, Json{{"start", nullptr}},
        Json{{"start", "2026-11-23"}, {"end", "2026-11-23T10:00:00Z"}}, Json{{"start", "2026-11-23"}, {"end", "2026-11-22"}},
        Json{{"start", "2026-11-23T09:00:00Z"}, {"time_zone", "Europe/Berlin"}},
        Json{{"start", "2026-11-23"}, {"time_zone", "Europe/Berlin"}},
        Json{{"start", "2026-11-23T09:00:00"}, {"time_zone", "Mars/Olympus"}}}) {
    CHECK(shop.refused({{"Day", {{"date", bad}}}}) == kInvalid);
  }
}

TEST_CASE("notion sandbox: an update changes what it names and nothing else") {
  Shop shop;
  const auto id = shop.order({{"Name", NotionClient::title("A")}, {"Total", {{"number", 5}}}})["id"].get<std::string>();
  shop.now += std::chrono::minutes(3);
  const auto updated = shop.call("PATCH", "pages/" + id, {{"properties", {{"Total", {{"number", 6}}}}}});
  CHECK(updated["properties"]["Name"]["title"][0]["plain_text"] == "A");
  CHECK(updated["properties"]["Total"]["number"] == 6);
  CHECK(updated["created_time"] == "2026-11-23T10:00:00.000Z");
  CHECK(updated["last_edited_time"] == "2026-11-23T10:03:00.000Z");
  CHECK(updated == [&] {
    auto read = shop.call("GET", "pages/" + id);
    read["request_id"] = updated["request_id"];
    return read;
  }());
}

TEST_CASE("notion sandbox: what is in the trash cannot be edited, nor what lies in a database that is") {
  Shop shop;
  const auto id = shop.order({{"Name", NotionClient::title("A")}})["id"].get<std::string>();
  CHECK(shop.call("PATCH", "pages/" + id, {{"in_trash", true}})["in_trash"] == true);
  CHECK(shop.call("GET", "pages/" + id)["in_trash"] == true);
  CHECK(shop.query(shop.orders)["results"].empty());
  CHECK(shop.refusal("PATCH", "pages/" + id, {{"properties", {{"Total", {{"number", 6}}}}}}) == kInvalid);
  CHECK(shop.call("PATCH", "pages/" + id, {{"in_trash", false}})["in_trash"] == false);
  CHECK(shop.query(shop.orders)["results"].size() == 1);
  const auto database = shop.call("GET", "data_sources/" + shop.orders)["parent"]["database_id"].get<std::string>();
  shop.call("PATCH", "databases/" + database, {{"in_trash", true}});
  CHECK(shop.refusal("PATCH", "pages/" + id, {{"properties", {{"Total", {{"number", 6}}}}}}) == kInvalid);
  CHECK(shop.refused({{"Name", NotionClient::title("B")}}) == kInvalid);
  CHECK(shop.call("GET", "databases/" + database)["in_trash"] == true);
}

TEST_CASE("notion sandbox: long texts are read item by item through the property endpoint") {
  Shop shop;
  Json runs = Json::array();
  for (int i = 0; i < 5; ++i) {
    auto run = NotionClient::text(std::to_string(i));
    run["annotations"] = {{"bold", i % 2 == 0}};
    runs.push_back(run);
  }
  const auto page = shop.order({{"Note", {{"rich_text", runs}}}});
  const auto path =
      "pages/" + page["id"].get<std::string>() + "/properties/" + page["properties"]["Note"]["id"].get<std::string>();
  std::string text, cursor;
  int calls = 0;
  do {
    const auto list = shop.call("GET", path + "?page_size=2" + (cursor.empty() ? "" : "&start_cursor=" + cursor));
    REQUIRE(shop.status == 200);
    CHECK(list["type"] == "property_item");
    for (const auto& item : list["results"]) text += item["rich_text"]["plain_text"].get<std::string>();
    cursor = list["next_cursor"].is_null() ? "" : list["next_cursor"].get<std::string>();
    CHECK(list["has_more"] == !cursor.empty());
    ++calls;
  } while (!cursor.empty());
  CHECK(text == "01234");
  CHECK(calls == 3);
  CHECK(shop.refusal("GET", path + "?start_cursor=nonsense") == kInvalid);
}

}  // namespace notion_pages_test
