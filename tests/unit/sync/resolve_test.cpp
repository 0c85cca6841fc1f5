#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace resolve_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

// A product whose price was changed on both sides, where that waits for a person.
struct Held {
  Held() : id(world.add_product("Lamp", 40)), key{"products", "woocommerce:product:" + id} {
    world.settle_down();
    world.catalog().policies[{"products", "regular_price"}].conflict = config::ConflictPolicy::hold;
    world.shop.edit("products", id, "regular_price", number(50), world.clock.now());
    world.edit_page("products", key.external_id, "regular_price", number(45));
  }
  Result<std::vector<sync::Conflict>> resolve(bool take_notion) {
    auto policy = world.options.policy;
    policy.now = world.clock.now();
    return sync::resolve(world.store(), world.catalog(), policy, key, take_notion, {});
  }
  SmallWorld world;
  std::string id;
  RecordKey key;
};

}  // namespace

TEST_CASE("resolve: a held conflict is reported by every run and leaves both sides as they are") {
  Held held;
  CHECK(held.world.sync().report.held() == 1);
  CHECK(held.world.sync().report.held() == 1);
  CHECK(held.world.in_shop("products", held.id, "regular_price") == number(50));
  CHECK(held.world.on_page("products", held.key.external_id, "regular_price") == number(45));
}

TEST_CASE("resolve: Notion's value is taken to the shop") {
  Held held;
  held.world.sync();
  const auto resolved = held.resolve(true);
  REQUIRE(resolved);
  CHECK(resolved->size() == 1);
  CHECK(held.world.settle_down().report.held() == 0);
  CHECK(held.world.in_shop("products", held.id, "regular_price") == number(45));
}

TEST_CASE("resolve: the shop's value is taken to the page") {
  Held held;
  held.world.sync();
  REQUIRE(held.resolve(false));
  CHECK(held.world.settle_down().report.held() == 0);
  CHECK(held.world.on_page("products", held.key.external_id, "regular_price") == number(50));
}

TEST_CASE("resolve: the shop's value is taken also for a field that Notion decides") {
  Held held;
  held.world.catalog().policies[{"products", "regular_price"}].owner = config::OwnerOverride::notion;
  held.world.sync();
  REQUIRE(held.resolve(false));
  CHECK(held.world.settle_down().report.held() == 0);
  CHECK(held.world.on_page("products", held.key.external_id, "regular_price") == number(50));
  CHECK(held.world.in_shop("products", held.id, "regular_price") == number(50));
}

TEST_CASE("resolve: a decision is for the values that were looked at") {
  Held held;
  held.world.sync();
  REQUIRE(held.resolve(true));
  held.world.shop.edit("products", held.id, "regular_price", number(55), held.world.clock.now());
  CHECK(held.world.settle_down().report.held() == 1);
  CHECK(held.world.in_shop("products", held.id, "regular_price") == number(55));
}

TEST_CASE("resolve: a conflict that Notion wins by rule is told in Sync Note too") {
  Held held;
  held.world.catalog().policies.clear();
  held.world.settle_down();
  CHECK(held.world.in_shop("products", held.id, "regular_price") == number(45));
  const auto note = display(held.world.on_page("products", held.key.external_id, "sync_note"));
  CHECK(note.find("Regular Price: changed on both sides: Notion decides (Notion: 45, WooCommerce: 50)") != std::string::npos);
}

TEST_CASE("resolve: where nothing waits, there is nothing to decide") {
  SmallWorld world;
  const auto id = world.add_product("Lamp", 40);
  world.settle_down();
  const auto resolved =
      sync::resolve(world.store(), world.catalog(), world.options.policy, {"products", "woocommerce:product:" + id}, true, {});
  REQUIRE_FALSE(resolved);
  CHECK(resolved.error().fault == Fault::bad_data);
}

}  // namespace resolve_test
