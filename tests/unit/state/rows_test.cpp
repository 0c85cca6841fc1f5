#include <catch2/catch.hpp>

#include "help.hpp"

namespace rows_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

namespace {

Keys walk(const Store& store, const Scope& scope, Instant now = kNow, std::size_t* most = nullptr) {
  Keys keys;
  Position position;
  while (!position.end) {
    const auto rows = store.rows(scope, now, position);
    if (most) *most = std::max(*most, rows.size());
    for (const auto& row : rows) keys.push_back(row.key.external_id);
  }
  return keys;
}

std::unique_ptr<Store> filled() {
  auto store = memory();
  std::vector<Seen> orders, products, clients;
  for (int i = 0; i < 5; ++i) {
    const auto n = std::to_string(i);
    orders.push_back(seen("orders", "o" + n, "o" + n));
    products.push_back(seen("products", "p" + n, "p" + n));
    clients.push_back(seen("clients", "c" + n, "c" + n));
  }
  show(*store, kOrders, orders);
  show(*store, kShop, products);
  show(*store, kCustomers, clients);
  return store;
}

}  // namespace

TEST_CASE("rows: come in relation order, in chunks of any size, each once") {
  auto store = filled();
  const Keys all{"c0", "c1", "c2", "c3", "c4", "p0", "p1", "p2", "p3", "p4", "o0", "o1", "o2", "o3", "o4"};
  for (const std::size_t chunk : {1U, 2U, 5U, 7U, 15U, 256U}) {
    std::size_t most = 0;
    CHECK(walk(*store, {.entity = {}, .record = {}, .chunk = chunk}, kNow, &most) == all);
    CHECK(most <= chunk);
  }
}

TEST_CASE("rows: only what is due by now, unless everything is asked for") {
  auto store = filled();
  drain(*store);
  store->due({"orders", "o3"}, after(60));
  store->due({"clients", "c1"}, kNow);
  CHECK(walk(*store, {}) == Keys{"c1"});
  CHECK(walk(*store, {}, after(60)) == Keys{"c1", "o3"});
  CHECK(walk(*store, {.entity = "orders", .record = {}}, after(60)) == Keys{"o3"});
  CHECK(walk(*store, {.entity = "orders", .record = {}, .everything = true}).size() == 5);
  CHECK(store->due_counts(kNow) == std::map<std::string, std::size_t>{{"clients", 1}});
  CHECK(store->due_counts(after(60)) == std::map<std::string, std::size_t>{{"clients", 1}, {"orders", 1}});
  CHECK(store->detached_counts().empty());
}

TEST_CASE("rows: one record alone, by any of its keys") {
  auto store = filled();
  show(*store, kCustomers, {seen("clients", "c9", "c1")});
  CHECK(walk(*store, {.entity = {}, .record = RecordKey{"clients", "c1"}}) == Keys{"c9"});
  drain(*store);
  CHECK(walk(*store, {.entity = {}, .record = RecordKey{"clients", "c9"}}).empty());
  CHECK(walk(*store, {.entity = {}, .record = RecordKey{"clients", "c9"}, .everything = true}) == Keys{"c9"});
  CHECK(walk(*store, {.entity = {}, .record = RecordKey{"clients", "nobody"}, .everything = true}).empty());
}

TEST_CASE("rows: what becomes due again behind the position waits for the next pass") {
  auto store = filled();
  Position position;
  REQUIRE(store->rows({.entity = {}, .record = {}, .chunk = 3}, kNow, position).size() == 3);
  show(*store, kCustomers, {seen("clients", "c0", "c0", {{"phone", text("1")}})});
  Keys rest;
  while (!position.end)
    for (const auto& row : store->rows({.entity = {}, .record = {}, .chunk = 3}, kNow, position))
      rest.push_back(row.key.external_id);
  CHECK(rest.size() == 12);
  CHECK(rest.front() == "c3");
}

TEST_CASE("rows: an empty store is at its end at once") {
  Position position;
  CHECK(memory()->rows({}, kNow, position).empty());
  CHECK(position.end);
}

TEST_CASE("adopt: changes the base of the fields named, and only theirs") {
  auto store = filled();
  const RecordKey key{"orders", "o1"};
  store->adopt(std::vector<Store::Agreed>{{key, {{"total", Decimal(1)}, {"status", text("Pending")}}}});
  store->adopt(std::vector<Store::Agreed>{{key, {{"total", Decimal(2)}}}, {{"orders", "nobody"}, {{"total", Decimal(2)}}}});
  CHECK(store->row(key)->base->fields == Fields{{"total", Decimal(2)}, {"status", text("Pending")}});
  CHECK(store->row(key)->base->key == key);
}

TEST_CASE("hold: is added by field, replaced by field, and lifted whole") {
  auto store = filled();
  const RecordKey key{"orders", "o1"};
  store->hold(key, {{"total", "d1"}});
  store->hold(key, {{"status", "d2"}});
  store->hold(key, {{"total", "d3"}});
  CHECK(store->row(key)->holds == std::vector<Hold>{{"status", "d2"}, {"total", "d3"}});
  store->hold(key, {});
  CHECK(store->row(key)->holds.empty());
}

TEST_CASE("problem: is shown until it is cleared, and follows a record to its new key") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  const Error error{Fault::conflict, "what", "where", "remedy"};
  store->problem({"clients", "client:old@example.com"}, "notion", error);
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  REQUIRE(store->problems().size() == 1);
  CHECK(store->problems()[0].key.external_id == "client:new@example.com");
  CHECK(store->problems()[0].service == "notion");
  CHECK(store->problems()[0].error == error);
  store->problem({"clients", "client:old@example.com"}, "woocommerce", std::nullopt);
  CHECK(store->problems().size() == 1);
  store->problem({"clients", "client:old@example.com"}, "notion", std::nullopt);
  CHECK(store->problems().empty());
}

TEST_CASE("note: is kept, replaced, forgotten") {
  auto store = memory();
  CHECK_FALSE(store->note("layout"));
  store->note("layout", "a");
  store->note("layout", std::string("b\0c", 3));
  CHECK(store->note("layout") == std::string("b\0c", 3));
  store->note("layout", "");
  CHECK_FALSE(store->note("layout"));
}

TEST_CASE("match: finds a record by what people have at hand") {
  auto store = memory();
  const std::string page = "1a2b3c4d-1a2b-3c4d-5e6f-0123456789ab";
  show(*store, kOrders,
       {seen("clients", kAnna.external_id, ""), seen("orders", kOrder.external_id, "7", {{"order", text("#1007")}})});
  show(*store, kShop, {seen("products", "woocommerce:product:1007", "1007", {{"sku", text("CUP-Größe")}})});
  show(*store, kPages, {seen("orders", kOrder.external_id, page)});
  const auto hits = [&](const std::string& words) {
    Keys keys;
    for (const auto& key : store->match(words)) keys.push_back(key.external_id);
    return keys;
  };
  CHECK(hits("woocommerce:order:7") == Keys{kOrder.external_id});
  CHECK(hits(" Anna@Example.com ") == Keys{kAnna.external_id});
  CHECK(hits("#1007") == Keys{kOrder.external_id});
  CHECK(hits("1007") == Keys{kOrder.external_id, "woocommerce:product:1007"});
  CHECK(hits("cup-GRÖSSE") == Keys{"woocommerce:product:1007"});
  CHECK(hits("7") == Keys{kOrder.external_id});
  CHECK(hits(page) == Keys{kOrder.external_id});
  CHECK(hits("1A2B3C4D1a2b3c4d5e6f0123456789ab") == Keys{kOrder.external_id});
  CHECK(hits("https://www.notion.so/team/Order-1007-1a2b3c4d1a2b3c4d5e6f0123456789ab?v=00112233445566778899aabbccddeeff#x") ==
        Keys{kOrder.external_id});
  for (const auto* nobody : {"", "  ", "bob@example.com", "https://www.notion.so/", "#", "'; DROP TABLE row; --", "\xff\xfe"})
    CHECK(hits(nobody).empty());
}

TEST_CASE("match: a former address finds the client, who is named once") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5", {{"email", text("old@example.com")}})});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5", {{"email", text("new@example.com")}})});
  CHECK(store->match("old@example.com") == std::vector<RecordKey>{{"clients", "client:new@example.com"}});
  CHECK(store->match("client:old@example.com") == std::vector<RecordKey>{{"clients", "client:new@example.com"}});
  CHECK(store->match("new@example.com") == std::vector<RecordKey>{{"clients", "client:new@example.com"}});
}

}  // namespace rows_test
