// What a field's rule makes of a change: owners, transitions, stock, values that may not be emptied, conflicts.
#include "unit/sync/plan_shop.hpp"

namespace hsn::sync::plan_test {
namespace {

TEST_CASE("plan: what only the shop decides is put back on the page, and the page says so") {
  Shop shop;
  shop.edit_page(product(1), "product_url", text("https://evil.example.com"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  const Write& write = plan.writes[0];
  CHECK(change_of(write, "product_url")->from == text("https://evil.example.com"));
  CHECK(change_of(write, "product_url")->reason == "put back: WooCommerce decides this field");
  REQUIRE(change_of(write, "sync_note"));
  CHECK(std::get<std::string>(change_of(write, "sync_note")->to).find("Product URL: put back") == 0);
  CHECK(change_of(write, "sync_status") == nullptr);
  CHECK(shop.settle() == 1);
  CHECK_FALSE(is_empty(shop.page(product(1), "sync_note")));
  shop.edit_shop(product(1), "regular_price", number("90"));
  shop.settle();
  CHECK(is_empty(shop.page(product(1), "sync_note")));
}

TEST_CASE("plan: decimals that the currency does not have are no change of a price, whichever side it comes from") {
  const auto [currency, first, shown, next] = GENERATE(table<const char*, const char*, const char*, const char*>(
      {{"USD", "0.3", "0.30000000000000004", "0.5"}, {"JPY", "1250", "1250.1", "1300"}, {"KWD", "1.125", "1.1252", "1.126"}}));
  Shop shop;
  shop.edit_shop(product(1), "currency", text(currency));
  shop.edit_shop(product(1), "regular_price", number(first));
  shop.settle();
  shop.edit_page(product(1), "regular_price", number(shown));
  CHECK(shop.settle() == 0);
  shop.edit_shop(product(1), "regular_price", number(next));
  CHECK(shop.plan().conflicts.empty());
  shop.settle();
  CHECK(shop.page(product(1), "regular_price") == number(next));
  shop.edit_page(product(1), "regular_price", number("1.1"));
  shop.settle();
  CHECK(shop.shop(product(1), "regular_price") == number("1.1"));
}

TEST_CASE("plan: a price in no known currency is taken as it stands") {
  Shop shop;
  shop.edit_shop(product(1), "currency", FieldValue());
  shop.settle();
  shop.edit_page(product(1), "regular_price", number("85.001"));
  shop.settle();
  CHECK(shop.shop(product(1), "regular_price") == number("85.001"));
}

TEST_CASE("plan: an unmanaged page sends nothing and is put right") {
  Shop shop;
  shop.edit_page(product(1), "managed", false);
  shop.edit_page(product(1), "name", text("Mine"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(plan.writes[0].to == kHubProducts);
  CHECK(change_of(plan.writes[0], "name")->to == text("Print"));
  CHECK(change_of(plan.writes[0], "managed") == nullptr);
}

TEST_CASE("plan: a first link fills what is empty on either side and holds what differs, once, in words") {
  World world;
  Fields shop = print_fields();
  shop["sku"] = FieldValue{};
  world.tell(product(1), "products", "1", shop);
  world.carry_out(world.plan());
  Row& row = world.row(product(1));
  row.base.reset();
  world.edit_page(product(1), "sku", text("OURS"));
  world.edit_page(product(1), "sale_price", number("70"));
  world.edit_page(product(1), "regular_price", number("99"));
  world.edit_shop(product(1), "description", text("Nice"));
  world.settle();
  CHECK(world.shop(product(1), "sku") == text("OURS"));
  CHECK(world.shop(product(1), "sale_price") == number("70"));
  CHECK(world.page(product(1), "description") == text("Nice"));
  CHECK(world.shop(product(1), "regular_price") == number("85"));
  CHECK(world.page(product(1), "regular_price") == number("99"));
  CHECK(world.page(product(1), "sync_status") == text("Conflict"));
  CHECK(std::get<std::string>(world.page(product(1), "sync_note")).find("Regular Price") == 0);
  const Plan held = world.plan();
  CHECK(held.writes.empty());
  REQUIRE(held.conflicts.size() == 1);
  CHECK((held.conflicts[0].kind == "first link" && !held.conflicts[0].decided && held.conflicts[0].property == "Regular Price"));
  CHECK(held.wake.at(product(1)).has_value());

  SECTION("made equal by hand") { world.edit_page(product(1), "regular_price", number("85")); }
  SECTION("adopted from Notion") { world.policy.adopting = Adopting::notion; }
  SECTION("adopted from the shop") { world.policy.adopting = Adopting::service; }
  world.settle();
  CHECK(world.page(product(1), "sync_status") == text("Synced"));
  CHECK(is_empty(world.page(product(1), "sync_note")));
  CHECK(world.page(product(1), "regular_price") == world.shop(product(1), "regular_price"));
  CHECK(world.plan().conflicts.empty());
}

TEST_CASE("plan: a decided conflict is reported and the page tells what it said before") {
  Shop shop;
  shop.catalog.policies[{"products", "name"}] = {{}, config::ConflictPolicy::service};
  shop.edit_page(product(1), "name", text("Theirs"));
  shop.edit_shop(product(1), "name", text("Ours"));
  const Plan plan = shop.plan();
  REQUIRE(plan.conflicts.size() == 1);
  CHECK((plan.conflicts[0].decided && plan.conflicts[0].kind == "both changed"));
  REQUIRE(plan.writes.size() == 1);
  CHECK(change_of(plan.writes[0], "name")->from == text("Theirs"));
  CHECK(std::get<std::string>(change_of(plan.writes[0], "sync_note")->to).find("Theirs") != std::string::npos);
  CHECK(shop.settle() == 1);
}

TEST_CASE("plan: an owner changed in the mapping file counts") {
  Shop shop;
  shop.catalog.policies[{"products", "name"}] = {config::OwnerOverride::service, {}};
  shop.edit_page(product(1), "name", text("Theirs"));
  REQUIRE(shop.plan().writes.size() == 1);
  CHECK(shop.plan().writes[0].to == kHubProducts);
  shop.catalog.policies[{"products", "name"}] = {config::OwnerOverride::notion, {}};
  shop.edit_page(product(1), "name", text("Print"));
  shop.edit_shop(product(1), "name", text("Other"));
  REQUIRE(shop.plan().writes.size() == 1);
  CHECK(shop.plan().writes[0].to == kProductLane);
  CHECK(change_of(shop.plan().writes[0], "name")->to == text("Print"));
}

TEST_CASE("plan: stock goes out with what the shop must still show, or as a difference whose sum comes back") {
  Shop shop;
  shop.edit_page(product(1), "stock_quantity", number("25"));
  const Plan set = shop.plan();
  REQUIRE(set.writes.size() == 1);
  REQUIRE(set.writes[0].expect.size() == 1);
  CHECK(set.writes[0].expect[0] == Expect{kProductLane, "stock_quantity", number("10")});
  shop.edit_shop(product(1), "stock_quantity", number("7"));
  const Plan difference = shop.plan();
  REQUIRE(difference.writes.size() == 1);
  CHECK(difference.writes[0].expect.empty());
  CHECK(change_of(difference.writes[0], "stock_quantity")->from == number("7"));
  CHECK(change_of(difference.writes[0], "stock_quantity")->to == number("22"));
  CHECK(shop.settle() == 2);
  CHECK(shop.page(product(1), "stock_quantity") == number("22"));
  CHECK(shop.shop(product(1), "stock_quantity") == number("22"));
}

TEST_CASE("plan: stock status is the shop's while it counts, and staff's else; never for products with parts") {
  Shop shop;
  shop.edit_page(product(1), "stock_status", text("Out of Stock"));
  CHECK(shop.plan().writes[0].to == kHubProducts);
  Fields uncounted = print_fields();
  uncounted["manage_stock"] = false;
  shop.agree(product(2), "products", "2", uncounted);
  shop.edit_page(product(1), "stock_status", text("In Stock"));
  shop.edit_page(product(2), "stock_status", text("Out of Stock"));
  REQUIRE(shop.plan().writes.size() == 1);
  CHECK(shop.plan().writes[0].to == kProductLane);
  shop.edit_shop(product(2), "product_type", text("variable"));
  for (const Write& write : shop.plan().writes) CHECK(write.to == kHubProducts);
}

TEST_CASE("plan: Discontinued is pushed as a draft, counts as destructive, and the shop's Draft does not bounce") {
  Shop shop;
  shop.edit_page(product(1), "status", text("Discontinued"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(plan.writes[0].destructive);
  shop.settle();
  CHECK(shop.shop(product(1), "status") == text("Draft"));
  CHECK(shop.page(product(1), "status") == text("Discontinued"));
  CHECK(shop.plan().writes.empty());
  SECTION("back on sale in Notion") {
    shop.edit_page(product(1), "status", text("Published"));
    CHECK_FALSE(shop.plan().writes[0].destructive);
    shop.settle();
    CHECK(shop.shop(product(1), "status") == text("Published"));
  }
  SECTION("back on sale in the shop") {
    shop.edit_shop(product(1), "status", text("Published"));
    shop.settle();
    CHECK(shop.page(product(1), "status") == text("Published"));
  }
  SECTION("made a draft in Notion: nothing goes out") {
    shop.edit_page(product(1), "status", text("Draft"));
    CHECK(shop.plan().writes.empty());
    shop.settle();
    CHECK(shop.page(product(1), "status") == text("Draft"));
  }
  SECTION("after the state was lost") {
    shop.row(product(1)).base.reset();
    CHECK(shop.plan().writes.empty());
    shop.settle();
    CHECK(shop.page(product(1), "status") == text("Discontinued"));
  }
}

TEST_CASE("plan: an order's status goes out along the list, counted when it cancels; else it is put back as an error") {
  World world;
  world.agree(order(1), "orders", "1", order_fields("ada@example.com"));
  SECTION("completed") {
    world.edit_page(order(1), "status", text("Completed"));
    REQUIRE(world.plan().writes.size() == 1);
    CHECK_FALSE(world.plan().writes[0].destructive);
    world.settle();
    CHECK(world.shop(order(1), "status") == text("Completed"));
  }
  SECTION("cancelled") {
    world.edit_page(order(1), "status", text("Cancelled"));
    CHECK(world.plan().writes[0].destructive);
    world.settle();
    CHECK(world.page(order(1), "net_total") == number("0"));
  }
  SECTION("refunded") {
    world.edit_page(order(1), "status", text("Refunded"));
    const Plan plan = world.plan();
    REQUIRE(plan.refusals.size() == 1);
    CHECK(plan.refusals[0].failure);
    CHECK(plan.refusals[0].field == "status");
    CHECK(world.settle() == 1);
    CHECK(world.page(order(1), "status") == text("Processing"));
    CHECK(world.page(order(1), "sync_status") == text("Error"));
    CHECK(world.plan().refusals.empty());
    world.edit_shop(order(1), "total", number("86"));
    world.settle();
    CHECK(world.page(order(1), "sync_status") == text("Synced"));
  }
}

TEST_CASE("plan: an emptied name or price comes back, and somebody is told") {
  Shop shop;
  shop.edit_page(product(1), "regular_price", FieldValue{});
  shop.edit_page(product(1), "sku", FieldValue{});
  const Plan plan = shop.plan();
  REQUIRE(plan.refusals.size() == 1);
  CHECK((plan.refusals[0].field == "regular_price" && !plan.refusals[0].failure));
  shop.settle();
  CHECK(shop.page(product(1), "regular_price") == number("85"));
  CHECK(is_empty(shop.shop(product(1), "sku")));
}

TEST_CASE("plan: a tracking number is told once for each value, with the carrier, and never on a first link") {
  World world;
  world.agree(order(1), "orders", "1", order_fields("ada@example.com"));
  world.edit_page(order(1), "carrier", text("DHL"));
  CHECK(world.plan().writes.empty());
  world.edit_page(order(1), "tracking_number", text("T1"));
  const Plan plan = world.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK((plan.writes[0].verb == Verb::append && plan.writes[0].via == "tracking"));
  CHECK(change_of(plan.writes[0], "tracking_number")->to == text("T1"));
  CHECK(change_of(plan.writes[0], "carrier")->to == text("DHL"));
  CHECK(world.settle() >= 1);
  CHECK(world.plan().writes.empty());
  world.edit_page(order(1), "tracking_number", text("T2"));
  CHECK(change_of(world.plan().writes[0], "tracking_number")->to == text("T2"));
  world.settle();
  world.edit_page(order(1), "carrier", text("UPS"));
  CHECK(world.plan().writes.empty());
  world.edit_page(order(1), "tracking_number", text("T3"));
  SECTION("cleared") {
    world.edit_page(order(1), "tracking_number", FieldValue{});
    CHECK(world.plan().writes.empty());
  }
  SECTION("not managed") {
    world.edit_page(order(1), "managed", false);
    CHECK(world.plan().writes.empty());
  }
  SECTION("first link") {
    world.row(order(1)).base.reset();
    CHECK(world.plan().writes.empty());
    world.settle();
    CHECK(world.plan().writes.empty());
  }
}

}  // namespace
}  // namespace hsn::sync::plan_test
