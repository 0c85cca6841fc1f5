// What is not planned, or not yet: records that are gone, pages in the trash or being typed in, sides that are away.
#include "unit/sync/plan_shop.hpp"

namespace hsn::sync::plan_test {
namespace {

TEST_CASE("plan: a record gone at the shop keeps its page, marked, and comes back") {
  Shop shop;
  shop.row(product(1)).facets[kProductLane].gone = true;
  shop.edit_page(product(1), "name", text("Edited meanwhile"));
  const bool by_staff = GENERATE(false, true);
  if (by_staff) shop.edit_page(product(1), "status", text("Draft"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(change_of(plan.writes[0], "status")->overwrites == by_staff);
  CHECK(action_of(*shop.catalog.schema("products"), plan.writes[0]) == "archive");
  CHECK(change_of(plan.writes[0], "status")->to == text("Discontinued"));
  CHECK(shop.settle() == 1);
  CHECK(shop.page(product(1), "sync_status") == text("Source Deleted"));
  CHECK(shop.page(product(1), "name") == text("Edited meanwhile"));
  SECTION("staff may choose another status; it is not put back") {
    shop.edit_page(product(1), "status", text("Draft"));
    CHECK(shop.plan().writes.empty());
  }
  SECTION("back again") {
    shop.row(product(1)).facets[kProductLane].gone = false;
    shop.settle();
    CHECK(shop.page(product(1), "sync_status") == text("Synced"));
    CHECK(shop.page(product(1), "status") == text("Published"));
    CHECK(shop.shop(product(1), "status") == text("Published"));
  }
}

TEST_CASE("plan: a record gone at the shop before it had a page gets none") {
  World world;
  world.tell(product(1), "products", "1", print_fields()).facets[kProductLane].gone = true;
  CHECK(world.plan().writes.empty());
  CHECK(world.plan().unchanged == 1);
}

TEST_CASE("plan: nothing is planned for a page in the trash, nor for a row with an open intent") {
  Shop shop;
  shop.edit_shop(product(1), "regular_price", number("90"));
  SECTION("detached") {
    shop.row(product(1)).detached = true;
    const Plan plan = shop.plan();
    CHECK(plan.writes.empty());
    CHECK_FALSE(plan.wake.at(product(1)).has_value());
  }
  SECTION("held") {
    shop.held.insert(product(1));
    const Plan plan = shop.plan();
    CHECK((plan.writes.empty() && plan.refusals.empty() && plan.unchanged == 0));
    CHECK(plan.wake.at(product(1)).has_value());
  }
}

TEST_CASE("plan: a value that cannot be read from a page is left on both sides, and the page says so until it can") {
  Shop shop;
  auto& page = shop.row(product(1)).hub->record.fields;
  const auto readable = page.at("regular_price");
  page.erase("regular_price");
  page[std::string(kUnread)] = list({"regular_price"});
  SECTION("an edit of another field goes out none the less") {
    shop.edit_page(product(1), "name", text("Fine print"));
    shop.edit_shop(product(1), "regular_price", number("90"));
    CHECK(shop.settle() == 2);
    CHECK(shop.shop(product(1), "name") == text("Fine print"));
    CHECK(shop.shop(product(1), "regular_price") == number("90"));
    CHECK_FALSE(page.contains("regular_price"));
    CHECK(shop.page(product(1), "sync_status") == text("Pending"));
    CHECK(shop.page(product(1), "sync_note") == text("Regular Price: what stands here cannot be read, and does not go out"));
    CHECK(shop.plan().writes.empty());
    page.erase(std::string(kUnread));
    page["regular_price"] = readable;
    shop.settle();
    CHECK(shop.page(product(1), "regular_price") == number("90"));
    CHECK(shop.page(product(1), "sync_status") == text("Synced"));
    CHECK(shop.page(product(1), "sync_note") == FieldValue{});
  }
  SECTION("nobody waits for it where edits do not go out") {
    shop.row(product(1)).managed = false;
    CHECK(shop.plan().writes.empty());
  }
  SECTION("nor where the shop takes no such edit") {
    page[std::string(kUnread)] = list({"product_url"});
    page["regular_price"] = readable;
    page.erase("product_url");
    CHECK(shop.plan().writes.empty());
  }
}

TEST_CASE("plan: a side that could not be read stops the row and is told") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  SECTION("shop") { shop.row(product(1)).facets[kProductLane].problem = "no name"; }
  SECTION("page") { shop.row(product(1)).hub->problem = "relation cut off"; }
  const Plan plan = shop.plan();
  CHECK(plan.writes.empty());
  REQUIRE(plan.refusals.size() == 1);
  CHECK(plan.refusals[0].failure);
  CHECK(plan.wake.at(product(1)).has_value());
}

TEST_CASE("plan: a service that is switched off decides nothing") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.edit_page(product(1), "product_url", text("https://elsewhere.example.com"));
  shop.catalog.services.clear();
  CHECK(shop.plan().writes.empty());
}

TEST_CASE("plan: a page that somebody is typing in waits, in both directions, until its minute and the settle time are over") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine pri"));
  shop.edit_shop(product(1), "regular_price", number("90"));
  Seen& page = *shop.row(product(1)).hub;
  page.at = *parse_instant("2026-11-23T09:58:00Z");
  const Instant settled = *parse_instant("2026-11-23T10:00:00Z");
  shop.policy.now = settled - std::chrono::seconds(1);
  const Plan plan = shop.plan();
  CHECK((plan.writes.empty() && plan.adopts.empty()));
  CHECK(plan.wake.at(product(1)) == settled);
  REQUIRE(plan.refusals.size() == 1);
  CHECK_FALSE(plan.refusals[0].failure);
  SECTION("until then") {
    shop.policy.now = settled;
    CHECK_FALSE(shop.plan().writes.empty());
  }
  SECTION("its minute is one of Notion's clock, which may be ahead of ours, or behind") {
    shop.policy.hub_ahead = std::chrono::hours(2);
    shop.policy.now = settled - std::chrono::hours(2) - std::chrono::seconds(1);
    CHECK(shop.plan().wake.at(product(1)) == settled - std::chrono::hours(2));
    shop.policy.now += std::chrono::seconds(1);
    CHECK(shop.plan().writes.size() == 1);
  }
  SECTION("not with --now") {
    shop.policy.settle = Duration::zero();
    CHECK_FALSE(shop.plan().writes.empty());
  }
  SECTION("not for our own edit") {
    page.by_us = true;
    CHECK_FALSE(shop.plan().writes.empty());
  }
  SECTION("and not at all when there is nothing to do") {
    shop.edit_shop(product(1), "regular_price", number("85"));
    page.record.fields["name"] = text("Print");
    page.at = *parse_instant("2026-11-23T09:59:00Z");
    CHECK_FALSE(shop.plan().wake.at(product(1)).has_value());
  }
}

TEST_CASE("plan: a page born in Notion is made in the shop once it is finished, and then carries the shop's key") {
  World world;
  const RecordKey key{"products", "notion:abc"};
  Row& row = world.rows[key];
  row.key = key;
  row.hub = Seen{};
  row.hub->remote_id = "abc";
  for (const std::string& name : world.catalog.hub_fields["products"]) row.hub->record.fields[name] = FieldValue{};
  row.hub->record.fields["name"] = text("New");
  row.hub->record.fields["status"] = text("Draft");
  CHECK(world.plan().refusals.empty());
  row.managed = true;
  row.hub->record.fields["managed"] = true;
  const Plan unfinished = world.plan();
  CHECK(unfinished.writes.empty());
  REQUIRE(unfinished.refusals.size() == 1);
  CHECK_FALSE(unfinished.refusals[0].failure);
  CHECK(unfinished.refusals[0].error.remedy.find("Regular Price") != std::string::npos);
  row.hub->record.fields["regular_price"] = number("12");
  row.hub->record.fields["woocommerce_id"] = number("13");
  const Plan paired = world.plan();
  CHECK(paired.writes.empty());
  REQUIRE(paired.refusals.size() == 1);
  CHECK(paired.refusals[0].error.remedy.find("product 13 of the shop") != std::string::npos);
  row.hub->record.fields["woocommerce_id"] = FieldValue{};
  const Plan plan = world.plan();
  REQUIRE(plan.writes.size() == 1);
  const Write& write = plan.writes[0];
  CHECK((write.verb == Verb::create && write.to == kProductLane && write.page_id == "abc"));
  CHECK(change_of(write, "regular_price")->to == number("12"));
  CHECK(change_of(write, "notion_page_id")->to == text("abc"));
  CHECK(change_of(write, "sku") == nullptr);
  CHECK(change_of(write, "product_url") == nullptr);
  world.settle();
  CHECK(world.page(product(900), "external_id") == text("woocommerce:product:900"));
  CHECK(world.page(product(900), "source") == text("Manual"));
}

TEST_CASE("plan: of two pages with one key only the younger gets a note, once") {
  Shop shop;
  Row& row = shop.row(product(1));
  Seen twin = *row.hub;
  twin.remote_id = "page-2";
  row.twins.push_back(twin);
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(plan.writes[0].known.remote_id == "page-2");
  CHECK(change_of(plan.writes[0], "sync_status")->to == text("Conflict"));
  CHECK(std::get<std::string>(change_of(plan.writes[0], "sync_note")->to).find("page1") != std::string::npos);
  REQUIRE(plan.refusals.size() == 1);
  CHECK_FALSE(plan.refusals[0].failure);
  shop.carry_out(plan);
  CHECK(shop.plan().writes.empty());
  CHECK_FALSE(shop.plan().wake.at(product(1)).has_value());
}

TEST_CASE("plan: an undone field is left alone until somebody changes it") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.row(product(1)).holds.push_back({"name", digest(text("Print"), text("Fine print"))});
  CHECK(shop.plan().writes.empty());
  shop.edit_page(product(1), "name", text("Finest print"));
  CHECK(shop.plan().writes.size() == 1);
}

TEST_CASE("plan: properties that the database lacks are neither written nor compared") {
  Shop shop;
  shop.catalog.hub_fields["products"].erase("regular_price");
  shop.catalog.hub_fields["products"].erase("sync_note");
  shop.edit_shop(product(1), "regular_price", number("90"));
  CHECK(shop.plan().writes.empty());
  shop.edit_page(product(1), "product_url", text("x"));
  CHECK(shop.settle() == 1);
}

}  // namespace
}  // namespace hsn::sync::plan_test
