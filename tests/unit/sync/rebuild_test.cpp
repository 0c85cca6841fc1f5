#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "record/canonical.hpp"
#include "support/small_world.hpp"

namespace rebuild_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Rebuilt {
  sync::Engine::Rebuilt rebuilt;
  SmallWorld::Ran ran;
};

// A new state in the place of the one that is there; `looked_into`: the former one could still be read.
Rebuilt rebuild(SmallWorld& world, bool looked_into) {
  const auto former = world.lose_state();
  Rebuilt done;
  done.ran = world.run([&](sync::Engine& engine, state::RunId, sync::Report& report) {
    done.rebuilt = engine.rebuild(looked_into ? former.get() : nullptr, {"clients", "products", "orders"}, report);
  });
  return done;
}

struct Shop {
  Shop() {
    lamp = world.add_product("Lamp", 40);
    chair = world.add_product("Chair", 60);
    world.add_customer("ada@example.com", "Ada");
    world.add_order("1001", "ada@example.com", {lamp, chair}, 100);
    world.add_order("1002", "guest@example.com", {lamp}, 40);
    world.settle_down();
    world.clock.advance(1h);
  }
  std::size_t pages() {
    return world.hub.table("clients").size() + world.hub.table("products").size() + world.hub.table("orders").size();
  }
  SmallWorld world;
  std::string lamp, chair;
};

}  // namespace

TEST_CASE("rebuild: two sides that agree are paired again without a write, and the next sync has nothing to do") {
  Shop shop;
  const auto pages = shop.pages();
  const auto done = rebuild(shop.world, false);
  CHECK(done.rebuilt.whole);
  CHECK(done.rebuilt.paired == pages);
  CHECK(done.rebuilt.equal == done.rebuilt.records);
  CHECK(done.ran.writes() == 0);
  CHECK(done.ran.report.held() == 0);
  CHECK(shop.world.sync().writes() == 0);
  CHECK(shop.pages() == pages);
}

TEST_CASE("rebuild: afterwards an edit is an edit, and goes where it belongs") {
  Shop shop;
  rebuild(shop.world, false);
  shop.world.edit_page("products", "woocommerce:product:" + shop.lamp, "regular_price", number(45));
  shop.world.shop.edit("products", shop.chair, "regular_price", number(65), shop.world.clock.now());
  CHECK(shop.world.settle_down().report.held() == 0);
  CHECK(shop.world.in_shop("products", shop.lamp, "regular_price") == number(45));
  CHECK(shop.world.on_page("products", "woocommerce:product:" + shop.chair, "regular_price") == number(65));
}

TEST_CASE("rebuild: a real difference waits for a person where both may edit, and only there") {
  Shop shop;
  shop.world.shop.edit("products", shop.lamp, "regular_price", number(50), shop.world.clock.now());
  const auto done = rebuild(shop.world, false);
  CHECK(done.ran.writes() == 0);
  REQUIRE(done.ran.report.held() == 1);
  CHECK(done.ran.report.conflicts[0].kind == "first link");
  CHECK(shop.world.settle_down().report.held() == 1);
  CHECK(shop.world.in_shop("products", shop.lamp, "regular_price") == number(50));
  CHECK(shop.world.on_page("products", "woocommerce:product:" + shop.lamp, "regular_price") == number(40));
}

TEST_CASE("rebuild: what the service decides goes to Notion at the next sync") {
  Shop shop;
  const auto order = shop.world.shop.table("orders").begin()->first;
  shop.world.shop.edit("orders", order, "total", number(120), shop.world.clock.now());
  const auto done = rebuild(shop.world, false);
  CHECK(done.ran.report.held() == 0);
  shop.world.settle_down();
  CHECK(shop.world.on_page("orders", "woocommerce:order:" + order, "total") == number(120));
}

TEST_CASE("rebuild: a page in the trash stays one that staff do not want, whether or not the former state can be read") {
  for (const bool looked_into : {true, false}) {
    Shop shop;
    // A push has left the page's id in the shop.
    shop.world.edit_page("products", "woocommerce:product:" + shop.lamp, "regular_price", number(45));
    shop.world.settle_down();
    shop.world.hub.remove("products", shop.world.page("products", "woocommerce:product:" + shop.lamp).id, shop.world.clock.now());
    shop.world.settle_down();
    const auto pages = shop.pages();
    rebuild(shop.world, looked_into);
    CHECK(shop.world.store().row({"products", "woocommerce:product:" + shop.lamp})->detached);
    shop.world.settle_down();
    CHECK(shop.pages() == pages);
  }
}

TEST_CASE("rebuild: a page that a query did not show, and the former state knows, is asked for by id") {
  Shop shop;
  const auto pages = shop.pages();
  const auto hide = [&](std::size_t at_most) {
    shop.world.wire = [at_most](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
      auto answer = pass();
      if (request.url.find("notion.example.com/orders?since=") == std::string::npos) return answer;
      auto body = *parse_json(answer.body);
      while (body["rows"].size() > at_most) body["rows"].erase(0);
      answer.body = dump_json(body);
      return answer;
    };
  };
  SECTION("one of two") {
    hide(1);
    CHECK(rebuild(shop.world, true).rebuilt.whole);
  }
  SECTION("of all, nothing is believed") {
    hide(0);
    CHECK_FALSE(rebuild(shop.world, true).rebuilt.whole);
    return;
  }
  shop.world.wire = [](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer { return pass(); };
  shop.world.settle_down();
  CHECK(shop.pages() == pages);
}

TEST_CASE("rebuild: an order that names a client by a former address makes no second client") {
  Shop shop;
  auto& world = shop.world;
  const auto ada = world.shop.table("customers").begin()->first;
  world.shop.edit("customers", ada, "email", text("ada@new.example.com"), world.clock.now());
  world.options.full = true;
  world.settle_down();
  world.options.full = false;
  const auto clients = world.hub.table("clients").size();
  rebuild(world, false);
  world.settle_down();
  CHECK(world.hub.table("clients").size() == clients);
  CHECK(world.store().row({"clients", "client:ada@example.com"})->key.external_id == "client:ada@new.example.com");
}

TEST_CASE("rebuild: an account whose address was changed since keeps its page, and so it does when a sync begins anew") {
  Shop shop;
  auto& world = shop.world;
  const auto ada = world.shop.table("customers").begin()->first;
  const auto clients = world.hub.table("clients").size();
  world.shop.edit("customers", ada, "email", text("ada@new.example.com"), world.clock.now());
  const auto how = GENERATE("rebuilt", "rebuilt from nothing", "lost", "lost, and the shop is away at first");
  // Somebody else may have taken the former address.
  const auto heir = GENERATE(true, false) ? world.add_customer("ada@example.com", "Augusta") : std::string();
  if (std::string(how).starts_with("rebuilt")) {
    rebuild(world, std::string(how) == "rebuilt");
  } else {
    world.lose_state();
  }
  if (std::string(how).ends_with("first")) {
    world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
      return http::host_of(request.url) == "notion.example.com" ? pass() : answer(503, "");
    };
    world.sync();
    world.wire = [](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer { return pass(); };
  }
  world.settle_down();
  CHECK(world.hub.table("clients").size() == clients + (heir.empty() ? 0 : 1));
  if (!heir.empty()) {
    CHECK(world.on_page("clients", "client:ada@example.com", "first_name") == text("Augusta"));
    CHECK(world.store().row({"clients", "client:ada@example.com"})->facets.at({"woocommerce", "customers"}).remote_id == heir);
    CHECK(world.on_page("clients", "client:ada@new.example.com", "first_name") == text("Ada"));
    CHECK(world.store().problems().empty());
    return;
  }
  const auto row = world.store().row({"clients", "client:ada@example.com"});
  REQUIRE(row);
  CHECK(row->key.external_id == "client:ada@new.example.com");
  CHECK(row->hub);
  CHECK(row->facets.contains({"woocommerce", "customers"}));
}

TEST_CASE("rebuild: a sync that begins anew places no record before the last page is read") {
  SmallWorld world;
  std::vector<std::string> others;  // whose pages are listed before hers
  for (int i = 0; i < 12; ++i) others.push_back(world.add_customer("c" + std::to_string(i) + "@example.com", "C"));
  world.settle_down();
  const auto ada = world.add_customer("ada@example.com", "Ada");
  world.options.full = true;
  world.settle_down();
  const auto page = world.page("clients", "client:ada@example.com").id;
  for (const auto& id : others) world.shop.erase("customers", id);
  world.shop.edit("customers", ada, "email", text("ada@new.example.com"), world.clock.now());
  world.add_customer("ada@example.com", "Augusta");
  world.lose_state();
  world.settle_down();
  CHECK(world.page("clients", "client:ada@new.example.com").id == page);
  CHECK(world.on_page("clients", "client:ada@example.com", "first_name") == text("Augusta"));
}

TEST_CASE("rebuild: an account that has taken the address of another page stays with its own, and is told of") {
  Shop shop;
  auto& world = shop.world;
  const auto ada = world.shop.table("customers").begin()->first;
  const auto page = world.store().row({"clients", "client:ada@example.com"})->hub->remote_id;
  world.shop.edit("customers", ada, "email", text("guest@example.com"), world.clock.now());
  const bool rebuilt = GENERATE(true, false);
  if (rebuilt) rebuild(world, true);
  for (int i = 0; i < 2; ++i) {
    world.options.full = true;
    const auto ran = world.sync();
    REQUIRE(ran.report.warnings.size() == 1);
    CHECK(ran.report.warnings[0].find("has become client:guest@example.com, which has a page already") != std::string::npos);
    CHECK(world.store().row({"clients", "client:ada@example.com"})->hub->remote_id == page);
    CHECK(world.store().row({"clients", "client:ada@example.com"})->facets.at({"woocommerce", "customers"}).remote_id == ada);
  }
}

TEST_CASE("rebuild: a guest whose address staff have corrected keeps the former one among the names") {
  Shop shop;
  const auto names = [&] { return shop.world.on_page("clients", "client:guest@example.com", "external_ids"); };
  shop.world.edit_page("clients", "client:guest@example.com", "email", text("guest@new.example.com"));
  shop.world.settle_down();
  CHECK(names() == text("email:guest@example.com"));
  rebuild(shop.world, false);
  shop.world.settle_down();
  CHECK(names() == text("email:guest@example.com"));
}

TEST_CASE("rebuild: what hsn works out of all services stays on the page until all have been read") {
  Shop shop;
  auto& world = shop.world;
  const auto names = [&] { return world.on_page("clients", "client:ada@new.example.com", "external_ids"); };
  world.edit_page("clients", "client:ada@example.com", "email", text("ada@new.example.com"));
  world.settle_down();
  const auto said = names();
  REQUIRE(std::get<std::string>(said).find("email:ada@example.com\nwoocommerce:customer:") == 0);
  world.lose_state();
  const auto whole = world.wire;
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    return request.url.find("/customers") != std::string::npos ? answer(400, "{}") : pass();
  };
  CHECK_FALSE(world.sync().report.errors.empty());
  CHECK(names() == said);
  world.wire = whole;
  world.settle_down();
  CHECK(names() == said);
}

TEST_CASE("rebuild: an order with a former address does not make it the present one") {
  Shop shop;
  auto& world = shop.world;
  const auto names = [&] { return world.on_page("clients", "client:ada@new.example.com", "external_ids"); };
  world.edit_page("clients", "client:ada@example.com", "email", text("ada@new.example.com"));
  world.settle_down();
  world.shop.erase("customers", world.shop.table("customers").begin()->first);
  world.options.full = true;
  world.settle_down();
  const auto clients = world.hub.table("clients").size();
  const auto said = names();
  CHECK(std::get<std::string>(said).starts_with("email:ada@example.com"));
  for (int i = 0; i < 2; ++i) {
    rebuild(world, false);
    world.settle_down();
    CHECK(std::get<std::string>(names()).starts_with("email:ada@example.com"));
    CHECK(world.hub.table("clients").size() == clients);
  }
}

TEST_CASE("rebuild: what an undo left alone is still let be") {
  Shop shop;
  const RecordKey key{"products", "woocommerce:product:" + shop.lamp};
  const auto there = shop.world.in_shop("products", shop.lamp, "regular_price");
  shop.world.edit_page("products", key.external_id, "regular_price", number(1));
  shop.world.store().hold(key, {{"regular_price", digest(there, number(1))}});
  rebuild(shop.world, true);
  CHECK(shop.world.store().row(key)->holds.size() == 1);
  shop.world.settle_down();
  CHECK(shop.world.in_shop("products", shop.lamp, "regular_price") == there);
  CHECK(shop.world.on_page("products", key.external_id, "regular_price") == number(1));
}

TEST_CASE("rebuild: of two pages with one External ID the one that somebody has chosen stays the record's") {
  Shop shop;
  const RecordKey key{"products", "woocommerce:product:" + shop.lamp};
  const auto younger =
      shop.world.hub.add("products", {{"name", text("Lamp")}, {"external_id", text(key.external_id)}}, shop.world.clock.now());
  const bool chosen = GENERATE(true, false);
  shop.world.settle_down();
  const auto twins = shop.world.store().row(key)->twins;
  REQUIRE(twins.size() == 1);
  if (chosen) REQUIRE(shop.world.store().relink(key, twins.front()));
  shop.world.settle_down();
  rebuild(shop.world, true);
  CHECK((shop.world.store().row(key)->hub->remote_id == younger) == chosen);
  CHECK(shop.world.store().row(key)->twins.size() == 1);
}

TEST_CASE("rebuild: when a side cannot be read there is no new state") {
  Shop shop;
  shop.world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    return request.url.find("orders") != std::string::npos ? answer(401, "{}") : pass();
  };
  const auto done = rebuild(shop.world, false);
  CHECK_FALSE(done.rebuilt.whole);
  CHECK(done.ran.writes() == 0);
}

TEST_CASE("rebuild: reads each database once, page by page") {
  SmallWorld world;
  for (int i = 0; i < 52; ++i) world.add_product("Lamp " + std::to_string(i), i + 1);
  world.settle_down();
  const auto done = rebuild(world, false);
  std::size_t queries = 0;
  for (const auto& request : done.ran.requests) {
    queries += http::host_of(request.url) == "notion.example.com" && request.url.find("/products") != std::string::npos ? 1U : 0U;
  }
  CHECK(queries <= 52 / 5 + 2);  // five rows a page in this world
  CHECK(world.sync().writes() == 0);
}

}  // namespace rebuild_test
