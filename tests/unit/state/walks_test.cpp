#include <catch2/catch.hpp>

#include "help.hpp"

namespace walks_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

TEST_CASE("walks: what a whole walk did not show is counted and put in doubt; gone and hearsay are not missed") {
  auto store = memory();
  auto gone = seen("orders", "woocommerce:order:3", "3");
  show(*store, kOrders,
       {seen("orders", "woocommerce:order:1", "1"), seen("orders", "woocommerce:order:2", "2"), gone,
        seen("clients", kAnna.external_id, "")});
  show(*store, kShop, {seen("products", "woocommerce:product:1", "1")});
  gone.gone = true;
  show(*store, kOrders, {gone});
  show(*store, kOrders, {seen("orders", "woocommerce:order:2", "2")}, after(60));
  const auto missing = store->missing(kOrders, after(60));
  CHECK(missing.missing == 1);
  CHECK(missing.known == 2);
  CHECK(store->missing(kCustomers, after(60)).known == 0);
  store->walked(kOrders, after(60), false);
  CHECK(store->doubts(kOrders).empty());
  store->walked(kOrders, after(60), true);
  CHECK(store->doubts(kOrders) == Keys{"1"});
  CHECK(store->doubts(kShop).empty());
  CHECK(store->lane(kOrders).whole == after(60));
}

TEST_CASE("walks: a doubt stays until the record was read for sure") {
  auto store = memory();
  store->doubt(kPages, "p1");
  store->doubt(kPages, "p1");
  store->doubt(kPages, "");
  CHECK(store->doubts(kPages) == Keys{"p1"});
  auto page = seen("orders", "woocommerce:order:1", "p1");
  page.sure = false;
  show(*store, kPages, {page});
  CHECK(store->doubts(kPages) == Keys{"p1"});
  page.sure = true;
  page.gone = GENERATE(true, false);
  show(*store, kPages, {page});
  CHECK(store->doubts(kPages).empty());
}

TEST_CASE("walks: what stood in a column that is another one now is forgotten, on all rows, and read again") {
  auto store = memory();
  const Fields shown = {{"sku", text("L-1")}, {"name", text("Lamp")}};
  show(*store, kShop, {seen("products", "woocommerce:product:1", "1", shown)});
  store->observe(kProductPages, std::vector{seen("products", "woocommerce:product:1", "p1", shown)}, "2026-11-23T10:00:00Z",
                 kNow);
  const state::Store::Agreed agreed{{"products", "woocommerce:product:1"}, shown};
  store->adopt(std::span(&agreed, 1));
  show(*store, kPages, {seen("orders", "woocommerce:order:1", "p2", shown)});
  drain(*store);
  store->unlearn(kProductPages, std::vector<std::string>{"sku", "weight"}, after(60));
  const auto row = store->row({"products", "woocommerce:product:1"});
  CHECK_FALSE(row->base->find("sku"));
  CHECK_FALSE(row->hub->record.find("sku"));
  CHECK(*row->base->find("name") == text("Lamp"));
  CHECK(*row->hub->record.find("name") == text("Lamp"));
  CHECK(*row->facets.at(kShop).record.find("sku") == text("L-1"));
  CHECK(store->row({"orders", "woocommerce:order:1"})->hub->record.find("sku"));
  CHECK(store->lane(kProductPages).cursor.empty());
  CHECK(drain(*store, after(60)) == Keys{"woocommerce:product:1"});
  // A page that shows what is kept of it is no news.
  show(*store, kProductPages, {seen("products", "woocommerce:product:1", "p1", {{"name", text("Lamp")}})}, after(61));
  CHECK(drain(*store, after(61)).empty());
}

TEST_CASE("walks: an attempt is remembered with its error; a success clears it") {
  auto store = memory();
  store->attempted(kOrders, kNow, "");
  store->attempted(kOrders, after(60), "the shop does not answer");
  CHECK(store->lane(kOrders).attempted == after(60));
  CHECK(store->lane(kOrders).succeeded == kNow);
  CHECK(store->lane(kOrders).error == "the shop does not answer");
  store->attempted(kOrders, after(120), "");
  CHECK(store->lane(kOrders).succeeded == after(120));
  CHECK(store->lane(kOrders).error.empty());
  CHECK_FALSE(store->lane(kOrders).whole);
}

TEST_CASE("walks: remote ids of records, by any of their keys, for those that have one") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5"), seen("clients", "client:b@example.com", "6")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  const std::vector<RecordKey> keys{
      {"clients", "client:b@example.com"}, {"clients", "client:old@example.com"}, {"clients", "nobody"}};
  CHECK(store->remote_ids(kCustomers, keys) == Keys{"6", "5"});
  CHECK(store->remote_ids(kClientPages, keys).empty());
}

}  // namespace walks_test
