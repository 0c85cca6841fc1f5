#include <catch2/catch.hpp>
#include <map>

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
    engine.undo(now, undone.plan, report);
  });
  return undone;
}

std::string why_left(const Undone& undone) { return undone.plan.left.size() == 1 ? undone.plan.left[0].error.what : ""; }

// A shop with one product at 40, its page, and both sides at rest.
struct OneLamp : SmallWorld {
  OneLamp() { settle_down(); }
  void edit_page(const std::string& field, FieldValue value) { SmallWorld::edit_page("products", key, field, std::move(value)); }
  void edit_shop(const std::string& field, FieldValue value) {
    shop.edit("products", lamp, field, std::move(value), clock.now());
  }
  FieldValue page(const std::string& field) { return on_page("products", key, field); }
  FieldValue there(const std::string& field) { return in_shop("products", lamp, field); }
  // Both prices: the page's, the shop's.
  std::pair<FieldValue, FieldValue> prices() { return {page("regular_price"), there("regular_price")}; }
  // The shop answers every change so, until it is let through again.
  void shop_says(int status, bool carried_out = false) {
    wire = [status, carried_out](const http::Request& request, const Pass& pass) -> FakeTransport::Answer {
      if (request.method == "GET" || http::host_of(request.url) == "notion.example.com") return pass();
      if (carried_out) pass();
      return answer(status, R"({"message":"not now"})");
    };
  }
  void shop_is_well() {
    wire = [](const http::Request&, const Pass& pass) -> FakeTransport::Answer { return pass(); };
  }
  void decides(config::ConflictPolicy policy) { catalog().policies[{"products", "regular_price"}].conflict = policy; }

  const std::string lamp = add_product("Lamp", 40), key = kProduct + lamp;
};

// … and one order that is processed.
struct OneOrder : SmallWorld {
  OneOrder() { settle_down(); }
  FieldValue page() { return on_page("orders", key, "status"); }
  FieldValue there() { return in_shop("orders", order, "status"); }
  void edit_page(std::string_view status) { SmallWorld::edit_page("orders", key, "status", text(status)); }

  const std::string order = add_order("1001", "ada@example.com", {}, 100), key = "woocommerce:order:" + order;
};

using Prices = std::pair<FieldValue, FieldValue>;

}  // namespace

TEST_CASE("undo: a price that came from the hub goes back on both sides, and stays there") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  REQUIRE(world.prices() == Prices(number(50), number(50)));
  const auto undone = undo(world, run);
  CHECK(undone.ran.report.errors.empty());
  CHECK(undone.plan.left.empty());
  CHECK(undone.plan.holds.empty());
  CHECK(world.prices() == Prices(number(40), number(40)));
  world.settle_down();
  CHECK(world.prices() == Prices(number(40), number(40)));
}

TEST_CASE("undo: the next sync has nothing to write: Last Sync went with the page's own change") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  world.settle_down();
  world.clock.advance(1h);
  undo(world, run);
  CHECK(world.sync().writes() == 0);
  world.clock.advance(1h);
  CHECK(world.sync().writes() == 0);
}

TEST_CASE("undo: a price that came from the shop goes back on both sides, and stays there") {
  OneLamp world;
  world.edit_shop("regular_price", number(50));
  const auto run = world.sync().run;
  REQUIRE(world.prices() == Prices(number(50), number(50)));
  CHECK(undo(world, run).plan.left.empty());
  CHECK(world.prices() == Prices(number(40), number(40)));
  world.settle_down();
  CHECK(world.prices() == Prices(number(40), number(40)));
  SECTION("what the shop says next is news") {
    world.edit_shop("regular_price", number(60));
    world.settle_down();
    CHECK(world.prices() == Prices(number(60), number(60)));
  }
  SECTION("what the page says next is news") {
    world.edit_page("regular_price", number(45));
    CHECK(world.sync().report.conflicts.empty());
    CHECK(world.prices() == Prices(number(45), number(45)));
  }
}

TEST_CASE("undo: a field that only the service decides goes back on the page and is let be") {
  SmallWorld world;
  const auto order = world.add_order("1001", "ada@example.com", {}, 100);
  world.settle_down();
  world.shop.edit("orders", order, "total", number(120), world.clock.now());
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "put back on the page alone: WooCommerce keeps 120, which the run has not changed");
  world.settle_down();
  CHECK(world.on_page("orders", "woocommerce:order:" + order, "total") == number(100));
  // The next change at the shop is a new one, and goes through.
  world.shop.edit("orders", order, "total", number(130), world.clock.now());
  world.settle_down();
  CHECK(world.on_page("orders", "woocommerce:order:" + order, "total") == number(130));
}

TEST_CASE("undo: what it left apart is over once both sides were equal: the same difference may then be an edit") {
  OneLamp world;
  world.SmallWorld::edit_page("products", world.key, "managed", FieldValue(false));
  world.settle_down();
  world.edit_page("regular_price", number(45));
  const auto run = world.sync().run;
  REQUIRE(world.prices() == Prices(number(40), number(40)));
  undo(world, run);
  world.settle_down();
  REQUIRE(world.prices() == Prices(number(45), number(40)));
  world.edit_page("regular_price", number(40));
  world.settle_down();
  world.SmallWorld::edit_page("products", world.key, "managed", FieldValue(true));
  world.settle_down();
  world.edit_page("regular_price", number(45));
  world.settle_down();
  CHECK(world.prices() == Prices(number(45), number(45)));
}

TEST_CASE("undo: killed at any point, what it has put on the page stays there") {
  struct Killed {};
  bool killed = true;
  for (int fatal = 1; killed; ++fatal) {
    OneLamp world;
    world.SmallWorld::edit_page("products", world.key, "managed", FieldValue(false));
    world.settle_down();
    world.edit_page("regular_price", number(45));
    const auto run = world.sync().run;
    killed = false;
    world.journal_point = [&, passed = 0](const char*) mutable {
      if (++passed == fatal) throw Killed();
    };
    try {
      undo(world, run);
    } catch (const Killed&) {
      killed = true;
    }
    world.journal_point = nullptr;
    INFO("killed at point " << fatal);
    const auto left = world.page("regular_price");
    world.settle_down();
    CHECK(world.page("regular_price") == left);
    CHECK(world.there("regular_price") == number(40));
  }
}

TEST_CASE("undo: a status that the shop has moved is not moved back there") {
  OneOrder world;
  world.shop.edit("orders", world.order, "status", text("Completed"), world.clock.now());
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  CHECK(undone.plan.left.size() == 1);
  world.settle_down();
  CHECK(world.there() == text("Completed"));
  CHECK(world.page() == text("Processing"));
}

TEST_CASE("undo: a status that was refused is never sent to the shop") {
  OneOrder world;
  world.edit_page("Refunded");
  const auto run = world.sync().run;
  REQUIRE(world.page() == text("Processing"));
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "put back on the page alone: WooCommerce keeps Processing, which the run has not changed");
  world.settle_down();
  CHECK(world.there() == text("Processing"));
}

TEST_CASE("undo: a status from which there is no way back is left as it is, on both sides, and named") {
  OneOrder world;
  world.edit_page("Completed");
  const auto run = world.sync().run;
  REQUIRE(world.there() == text("Completed"));
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "from Completed to Processing can only be set in WooCommerce");
  CHECK(undone.ran.writes() == 0);
}

TEST_CASE("undo: what may not be empty is not emptied again, on either side") {
  OneLamp world;
  SECTION("put back on the page by the run") {
    world.edit_page("regular_price", {});
    const auto run = world.sync().run;
    REQUIRE(world.page("regular_price") == number(40));
    const auto undone = undo(world, run);
    CHECK(why_left(undone) == "it may not be empty");
    CHECK(undone.ran.writes() == 0);
  }
  SECTION("filled in the shop by the run") {
    world.edit_shop("regular_price", {});
    world.sync();
    world.edit_page("regular_price", number(45));
    const auto run = world.sync().run;
    REQUIRE(world.there("regular_price") == number(45));
    const auto undone = undo(world, run);
    CHECK(why_left(undone) == "it may not be empty");
    CHECK(undone.ran.writes() == 0);
  }
}

TEST_CASE("undo: of a stock takes back the difference that the run sent, and the page shows what the shop counts") {
  OneLamp world;
  world.edit_page("stock_quantity", number(15));
  world.edit_shop("stock_quantity", number(7));
  const auto run = world.sync().run;
  REQUIRE(world.there("stock_quantity") == number(12));
  const auto undone = undo(world, run);
  CHECK(undone.plan.holds.empty());
  CHECK(world.there("stock_quantity") == number(7));
  CHECK(world.page("stock_quantity") == number(7));
  world.settle_down();
  CHECK(world.there("stock_quantity") == number(7));
}

TEST_CASE("undo: a count that only the shop has changed stays true on the page") {
  OneLamp world;
  world.edit_shop("stock_quantity", number(7));
  const auto undone = undo(world, world.sync().run);
  CHECK(why_left(undone) == "a count: the page follows the service");
  CHECK(undone.ran.writes() == 0);
}

TEST_CASE("undo: where the service decided between two edits, the edit on the page counts again, on both sides") {
  OneLamp world;
  world.decides(config::ConflictPolicy::service);
  world.edit_page("regular_price", number(50));
  world.edit_shop("regular_price", number(60));
  const auto run = world.sync().run;
  REQUIRE(world.prices() == Prices(number(60), number(60)));
  undo(world, run);
  world.settle_down();
  CHECK(world.prices() == Prices(number(50), number(50)));
  // Not a change on both sides, which the service would win: only the page has moved since.
  world.edit_page("regular_price", number(55));
  world.settle_down();
  CHECK(world.prices() == Prices(number(55), number(55)));
}

TEST_CASE("undo: where Notion decided between two edits, the shop gets its own back") {
  OneLamp world;
  world.decides(config::ConflictPolicy::notion);
  world.edit_page("regular_price", number(50));
  world.edit_shop("regular_price", number(60));
  const auto run = world.sync().run;
  REQUIRE(world.prices() == Prices(number(50), number(50)));
  undo(world, run);
  world.settle_down();
  CHECK(world.prices() == Prices(number(60), number(60)));
}

TEST_CASE("undo: two sides that differed before the run differ again, and are let be") {
  OneLamp world;
  world.edit_page("sku", text("PAGE-1"));
  world.edit_shop("sku", text("SHOP-1"));
  world.run([](sync::Engine& engine, state::RunId, sync::Report& report) { engine.pull(report); });
  const auto row = *world.store().row({"products", world.key});
  const auto new_sku = [&](const Lane& lane, const Seen& known) {
    Write write;
    write.verb = Verb::update;
    write.to = lane;
    write.key = row.key;
    write.known = known;
    write.page_id = row.hub->remote_id;
    write.changes = {{"sku", known.record.fields.at("sku"), text("NEW-1"), "both are given another"}};
    write.agreed = {{"sku", text("NEW-1")}};
    return write;
  };
  const Lane shop{"woocommerce", "products"};
  const std::vector<Write> writes{new_sku(shop, row.facets.at(shop)), new_sku({std::string(kHub), "products"}, *row.hub)};
  const auto run = world.run([&](auto& engine, auto id, auto& report) { engine.apply(id, writes, report); }).run;
  REQUIRE(world.there("sku") == text("NEW-1"));
  REQUIRE(world.page("sku") == text("NEW-1"));
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "the two sides differed before the run, and do so again");
  world.settle_down();
  CHECK(world.there("sku") == text("SHOP-1"));
  CHECK(world.page("sku") == text("PAGE-1"));
}

TEST_CASE("undo: a product that is gone at the shop can be shown as it was") {
  OneLamp world;
  world.shop.remove("products", world.lamp, world.clock.now());
  const auto run = world.sync().run;
  REQUIRE(world.page("status") == text("Discontinued"));
  undo(world, run);
  world.settle_down();
  CHECK(world.page("status") == text("Published"));
}

TEST_CASE("undo: nothing goes out for a page that is not managed any more") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  world.edit_page("managed", false);
  world.settle_down();
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "Notion Managed is not ticked any more");
  CHECK(undone.ran.writes() == 0);
}

TEST_CASE("undo: a page is not told what the shop has not taken, and the undo can be given again") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  world.settle_down();
  SECTION("its answer was lost, and so was the change") {
    world.shop_says(502);
    const auto undone = undo(world, run);
    CHECK(undone.ran.report.unreachable.contains("woocommerce"));
    REQUIRE(undone.ran.report.errors.size() == 2);  // why, and what it means for the undo
    CHECK(undone.ran.report.errors[1].error.what == "no answer to 1 of the changes: they may not have arrived");
  }
  SECTION("it is away") {
    world.shop_says(401);
    CHECK(undo(world, run).ran.report.credentials_refused.contains("woocommerce"));
  }
  SECTION("it refuses the value") {
    world.shop_says(400);
    const auto undone = undo(world, run);
    REQUIRE(undone.ran.report.errors.size() == 1);
    CHECK(undone.ran.report.errors[0].record == world.key);
  }
  CHECK(world.prices() == Prices(number(50), number(50)));
  world.shop_is_well();
  world.settle_down();
  CHECK(world.prices() == Prices(number(50), number(50)));
  undo(world, run);
  world.settle_down();
  CHECK(world.prices() == Prices(number(40), number(40)));
}

TEST_CASE("undo: what the shop has taken without an answer reaches its page with the next sync") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  world.shop_says(502, true);
  undo(world, run);
  CHECK(world.prices() == Prices(number(50), number(40)));
  world.shop_is_well();
  world.settle_down();
  CHECK(world.prices() == Prices(number(40), number(40)));
}

TEST_CASE("undo: a page that could not be written to follows with the next sync") {
  OneLamp world;
  world.edit_page("regular_price", number(50));
  const auto run = world.sync().run;
  world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.method == "GET" || http::host_of(request.url) != "notion.example.com") return pass();
    return answer(400, R"({"message":"no"})");
  };
  CHECK(undo(world, run).ran.report.errors.size() == 1);
  world.shop_is_well();
  world.settle_down();
  CHECK(world.prices() == Prices(number(40), number(40)));
}

TEST_CASE("undo: one field that the shop does not take keeps the others of its page from nothing") {
  OneLamp world;
  world.edit_shop("currency", text("USD"));
  world.settle_down();
  world.edit_page("regular_price", number(50));
  world.edit_shop("currency", text("EUR"));
  const auto run = world.sync().run;
  world.shop_says(400);
  undo(world, run);
  CHECK(world.prices() == Prices(number(50), number(50)));
  CHECK(world.page("currency") == text("USD"));
  world.shop_is_well();
  world.settle_down();
  CHECK(world.page("currency") == text("USD"));
  CHECK(world.there("currency") == text("EUR"));
}

TEST_CASE("undo: what somebody has changed since is left, and named") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(50));
  world.edit_page("products", kProduct + chair, "regular_price", number(70));
  const auto run = world.sync().run;
  world.shop.edit("products", lamp, "regular_price", number(55), world.clock.now());
  SECTION("and both sides know") { world.settle_down(); }
  SECTION("and the page does not know yet") {
    world.run([](sync::Engine& engine, state::RunId, sync::Report& report) { engine.pull(report); });
  }
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "it has been changed since");
  CHECK(undone.plan.left[0].key.external_id == kProduct + lamp);
  CHECK(world.in_shop("products", lamp, "regular_price") == number(55));
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("undo: news from the shop that the page does not show yet keeps it from being put back") {
  OneLamp world;
  world.edit_shop("regular_price", number(50));
  const auto run = world.sync().run;
  world.edit_shop("regular_price", number(55));
  world.run([](sync::Engine& engine, state::RunId, sync::Report& report) { engine.pull(report); });
  const auto undone = undo(world, run);
  CHECK(why_left(undone) == "it has been changed since");
  CHECK(undone.ran.writes() == 0);
}

TEST_CASE("undo: a change since that hsn has not read yet refuses the whole, naming the record") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(50));
  world.edit_page("products", kProduct + chair, "regular_price", number(70));
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

TEST_CASE("undo: what the run noted on the page that it made a product of stays there") {
  SmallWorld world;
  const auto hand = world.hub.add(
      "products", {{"name", text("Hand")}, {"regular_price", number(12)}, {"status", text("Draft")}, {"managed", true}},
      world.clock.now());
  const auto run = world.sync().run;
  REQUIRE(world.shop.table("products").size() == 1);
  const auto page = world.hub.at("products", hand).fields;
  const auto undone = undo(world, run);
  CHECK(undone.plan.writes.empty());
  CHECK(why_left(undone) == "created by this run: listed, not deleted");
  CHECK(world.hub.at("products", hand).fields == page);
}

TEST_CASE("undo: an undo can itself be undone") {
  OneLamp world;
  SECTION("of an edit in the hub") { world.edit_page("regular_price", number(50)); }
  SECTION("of an edit in the shop") { world.edit_shop("regular_price", number(50)); }
  const auto run = world.sync().run;
  const auto undone = undo(world, run);
  REQUIRE(world.page("regular_price") == number(40));
  undo(world, undone.ran.run);
  world.settle_down();
  CHECK(world.prices() == Prices(number(50), number(50)));
}

TEST_CASE("undo: of one record leaves the others of the run alone") {
  SmallWorld world;
  const auto lamp = world.add_product("Lamp", 40), chair = world.add_product("Chair", 60);
  world.settle_down();
  world.edit_page("products", kProduct + lamp, "regular_price", number(50));
  world.edit_page("products", kProduct + chair, "regular_price", number(70));
  const auto run = world.sync().run;
  undo(world, run, RecordKey{"products", kProduct + chair});
  world.settle_down();
  CHECK(world.in_shop("products", lamp, "regular_price") == number(50));
  CHECK(world.in_shop("products", chair, "regular_price") == number(60));
}

TEST_CASE("undo: of a run with 500 changes both sides say to a letter what they said before it") {
  SmallWorld world(50);
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back(world.add_product("Lamp " + std::to_string(i), i + 1));
  world.settle_down();
  const auto picture = [&](Tables& side) {
    std::map<std::string, Fields> seen;
    for (const auto& [id, entry] : side.table("products")) {
      seen[id] = entry.fields;
      for (const auto* along : {"last_sync", "sync_note", "notion_page_id"}) seen[id].erase(along);
    }
    return seen;
  };
  const auto pages = picture(world.hub), shop = picture(world.shop);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto price = number(1000 + static_cast<int>(i));
    if (i % 2 == 0) {
      world.shop.edit("products", ids[i], "regular_price", price, world.clock.now());
    } else {
      world.edit_page("products", kProduct + ids[i], "regular_price", price);
    }
  }
  world.options.limits.max_push_changes = 500;
  const auto run = world.sync().run;
  REQUIRE((picture(world.hub) != pages));
  REQUIRE((picture(world.shop) != shop));
  world.options.limits.meant_changes = 500;
  const auto undone = undo(world, run);
  CHECK(undone.plan.left.empty());
  CHECK((picture(world.hub) == pages));
  CHECK((picture(world.shop) == shop));
  CHECK(world.settle_down().report.held() == 0);
  CHECK((picture(world.hub) == pages));
  CHECK((picture(world.shop) == shop));
  undo(world, undone.ran.run);
  CHECK(world.in_shop("products", ids[7], "regular_price") == number(1007));
  CHECK(world.on_page("products", kProduct + ids[8], "regular_price") == number(1008));
}

}  // namespace undo_test
