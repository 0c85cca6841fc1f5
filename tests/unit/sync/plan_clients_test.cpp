// Clients, whom several records tell of.
#include "unit/sync/plan_shop.hpp"

namespace hsn::sync::plan_test {
namespace {

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
  CHECK(world.settle() == 1);
  CHECK(world.page(client("ada@example.com"), "external_ids") == text("email:ada@example.com"));
  CHECK(world.page(client("ada@example.com"), "phone") == text("333"));
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

TEST_CASE("plan: a guest's name is composed of what staff have corrected, and of what the page goes on showing") {
  World world;
  world.agree(client("ada@example.com"), "orders", "", named_fields());
  world.edit_page(client("ada@example.com"), "last_name", text("Byron"));
  world.edit_page(client("ada@example.com"), "managed", true);
  SECTION("at once, and when an order has another") {
    CHECK(world.settle() == 1);
    CHECK(world.page(client("ada@example.com"), "name") == text("Ada Byron"));
    world.edit_shop(client("ada@example.com"), "last_name", text("King"));
    CHECK(world.plan().writes.empty());
  }
  SECTION("on a page that is not managed too: what orders mention does not replace the edit") {
    world.edit_page(client("ada@example.com"), "managed", false);
    world.settle();
    CHECK(world.page(client("ada@example.com"), "last_name") == text("Byron"));
    CHECK(world.page(client("ada@example.com"), "name") == text("Ada Byron"));
  }
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

}  // namespace
}  // namespace hsn::sync::plan_test
