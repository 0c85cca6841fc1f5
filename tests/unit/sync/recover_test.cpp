#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace recover_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

const std::string kProduct = "woocommerce:product:";

FakeTransport::Answer lost() { return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"}); }

// Loses the answer to the first request that changes something at `service`, carried out or not.
void lose_first_write(SmallWorld& world, const std::string& service, bool carried_out) {
  world.wire = [=, done = false](const http::Request& request, const SmallWorld::Pass& pass) mutable -> FakeTransport::Answer {
    if (done || request.service != service || request.method == "GET") return pass();
    done = true;
    if (carried_out) pass();
    return lost();
  };
}

void repair(SmallWorld& world) {
  world.wire = [](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer { return pass(); };
}

}  // namespace

TEST_CASE("recover: a create whose answer was lost is found, not made again") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  lose_first_write(world, "notion", true);
  const auto ran = world.sync();
  CHECK(ran.report.errors.empty());
  CHECK(world.store().held({"products", kProduct + lamp}));
  repair(world);
  world.settle_down();
  CHECK(world.hub.table("products").size() == 1);
  CHECK(world.hub.creates == 1);
}

TEST_CASE("recover: a young create that is not found is held, an old one is made again") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  lose_first_write(world, "notion", false);
  world.sync();
  repair(world);
  world.clock.advance(10s);
  const auto early = world.sync();
  CHECK(early.writes() == 0);
  CHECK(world.store().held({"products", kProduct + lamp}));
  world.clock.advance(60s);
  world.sync();
  CHECK(world.hub.table("products").size() == 1);
  CHECK(world.store().open_intents().empty());
}

TEST_CASE("recover: a record that was made from a page gets no second page while the answer is looked for in vain") {
  SmallWorld world;
  world.add_product("Lamp", 40);
  world.settle_down();
  world.hub.add(
      "products",
      {{"name", text("Candle")}, {"status", text("Published")}, {"regular_price", number(9)}, {"managed", FieldValue(true)}},
      world.clock.now());
  lose_first_write(world, "woocommerce", true);
  world.sync();
  REQUIRE(world.shop.creates == 1);
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    return request.url.find("key=") != std::string::npos ? lost() : pass();
  };
  world.sync();
  CHECK(world.hub.table("products").size() == 2);
  repair(world);
  world.settle_down();
  CHECK(world.hub.table("products").size() == 2);
  CHECK(world.shop.table("products").size() == 2);
  CHECK(world.store().open_intents().empty());
}

TEST_CASE("recover: an update that was carried out is settled without another request to change it") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  lose_first_write(world, "woocommerce", true);
  world.sync();
  repair(world);
  const auto updates = world.shop.updates;
  world.sync();
  CHECK(world.shop.updates == updates);
  CHECK(world.store().open_intents().empty());
}

TEST_CASE("recover: an update that was not carried out is planned again") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  lose_first_write(world, "woocommerce", false);
  world.sync();
  repair(world);
  world.sync();
  CHECK(world.in_shop("products", lamp, "regular_price") == number(45));
  CHECK(world.store().open_intents().empty());
}

TEST_CASE("recover: a stock change of unknown outcome is not repeated on a guess") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(15));
  lose_first_write(world, "woocommerce", true);
  world.sync();
  repair(world);
  // It was carried out, and three were sold before anybody could look.
  world.shop.edit("products", lamp, "stock_quantity", number(12), world.clock.now());
  const auto ran = world.sync();
  CHECK(ran.report.held() == 1);
  CHECK(ran.report.conflicts[0].kind == "stock");
  CHECK(world.in_shop("products", lamp, "stock_quantity") == number(12));
  CHECK(world.on_page("products", kProduct + lamp, "stock_quantity") == number(15));
}

TEST_CASE("recover: whether the shop's new stock has reached its page, Last Sync says, not what staff have typed since") {
  SmallWorld world;
  const bool arrived = GENERATE(false, true);
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  const auto before = std::get<Decimal>(world.in_shop("products", lamp, "stock_quantity"));
  world.shop.edit("products", lamp, "stock_quantity", before - Decimal(2), world.clock.now());
  world.wire = [&](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service != "notion" || request.method == "GET") return pass();
    if (arrived) pass();
    return lost();
  };
  world.sync();
  repair(world);
  world.edit_page("products", kProduct + lamp, "stock_quantity", before + Decimal(7));
  world.clock.advance(1h);
  CHECK(world.sync().report.held() == 0);
  world.settle_down();
  const FieldValue left = before + Decimal(arrived ? 7 : 5);
  CHECK(world.in_shop("products", lamp, "stock_quantity") == left);
  CHECK(world.on_page("products", kProduct + lamp, "stock_quantity") == left);
}

TEST_CASE("recover: a count typed before anybody was told of a stock change of unknown outcome does not decide it") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(15));
  lose_first_write(world, "woocommerce", false);
  world.sync();
  repair(world);
  world.shop.edit("products", lamp, "stock_quantity", number(8), world.clock.now());
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(20));
  const auto ran = world.sync();
  CHECK(ran.report.held() == 1);
  CHECK(world.in_shop("products", lamp, "stock_quantity") == number(8));
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(18));
  world.settle_down();
  CHECK(world.in_shop("products", lamp, "stock_quantity") == number(18));
}

TEST_CASE(
    "recover: a stock change of unknown outcome stays a conflict, on the page too, whatever is sold, until somebody counts") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(15));
  lose_first_write(world, "woocommerce", true);
  world.sync();
  repair(world);
  world.shop.edit("products", lamp, "stock_quantity", number(12), world.clock.now());
  world.settle_down();
  CHECK(world.on_page("products", kProduct + lamp, "sync_status") == text("Conflict"));
  world.shop.edit("products", lamp, "stock_quantity", number(11), world.clock.now());
  CHECK(world.settle_down().report.held() == 1);
  CHECK(world.in_shop("products", lamp, "stock_quantity") == number(11));
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(11));
  CHECK(world.settle_down().report.held() == 0);
  CHECK(world.on_page("products", kProduct + lamp, "sync_status") == text("Synced"));
}

TEST_CASE("recover: a stock change of unknown outcome is over once both sides have been made equal") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "stock_quantity", number(15));
  lose_first_write(world, "woocommerce", true);
  world.sync();
  repair(world);
  world.shop.edit("products", lamp, "stock_quantity", number(12), world.clock.now());
  REQUIRE(world.settle_down().report.held() == 1);
  world.shop.edit("products", lamp, "stock_quantity", number(15), world.clock.now());
  REQUIRE(world.settle_down().report.held() == 0);
  world.shop.edit("products", lamp, "stock_quantity", number(14), world.clock.now());
  CHECK(world.sync().report.held() == 0);
  CHECK(world.on_page("products", kProduct + lamp, "stock_quantity") == number(14));
}

TEST_CASE("recover: killed at any point, a stock change of unknown outcome is counted once") {
  struct Killed {};
  bool killed = true;
  for (int fatal = 1; killed; ++fatal) {
    SmallWorld world;
    const auto lamp = world.add_product("Lamp", 40);
    world.settle_down();
    world.edit_page("products", kProduct + lamp, "stock_quantity", number(15));
    lose_first_write(world, "woocommerce", true);
    world.sync();
    repair(world);
    world.shop.edit("products", lamp, "stock_quantity", number(12), world.clock.now());
    killed = false;
    world.journal_point = [&, passed = 0](const char*) mutable {
      if (++passed == fatal) throw Killed();
    };
    try {
      world.sync();
    } catch (const Killed&) {
      killed = true;
    }
    world.journal_point = nullptr;
    INFO("killed at point " << fatal);
    CHECK(world.settle_down().report.held() == 1);
    CHECK(world.in_shop("products", lamp, "stock_quantity") == number(12));
    CHECK(world.on_page("products", kProduct + lamp, "stock_quantity") == number(15));
  }
}

TEST_CASE("recover: the look-up time counts from when the run could last send, not from when it meant to") {
  SmallWorld world;
  world.add_product("Lamp", 40);
  lose_first_write(world, "notion", false);
  world.wire = [&world, wire = world.wire](const http::Request& request, const SmallWorld::Pass& pass) {
    if (request.service == "notion" && request.method == "POST") world.clock.advance(90s);  // the budget made it wait
    return wire(request, pass);
  };
  world.sync();
  repair(world);
  world.clock.advance(10s);
  CHECK(world.sync().writes() == 0);
  world.clock.advance(60s);
  world.sync();
  CHECK(world.hub.table("products").size() == 1);
}

TEST_CASE("recover: while the service is away, what is open stays open and is not planned over") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(45));
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    auto response = pass();
    return request.method == "PUT" ? lost() : FakeTransport::Answer(std::move(response));
  };
  world.sync();
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service == "woocommerce") return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
    return pass();
  };
  const auto ran = world.sync();
  CHECK(ran.report.unreachable.contains("woocommerce"));
  CHECK(world.store().open_intents().size() == 1);
}

}  // namespace recover_test
