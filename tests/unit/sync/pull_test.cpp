#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace pull_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

SmallWorld::Ran pull(SmallWorld& world) {
  return world.run([](sync::Engine& engine, state::RunId, sync::Report& report) { engine.pull(report); });
}

std::size_t asked(const SmallWorld::Ran& ran, const std::string& part) {
  std::size_t count = 0;
  for (const auto& request : ran.requests) count += request.url.find(part) != std::string::npos ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("pull: every record of every lane is known afterwards, page by page") {
  SmallWorld world;
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(world.add_product("Product " + std::to_string(i), i));
  world.add_customer("ada@example.com", "Ada");
  const auto ran = pull(world);
  CHECK(ran.report.errors.empty());
  for (const auto& id : ids) CHECK(world.store().row({"products", "woocommerce:product:" + id}));
  CHECK(world.store().row({"clients", "client:ada@example.com"}));
  CHECK(asked(ran, "woocommerce.example.com/products") == 3);
}

TEST_CASE("pull: the second one asks only for what changed since") {
  SmallWorld world;
  for (int i = 0; i < 12; ++i) world.add_product("Product", i);
  pull(world);
  world.clock.advance(10min);
  const auto ran = pull(world);
  CHECK(asked(ran, "woocommerce.example.com/products") == 1);
}

TEST_CASE("pull: a list without a change filter is read whole when its time has come") {
  SmallWorld world;
  for (int i = 0; i < 12; ++i) world.add_customer("c" + std::to_string(i) + "@example.com", "C");
  pull(world);
  world.clock.advance(1h);
  CHECK(asked(pull(world), "customers") == 1);
  world.clock.advance(6h);
  CHECK(asked(pull(world), "customers") == 3);
}

TEST_CASE("pull: a second account with the same e-mail is told by each run until it is mended") {
  SmallWorld world;
  const auto first = world.add_customer("ada@example.com", "Ada"), second = world.add_customer("ada@example.com", "Ida");
  for (int run = 0; run < 3; ++run) {
    world.clock.advance(10min);
    const auto ran = world.run([](auto& engine, state::RunId id, sync::Report& report) { engine.sync(id, report); });
    REQUIRE(ran.report.warnings.size() == 1);
    CHECK(ran.report.warnings.front().find("two records claim client:ada@example.com: " + first + " and " + second) !=
          std::string::npos);
    CHECK(world.store().problems().size() == 1);  // what status lists
  }
  world.shop.erase("customers", second);
  CHECK(pull(world).report.warnings.empty());
  CHECK(world.store().problems().empty());
}

TEST_CASE("pull: two pages to which staff have given one e-mail are told of when one is edited, until they differ") {
  SmallWorld world;
  world.add_customer("ada@example.com", "Ada");
  world.sync();
  world.clock.advance(10min);
  const auto other =
      world.hub.add("clients", {{"email", text("ADA@example.com ")}, {"full_name", text("Ada L.")}}, world.clock.now());
  world.clock.advance(10min);
  const auto told = world.sync();
  REQUIRE(told.report.warnings.size() == 1);
  CHECK(told.report.warnings[0].find("another page has the same e-mail: " + world.page("clients", "client:ada@example.com").id) !=
        std::string::npos);
  CHECK(world.settle_down().report.warnings.empty());
  world.hub.edit("clients", other, "email", text("lady@example.com"), world.clock.now());
  world.clock.advance(10min);
  CHECK(world.sync().report.warnings.empty());
}

TEST_CASE("pull: who orders under a new address has one page when the account has taken that address too") {
  SmallWorld world;
  const auto ada = world.add_customer("ada@example.com", "Ada");
  world.sync();
  world.clock.advance(10min);
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    const bool list = request.url.find("/customers?") != std::string::npos;  // a shop says nothing of changed customers
    return list ? http::Response{200, {}, R"({"rows":[],"more":false,"clock":1})"} : pass();
  };
  world.shop.edit("customers", ada, "email", text("lady@example.com"), world.clock.now());
  const auto order = world.add_order("1", "lady@example.com", {}, 5);
  world.shop.edit("orders", order, "account", text(ada), world.clock.now());
  const auto ran = world.sync();
  CHECK(asked(ran, "customers/" + ada) == 1);
  CHECK(ran.report.warnings.empty());
  CHECK(world.hub.table("clients").size() == 1);
  CHECK(world.on_page("clients", "client:lady@example.com", "first_name") == text("Ada"));
  CHECK(world.on_page("orders", "woocommerce:order:" + order, "client") ==
        FieldValue(std::vector<Ref>{{"@" + world.page("clients", "client:lady@example.com").id}}));
  CHECK(world.settle_down().writes() == 0);
}

TEST_CASE("pull: a record that a whole list does not show is asked for by id before it counts as gone") {
  SmallWorld world;
  const auto kept = world.add_product("Kept", 1), lost = world.add_product("Lost", 2);
  pull(world);
  world.shop.erase("products", lost);
  world.clock.advance(1h);
  pull(world);
  CHECK_FALSE(world.store().row({"products", "woocommerce:product:" + lost})->facets.begin()->second.gone);

  world.options.full = true;
  world.clock.advance(1h);
  const auto ran = pull(world);
  CHECK(asked(ran, "products/" + lost) == 1);
  CHECK(asked(ran, "products/" + kept) == 0);
  CHECK(world.store().row({"products", "woocommerce:product:" + lost})->facets.begin()->second.gone);
  CHECK_FALSE(world.store().row({"products", "woocommerce:product:" + kept})->facets.begin()->second.gone);
}

TEST_CASE("pull: a shop that seems empty is an error, and nothing is asked for one by one") {
  SmallWorld world;
  std::vector<std::string> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(world.add_product("Product", i));
  pull(world);
  for (const auto& id : ids) world.shop.erase("products", id);
  world.options.full = true;
  world.clock.advance(1h);
  const auto ran = pull(world);
  REQUIRE(ran.report.refused.size() == 1);
  CHECK(ran.report.refused[0].error.what.find("seems empty: 0 of 60") != std::string::npos);
  CHECK(asked(ran, "products/") == 0);
  CHECK(world.store().lane({"woocommerce", "products"}).error.find("seems empty") != std::string::npos);
  for (const auto& id : ids) {
    CHECK_FALSE(world.store().row({"products", "woocommerce:product:" + id})->facets.begin()->second.gone);
  }
}

TEST_CASE("pull: one service that is away does not stop the others") {
  SmallWorld world;
  world.add_product("Lamp", 5);
  world.hub.add("products", {{"name", text("Page")}}, world.clock.now());
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service == "woocommerce") return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
    return pass();
  };
  const auto ran = pull(world);
  CHECK(ran.report.unreachable == std::set<std::string>{"woocommerce"});
  CHECK(ran.report.errors.size() == 1);  // once, not once a lane
  CHECK(world.store().lane({"notion", "products"}).whole);
  CHECK_FALSE(world.store().lane({"woocommerce", "products"}).whole);
  CHECK_FALSE(world.store().lane({"woocommerce", "products"}).error.empty());
}

TEST_CASE("pull: refused credentials are told apart from an unreachable host") {
  SmallWorld world;
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service == "woocommerce") return answer(401, R"({"message":"the key is not valid"})");
    return pass();
  };
  const auto ran = pull(world);
  CHECK(ran.report.credentials_refused == std::set<std::string>{"woocommerce"});
  CHECK(ran.report.unreachable.empty());
}

TEST_CASE("pull: a failed page moves no cursor, and the next pull reads on") {
  SmallWorld world;
  for (int i = 0; i < 12; ++i) world.add_product("Product", i);
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.url.find("products?since=0&offset=5") != std::string::npos) return answer(400, R"({"message":"odd"})");
    return pass();
  };
  pull(world);
  CHECK(world.store().lane({"woocommerce", "products"}).cursor.empty());
  CHECK_FALSE(world.store().lane({"woocommerce", "products"}).whole);
  world.wire = [](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer { return pass(); };
  pull(world);
  CHECK(world.store().lane({"woocommerce", "products"}).whole);
}

TEST_CASE("pull: a single record is read alone, on every side that has it") {
  SmallWorld world;
  const auto id = world.add_product("Lamp", 5);
  world.add_product("Chair", 6);
  world.sync();
  world.options.record = RecordKey{"products", "woocommerce:product:" + id};
  world.clock.advance(1h);
  const auto ran = pull(world);
  CHECK(ran.requests.size() == 2);
  CHECK(asked(ran, "woocommerce.example.com/products/" + id) == 1);
}

TEST_CASE("pull: a page that answers 404 while its database was not read is not gone") {
  SmallWorld world;
  const auto id = world.add_product("Lamp", 5);
  world.sync();
  const RecordKey key{"products", "woocommerce:product:" + id};
  world.hub.erase("products", world.page("products", key.external_id).id);
  world.options.record = key;
  world.clock.advance(1h);
  pull(world);
  CHECK_FALSE(world.store().row(key)->detached);
  CHECK(world.store().doubts({"notion", "products"}).size() == 1);
}

TEST_CASE("pull: with --only, the other entities are not read") {
  SmallWorld world;
  world.add_product("Lamp", 5);
  world.options.only = "products";
  const auto ran = pull(world);
  CHECK(asked(ran, "/orders") == 0);
  CHECK(asked(ran, "/products") == 2);
}

}  // namespace pull_test
