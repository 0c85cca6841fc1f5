#include <catch2/catch.hpp>

#include "config/read_file.hpp"
#include "core/json.hpp"
#include "state/store.hpp"
#include "studio.hpp"

namespace hsn::cli::databases_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string line_of(const Studio& hsn, const std::string& setting) {
  const auto file = *config::read_file(hsn.dir.path() / ".env");
  const auto at = file.find(setting + "=") + setting.size() + 1;
  return file.substr(at, file.find('\n', at) - at);
}

TEST_CASE("databases: one that was replaced by another is refused before the first write; set back, the next run goes on") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.environment["NOTION_PRODUCTS_DATABASE_ID"] = line_of(hsn, "NOTION_CLIENTS_DATABASE_ID");
  hsn.must(2, {"sync"});
  CHECK(said(hsn.err.str(), "another Notion database of products"));
  CHECK(said(hsn.err.str(), "hsn rebuild"));
  CHECK(hsn.writes.empty());
  hsn.must(2, {"sync"});
  hsn.environment.erase("NOTION_PRODUCTS_DATABASE_ID");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("databases: one that was not shared for a run is used as soon as it is shared again") {
  Studio desk;
  desk.add_product("Lamp", "40");
  desk.set_up();
  const auto shared = desk.network;
  desk.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "GET" && request.url.find("/databases/") != std::string::npos)
      return http::Response{.status = 404, .headers = {}, .body = R"({"code":"object_not_found","message":"no"})", .took = {}};
    return shared(request, now);
  };
  desk.clock.advance(std::chrono::hours(25));  // the schema is read again
  CHECK(desk.run({"sync"}) != 0);
  desk.network = shared;
  desk.must(0, {"sync"});
}

TEST_CASE("databases: a column that staff deleted is left alone from the next run on") {
  Studio desk;
  desk.add_product("Lamp", "40");
  desk.set_up();
  desk.add_product("Vase", "25");
  const auto whole = desk.network;
  bool gone = true;
  desk.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "GET" && request.url.find("/data_sources/") != std::string::npos) gone = false;
    if (gone && request.url.find("/query") != std::string::npos)
      return http::Response{.status = 400,
                            .headers = {},
                            .body = R"({"code":"validation_error","message":"Could not find property with name or id: kXP="})",
                            .took = {}};
    return whole(request, now);
  };
  CHECK(desk.run({"sync"}) != 0);
  CHECK(desk.err.str().find("a column was changed there: Could not find") != std::string::npos);
  desk.must(0, {"sync"});
  CHECK_FALSE(gone);
  desk.page("Products", "Vase");
}

TEST_CASE("databases: a page that lies in the trash when its record changes is left there, and is asked about once") {
  Studio desk;
  const auto lamp = desk.add_product("Lamp", "40");
  desk.set_up();
  desk.notion->trash(desk.page("Products", "Lamp").id, true, desk.clock.now());
  desk.shop->change("products", lamp, R"({"regular_price":"41"})", desk.clock.now());
  desk.must(0, {"sync", "-v"});
  CHECK(desk.writes.size() == 1);
  CHECK(desk.err.str().find("left alone") != std::string::npos);
  desk.must(0, {"sync"});
  CHECK(desk.writes.empty());
}

TEST_CASE("databases: the id of the data source does as well as that of the database") {
  Studio desk;
  desk.add_product("Lamp", "40");
  desk.set_up();
  const auto layout = parse_json(*(*state::Store::open(desk.state(), {}))->note("layout"));
  desk.environment["NOTION_PRODUCTS_DATABASE_ID"] = *text_at(*layout, "/sources/products/data_source_id");
  desk.must(0, {"sync"});
  desk.must(0, {"sync"});
}

TEST_CASE("backfill: without an entity it reads what there are databases for; one that there is none for is named") {
  Studio desk;
  desk.set_up();
  desk.must(0, {"backfill", "woocommerce", "--since", "2026-11-01"});
  desk.must(2, {"backfill", "woocommerce", "feedback", "--since", "2026-11-01"});
  CHECK(desk.err.str().find("hsn init --with feedback") != std::string::npos);
}

TEST_CASE("databases: a rebuild goes by the new one") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.environment["NOTION_PRODUCTS_DATABASE_ID"] = line_of(hsn, "NOTION_CLIENTS_DATABASE_ID");
  hsn.must(0, {"rebuild"});
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Clients", "Lamp").plain.at("External ID").starts_with("woocommerce:product:"));
}

}  // namespace
}  // namespace hsn::cli::databases_test
