#include <array>
#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace diff_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

const std::string kProduct = "woocommerce:product:";

sync::Priced diff(SmallWorld& world) {
  sync::Priced priced;
  world.run([&](sync::Engine& engine, state::RunId, sync::Report& report) {
    engine.pull(report);
    priced = engine.diff(report);
  });
  return priced;
}

SmallWorld::Ran apply(SmallWorld& world, const std::vector<Write>& writes) {
  return world.run([&](sync::Engine& engine, state::RunId run, sync::Report& report) { engine.apply(run, writes, report); });
}

}  // namespace

TEST_CASE("diff: shows the plan and its price, and writes to nobody") {
  SmallWorld world(10);
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(world.add_product("Product " + std::to_string(i), i + 1));
  world.settle_down();
  for (const auto& id : ids) world.edit_page("products", kProduct + id, "regular_price", number(99));
  world.add_product("New", 7);
  const auto writes = world.shop.updates + world.hub.updates + world.hub.creates;
  const auto priced = diff(world);
  CHECK(world.shop.updates + world.hub.updates + world.hub.creates == writes);
  CHECK(priced.plan.writes.size() == 7);
  CHECK(priced.requests.at("woocommerce") == 1);  // one batch
  CHECK(priced.requests.at("notion") == 7);       // the new page, and a stamp on each that is pushed
}

TEST_CASE("diff: a record of which the last write had no answer is shown as waiting") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.method != "PUT") return pass();
    return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
  };
  world.sync();
  const auto waits = [&] {
    std::vector<std::string> keys;
    for (const auto& one : diff(world).plan.refusals)
      if (one.error.fault == Fault::ambiguous && !one.failure) keys.push_back(one.key.external_id);
    return keys;
  };
  CHECK(waits() == std::vector<std::string>{kProduct + lamp});
  world.options.only = "orders";
  CHECK(waits().empty());
  world.options.only.reset();
  world.options.record = RecordKey{"products", kProduct + chair};
  CHECK(waits().empty());
}

TEST_CASE("diff: a page that a run has put off because it is still being edited is shown as waiting") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.options.policy.settle = 60s;
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  world.sync();
  CHECK(world.in_shop("products", lamp, "regular_price") == number(40));
  const auto priced = diff(world);
  CHECK(priced.plan.writes.empty());
  REQUIRE(priced.plan.refusals.size() == 1);
  CHECK(priced.plan.refusals[0].error.what == "edited in Notion a moment ago");
  CHECK_FALSE(priced.plan.refusals[0].failure);
}

TEST_CASE("apply: carries out exactly the plan that was shown") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  const auto priced = diff(world);
  world.edit_page("products", kProduct + chair, "regular_price", number(65));  // not in the plan
  const auto ran = apply(world, priced.plan.writes);
  CHECK(ran.report.refused.empty());
  CHECK(world.in_shop("products", lamp, "regular_price") == number(45));
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("apply: refuses the whole plan when the record has changed at the service") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  world.edit_page("products", kProduct + chair, "regular_price", number(65));
  const auto priced = diff(world);
  world.shop.edit("products", lamp, "regular_price", number(41), world.clock.now());
  const auto ran = apply(world, priced.plan.writes);
  REQUIRE(ran.report.refused.size() == 1);
  CHECK(ran.report.refused[0].error.what.find("Lamp") != std::string::npos);
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("apply: refuses it as well when the page has changed") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  const auto priced = diff(world);
  world.edit_page("products", kProduct + lamp, "regular_price", number(46));
  const auto ran = apply(world, priced.plan.writes);
  CHECK(ran.report.refused.size() == 1);
  CHECK(world.in_shop("products", lamp, "regular_price") == number(40));
}

TEST_CASE("apply: a page that exists meanwhile is not created again") {
  SmallWorld world;
  world.sync();
  world.add_product("Lamp", 40);
  const auto priced = diff(world);
  world.sync();
  const auto ran = apply(world, priced.plan.writes);
  CHECK(ran.report.refused.size() == 1);
  CHECK(world.hub.table("products").size() == 1);
}

TEST_CASE("apply: the limits hold for a saved plan too") {
  SmallWorld world;
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(world.add_product("Product " + std::to_string(i), i + 1));
  world.settle_down();
  for (const auto& id : ids) world.edit_page("products", kProduct + id, "regular_price", number(99));
  const auto priced = diff(world);
  world.options.limits.max_push_changes = 5;
  const auto ran = apply(world, priced.plan.writes);
  CHECK(ran.report.refused.size() == 1);
  CHECK(world.in_shop("products", ids[0], "regular_price") == number(1));
}

TEST_CASE("backfill: goes through the windows once and takes up where it was cut short") {
  SmallWorld world;
  for (int i = 0; i < 3; ++i) world.add_order("100" + std::to_string(i), "ada@example.com", {}, 10);
  const auto since = world.clock.now() - 24h * 100, until = world.clock.now();
  std::atomic<bool> stop = false;
  world.options.stop = &stop;
  int asked = 0;
  world.wire = [&](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service == "woocommerce" && ++asked == 2) stop = true;
    return pass();
  };
  const auto backfill = [&](sync::Engine& engine, state::RunId run, sync::Report& report) {
    engine.backfill(run, std::array{Lane{"woocommerce", "orders"}}, since, until, true, report);
  };
  world.run(backfill);
  CHECK(asked == 2);
  stop = false;
  const auto ran = world.run(backfill);
  CHECK(asked == 3);  // a hundred days, with next to nothing in them: 30, 60, and the rest
  CHECK(world.hub.table("orders").size() == 3);
  CHECK(ran.report.errors.empty());
}

TEST_CASE("backfill: what has no filter by time is read once, not for each window") {
  SmallWorld world;
  int asked = 0;
  world.wire = [&](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    asked += request.service == "woocommerce" ? 1 : 0;
    return pass();
  };
  world.run([&](sync::Engine& engine, state::RunId run, sync::Report& report) {
    engine.backfill(run, std::array{Lane{"woocommerce", "customers"}}, world.clock.now() - 24h * 100, world.clock.now(), true,
                    report);
  });
  CHECK(asked == 1);
}

TEST_CASE("backfill: ten years with little in them take a few windows, and the hub is read once for all feeds") {
  SmallWorld world;
  world.add_order("1000", "ada@example.com", {}, 10);
  std::map<std::string, int> asked;
  world.wire = [&](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.method == "GET" || request.url.find("query") != std::string::npos) ++asked[request.service];
    return pass();
  };
  const std::vector<Lane> lanes{{"woocommerce", "orders"}, {"woocommerce", "products"}};
  world.run([&](sync::Engine& engine, state::RunId run, sync::Report& report) {
    engine.backfill(run, lanes, world.clock.now() - 24h * 3650, world.clock.now(), true, report);
  });
  CHECK(asked["woocommerce"] <= 20);
  CHECK(asked["notion"] <= 10);
}

TEST_CASE("diff: what the service is not asked at all is left as it is, and is no change") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "name", text("no words for it"));
  const auto priced = diff(world);
  CHECK(priced.plan.writes.empty());
  REQUIRE(priced.plan.refusals.size() == 1);
  CHECK(priced.requests.find("woocommerce") == priced.requests.end());
}

}  // namespace diff_test
