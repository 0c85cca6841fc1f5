#include "unit/sync/plan_shop.hpp"

namespace hsn::sync::plan_test {
namespace {

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
