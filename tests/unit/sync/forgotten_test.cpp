#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace forgotten_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kAddress = "ada@example.com";

// Ada has ordered, and was forgotten.
struct Forgot : SmallWorld {
  Forgot() {
    order = add_order("1001", kAddress, {add_product("Lamp", 40)}, 40);
    key = "woocommerce:order:" + order;
    settle_down();
    run([](sync::Engine& engine, state::RunId number, sync::Report& report) {
      const auto plan = engine.plan_forget({"clients", std::string("client:") + kAddress});
      REQUIRE(plan);
      REQUIRE(engine.forget(number, *plan, report));
      REQUIRE(engine.erase(*plan));
    });
    settle_down();
  }
  std::string order, key;
};

}  // namespace

TEST_CASE("forgotten: what a page shows in the answer to a write is seen as it is, so that it is emptied") {
  Forgot world;
  world.shop.edit("orders", world.order, "total", number(50), world.clock.now());
  world.wire = [&, done = false](const http::Request& request, const SmallWorld::Pass& pass) mutable -> FakeTransport::Answer {
    if (!done && request.service == kHub && request.method != "GET") {
      done = true;
      world.edit_page("orders", world.key, "billing_email", text(kAddress));
    }
    return pass();
  };
  world.clock.advance(1h);
  world.sync();
  CHECK(world.on_page("orders", world.key, "total") == number(50));
  CHECK(is_empty(world.on_page("orders", world.key, "billing_email")));
}

TEST_CASE("forgotten: what commands tell of the person comes in without them, and makes no client") {
  Forgot world;
  Seen client, order;
  client.record = {{"clients", std::string("client:") + kAddress}, {{"email", text(kAddress)}}};
  order.record = {{"orders", "woocommerce:order:77"}, {{"billing_email", text(kAddress)}, {"status", text("Completed")}}};
  order.remote_id = "77";
  const std::vector<Seen> told{client, order};
  sync::take_in(world.store(), {"woocommerce", "orders"}, told, world.clock.now());
  CHECK_FALSE(world.store().row(client.record.key));
  const auto row = world.store().row(order.record.key);
  REQUIRE(row);
  const auto& kept = row->facets.at({"woocommerce", "orders"}).record.fields;
  CHECK(kept.at("status") == text("Completed"));
  CHECK(is_empty(kept.at("billing_email")));
}

}  // namespace forgotten_test
