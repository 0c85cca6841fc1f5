// A shop's records as the planner finds them, for the tests of plans.
#pragma once

#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "support/sync_world.hpp"
#include "sync/guard.hpp"
#include "sync/plan.hpp"

namespace hsn::sync::plan_test {

using test::change_of;
using test::client;
using test::list;
using test::number;
using test::order;
using test::product;
using test::text;
using test::World;

inline const Lane kProductLane{"woocommerce", "products"}, kHubProducts{"notion", "products"};

inline Fields print_fields() {
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
inline Fields order_fields(const std::string& email) {
  return {{"order", text("#1")},
          {"client", std::vector<Ref>{{"client:" + email}}},
          {"products", std::vector<Ref>{{"woocommerce:product:1"}, {"woocommerce:product:404"}}},
          {"status", text("Processing")},
          {"order_date", Date{*parse_instant("2026-11-01T10:00:33Z"), {}, false, {}}},
          {"total", number("85")},
          {"customer_note", FieldValue{}}};
}
inline Fields ada_fields() {
  return {{"email", text("ada@example.com")},
          {"first_name", text("Ada")},
          {"last_name", text("Lovelace")},
          {"phone", text("+49 30 1")},
          {"city", FieldValue{}}};
}
inline Fields named_fields() {
  return {
      {"email", text("ada@example.com")}, {"first_name", text("Ada")}, {"last_name", text("Lovelace")}, {"phone", FieldValue{}}};
}

struct Shop : World {
  Shop() { agree(product(1), "products", "1", print_fields()); }
};

}  // namespace hsn::sync::plan_test
