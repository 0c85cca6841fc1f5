// The same promise with the real hub and the real shop client in front of their emulators: one run that creates, updates both
// ways, pushes, marks Source Deleted and detaches is killed at every journal point, and loses or is cut in every answer.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <string>

#include "support/studio.hpp"

namespace studio_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Crash {};

std::string text_value(const std::string& text) {
  return R"({"rich_text":[{"type":"text","text":{"content":")" + text + R"("}}]})";
}

struct Day {
  Day() {
    const auto product = [&](const std::string& name, const std::string& price) {
      return studio.shop->add_product(R"({"name":")" + name + R"(","type":"simple","status":"publish","regular_price":")" +
                                          price + R"(","manage_stock":true,"stock_quantity":10})",
                                      studio.clock.now());
    };
    const auto order = [&](const std::string& email, std::int64_t item) {
      return studio.shop->add_order(R"({"status":"processing","billing":{"first_name":"Ada","email":")" + email +
                                        R"("},"line_items":[{"product_id":)" + std::to_string(item) + R"(,"quantity":1}]})",
                                    studio.clock.now());
    };
    const auto lamp = product("Lamp", "40.00"), chair = product("Chair", "60.00"), rug = product("Rug", "90.00");
    product("Vase", "20.00");
    product("Bowl", "30.00");
    studio.shop->add_customer(R"({"email":"ada@example.com","first_name":"Ada"})", studio.clock.now());
    order("ada@example.com", lamp);
    studio.settle_down();

    studio.clock.advance(10min);
    const auto now = studio.clock.now();
    product("Mirror", "75.00");
    order("guest@example.com", chair);
    changed = studio.shop->change("products", chair, R"({"regular_price":"65.00"})", now);
    studio.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
    studio.edit("Products", "Vase", "Stock Quantity", R"({"number":12})");
    studio.edit("Orders", "#" + first_order(), "Status", R"({"select":{"name":"Completed"}})");
    studio.edit("Clients", "client:ada@example.com", "Last Name", text_value("Lovelace"));
    studio.notion->add_page("Products",
                            R"({"Name":{"title":[{"type":"text","text":{"content":"Candle"}}]},
                                "Status":{"select":{"name":"Published"}},
                                "Regular Price":{"number":9},"Notion Managed":{"checkbox":true}})",
                            now);
    erased = studio.shop->erase("products", rug);
    studio.notion->trash(studio.page("Products", "Bowl").id, true, now);
    studio.options.full = true;
    studio.clock.advance(5min);
  }
  std::string first_order() const {
    const auto orders = studio.shop->all("orders");
    const auto& json = orders.front();
    const auto at = json.find("\"number\":\"") + 10;
    return json.substr(at, json.find('"', at) - at);
  }
  std::string recovered() {
    studio.journal_point = nullptr;
    studio.wire = [](const http::Request&, const Studio::Pass& pass) -> FakeTransport::Answer { return pass(); };
    studio.sync();
    studio.settle_down();
    CHECK(studio.store().open_intents().empty());
    return studio.picture();
  }

  Studio studio;
  bool changed = false, erased = false;
};

std::string undisturbed() {
  Day day;
  day.studio.settle_down();
  return day.studio.picture();
}

bool killed_at(Day& day, int n) {
  int passed = 0;
  day.studio.journal_point = [&](const char*) {
    if (++passed == n) throw Crash{};
  };
  try {
    day.studio.sync();
  } catch (const Crash&) {
    return true;
  }
  return false;
}

using Trouble = FakeTransport::Answer (*)(const Studio::Pass&);
FakeTransport::Answer lost_after(const Studio::Pass& pass) {
  pass();
  return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
}
FakeTransport::Answer cut(const Studio::Pass& pass) {
  auto response = pass();
  response.body.resize(response.body.size() / 2);
  return response;
}

}  // namespace

TEST_CASE("fault: Notion and a shop come to rest after a day of edits") {
  Day day;
  day.studio.settle_down();
  INFO(day.studio.picture());
  CHECK(day.changed);
  CHECK(day.erased);
  CHECK(day.studio.page("Products", "Chair").plain.at("Regular Price") == "65");
  CHECK(day.studio.page("Products", "Rug").plain.at("Sync Status") == "Source Deleted");
  CHECK(day.studio.page("Products", "Candle").plain.at("External ID").starts_with("woocommerce:product:"));
  CHECK(day.studio.notion->pages("Clients").size() == 2);
  CHECK(day.studio.notion->pages("Orders").size() == 2);
  CHECK(day.studio.picture().find("/name: Lamp | /status: publish | /regular_price: 45") != std::string::npos);
  CHECK(day.studio.picture().find("/last_name: Lovelace") != std::string::npos);
}

TEST_CASE("fault: Notion and a shop survive a kill at any journal point") {
  const auto expected = undisturbed();
  int points = 0;
  while (true) {
    Day day;
    if (!killed_at(day, points + 1)) break;
    ++points;
    INFO("killed at point " << points);
    REQUIRE(day.recovered() == expected);
  }
  CHECK(points > 50);
  std::cout << "crash points survived with the emulators: " << points << "\n";
}

TEST_CASE("fault: Notion and a shop survive any lost or cut answer") {
  const auto expected = undisturbed();
  const std::map<std::string, Trouble> troubles{{"lost after it was carried out", lost_after}, {"cut in half", cut}};
  for (const auto& [name, trouble] : troubles) {
    int requests = 0;
    while (true) {
      Day day;
      int passed = 0;
      day.studio.wire = [&](const http::Request&, const Studio::Pass& pass) {
        return ++passed == requests + 1 ? trouble(pass) : pass();
      };
      day.studio.sync();
      if (passed <= requests) break;
      ++requests;
      INFO(name << ", request " << requests);
      REQUIRE(day.recovered() == expected);
    }
    std::cout << "requests survived with the emulators, " << name << ": " << requests << "\n";
  }
}

}  // namespace studio_test
