#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::undo_test {
namespace {

// An order whose note the customer has changed; a run has brought that to its page.
struct Changed : Studio {
  Changed() {
    const auto id = add_order("Ada", "ada@example.com", add_product("Lamp", "40"));
    set_up();
    shop->change("orders", id, R"({"customer_note":"Ring twice"})", clock.now());
    must(0, {"sync", "--json"});
    run_id = std::to_string(*int_at(*parse_json(out.str()), "/run"));
  }
  std::string note() const {
    for (const auto& page : notion->pages("Orders")) return page.plain.at("Customer Note");
    return {};
  }
  void empty_note() {
    for (const auto& page : notion->pages("Orders")) notion->edit(page.id, "Customer Note", R"({"rich_text":[]})", clock.now());
  }
  std::string run_id;
};

TEST_CASE("undo: what was put back stays so") {
  Changed hsn;
  REQUIRE(hsn.note() == "Ring twice");
  hsn.must(0, {"undo", hsn.run_id});
  CHECK(hsn.note().empty());
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.note().empty());
}

TEST_CASE("undo: of several people of one name, what is left is told with their keys") {
  Studio hsn;
  hsn.add_customer("Ada", "ada@example.com");
  hsn.add_customer("Ada", "other@example.com");
  hsn.add_customer("Bea", "bea@example.com");
  hsn.set_up();
  hsn.must(0, {"undo", "1", "-n"});
  const auto said = [&](std::string_view part) { return hsn.out.str().find(part) != std::string::npos; };
  CHECK(said("Ada Lovelace  client:ada@example.com"));
  CHECK(said("Ada Lovelace  client:other@example.com"));
  CHECK(said("Bea Lovelace "));
  CHECK_FALSE(said("client:bea@example.com"));
}

TEST_CASE("undo: what could not be put back is not held") {
  Changed hsn;
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method != "PATCH") return reached(request, now);
    return test::answer(400, R"({"object":"error","status":400,"code":"validation_error","message":"no"})");
  };
  hsn.must(4, {"undo", hsn.run_id});
  hsn.network = reached;
  hsn.empty_note();
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.note() == "Ring twice");
}

// A lamp at 120 whose price somebody has typed wrongly in Notion; a run has sent that to the shop.
struct Mistyped : Studio {
  Mistyped() {
    lamp = add_product("Lamp", "120.00");
    set_up();
    edit("Products", "Lamp", "Regular Price", R"({"number":20})");
    run_id = synced();
  }
  std::string synced() {
    must(0, {"sync", "--json"});
    return std::to_string(*int_at(*parse_json(out.str()), "/run"));
  }
  // A run that has sent the shop a new price of the lamp, 30 for 20, and of a bowl, 13 for 12.
  std::string with_two_prices() {
    add_product("Bowl", "12");
    synced();
    edit("Products", "Lamp", "Regular Price", R"({"number":30})");
    edit("Products", "Bowl", "Regular Price", R"({"number":13})");
    return synced();
  }
  std::string on_page() const { return page("Products", "Lamp").plain.at("Regular Price"); }
  std::string in_shop() const { return std::string(*text_at(*parse_json(shop->all("products").front()), "/regular_price")); }
  // Every change is answered so by the shop, until it is well again.
  void shop_answers(int status, const std::string& body) {
    network = [=, this](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
      if (request.method == "GET" || http::host_of(request.url) == "api.notion.com") return serve(request, now);
      return test::answer(status, body);
    };
  }
  void shop_is_well() {
    network = [this](const http::Request& request, Instant now) { return serve(request, now); };
  }
  std::int64_t lamp = 0;
  std::string run_id;
};

TEST_CASE("undo: one that the shop answers with a fault of its own says so, ends with 7 and can be given again") {
  Mistyped hsn;
  REQUIRE(hsn.in_shop() == "20");
  hsn.shop_answers(502, "<html>bad gateway</html>");
  hsn.must(7, {"undo", hsn.run_id});
  CHECK(hsn.err.str().find("may not have arrived") != std::string::npos);
  CHECK(hsn.on_page() == "20");
  hsn.shop_is_well();
  hsn.must(0, {"sync"});
  CHECK(hsn.on_page() == "20");
  CHECK(hsn.in_shop() == "20");
  hsn.must(0, {"undo", hsn.run_id});
  CHECK(hsn.on_page() == "120");
  CHECK(hsn.in_shop() == "120.00");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("undo: one that the shop refuses ends with 4, and the page is not told otherwise") {
  Mistyped hsn;
  hsn.shop_answers(400, R"({"code":"product_invalid_sku","message":"Invalid or duplicated SKU.","data":{"status":400}})");
  hsn.must(4, {"undo", hsn.run_id});
  CHECK(hsn.err.str().find("Lamp") != std::string::npos);
  CHECK(hsn.on_page() == "20");
  hsn.shop_is_well();
  hsn.must(0, {"sync"});
  CHECK(hsn.on_page() == "20");
}

TEST_CASE("undo: what is left as it is is said, with the reason") {
  Mistyped hsn;
  hsn.edit("Products", "Lamp", "Name", R"({"title":[]})");
  hsn.shop->change("products", hsn.lamp, R"({"manage_stock":true,"stock_quantity":3})", hsn.clock.now());
  const auto run = hsn.synced();
  hsn.must(0, {"undo", run, "-v"});
  CHECK(hsn.err.str().find("it may not be empty") != std::string::npos);
  CHECK(hsn.err.str().find("a count: the page follows the service") != std::string::npos);
  CHECK(hsn.page("Products", "Lamp").plain.at("Stock Quantity") == "3");
  for (const auto& request : hsn.writes) CHECK(request.body.find("stock_quantity") == std::string::npos);
}

TEST_CASE("undo: Discontinued, for which the shop has no word, is taken back like any other status") {
  Mistyped hsn;
  hsn.edit("Products", "Lamp", "Status", R"({"select":{"name":"Discontinued"}})");
  const auto run = hsn.synced();
  const auto in_shop = [&] { return std::string(*text_at(*parse_json(hsn.shop->all("products").front()), "/status")); };
  REQUIRE(in_shop() == "draft");
  hsn.must(0, {"undo", run});
  CHECK(in_shop() == "publish");
  CHECK(hsn.page("Products", "Lamp").plain.at("Status") == "Published");
}

TEST_CASE("undo: what somebody has changed since is left and said, the rest is put back") {
  Mistyped hsn;
  const auto run = hsn.with_two_prices();
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":99})");
  hsn.must(0, {"undo", run, "-v"});
  CHECK(hsn.err.str().find("it has been changed since") != std::string::npos);
  CHECK(hsn.on_page() == "99");
  CHECK(hsn.page("Products", "Bowl").plain.at("Regular Price") == "12");
}

TEST_CASE("undo: --only, --record and --limit take a part") {
  Mistyped hsn;
  const auto run = hsn.with_two_prices();
  const auto changed_back = [&] {
    return (hsn.on_page() == "20") + (hsn.page("Products", "Bowl").plain.at("Regular Price") == "12");
  };
  hsn.must(0, {"undo", run, "--only", "clients"});
  CHECK(changed_back() == 0);
  hsn.must(0, {"undo", run, "--record", "woocommerce:product:" + std::to_string(hsn.lamp), "-n"});
  CHECK(hsn.out.str().find("Bowl") == std::string::npos);
  hsn.must(0, {"undo", run, "--limit", "1"});
  CHECK(changed_back() == 1);
  hsn.must(0, {"undo", run});
  CHECK(changed_back() == 2);
}

}  // namespace
}  // namespace hsn::cli::undo_test
