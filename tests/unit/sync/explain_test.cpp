#include "sync/explain.hpp"

#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "support/sync_world.hpp"

namespace hsn::sync::explain_test {
namespace {

using test::number;
using test::product;
using test::text;
using test::World;

struct Shop : World {
  Shop() {
    agree(product(1), "products", "1", {{"name", text("Print")}, {"regular_price", number("85")}, {"product_url", text("u")}});
  }
  Explanation why() { return explain(row(product(1)), catalog, policy, *this); }
  FieldWhy why(const std::string& property) {
    for (const FieldWhy& field : why().fields) {
      if (field.property == property) return field;
    }
    FAIL("no field " << property);
    return {};
  }
};

TEST_CASE("explain: a new page without the tick waits for it") {
  Shop shop;
  Row row;
  row.key = {"products", std::string(kPagePrefix) + "p9"};
  row.hub.emplace();
  row.hub->remote_id = "p9";
  row.hub->record.key = row.key;
  row.hub->record.fields = {{"name", text("Vase")}, {"status", text("Published")}, {"product_type", text("Simple")}};
  row.managed = false;
  const auto standing = [&] { return join(explain(row, shop.catalog, shop.policy, shop).record, "; "); };
  CHECK(standing().find("Notion Managed is not ticked") != std::string::npos);
  row.managed = true;
  CHECK(standing().find("it will be made at the service") != std::string::npos);
}

TEST_CASE("explain: says of each field where it goes and why") {
  Shop shop;
  CHECK(shop.why().title == "Print");
  CHECK(shop.why("Regular Price").decision == "nothing to do");
  shop.edit_page(product(1), "regular_price", number("95"));
  shop.edit_shop(product(1), "name", text("Fine print"));
  shop.edit_page(product(1), "product_url", text("x"));
  CHECK(shop.why("Regular Price").decision == "goes to WooCommerce");
  CHECK(shop.why("Regular Price").why == "changed in Notion");
  CHECK(shop.why("Name").decision == "goes to Notion");
  CHECK(shop.why("Product URL").decision == "is put back in Notion");
  const FieldWhy price = shop.why("Regular Price");
  CHECK((price.in_base && price.in_service && price.in_hub));
  CHECK((price.base == number("85") && price.service == number("85") && price.hub == number("95")));
  CHECK(shop.why("Low Stock At").why == "only people change this field");
  CHECK_FALSE(shop.why("Low Stock At").in_service);
}

TEST_CASE("explain: what only goes along with another change is not said to go by itself") {
  World world;
  const RecordKey key{"appointments", "woocommerce:appointment:1"};
  world.agree(key, "products", "1", {{"appointment", text("Tea")}, {"confirmation_page", text("https://a.example.com")}});
  world.edit_shop(key, "confirmation_page", text("https://b.example.com"));
  CHECK(world.plan().writes.empty());
  for (const FieldWhy& field : explain(world.row(key), world.catalog, world.policy, world).fields) {
    if (field.property == "Confirmation Page") CHECK(field.decision == "goes to Notion with the next change of this page");
  }
}

TEST_CASE("explain: a conflict waits for a person") {
  Shop shop;
  shop.catalog.policies[{"products", "name"}] = {{}, config::ConflictPolicy::hold};
  shop.edit_page(product(1), "name", text("A"));
  shop.edit_shop(product(1), "name", text("B"));
  CHECK(shop.why("Name").decision == "waits for a person");
}

TEST_CASE("explain: agrees with the plan, field by field") {
  Shop shop;
  shop.edit_page(product(1), "name", text("A"));
  shop.edit_shop(product(1), "regular_price", number("90"));
  std::set<std::string> explained, planned;
  for (const FieldWhy& field : shop.why().fields) {
    if (field.decision != "nothing to do") explained.insert(field.field);
  }
  for (int round = 0; round < 2; ++round) {
    const Plan plan = shop.plan();
    for (const Write& write : plan.writes) {
      for (const auto& [field, value] : write.agreed) planned.insert(field);
    }
    shop.carry_out(plan);
  }
  CHECK(explained == planned);
}

TEST_CASE("explain: tells what stands in the way of the whole record") {
  Shop shop;
  const auto told = [&](const std::string& words) {
    for (const std::string& line : shop.why().record) {
      if (line.find(words) != std::string::npos) return true;
    }
    return false;
  };
  SECTION("unmanaged") {
    shop.edit_page(product(1), "managed", false);
    CHECK(told("Notion Managed is not ticked"));
  }
  SECTION("detached") {
    shop.row(product(1)).detached = true;
    CHECK(told("trash"));
    CHECK(shop.why().fields.empty());
  }
  SECTION("unreadable") {
    shop.row(product(1)).facets.begin()->second.problem = "no name";
    CHECK(told("WooCommerce: no name"));
  }
  SECTION("gone") {
    shop.row(product(1)).facets.begin()->second.gone = true;
    CHECK(told("deleted in WooCommerce"));
  }
  SECTION("being edited") {
    shop.edit_page(product(1), "name", text("A"));
    shop.row(product(1)).hub->at = shop.policy.now;
    CHECK(told("it waits to be left alone for another 120 s; --now does not wait"));
  }
  SECTION("without a page") {
    shop.row(product(1)).hub.reset();
    CHECK(told("without a page"));
  }
  SECTION("twin") {
    shop.row(product(1)).twins.push_back(*shop.row(product(1)).hub);
    CHECK(told("same External ID"));
  }
  SECTION("a service that is switched off") {
    shop.catalog.services.clear();
    CHECK(told("no enabled service"));
  }
  SECTION("no database") {
    shop.catalog.entities.clear();
    CHECK(told("no usable database"));
  }
}

}  // namespace
}  // namespace hsn::sync::explain_test
