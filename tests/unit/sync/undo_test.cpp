#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace undo_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

const std::string kProduct = "woocommerce:product:";

struct Undone {
  sync::Engine::Undo plan;
  SmallWorld::Ran ran;
};

Undone undo(SmallWorld& world, state::RunId run, const std::optional<RecordKey>& record = {}) {
  Undone undone;
  undone.ran = world.run([&](sync::Engine& engine, state::RunId now, sync::Report& report) {
    undone.plan = engine.plan_undo(run, record);
    engine.apply(now, undone.plan.writes, report);
    std::map<RecordKey, std::vector<Hold>> holds;
    for (const auto& [key, hold] : undone.plan.holds) holds[key].push_back(hold);
    for (const auto& [key, held] : holds) world.store().hold(key, held);
  });
  return undone;
}

}  // namespace

TEST_CASE("undo: a price that came from the shop goes back on both sides, and stays there") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.shop.edit("products", lamp, "regular_price", number(50), world.clock.now());
  const auto run = world.sync().run;
  REQUIRE(world.on_page("products", kProduct + lamp, "regular_price") == number(50));
  const auto undone = undo(world, run);
  CHECK(undone.ran.report.refused.empty());
  CHECK(world.on_page("products", kProduct + lamp, "regular_price") == number(40));
  CHECK(world.in_shop("products", lamp, "regular_price") == number(40));
  world.settle_down();
  CHECK(world.on_page("products", kProduct + lamp, "regular_price") == number(40));
  CHECK(world.in_shop("products", lamp, "regular_price") == number(40));
}

TEST_CASE("undo: a price that came from the hub goes back on both sides") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(50));
  const auto run = world.sync().run;
  undo(world, run);
  world.settle_down();
  CHECK(world.on_page("products", kProduct + lamp, "regular_price") == number(40));
  CHECK(world.in_shop("products", lamp, "regular_price") == number(40));
}

TEST_CASE("undo: a field that only the service decides goes back on the page and is let be") {
  SmallWorld world;
  const auto order = world.add_order("1001", "ada@example.com", {}, 100);
  world.settle_down();
  world.shop.edit("orders", order, "total", number(120), world.clock.now());
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  CHECK(undone.plan.holds.size() == 1);
  world.settle_down();
  CHECK(world.on_page("orders", "woocommerce:order:" + order, "total") == number(100));
  // The next change at the shop is a new one, and goes through.
  world.shop.edit("orders", order, "total", number(130), world.clock.now());
  world.settle_down();
  CHECK(world.on_page("orders", "woocommerce:order:" + order, "total") == number(130));
}

TEST_CASE("undo: what somebody has changed since is left, and named") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.shop.edit("products", lamp, "regular_price", number(50), world.clock.now());
  world.shop.edit("products", chair, "regular_price", number(70), world.clock.now());
  const auto run = world.sync().run;
  world.shop.edit("products", lamp, "regular_price", number(55), world.clock.now());
  world.settle_down();
  const auto undone = undo(world, run);
  REQUIRE(undone.plan.left.size() == 1);
  CHECK(undone.plan.left[0].key.external_id == kProduct + lamp);
  CHECK(world.in_shop("products", lamp, "regular_price") == number(55));
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("undo: a change since that hsn has not read yet refuses the whole, naming the record") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.shop.edit("products", lamp, "regular_price", number(50), world.clock.now());
  world.shop.edit("products", chair, "regular_price", number(70), world.clock.now());
  const auto run = world.sync().run;
  world.shop.edit("products", lamp, "regular_price", number(55), world.clock.now());
  const auto undone = undo(world, run);
  REQUIRE(undone.ran.report.refused.size() == 1);
  CHECK(undone.ran.report.refused[0].error.what.find("Lamp") != std::string::npos);
  CHECK(undone.ran.writes() == 0);
  CHECK(world.in_shop("products", chair, "regular_price") == number(70));
}

TEST_CASE("undo: what the run created is listed, not deleted") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  CHECK(undone.plan.writes.empty());
  REQUIRE(undone.plan.left.size() == 1);
  CHECK(undone.plan.left[0].key.external_id == kProduct + lamp);
  CHECK(world.hub.table("products").size() == 1);
}

TEST_CASE("undo: an undo can itself be undone") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.shop.edit("products", lamp, "regular_price", number(50), world.clock.now());
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  undo(world, undone.ran.run);
  world.settle_down();
  CHECK(world.on_page("products", kProduct + lamp, "regular_price") == number(50));
  CHECK(world.in_shop("products", lamp, "regular_price") == number(50));
}

TEST_CASE("undo: of one record leaves the others of the run alone") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.shop.edit("products", lamp, "regular_price", number(50), world.clock.now());
  world.shop.edit("products", chair, "regular_price", number(70), world.clock.now());
  const auto run = world.sync().run;
  undo(world, run, RecordKey{"products", kProduct + chair});
  world.settle_down();
  CHECK(world.in_shop("products", lamp, "regular_price") == number(50));
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("undo: of a run with 500 changes both sides are to a letter what they were") {
  SmallWorld world(50);
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back(world.add_product("Lamp " + std::to_string(i), i + 1));
  world.settle_down();
  const auto picture = [&] {
    std::map<std::string, Fields> seen;
    const auto take = [&](const std::string& side, const Tables::Table& table) {
      for (const auto& [id, entry] : table) {
        seen[side + id] = entry.fields;
        for (const auto* along : {"last_sync", "sync_note", "notion_page_id"}) seen[side + id].erase(along);
      }
    };
    take("page ", world.hub.table("products"));
    take("shop ", world.shop.table("products"));
    return seen;
  };
  const auto before = picture();
  for (std::size_t i = 0; i < ids.size(); ++i)
    world.shop.edit("products", ids[i], "regular_price", number(1000 + static_cast<int>(i)), world.clock.now());
  CHECK(world.sync().report.refused.size() == 1);  // everything at once: that is asked about
  world.options.limits.max_push_changes = 500;
  const auto run = world.sync().run;
  REQUIRE(picture() != before);
  const auto undone = undo(world, run);
  CHECK(undone.plan.left.empty());
  CHECK(picture() == before);
  CHECK(world.settle_down().report.held() == 0);
  CHECK(picture() == before);
  undo(world, undone.ran.run);
  CHECK(world.in_shop("products", ids[7], "regular_price") == number(1007));
}

}  // namespace undo_test
