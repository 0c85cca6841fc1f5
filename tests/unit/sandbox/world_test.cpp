#include "sandbox/world.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/page.hpp"

namespace world_test {

using hsn::Json;
using namespace hsn::sandbox;

namespace {

struct Visit {
  explicit Visit(bool with_shop = true) : world(Notion::make({})) {
    if (with_shop) world.mount("shop", "/wp-json", Shop::make({}));
    notion("POST", "databases",
           {{"parent", {{"type", "page_id"}, {"page_id", NotionOptions{}.parent_page_id}}},
            {"title", {{{"text", {{"content", "Orders"}}}}}},
            {"initial_data_source",
             {{"properties", {{"Name", {{"title", Json::object()}}}, {"Total", {{"number", Json::object()}}}}}}}});
  }
  Exchange send(const std::string& method, const std::string& path, const std::string& body = {}) {
    hsn::http::Request request;
    request.method = method;
    request.url = "http://127.0.0.1:8080" + path;
    request.headers = {
        {"Authorization", "Bearer ntn_sandbox"}, {"Notion-Version", "2026-03-11"}, {"Content-Type", "application/json"}};
    request.body = body;
    return world.serve(request, now);
  }
  Json call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    const auto exchange = send(method, path, body.is_null() ? std::string() : body.dump());
    if (!exchange.response) return "lost";
    status = exchange.response->status;
    return hsn::parse_json(exchange.response->body).value_or(Json());
  }
  Json notion(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return call(method, "/v1/" + path, body);
  }
  Json door(const std::string& path, const Json& body) { return call("POST", "/_sandbox/" + path, body); }
  World world;
  hsn::Instant now = *hsn::parse_instant("2026-11-23T10:00:00Z");
  int status = 0;
};

Json titled(const char* text) { return {{"title", {{{"text", {{"content", text}}}}}}}; }

}  // namespace

TEST_CASE("world: a person adds, edits and trashes pages through the door") {
  Visit visit;
  const auto id = visit.door("notion/add", {{"database", "Orders"}, {"properties", {{"Name", titled("A")}}}})["id"];
  REQUIRE(visit.status == 200);
  visit.door("notion/edit", {{"page", id}, {"property", "Total"}, {"value", {{"number", 45}}}});
  CHECK(visit.status == 200);
  visit.door("notion/edit", {{"page", {{"database", "Orders"}, {"title", "A"}}}, {"property", "Name"}, {"value", titled("B")}});
  CHECK(visit.status == 200);
  const auto page = visit.notion("GET", "pages/" + id.get<std::string>());
  CHECK(page["properties"]["Total"]["number"] == 45);
  CHECK(page["properties"]["Name"]["title"][0]["plain_text"] == "B");
  visit.door("notion/trash", {{"page", {{"database", "Orders"}, {"title", "B"}}}});
  CHECK(visit.notion("GET", "pages/" + id.get<std::string>())["in_trash"] == true);
  const auto rows = visit.call("GET", "/_sandbox/notion/pages?database=Orders");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["plain"]["Total"] == "45");
  CHECK(rows[0]["edited_by_bot"] == false);
}

TEST_CASE("world: what the door cannot do it refuses, with a reason") {
  Visit visit;
  for (const auto& [path, body] :
       {std::pair("notion/edit", Json{{"page", "x"}, {"property", "Total"}, {"value", {{"number", 1}}}}),
        std::pair("notion/edit", Json{{"page", {{"database", "Orders"}, {"title", "none"}}}}),
        std::pair("notion/add", Json{{"database", "Nope"}, {"properties", Json::object()}}),
        std::pair("notion/trash", Json{{"page", {{"database", "Orders"}, {"title", "none"}}}}),
        std::pair("notion/rename", Json{{"database", "Orders"}, {"from", "x"}, {"to", "y"}}),
        std::pair("fault", Json{{"fault", "boom"}})}) {
    CAPTURE(path);
    CHECK(visit.door(path, body)["error"].get<std::string>().size() > 10);
    CHECK(visit.status == 400);
  }
  CHECK(visit.send("POST", "/_sandbox/fault", "[").response->status == 400);
  CHECK(visit.send("POST", "/_sandbox/nothing", "{}").response->status == 404);
  CHECK(visit.send("GET", "/elsewhere").response->status == 404);
}

TEST_CASE("world: faults hit the emulators and never the door") {
  Visit visit;
  visit.door("fault", {{"fault", "drop-after:*:*:*"}});
  CHECK(visit.notion("GET", "users/me") == "lost");
  CHECK(visit.call("GET", "/_sandbox/counters")["notion"]["requests"] == 2);
  visit.door("faults/clear", Json::object());
  CHECK(visit.notion("GET", "users/me")["type"] == "bot");
}

TEST_CASE("world: the clock runs ahead for all emulators") {
  Visit visit;
  visit.door("clock", {{"advance_seconds", 3600}});
  CHECK(visit.door("clock", {{"advance_seconds", 60}})["ahead_seconds"] == 3660);
  const auto response = visit.send("GET", "/v1/users/me").response;
  REQUIRE(response->date());
  CHECK(*response->date() == visit.now + std::chrono::seconds(3660));
}

TEST_CASE("world: without a shop its door is closed") {
  Visit visit(false);
  CHECK(visit.door("shop/add", {{"kind", "products"}})["error"].is_string());
  CHECK(visit.status == 404);
  CHECK(visit.send("GET", "/wp-json/wc/v3/products").response->status == 404);
  CHECK(visit.send("GET", "/_sandbox/").response->status == 200);
}

TEST_CASE("world: the shop's staff works through the door") {
  Visit visit;
  const auto id = visit.door(
      "shop/add", {{"kind", "products"}, {"record", {{"name", "Mug <blue>"}, {"regular_price", "8.50"}, {"sku", "MUG"}}}})["id"];
  REQUIRE(visit.status == 200);
  visit.door("shop/change", {{"kind", "products"}, {"id", id}, {"record", {{"regular_price", "9.00"}}}});
  CHECK(visit.status == 200);
  const auto all = visit.call("GET", "/_sandbox/shop/all?kind=products");
  REQUIRE(all.size() == 1);
  CHECK(all[0]["regular_price"] == "9.00");
  const auto page = visit.send("GET", "/_sandbox/").response->body;
  CHECK(page.find("MUG") != std::string::npos);
  CHECK(page.find("<blue>") == std::string::npos);
}

TEST_CASE("page: everything is escaped, and long tables are cut") {
  std::vector<Table> tables = {{"<T>", {"a&b"}, {}}};
  for (int i = 0; i < 501; ++i) tables[0].rows.push_back({"<script>" + std::to_string(i)});
  const auto html = html_page("x & y", tables);
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("&lt;script&gt;499") != std::string::npos);
  CHECK(html.find("&lt;script&gt;500") == std::string::npos);
  CHECK(html.find("and 1 more") != std::string::npos);
  CHECK(html.find("&lt;T&gt;") != std::string::npos);
  CHECK(html.find("a&amp;b") != std::string::npos);
}

}  // namespace world_test
