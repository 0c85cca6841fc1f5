#include <catch2/catch.hpp>

#include "support/small_world.hpp"

namespace inbox_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

// A price that was changed on both sides, where that waits for a person, in a workspace with a conflict inbox.
struct Held {
  Held() {
    world.with_inbox();
    id = world.add_product("Lamp", 40);
    key = "woocommerce:product:" + id;
    page = "conflict:" + key + ":regular_price";
    world.settle_down();
    world.catalog().policies[{"products", "regular_price"}].conflict = config::ConflictPolicy::hold;
    differ(50, 45);
    ran = world.sync();
  }
  void differ(int shop, int notion) {
    world.shop.edit("products", id, "regular_price", number(shop), world.clock.now());
    world.edit_page("products", key, "regular_price", number(notion));
  }
  void take(const std::string& side) { world.edit_page("conflicts", page, "take", text(side)); }
  FieldValue shown(const std::string& field) { return world.on_page("conflicts", page, field); }
  FieldValue on_page(const std::string& field) { return world.on_page("products", key, field); }
  FieldValue in_shop() { return world.in_shop("products", id, "regular_price"); }

  SmallWorld world;
  std::string id, key, page;
  SmallWorld::Ran ran;
};

bool says(const FieldValue& note, const std::string& part) { return display(note).find(part) != std::string::npos; }

}  // namespace

TEST_CASE("inbox: a conflict that waits gets a page with both values, once") {
  Held held;
  CHECK(held.ran.report.held() == 1);
  CHECK(held.shown("conflict") == text("Lamp: Regular Price"));
  CHECK(held.shown("record") == text(held.key));
  CHECK(held.shown("field") == text("Regular Price"));
  CHECK(held.shown("in_notion") == text("45"));
  CHECK(held.shown("at_service") == text("50"));
  CHECK(held.shown("base") == text("40"));
  CHECK(held.shown("status") == text("Open"));
  CHECK(held.shown("take") == FieldValue());
  CHECK(held.shown("source") == text("System"));
  CHECK(held.shown("managed") == FieldValue(false));
  CHECK(held.world.settle_down().report.held() == 1);
  CHECK(held.world.hub.table("conflicts").size() == 1);
}

TEST_CASE("inbox: what staff take from Notion goes to the shop, and both pages say what was done") {
  Held held;
  held.take("Notion");
  CHECK(held.world.sync().report.held() == 0);
  CHECK(held.in_shop() == number(45));
  CHECK(held.shown("status") == text("Settled"));
  CHECK(held.shown("take") == text("Notion"));
  CHECK(says(held.shown("sync_note"), "what Notion has is taken"));
  CHECK(held.on_page("sync_status") == text("Synced"));
  CHECK(says(held.on_page("sync_note"), "Regular Price: somebody has decided: taken from Notion (Notion: 45, WooCommerce: 50)"));
  held.world.settle_down();
  CHECK(says(held.on_page("sync_note"), "somebody has decided"));
}

TEST_CASE("inbox: what staff take from the service goes to the page, and both pages say what was done") {
  Held held;
  held.take("Service");
  held.world.sync();
  CHECK(held.on_page("regular_price") == number(50));
  CHECK(held.in_shop() == number(50));
  CHECK(held.shown("status") == text("Settled"));
  CHECK(says(held.on_page("sync_note"), "taken from WooCommerce"));
  CHECK(held.world.settle_down().report.held() == 0);
}

TEST_CASE("inbox: it says what was decided, not that a service has taken it") {
  Held held;
  held.take("Notion");
  held.world.wire = [](const http::Request& request, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
    if (request.service == "notion" || request.method == "GET") return pass();
    return answer(400, R"({"message":"no"})");
  };
  held.world.sync();
  CHECK(held.in_shop() == number(50));
  CHECK(says(held.shown("sync_note"), "what Notion has is taken"));
  CHECK(says(held.shown("sync_note"), "what became of it"));
  CHECK(held.on_page("sync_status") == text("Error"));
}

TEST_CASE("inbox: an answer to other values than those of today is not obeyed; the page asks again") {
  Held held;
  held.take("Notion");
  held.world.shop.edit("products", held.id, "regular_price", number(55), held.world.clock.now());
  CHECK(held.world.sync().report.held() == 1);
  CHECK(held.in_shop() == number(55));
  CHECK(held.on_page("regular_price") == number(45));
  CHECK(held.shown("at_service") == text("55"));
  CHECK(held.shown("take") == FieldValue());
  CHECK(says(held.shown("sync_note"), "choose again"));
  held.take("Notion");
  held.world.sync();
  CHECK(held.in_shop() == number(45));
}

TEST_CASE("inbox: an answer that names neither side is asked for again; how it is spelled does not matter") {
  Held held;
  held.take("Ask Ren first");
  CHECK(held.world.sync().report.held() == 1);
  CHECK(held.in_shop() == number(50));
  CHECK(held.on_page("regular_price") == number(45));
  CHECK(held.shown("take") == FieldValue());
  CHECK(says(held.shown("sync_note"), "choose Notion or Service"));
  held.take("notion");
  held.world.sync();
  CHECK(held.in_shop() == number(45));
}

TEST_CASE("inbox: a client who gets another key keeps the page that is open") {
  SmallWorld world;
  world.with_inbox();
  const auto id = world.add_customer("ada@example.com", "Ada");
  world.settle_down();
  world.catalog().policies[{"clients", "phone"}].conflict = config::ConflictPolicy::hold;
  world.shop.edit("customers", id, "phone", text("1"), world.clock.now());
  world.edit_page("clients", "client:ada@example.com", "phone", text("2"));
  world.settle_down();
  world.shop.edit("customers", id, "email", text("ada@new.example.com"), world.clock.now());
  world.settle_down();
  REQUIRE(world.on_page("clients", "client:ada@new.example.com", "email") == text("ada@new.example.com"));
  REQUIRE(world.hub.table("conflicts").size() == 1);
  const std::string page = "conflict:client:ada@example.com:phone";
  CHECK(world.on_page("conflicts", page, "status") == text("Open"));
  world.edit_page("conflicts", page, "take", text("Notion"));
  world.settle_down();
  CHECK(world.in_shop("customers", id, "phone") == text("2"));
  CHECK(world.on_page("conflicts", page, "status") == text("Settled"));
}

TEST_CASE("inbox: a conflict that was settled by hand is settled on its page") {
  Held held;
  held.world.edit_page("products", held.key, "regular_price", number(50));
  held.world.sync();
  CHECK(held.shown("status") == text("Settled"));
  CHECK(says(held.shown("sync_note"), "do not differ any more"));
}

TEST_CASE("inbox: a conflict that comes back opens its page again, and the old answer does not count") {
  Held held;
  held.take("Notion");
  held.world.settle_down();
  held.differ(50, 44);
  CHECK(held.world.settle_down().report.held() == 1);
  CHECK(held.world.hub.table("conflicts").size() == 1);
  CHECK(held.shown("status") == text("Open"));
  CHECK(held.shown("take") == FieldValue());
  CHECK(held.in_shop() == number(50));
  held.take("Service");
  held.world.settle_down();
  CHECK(held.on_page("regular_price") == number(50));
}

TEST_CASE("inbox: the very same difference, come back, is asked about again") {
  Held held;
  held.take("Notion");
  held.world.settle_down();
  held.differ(40, 40);
  held.world.settle_down();
  held.differ(50, 45);
  CHECK(held.world.settle_down().report.held() == 1);
  CHECK(held.shown("status") == text("Open"));
}

TEST_CASE("inbox: staff who take a side that cannot be taken are told why") {
  Held held;
  held.world.edit_page("products", held.key, "managed", FieldValue(false));
  held.world.catalog().policies[{"products", "regular_price"}].conflict = config::ConflictPolicy::hold;
  held.take("Notion");
  held.world.sync();
  CHECK(held.in_shop() == number(50));
  CHECK(held.shown("take") == FieldValue());
}

TEST_CASE("inbox: a lost state finds the pages again, and settles what has been settled meanwhile") {
  Held held;
  held.world.edit_page("products", held.key, "regular_price", number(50));
  held.world.lose_state();
  held.world.run([](sync::Engine& engine, state::RunId, sync::Report& report) { engine.rebuild(nullptr, {}, report); });
  held.world.settle_down();
  CHECK(held.world.hub.table("conflicts").size() == 1);
  CHECK(held.shown("status") == text("Settled"));
}

}  // namespace inbox_test
