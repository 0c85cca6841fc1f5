#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "config/read_file.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
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

TEST_CASE("databases: a column that staff deleted keeps nobody from the others, and is left alone from the next run on") {
  Studio desk;
  desk.add_product("Lamp", "40");
  desk.set_up();
  desk.add_product("Vase", "25");
  const auto whole = desk.network;
  bool gone = true;
  desk.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "GET" && request.url.find("/data_sources/") != std::string::npos) gone = false;
    if (gone && request.url.find("/query?filter_properties") != std::string::npos)
      return http::Response{.status = 400,
                            .headers = {},
                            .body = R"({"code":"validation_error","message":"Could not find property with name or id: kXP="})",
                            .took = {}};
    return whole(request, now);
  };
  desk.must(0, {"sync"});
  CHECK(gone);
  desk.page("Products", "Vase");
  desk.must(0, {"sync"});
  CHECK_FALSE(gone);
  desk.page("Products", "Vase");
}

// As the API changes a column of the products: {"SKU":null} deletes it.
void change_columns(Studio& desk, const std::string& json) {
  const auto layout = parse_json(*(*state::Store::open(desk.state(), {}))->note("layout"));
  http::Request request;
  request.method = "PATCH";
  request.url = "https://api.notion.com/v1/data_sources/" + *text_at(*layout, "/sources/products/data_source_id");
  request.headers = {{"Notion-Version", "2026-03-11"},
                     {"Content-Type", "application/json"},
                     {"Authorization", "Bearer " + std::string(sandbox::NotionOptions{}.token)}};
  request.body = R"({"properties":)" + json + "}";
  const auto response = desk.notion->serve(request, desk.clock.now());
  if (response.status != 200) throw std::runtime_error(response.body);
}

TEST_CASE("databases: a column that was deleted and made anew is filled by the service; its blanks are nobody's edits") {
  const auto lost = GENERATE(as<std::string>(), "made by init", "made by hand", "retyped and back");
  INFO(lost);
  Studio desk;
  desk.shop->add_product(
      R"({"name":"Lamp","type":"simple","status":"publish","regular_price":"40","sku":"L-1","description":"<p>Bright</p>"})",
      desk.clock.now());
  desk.set_up();
  if (lost == "retyped and back") {
    change_columns(desk, R"({"SKU":{"number":{}}})");
    desk.clock.advance(std::chrono::hours(25));  // the columns are read again
    desk.must(0, {"sync"});
    change_columns(desk, R"({"SKU":{"rich_text":{}}})");
    desk.edit("Products", "Lamp", "SKU", R"({"rich_text":[]})");
    desk.clock.advance(std::chrono::hours(25));
  } else {
    change_columns(desk, R"({"SKU":null})");
    if (lost == "made by init") desk.must(0, {"init", "--yes"});
    if (lost == "made by hand") change_columns(desk, R"({"SKU":{"rich_text":{}}})");
    desk.run({"sync"});  // the first one may meet a column that it knew and that is gone
  }
  desk.must(0, {"sync"});
  CHECK(desk.page("Products", "Lamp").plain.at("SKU") == "L-1");
  CHECK(said(desk.shop->all("products").front(), R"("sku":"L-1")"));
  desk.must(0, {"sync"});
  CHECK(desk.writes.empty());
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
  CHECK(desk.writes.empty());
  desk.must(0, {"sync"});
  CHECK(desk.writes.empty());
}

TEST_CASE("databases: what has none waits here, and every run says so") {
  Studio desk;
  desk.set_up();
  const auto file = desk.dir.path() / ".env";
  auto lines = split(*config::read_file(file), '\n');
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("NOTION_ORDERS_DATABASE_ID"); });
  std::ofstream(file) << join(lines, "\n") << "NOTION_DATABASE_IDS=tasks=0123456789abcdef0123456789abcdef\n";
  {
    const auto store = *state::Store::open(desk.state(), {});
    auto layout = *parse_json(*store->note("layout"));
    layout["sources"].erase("orders");
    store->note("layout", dump_json(layout));
  }
  desk.must(0, {"sync"});
  desk.shop->add_order(R"({"status":"processing","billing":{"email":"ana@example.com"}})", desk.clock.now());
  for (const std::string command : {"sync", "diff"}) {
    desk.must(4, {command});
    CHECK(desk.err.str().find("Orders: 1 wait here: there is no database for them") != std::string::npos);
    CHECK(desk.err.str().find("NOTION_ORDERS_DATABASE_ID") != std::string::npos);
  }
  CHECK(desk.notion->pages("Clients").size() == 1);
  desk.must(0, {"init", "--yes"});
  desk.must(0, {"sync"});
  CHECK(desk.err.str().empty());
}

TEST_CASE("databases: a bad id among many is told with its file and line, by every command and before any request") {
  Studio desk;
  desk.set_up();
  std::ofstream(desk.dir.path() / ".env", std::ios::app) << "NOTION_DATABASE_IDS=clients=xyz\n";
  const auto lines = split(*config::read_file(desk.dir.path() / ".env"), '\n').size() - 1;
  desk.network = [](const http::Request&, Instant) -> test::FakeTransport::Answer { throw std::runtime_error("a request"); };
  for (const std::string command : {"sync", "status", "check"}) {
    desk.must(2, {command});
    CHECK(said(desk.err.str(), "NOTION_DATABASE_IDS (.env:" + std::to_string(lines) + ")"));
    CHECK(said(desk.err.str(), "\"xyz\" is not a Notion id"));
  }
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

// The options of Business Entity in the databases that were made, by the path of each.
std::set<std::vector<std::string>> businesses_made(const Studio& hsn) {
  std::set<std::vector<std::string>> made;
  for (const auto& write : hsn.writes) {
    const auto body = parse_json(write.body);
    for (const auto* kind : {"select", "multi_select"}) {
      const auto* options =
          body ? at(*body, "/initial_data_source/properties/Business Entity/" + std::string(kind) + "/options") : nullptr;
      if (options == nullptr) continue;
      std::vector<std::string> names;
      for (const auto& option : *options) names.push_back(*text_at(option, "/name"));
      made.insert(std::move(names));
    }
  }
  return made;
}

TEST_CASE("databases: the options of Business Entity are those of the settings, and of the mapping file") {
  using Names = std::set<std::vector<std::string>>;
  Studio usual;
  usual.must(0, {"init", "--yes"});
  CHECK(businesses_made(usual) == Names{{"The Connection Practice", "The 7 Space", "The HigherSelf Network"}});
  Studio own;
  own.environment["BUSINESS_ENTITIES"] = "Studio North, Studio South";
  own.environment["DEFAULT_BUSINESS_ENTITY"] = "studio south";
  own.add_product("Lamp", "40");
  own.must(0, {"init", "--yes"});
  CHECK(businesses_made(own) == Names{{"Studio North", "Studio South"}});
  own.must(0, {"sync"});
  CHECK(own.page("Products", "Lamp").plain.at("Business Entity") == "Studio South");
}

TEST_CASE("databases: a default business entity outside of the list is refused before any request") {
  Studio hsn;
  hsn.environment["DEFAULT_BUSINESS_ENTITY"] = "AM Consulting";
  hsn.must(2, {"sync"});
  CHECK(said(hsn.err.str(), "DEFAULT_BUSINESS_ENTITY (environment): \"AM Consulting\" is not among the business entities"));
  CHECK(said(hsn.err.str(), "The 7 Space"));
  hsn.environment["BUSINESS_ENTITIES"] = "AM Consulting,The 7 Space";
  hsn.set_up();
  hsn.environment.erase("DEFAULT_BUSINESS_ENTITY");  // which is of the usual three
  hsn.must(2, {"sync"});
  CHECK(said(hsn.err.str(), "DEFAULT_BUSINESS_ENTITY (default)"));
}

TEST_CASE("databases: an option of Business Entity that the list does not know stays as it is") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.edit("Products", "Lamp", "Business Entity", R"({"select":{"name":"Art Gallery"}})");
  hsn.environment["BUSINESS_ENTITIES"] = "The 7 Space,The HigherSelf Network";
  hsn.must(0, {"init", "--yes"});
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Business Entity") == "Art Gallery");
}

TEST_CASE("databases: of several data sources none of which is named, every command says which setting names one, with 2") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  const auto id = line_of(hsn, "NOTION_PRODUCTS_DATABASE_ID");
  const auto one = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    auto answer = one(request, now);
    if (!answer || request.url.find("/databases/" + id) == std::string::npos) return answer;
    auto body = *parse_json(answer->body);
    body["data_sources"] = Json::array({{{"id", "a"}, {"name", "Old"}}, {{"id", "b"}, {"name", "New"}}});
    answer->body = dump_json(body);
    return answer;
  };
  std::filesystem::remove_all(hsn.dir.path() / "state");
  for (const auto& command : std::vector<std::vector<std::string>>{{"check", "notion"}, {"sync"}, {"diff"}, {"init", "--yes"}}) {
    hsn.must(2, command);
    const auto told = hsn.err.str() + hsn.out.str();
    CHECK(said(told, "several data sources: \"Old\", \"New\""));
    CHECK(said(told, "NOTION_PRODUCTS_DATABASE_ID"));
  }
}

}  // namespace
}  // namespace hsn::cli::databases_test
