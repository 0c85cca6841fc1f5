#include <catch2/catch.hpp>

#include <algorithm>

#include "help.hpp"

namespace refs_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

namespace {

Seen order(const char* id, std::vector<std::string> named, int total = 85) {
  return seen("orders", std::string("woocommerce:order:") + id, id,
              {{"client", names(std::move(named))}, {"total", Decimal(total)}});
}
FieldValue client_of(const Store& store, const char* id = "7") {
  return store.row({"orders", std::string("woocommerce:order:") + id})->facets.at(kOrders).record.fields.at("client");
}

}  // namespace

TEST_CASE("refs: a name that nobody answers to yet stays as it is, and is translated once somebody does") {
  auto store = memory();
  show(*store, kPages, {seen("orders", kOrder.external_id, "p7", {{"client", names({"@c1", "@c2"})}})});
  const auto named = [&] { return store->row(kOrder)->hub->record.fields.at("client"); };
  CHECK(named() == names({"@c1", "@c2"}));
  show(*store, kClientPages, {seen("clients", kAnna.external_id, "c1")});
  CHECK(named() == names({"@c2", kAnna.external_id}));
  show(*store, kClientPages, {seen("clients", kAnna.external_id, "c2")});  // a twin is the same client
  CHECK(named() == names({kAnna.external_id}));
}

TEST_CASE("refs: former keys are translated to the current one, in facets and in the base") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kOrders, {order("7", {"client:old@example.com"})});
  store->adopt(std::vector<Store::Agreed>{{kOrder, {{"client", names({"client:old@example.com"})}}}});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  CHECK(client_of(*store) == names({"client:new@example.com"}));
  CHECK(store->row(kOrder)->base->fields.at("client") == names({"client:new@example.com"}));
}

TEST_CASE("refs: what was agreed on under a name that another record takes was agreed of the former") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5"), seen("clients", "client:b@example.com", "6")});
  show(*store, kOrders, {order("7", {"client:old@example.com"})});
  store->adopt(std::vector<Store::Agreed>{{kOrder, {{"client", names({"client:old@example.com"})}}}});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  const auto base = [&] { return store->row(kOrder)->base->fields.at("client"); };
  CHECK(base() == names({"client:new@example.com"}));
  SECTION("a new one") { show(*store, kCustomers, {seen("clients", "client:old@example.com", "8")}); }
  SECTION("one that was known by another") { show(*store, kCustomers, {seen("clients", "client:old@example.com", "6")}); }
  CHECK(client_of(*store) == names({"client:old@example.com"}));
  CHECK(base() == names({"client:new@example.com"}));
}

TEST_CASE("refs: an order makes its client due, the new one and the one it named before") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:a@example.com", "1"), seen("clients", "client:b@example.com", "2")});
  show(*store, kClientPages, {seen("clients", "client:b@example.com", "c2")});
  drain(*store);
  show(*store, kOrders, {order("7", {"client:a@example.com"})});
  CHECK(drain(*store) == Keys{"client:a@example.com", "woocommerce:order:7"});
  show(*store, kOrders, {order("7", {"@c2"})});
  CHECK(drain(*store) == Keys{"client:a@example.com", "client:b@example.com", "woocommerce:order:7"});
  show(*store, kOrders, {order("7", {"@c2"}, 86)});
  CHECK(drain(*store) == Keys{"client:b@example.com", "woocommerce:order:7"});
}

TEST_CASE("refs: an order wakes its client by a former key, too") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  drain(*store);
  show(*store, kOrders, {order("7", {"client:old@example.com"})});
  CHECK(drain(*store) == Keys{"client:new@example.com", "woocommerce:order:7"});
}

TEST_CASE("refs: a client that gets a page, a key or the trash makes its orders due; another phone number does not") {
  auto store = memory();
  show(*store, kOrders, {order("7", {kAnna.external_id}), order("8", {"@c1"}), order("9", {"client:else@example.com"})});
  show(*store, kCustomers, {seen("clients", kAnna.external_id, "5")});
  drain(*store);
  const Keys with_orders{kAnna.external_id, "woocommerce:order:7", "woocommerce:order:8"};
  show(*store, kClientPages, {seen("clients", kAnna.external_id, "c1")});
  CHECK(drain(*store) == with_orders);
  show(*store, kCustomers, {seen("clients", kAnna.external_id, "5", {{"phone", text("1")}})});
  CHECK(drain(*store) == Keys{kAnna.external_id});
  auto gone = seen("clients", kAnna.external_id, "c1");
  gone.gone = true;
  show(*store, kClientPages, {gone});
  CHECK(drain(*store) == with_orders);
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5", {{"phone", text("1")}})});
  CHECK(drain(*store) == Keys{"client:new@example.com", "woocommerce:order:7", "woocommerce:order:8"});
}

TEST_CASE("refs: referring gives the rows that name a record by any of its names, without gone and detached ones") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  show(*store, kClientPages, {seen("clients", "client:new@example.com", "c1")});
  const RecordKey client{"clients", "client:new@example.com"};
  show(*store, kOrders,
       {order("1", {"client:old@example.com"}), order("2", {"client:new@example.com"}), order("3", {"@c1"}),
        order("4", {"client:new@example.com"}), order("5", {"client:new@example.com"}), order("6", {})});
  auto gone = order("4", {});
  gone.gone = true;
  show(*store, kOrders, {gone});
  auto trashed = seen("orders", "woocommerce:order:5", "p5");
  show(*store, kPages, {trashed});
  trashed.gone = true;
  show(*store, kPages, {trashed});
  Keys found;
  for (const auto& row : store->look().referring(client, "orders")) found.push_back(row.key.external_id);
  CHECK(found == Keys{"woocommerce:order:1", "woocommerce:order:2", "woocommerce:order:3"});
  CHECK(store->look().referring({"clients", "client:old@example.com"}, "orders").size() == 3);
  CHECK(store->look().referring(client, "products").empty());
  CHECK(store->look().referring({"clients", "nobody"}, "orders").empty());
}

TEST_CASE("locate: where a record is at a service, by any of its names") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  show(*store, kOrders, {seen("clients", "client:guest@example.com", "")});
  const auto where = [&](const char* name, const char* service) { return store->locate("clients", name, service).value_or("-"); };
  CHECK(where("client:old@example.com", "woocommerce") == "5");
  CHECK(where("client:new@example.com", "notion") == "-");
  CHECK(where("client:guest@example.com", "woocommerce") == "-");
  CHECK(where("client:guest@example.com", "acuity") == "guest@example.com");
  CHECK(where("client:nobody@example.com", "woocommerce") == "-");
  auto page = seen("clients", "client:new@example.com", "c1");
  show(*store, kClientPages, {page});
  CHECK(where("client:old@example.com", "notion") == "c1");
  CHECK(where("@c1", "woocommerce") == "5");
  page.gone = true;
  show(*store, kClientPages, {page});
  CHECK(where("client:new@example.com", "notion") == "-");
}

TEST_CASE("refs: what has a page or will get one can be named; what is gone, trashed or unknown cannot") {
  auto store = memory();
  CHECK_FALSE(store->look().nameable(kAnna));
  show(*store, kCustomers, {seen("clients", kAnna.external_id, "5")});
  CHECK(store->look().nameable(kAnna));
  show(*store, kClientPages, {seen("clients", kAnna.external_id, "c1")});
  CHECK(store->look().nameable(kAnna));
  auto trashed = seen("clients", kAnna.external_id, "c1");
  trashed.gone = true;
  show(*store, kClientPages, {trashed});
  CHECK_FALSE(store->look().nameable(kAnna));
  auto deleted = seen("orders", kOrder.external_id, "7");
  deleted.gone = true;
  show(*store, kOrders, {deleted});
  CHECK_FALSE(store->look().nameable(kOrder));
}

}  // namespace refs_test
