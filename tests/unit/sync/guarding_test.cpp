// What guards see in whole runs: each refuses before the first write, and locks nobody out.
#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace guarding_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Shop {
  Shop() {
    for (int i = 0; i < 60; ++i) ids.push_back(world.add_product("Lamp " + std::to_string(i), i + 1));
    world.settle_down();
    world.clock.advance(1h);
  }
  std::string key(std::size_t i) const { return "woocommerce:product:" + ids[i]; }
  std::string page_id(std::size_t i) { return world.page("products", key(i)).id; }
  SmallWorld world;
  std::vector<std::string> ids;
};

}  // namespace

TEST_CASE("guarding: a run that was refused locks nobody out: set right, the next one goes on") {
  Shop shop;
  auto& world = shop.world;
  world.options.limits.max_push_changes = 5;
  for (std::size_t i = 0; i < 6; ++i) world.edit_page("products", shop.key(i), "regular_price", number(500));
  const auto refused = world.sync();
  REQUIRE(refused.report.refused.size() == 1);
  CHECK(refused.report.refused[0].error.remedy.find("--max-changes 6") != std::string::npos);
  CHECK(world.in_shop("products", shop.ids[0], "regular_price") == number(1));
  CHECK(world.on_page("products", shop.key(0), "sync_status") == text("Pending"));
  world.edit_page("products", shop.key(5), "regular_price", number(6));
  const auto next = world.sync();
  CHECK(next.report.refused.empty());
  CHECK(world.in_shop("products", shop.ids[0], "regular_price") == number(500));
  CHECK(world.on_page("products", shop.key(0), "sync_status") == text("Synced"));
  CHECK(world.settle_down().writes() == 0);
}

TEST_CASE("guarding: everything changed at once is refused before the first write, and goes on with the flag") {
  Shop shop;
  auto& world = shop.world;
  for (std::size_t i = 0; i < 60; ++i) world.shop.edit("products", shop.ids[i], "regular_price", number(500), world.clock.now());
  const auto refused = world.sync();
  REQUIRE(refused.report.refused.size() == 1);
  CHECK(refused.writes() == 0);
  CHECK(refused.report.refused[0].error.remedy.find("--max-changes 60") != std::string::npos);
  world.options.limits.meant_changes = 60;
  CHECK(world.sync().report.refused.empty());
  CHECK(world.on_page("products", shop.key(0), "regular_price") == number(500));
}

TEST_CASE("guarding: a shop that seems empty marks nothing as gone; when it is back the runs go on") {
  Shop shop;
  auto& world = shop.world;
  world.options.full = true;
  const auto whole = world.wire;
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.url.find("woocommerce.example.com/products?") == std::string::npos) return pass();
    return answer(200, R"({"rows":[],"more":false,"clock":1})");
  };
  const auto emptied = world.sync();
  REQUIRE(emptied.report.refused.size() == 1);
  CHECK(emptied.report.refused[0].error.what.find("0 of 60 known records were shown") != std::string::npos);
  CHECK(emptied.report.refused[0].error.remedy.find("--max-destructive 60") != std::string::npos);
  CHECK(emptied.report.errors.empty());
  CHECK(emptied.writes() == 0);
  world.wire = whole;
  const auto back = world.sync();
  CHECK(back.report.errors.empty());
  CHECK(back.writes() == 0);
}

TEST_CASE("guarding: a database that was copied into itself is not written upon") {
  Shop shop;
  auto& world = shop.world;
  world.options.limits.max_push_changes = 20;
  for (std::size_t i = 0; i < 30; ++i) world.hub.add("products", world.page("products", shop.key(i)).fields, world.clock.now());
  const auto refused = world.sync();
  REQUIRE(refused.report.refused.size() == 1);
  CHECK(refused.report.refused[0].error.what.find("30 pages have the External ID of another page") != std::string::npos);
  CHECK(refused.writes() == 0);
}

TEST_CASE("guarding: a shop whose products have all gone is believed when a person says so") {
  Shop shop;
  auto& world = shop.world;
  world.options.full = true;
  for (const auto& id : shop.ids) world.shop.erase("products", id);
  CHECK(world.sync().report.refused.size() == 1);
  CHECK(world.on_page("products", shop.key(0), "sync_status") == text("Synced"));
  world.options.limits.meant_destructive = 60;
  CHECK(world.sync().report.refused.empty());
  CHECK(world.on_page("products", shop.key(0), "sync_status") == text("Source Deleted"));
}

}  // namespace guarding_test
