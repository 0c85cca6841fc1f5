#include "sync/plan.hpp"

#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "support/sync_world.hpp"
#include "sync/guard.hpp"

namespace hsn::sync::plan_test {
namespace {

using test::change_of;
using test::client;
using test::list;
using test::number;
using test::order;
using test::product;
using test::text;
using test::World;

const Lane kProductLane{"woocommerce", "products"}, kHubProducts{"notion", "products"};

Fields print_fields() {
  return {{"name", text("Print")},
          {"sku", text("P-1")},
          {"product_type", text("simple")},
          {"status", text("Published")},
          {"description", FieldValue{}},
          {"regular_price", number("85")},
          {"sale_price", FieldValue{}},
          {"manage_stock", true},
          {"stock_quantity", number("10")},
          {"stock_status", text("In Stock")},
          {"categories", list({"Prints, small"})},
          {"featured", false},
          {"product_url", text("https://shop.example.com/p")},
          {"woocommerce_id", number("1")},
          {"notion_page_id", FieldValue{}},
          {"notion_managed", FieldValue{}}};
}
Fields order_fields(const std::string& email) {
  return {{"order", text("#1")},
          {"client", std::vector<Ref>{{"client:" + email}}},
          {"products", std::vector<Ref>{{"woocommerce:product:1"}, {"woocommerce:product:404"}}},
          {"status", text("Processing")},
          {"order_date", Date{*parse_instant("2026-11-01T10:00:33Z"), {}, false, {}}},
          {"total", number("85")},
          {"customer_note", FieldValue{}}};
}
Fields ada_fields() {
  return {{"email", text("ada@example.com")},
          {"first_name", text("Ada")},
          {"last_name", text("Lovelace")},
          {"phone", text("+49 30 1")},
          {"city", FieldValue{}}};
}
Fields named_fields() {
  return {
      {"email", text("ada@example.com")}, {"first_name", text("Ada")}, {"last_name", text("Lovelace")}, {"phone", FieldValue{}}};
}

struct Shop : World {
  Shop() { agree(product(1), "products", "1", print_fields()); }
};

TEST_CASE("plan: a first sync makes each page in one write, and a run after it finds nothing to do") {
  World world;
  world.tell(product(1), "products", "1", print_fields());
  world.tell(client("ada@example.com"), "customers", "7", ada_fields());
  world.tell(client("ada@example.com"), "orders", "", named_fields());
  world.tell(order(1), "orders", "1", order_fields("ada@example.com"));
  const Plan first = world.plan();
  CHECK(first.writes.size() == 3);
  for (const Write& write : first.writes) {
    CHECK((write.verb == Verb::create && write.to == Lane{"notion", write.key.entity} && !write.counts));
  }
  world.carry_out(first);
  const Plan second = world.plan();
  CHECK(second.writes.empty());
  CHECK(second.adopts.empty());
  CHECK(second.unchanged == 3);
  for (const auto& [key, wake] : second.wake) CHECK_FALSE(wake.has_value());
}

TEST_CASE("plan: a new page says whose it is, and is managed where it can be pushed") {
  World world;
  world.tell(client("ada@example.com"), "customers", "7", ada_fields());
  world.tell(client("guest@example.com"), "orders", "", named_fields());
  const Plan plan = world.plan();
  REQUIRE(plan.writes.size() == 2);
  const Write& account = plan.writes[0];
  CHECK(change_of(account, "external_id")->to == text("client:ada@example.com"));
  CHECK(change_of(account, "source")->to == text("WooCommerce"));
  CHECK(change_of(account, "business_entity")->to == list({"The HigherSelf Network"}));
  CHECK(change_of(account, "managed")->to == FieldValue(true));
  CHECK(change_of(account, "sync_status")->to == text("Synced"));
  CHECK(change_of(account, "last_sync")->to == FieldValue(Date{world.policy.now, {}, false, {}}));
  CHECK(change_of(account, "name")->to == text("Ada Lovelace"));
  CHECK(change_of(account, "status")->to == text("Active Lead"));
  CHECK(change_of(account, "email_consent")->to == text("Unknown"));
  CHECK(change_of(account, "woocommerce_customer_id")->to == number("7"));
  CHECK(change_of(account, "city") == nullptr);
  CHECK(account.agreed.contains("city"));
  CHECK(change_of(plan.writes[1], "managed")->to == FieldValue(false));
  world.policy.managed_default = false;
  CHECK(change_of(world.plan().writes[0], "managed")->to == FieldValue(false));
}

TEST_CASE("plan: a relation names only records that have a page or will get one") {
  Shop shop;
  shop.tell(order(1), "orders", "1", order_fields("ada@example.com"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(change_of(plan.writes[0], "products")->to == FieldValue(std::vector<Ref>{{"woocommerce:product:1"}}));
  CHECK(change_of(plan.writes[0], "client") == nullptr);
}

TEST_CASE("plan: a shop's change goes to the page alone, with Last Sync") {
  Shop shop;
  shop.edit_shop(product(1), "regular_price", number("90"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  const Write& write = plan.writes[0];
  CHECK((write.verb == Verb::update && write.to == kHubProducts && write.known.remote_id == "page-1"));
  REQUIRE(change_of(write, "regular_price"));
  CHECK(change_of(write, "regular_price")->from == number("85"));
  CHECK(change_of(write, "regular_price")->to == number("90"));
  CHECK(change_of(write, "regular_price")->reason == "changed in WooCommerce");
  CHECK(write.changes.size() == (change_of(write, "last_sync") ? 2 : 1));
  CHECK(shop.settle() == 1);
}

TEST_CASE("plan: a page's edit goes to the shop with its link, then Last Sync is stamped once, then nothing") {
  Shop shop;
  shop.edit_page(product(1), "regular_price", number("95"));
  shop.policy.now += std::chrono::hours(1);
  const Plan out = shop.plan();
  REQUIRE(out.writes.size() == 1);
  const Write& write = out.writes[0];
  CHECK((write.verb == Verb::update && write.to == kProductLane && write.counts && !write.destructive));
  CHECK(write.known.remote_id == "1");
  CHECK(write.page_id == "page-1");
  CHECK(change_of(write, "regular_price")->to == number("95"));
  CHECK(change_of(write, "regular_price")->reason == "changed in Notion");
  CHECK(change_of(write, "notion_page_id")->to == text("page-1"));
  CHECK(change_of(write, "notion_managed")->to == text("true"));
  CHECK(change_of(write, "notion_sync_time") != nullptr);
  CHECK(write.changes.size() == 4);
  CHECK(out.wake.at(product(1)).has_value());
  shop.carry_out(out);
  const Plan stamp = shop.plan();
  REQUIRE(stamp.writes.size() == 1);
  CHECK(stamp.writes[0].to == kHubProducts);
  REQUIRE(stamp.writes[0].changes.size() == 1);
  CHECK(stamp.writes[0].changes[0].field == "last_sync");
  shop.carry_out(stamp);
  CHECK(shop.plan().writes.empty());
  shop.policy.now += std::chrono::hours(24);
  CHECK(shop.plan().writes.empty());
}

TEST_CASE("plan: edits of different fields on both sides both win, with one request a side") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.edit_shop(product(1), "regular_price", number("90"));
  const Plan first = shop.plan();
  REQUIRE(first.writes.size() == 1);
  CHECK(first.writes[0].to == kProductLane);
  CHECK(shop.settle() == 2);
  CHECK(shop.shop(product(1), "name") == text("Fine print"));
  CHECK(shop.page(product(1), "regular_price") == number("90"));
}

TEST_CASE("plan: the page does not wait for a side that may not be written to") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.edit_shop(product(1), "regular_price", number("90"));
  shop.policy.towards.all_services = false;
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(plan.writes[0].to == kHubProducts);
  shop.carry_out(plan);
  const Plan after = shop.plan();
  CHECK(after.writes.empty());
  CHECK(after.wake.at(product(1)).has_value());
}

TEST_CASE("plan: pushing only towards a service writes no content to pages, but the stamp") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.edit_shop(product(1), "regular_price", number("90"));
  shop.tell(product(2), "products", "2", print_fields());
  shop.policy.towards.hub = false;
  shop.policy.towards.hub_ids_only = true;
  shop.policy.now += std::chrono::hours(1);
  shop.carry_out(shop.plan());
  CHECK(shop.shop(product(1), "name") == text("Fine print"));
  const Plan after = shop.plan();
  REQUIRE(after.writes.size() == 1);
  CHECK(after.writes[0].changes.size() == 1);
  CHECK(after.writes[0].changes[0].field == "last_sync");
  CHECK(after.wake.at(product(2)).has_value());
}

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

TEST_CASE("plan: a page that people made and that is paired later gets its sync block") {
  World world;
  world.tell(product(1), "products", "1", print_fields());
  Row& row = world.row(product(1));
  row.hub = Seen{};
  row.hub->remote_id = "page-9";
  for (const std::string& name : world.catalog.hub_fields["products"]) row.hub->record.fields[name] = FieldValue{};
  row.managed = true;
  row.hub->record.fields["managed"] = true;
  row.hub->record.fields["name"] = text("Print");
  world.settle();
  CHECK(world.page(product(1), "external_id") == text("woocommerce:product:1"));
  CHECK(world.page(product(1), "source") == text("WooCommerce"));
  CHECK(world.page(product(1), "sync_status") == text("Synced"));
  CHECK_FALSE(is_empty(world.page(product(1), "last_sync")));
  CHECK(is_empty(world.page(product(1), "business_entity")));
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

TEST_CASE("plan: a client with a new address carries its new key and remembers the old one") {
  World world;
  world.agree(client("ada@example.com"), "customers", "7", ada_fields());
  world.edit_page(client("ada@example.com"), "email", text("countess@example.com"));
  world.carry_out(world.plan());
  Row moved = world.row(client("ada@example.com"));
  world.rows.clear();
  moved.key = client("countess@example.com");
  moved.former.insert("client:ada@example.com");
  world.rows[moved.key] = moved;
  CHECK(world.settle() == 1);
  CHECK(world.page(moved.key, "external_id") == text("client:countess@example.com"));
  CHECK(world.page(moved.key, "external_ids") == text("email:ada@example.com\nwoocommerce:customer:7"));
  CHECK(world.page(moved.key, "source") == text("WooCommerce"));
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

TEST_CASE("plan: a record gone at the shop keeps its page, marked, and comes back") {
  Shop shop;
  shop.row(product(1)).facets[kProductLane].gone = true;
  shop.edit_page(product(1), "name", text("Edited meanwhile"));
  const Plan plan = shop.plan();
  REQUIRE(plan.writes.size() == 1);
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

TEST_CASE("plan: a deleted account is gone even while an order still names the client") {
  World world;
  world.tell(client("ada@example.com"), "orders", "", named_fields());
  world.agree(client("ada@example.com"), "customers", "7", ada_fields());
  world.row(client("ada@example.com")).facets[{"woocommerce", "customers"}].gone = true;
  world.edit_page(client("ada@example.com"), "first_name", text("Augusta"));
  for (const Write& write : world.plan().writes) CHECK(write.to.service == kHub);
  world.settle();
  CHECK(world.page(client("ada@example.com"), "sync_status") == text("Source Deleted"));
  CHECK(world.page(client("ada@example.com"), "first_name") == text("Augusta"));
}

constexpr remote::Binding kBooker[] = {{"email", "/email", remote::Mode::read}, {"phone", "/phone", remote::Mode::read_write}};
constexpr remote::EntityBinding kBookers[] = {{"clients", kBooker}};

TEST_CASE("plan: of two services that know a client, one may lose it, and only those that differ are written to") {
  World world;
  const RecordKey ada = client("ada@example.com");
  world.catalog.services.push_back({"acuity", "Acuity", nullptr, {{"clients", kBookers, {}}}});
  Seen& booker = world.tell(ada, "customers", "7", ada_fields()).facets[{"acuity", "clients"}];
  booker.record = {ada, {{"email", text("ada@example.com")}, {"phone", text("+49 30 2")}}};
  booker.remote_id = "5";
  world.settle();
  world.edit_page(ada, "phone", text("+49 30 2"));
  const Plan plan = world.plan();
  REQUIRE(plan.writes.size() == 1);
  CHECK(plan.writes[0].to == Lane{"woocommerce", "customers"});
  world.settle();
  world.row(ada).facets[{"woocommerce", "customers"}].gone = true;
  CHECK(world.plan().writes.empty());
  world.row(ada).facets[{"acuity", "clients"}].gone = true;
  CHECK(action_of(*world.catalog.schema("clients"), world.plan().writes.at(0)) == "archive");
}

TEST_CASE("plan: what hsn works out is kept true even where an order mentions the same") {
  World world;
  Fields guest = named_fields();
  guest["date_added"] = Date{*parse_instant("2020-01-01T00:00:00Z"), {}, true, {}};
  world.agree(client("ada@example.com"), "orders", "", guest);
  const FieldValue added = world.page(client("ada@example.com"), "date_added");
  world.edit_page(client("ada@example.com"), "date_added", Date{*parse_instant("2021-01-01T00:00:00Z"), {}, true, {}});
  REQUIRE(world.plan().writes.size() == 1);
  CHECK(change_of(world.plan().writes[0], "date_added")->to == added);
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

TEST_CASE("plan: the guest's data comes from orders until staff correct it") {
  World world;
  Fields guest = named_fields();
  guest["phone"] = text("111");
  world.agree(client("ada@example.com"), "orders", "", guest);
  world.edit_shop(client("ada@example.com"), "phone", text("222"));
  CHECK(world.settle() == 1);
  CHECK(world.page(client("ada@example.com"), "phone") == text("222"));
  world.edit_page(client("ada@example.com"), "phone", text("333"));
  world.edit_page(client("ada@example.com"), "email", text("new@example.com"));
  CHECK(world.plan().writes.empty());
  world.edit_shop(client("ada@example.com"), "phone", text("444"));
  CHECK(world.plan().writes.empty());
}

TEST_CASE("plan: an account whose phone an order filled in gets the number that staff write") {
  World world;
  Fields account = ada_fields();
  account["phone"] = FieldValue{};
  world.tell(client("ada@example.com"), "orders", "", named_fields()).facets[{"woocommerce", "orders"}].record.fields["phone"] =
      text("111");
  world.agree(client("ada@example.com"), "customers", "7", account);
  CHECK(world.page(client("ada@example.com"), "phone") == text("111"));
  world.edit_page(client("ada@example.com"), "phone", text("333"));
  world.settle();
  CHECK(world.shop(client("ada@example.com"), "phone") == text("333"));
  CHECK(world.page(client("ada@example.com"), "phone") == text("333"));
}

TEST_CASE("plan: what staff do to a client's name and standing stays") {
  World world;
  world.agree(client("ada@example.com"), "customers", "7", ada_fields());
  world.edit_page(client("ada@example.com"), "name", text("Countess"));
  world.edit_page(client("ada@example.com"), "status", text("Do Not Contact"));
  world.edit_page(client("ada@example.com"), "notes", text("likes engines"));
  CHECK(world.plan().writes.empty());
  world.edit_shop(client("ada@example.com"), "last_name", text("King"));
  CHECK(world.settle() == 1);
  CHECK(world.page(client("ada@example.com"), "name") == text("Countess"));
  CHECK(world.page(client("ada@example.com"), "last_name") == text("King"));
}

TEST_CASE("plan: a paid order raises a lead and dates the last interaction") {
  World world;
  world.agree(client("ada@example.com"), "customers", "7", ada_fields());
  CHECK(world.page(client("ada@example.com"), "client_type") == text("Lead"));
  Fields paid = order_fields("ada@example.com");
  paid["status"] = text("Completed");
  world.agree(order(1), "orders", "1", paid);
  world.settle();
  CHECK(world.page(client("ada@example.com"), "client_type") == text("Client"));
  CHECK(world.page(client("ada@example.com"), "last_interaction") ==
        FieldValue(Date{*parse_instant("2026-11-01T00:00:00Z"), {}, true, {}}));
  CHECK(world.page(client("ada@example.com"), "status") == text("Active Lead"));
  world.edit_page(client("ada@example.com"), "client_type", text("Partner"));
  CHECK(world.plan().writes.empty());
}

TEST_CASE("plan: the same rows give the same plan") {
  Shop shop;
  shop.edit_page(product(1), "name", text("Fine print"));
  shop.tell(product(2), "products", "2", print_fields());
  const Plan a = shop.plan(), b = shop.plan();
  REQUIRE(a.writes.size() == b.writes.size());
  for (std::size_t i = 0; i < a.writes.size(); ++i) CHECK(a.writes[i].changes == b.writes[i].changes);
}

TEST_CASE("plan: words are cut to what a note holds") {
  Shop shop;
  shop.catalog.policies[{"products", "name"}] = {{}, config::ConflictPolicy::hold};
  shop.catalog.policies[{"products", "description"}] = {{}, config::ConflictPolicy::hold};
  for (const char* field : {"name", "description", "sku", "product_url"}) {
    shop.catalog.policies[{"products", field}] = {{}, config::ConflictPolicy::hold};
    shop.edit_page(product(1), field, text(std::string(900, 'p')));
    shop.edit_shop(product(1), field, text(std::string(900, 's')));
  }
  shop.settle();
  CHECK(utf16_length(std::get<std::string>(shop.page(product(1), "sync_note"))) <= 500);
}

TEST_CASE("actions: create, update, archive, and link where only ids and the sync block change") {
  Shop shop;
  const Schema& schema = *shop.catalog.schema("products");
  Write write;
  write.verb = Verb::create;
  CHECK(action_of(schema, write) == "create");
  write.verb = Verb::update;
  write.changes = {{"woocommerce_id", {}, number("1"), ""}, {"last_sync", {}, {}, ""}, {"notion_page_id", {}, text("x"), ""}};
  CHECK(action_of(schema, write) == "link");
  write.changes.push_back({"name", {}, text("x"), ""});
  CHECK(action_of(schema, write) == "update");
  write.changes.push_back({"sync_status", {}, text("Source Deleted"), ""});
  CHECK(action_of(schema, write) == "archive");
  write.verb = Verb::archive;
  CHECK(action_of(schema, write) == "archive");
}

}  // namespace
}  // namespace hsn::sync::plan_test
