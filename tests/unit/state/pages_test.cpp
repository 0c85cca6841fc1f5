#include <catch2/catch.hpp>

#include "help.hpp"

namespace pages_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

namespace {

Seen page(std::string id, std::string key = kOrder.external_id, Fields fields = {}, Instant created = kNow) {
  Seen page = seen("orders", std::move(key), std::move(id), std::move(fields));
  page.created = created;
  return page;
}
Seen trashed(Seen page) {
  page.gone = true;
  page.record.fields.clear();
  return page;
}
Seen unsure(Seen page, Instant at) {
  page.sure = false;
  page.at = at;
  return page;
}
std::string page_of(const Store& store, const RecordKey& key = kOrder) {
  const auto row = store.row(key);
  return row && row->hub ? row->hub->remote_id : "";
}
Keys twins_of(const Store& store) {
  Keys ids;
  const auto row = store.row(kOrder);
  for (const auto& twin : row->twins) ids.push_back(twin.remote_id);
  return ids;
}

}  // namespace

TEST_CASE("pages: a page pairs with the row its External ID names: so a lost state is rebuilt") {
  auto store = memory();
  SECTION("record first") {
    show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
    show(*store, kPages, {page("p1")});
  }
  SECTION("page first") {
    show(*store, kPages, {page("p1")});
    show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  }
  const auto row = store->row(kOrder);
  CHECK(row->hub->remote_id == "p1");
  CHECK(row->facets.contains(kOrders));
  CHECK(store->linked("orders") == 1);
  CHECK(store->linked("clients") == 0);
}

TEST_CASE("pages: one that carries no External ID is known by its own id until it gets one") {
  auto store = memory();
  show(*store, kPages, {page("p1", "")});
  CHECK(page_of(*store, {"orders", "notion:p1"}) == "p1");
  show(*store, kPages, {page("p1", kOrder.external_id)});
  CHECK(page_of(*store) == "p1");
  CHECK(page_of(*store, {"orders", "notion:p1"}) == "p1");
}

TEST_CASE("pages: one that gets the External ID of a row without page joins that row") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  show(*store, kPages, {page("p1", "")});
  CHECK(page_of(*store).empty());
  show(*store, kPages, {page("p1")});
  CHECK(page_of(*store) == "p1");
  CHECK(store->row({"orders", "notion:p1"})->key == kOrder);
  CHECK(store->row(kOrder)->facets.size() == 1);
}

TEST_CASE("pages: the page's id outranks an External ID that a person has changed or emptied") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7"), seen("orders", "woocommerce:order:8", "8")});
  show(*store, kPages, {page("p1")});
  const auto told = GENERATE(as<std::string>(), "", "woocommerce:order:8", "nonsense");
  show(*store, kPages, {page("p1", told)});
  CHECK(page_of(*store) == "p1");
  CHECK(page_of(*store, {"orders", "woocommerce:order:8"}).empty());
  CHECK_FALSE(store->row({"orders", "nonsense"}));
}

TEST_CASE("pages: of several with one key the oldest is the row's, the others are twins, in whatever order they come") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  const std::vector<Seen> pages{page("pb", kOrder.external_id, {}, after(60)), page("pc", kOrder.external_id, {}, after(0)),
                                page("pa", kOrder.external_id, {}, after(0))};
  const auto order = GENERATE(as<std::vector<std::size_t>>(), std::vector<std::size_t>{0, 1, 2},
                              std::vector<std::size_t>{2, 1, 0}, std::vector<std::size_t>{1, 0, 2});
  for (const auto at : order) show(*store, kPages, {pages[at]});
  CHECK(page_of(*store) == "pa");
  CHECK(twins_of(*store) == Keys{"pc", "pb"});
  drain(*store);
  show(*store, kPages, pages);
  CHECK(drain(*store).empty());  // due once
}

TEST_CASE("pages: one whose making is unknown never outranks another") {
  auto store = memory();
  show(*store, kPages, {page("pb", kOrder.external_id, {}, after(60)), page("pa", kOrder.external_id, {}, Instant{})});
  CHECK(page_of(*store) == "pb");
}

TEST_CASE("pages: a duplicate in the trash is forgotten; if it was the row's page, the next one takes its place") {
  auto store = memory();
  const auto old = page("p1", kOrder.external_id, {}, after(0)), young = page("p2", kOrder.external_id, {}, after(60));
  show(*store, kPages, {old, young});
  store->adopt(std::vector<Store::Agreed>{{kOrder, {{"total", Decimal(85)}}}});
  drain(*store);
  SECTION("the younger") {
    show(*store, kPages, {trashed(young)});
    CHECK(page_of(*store) == "p1");
    CHECK(store->row(kOrder)->base);
  }
  SECTION("the older: nothing has been agreed with the other page") {
    show(*store, kPages, {trashed(old)});
    CHECK(page_of(*store) == "p2");
    CHECK_FALSE(store->row(kOrder)->base);
  }
  CHECK(twins_of(*store).empty());
  CHECK_FALSE(store->row(kOrder)->detached);
  CHECK(drain(*store) == Keys{kOrder.external_id});
}

TEST_CASE("pages: a twin that gets an External ID of its own becomes a row of its own") {
  auto store = memory();
  show(*store, kPages, {page("p1"), page("p2")});
  const auto told = GENERATE(as<std::string>(), "", "woocommerce:order:8");
  show(*store, kPages, {page("p2", told)});
  CHECK(twins_of(*store).empty());
  CHECK(page_of(*store, {"orders", told.empty() ? "notion:p2" : told}) == "p2");
}

TEST_CASE("pages: one in the trash detaches its row, one that comes back re-attaches it") {
  auto store = memory();
  show(*store, kPages, {page("p1", kOrder.external_id, {{"managed", true}})});
  drain(*store);
  show(*store, kPages, {trashed(page("p1"))});
  CHECK(store->row(kOrder)->detached);
  CHECK(store->row(kOrder)->managed);
  CHECK(store->linked("orders") == 0);
  CHECK(drain(*store) == Keys{kOrder.external_id});
  show(*store, kPages, {page("p1", kOrder.external_id, {{"managed", false}})});
  CHECK_FALSE(store->row(kOrder)->detached);
  CHECK_FALSE(store->row(kOrder)->managed);
  CHECK(drain(*store) == Keys{kOrder.external_id});
}

TEST_CASE("pages: Notion Managed stays as last seen while the page does not tell") {
  auto store = memory();
  show(*store, kPages, {page("p1", kOrder.external_id, {{"managed", true}})});
  CHECK(store->row(kOrder)->managed);
  show(*store, kPages, {page("p1", kOrder.external_id, {})});
  CHECK(store->row(kOrder)->managed);
}

TEST_CASE("pages: what a lagging index shows of an older state is ignored") {
  auto store = memory();
  const auto total = [&] { return store->row(kOrder)->hub->record.fields.at("total"); };
  show(*store, kPages, {page("p1", kOrder.external_id, {{"total", Decimal(2)}})});  // sure, at 10:00
  drain(*store);
  SECTION("older") {
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(1)}}), after(-60))});
    CHECK(total() == FieldValue(Decimal(2)));
    CHECK(store->doubts(kPages).empty());
    CHECK(drain(*store).empty());
  }
  SECTION("in the same minute: to be looked at") {
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(1)}}), after(30))});
    CHECK(total() == FieldValue(Decimal(2)));
    CHECK(store->doubts(kPages) == Keys{"p1"});
    CHECK(drain(*store).empty());
    show(*store, kPages, {page("p1", kOrder.external_id, {{"total", Decimal(1)}})});
    CHECK(total() == FieldValue(Decimal(1)));
    CHECK(store->doubts(kPages).empty());
  }
  SECTION("in the same minute and the same: nothing") {
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(2)}}), after(30))});
    CHECK(store->doubts(kPages).empty());
  }
  SECTION("newer: believed; but what was sure before stays the measure") {
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(3)}}), after(60))});
    CHECK(total() == FieldValue(Decimal(3)));
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(1)}}), after(-60))});
    CHECK(total() == FieldValue(Decimal(3)));
  }
  SECTION("a page that was read in the trash is not believed to be back") {
    show(*store, kPages, {trashed(page("p1"))});
    show(*store, kPages, {unsure(page("p1", kOrder.external_id, {{"total", Decimal(2)}}), after(120))});
    CHECK(store->row(kOrder)->detached);
    CHECK(store->doubts(kPages) == Keys{"p1"});
  }
  SECTION("it counts as seen") {
    store->observe(kPages, std::vector{unsure(page("p1"), after(-60))}, std::nullopt, after(500));
    CHECK(store->missing(kPages, after(400)).missing == 0);
  }
}

TEST_CASE("pages: a client's page is found by its e-mail") {
  auto store = memory();
  const auto by_staff = seen("clients", "", "c1", {{"email", text("Anna@Example.com")}});
  SECTION("staff first, an order later") {
    show(*store, kClientPages, {by_staff});
    show(*store, kOrders, {seen("clients", kAnna.external_id, "")});
  }
  SECTION("the order first") {
    show(*store, kOrders, {seen("clients", kAnna.external_id, "")});
    show(*store, kClientPages, {by_staff});
  }
  CHECK(page_of(*store, kAnna) == "c1");
  CHECK(store->row(kAnna)->key == kAnna);
  CHECK(store->row(kAnna)->former == std::set<std::string>{"notion:c1"});
}

TEST_CASE("pages: an order under the address that staff have just typed in belongs to that client") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", kAnna.external_id, "5")});
  show(*store, kClientPages, {seen("clients", kAnna.external_id, "c1", {{"email", text("new@example.com")}})});
  show(*store, kOrders,
       {seen("clients", "client:new@example.com", "", {{"phone", text("1")}}),
        seen("orders", kOrder.external_id, "7", {{"client", names({"client:new@example.com"})}})});
  const auto row = store->row(kAnna);
  CHECK(row->key == kAnna);
  CHECK(row->facets.contains(kOrders));
  CHECK(store->row(kOrder)->facets.at(kOrders).record.fields.at("client") == names({kAnna.external_id}));
}

TEST_CASE("pages: the service tells which page a record was made from, and the two find together") {
  auto store = memory();
  show(*store, kPages, {page("p1", "")});
  auto record = seen("orders", kOrder.external_id, "7");
  SECTION("at once") {
    record.former_key = "notion:p1";
    show(*store, kOrders, {record});
  }
  SECTION("later") {
    show(*store, kOrders, {record});
    record.former_key = "notion:p1";
    show(*store, kOrders, {record});
  }
  CHECK(page_of(*store) == "p1");
  CHECK(store->row({"orders", "notion:p1"})->key == kOrder);
}

TEST_CASE(
    "relink: pairs by hand, even with a younger page; the former page is a twin while it carries the key, and nothing is agreed "
    "any more") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  show(*store, kPages, {page("p1"), page("p2", "", {}, after(60))});
  store->adopt(std::vector<Store::Agreed>{{kOrder, {{"total", Decimal(85)}}}});
  drain(*store);
  REQUIRE(store->relink(kOrder, page("p2", "", {}, after(60))));
  CHECK(page_of(*store) == "p2");
  CHECK_FALSE(store->row(kOrder)->base);
  CHECK(store->row({"orders", "notion:p2"})->key == kOrder);
  CHECK(drain(*store, after(60)) == Keys{kOrder.external_id});
  CHECK(twins_of(*store) == Keys{"p1"});
  show(*store, kPages, {page("p1")});
  CHECK(page_of(*store) == "p2");
  CHECK(twins_of(*store) == Keys{"p1"});
  REQUIRE(store->relink(kOrder, page("p1")));
  CHECK(page_of(*store) == "p1");
  REQUIRE(store->relink(kOrder, page("p3", "")));
  REQUIRE(store->relink(kOrder, page("p2", "")));
  CHECK(twins_of(*store) == Keys{"p1"});  // p3 says nothing of this record
}

TEST_CASE("relink: a page of another record is taken from it") {
  auto store = memory();
  const RecordKey other{"orders", "woocommerce:order:8"};
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7"), seen("orders", other.external_id, "8")});
  show(*store, kPages, {page("p8", other.external_id)});
  store->adopt(std::vector<Store::Agreed>{{other, {{"total", Decimal(85)}}}});
  REQUIRE(store->relink(kOrder, page("p8", other.external_id)));
  CHECK(page_of(*store) == "p8");
  REQUIRE(store->row(other));
  CHECK(page_of(*store, other).empty());
  CHECK_FALSE(store->row(other)->base);
}

TEST_CASE("relink: says what is wrong") {
  auto store = memory();
  CHECK(store->relink(kOrder, page("p1")).error().fault == Fault::not_found);
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  CHECK(store->relink(kOrder, trashed(page("p1"))).error().fault == Fault::bad_data);
  CHECK(store->relink(kOrder, seen("clients", "", "c1")).error().fault == Fault::bad_data);
  Write write;
  write.key = kOrder;
  store->open_intent(1, std::vector{write}, kNow);
  CHECK(store->relink(kOrder, page("p1")).error().fault == Fault::conflict);
}

}  // namespace pages_test
