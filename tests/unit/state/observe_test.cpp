#include <catch2/catch.hpp>

#include "help.hpp"

namespace observe_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

TEST_CASE("observe: what a service shows becomes a row with all that was said") {
  auto store = memory();
  auto order =
      seen("orders", "woocommerce:order:7", "7", {{"order", text("#1007")}, {"total", Decimal(85)}, {"paid", FieldValue{}}});
  order.version = "2026-11-23T09:59:00";
  order.by_us = true;
  show(*store, kOrders, {order});
  const auto row = store->row(kOrder);
  REQUIRE(row);
  CHECK(row->key == kOrder);
  REQUIRE(row->facets.contains(kOrders));
  CHECK(row->facets.at(kOrders) == order);
  CHECK(row->first_seen == kNow);
  CHECK_FALSE(row->hub);
  CHECK_FALSE(row->base);
  CHECK_FALSE(row->detached);
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
}

TEST_CASE("observe: the same again makes nothing due, whatever it is") {
  auto store = memory();
  auto broken = seen("orders", "woocommerce:order:9", "9");
  broken.problem = "no total";
  auto gone = seen("orders", "woocommerce:order:8", "8");
  gone.gone = true;
  const std::vector<Seen> orders{seen("orders", "woocommerce:order:7", "7", {{"client", names({"client:anna@example.com"})}}),
                                 broken, seen("orders", "woocommerce:order:8", "8"), gone};
  const std::vector<Seen> hearsay{seen("clients", "client:anna@example.com", "", {{"phone", text("1")}})};
  const std::vector<Seen> pages{seen("orders", "woocommerce:order:7", "page-1"), seen("orders", "woocommerce:order:7", "page-2"),
                                seen("orders", "", "page-3", {{"client", names({"@nobody"})}})};
  for (const int round : {1, 2}) {
    show(*store, kOrders, {orders[0], orders[1]});
    if (round == 1) show(*store, kOrders, {orders[2]});
    show(*store, kOrders, {orders[3]});
    show(*store, kOrders, hearsay);
    show(*store, kPages, pages);
    CHECK(drain(*store).empty() == (round == 2));
  }
}

TEST_CASE("observe: a changed value makes its row due, and so does a field that is gone") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(85)}})});
  drain(*store);
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(86)}})});
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {})});
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
}

TEST_CASE("observe: the cursor moves with what was stored before it, each lane its own") {
  auto store = memory();
  store->observe(kOrders, {}, "c1", kNow);
  store->observe(kShop, {}, "p1", kNow);
  store->observe(kOrders, {}, std::nullopt, kNow);
  CHECK(store->lane(kOrders).cursor == "c1");
  CHECK(store->lane(kShop).cursor == "p1");
  CHECK(store->lane(kCustomers).cursor.empty());
  CHECK(store->lanes().size() == 2);
}

TEST_CASE("observe: a record with a new key is re-keyed by its remote id; the old key goes on answering") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  drain(*store);
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  CHECK(drain(*store) == Keys{"client:new@example.com"});
  const auto row = store->row({"clients", "client:old@example.com"});
  REQUIRE(row);
  CHECK(row->key.external_id == "client:new@example.com");
  CHECK(row->former == std::set<std::string>{"client:old@example.com"});
  show(*store, kOrders, {seen("clients", "client:old@example.com", "", {{"phone", text("1")}})});
  CHECK(store->row({"clients", "client:new@example.com"})->facets.size() == 2);
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  CHECK(store->row({"clients", "client:new@example.com"})->key.external_id == "client:old@example.com");
  CHECK(store->row({"clients", "client:new@example.com"})->former == std::set<std::string>{"client:new@example.com"});
}

TEST_CASE("observe: an address given up by one customer may come back as another's") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "6")});
  CHECK(store->row({"clients", "client:old@example.com"})->facets.at(kCustomers).remote_id == "6");
  CHECK(store->row({"clients", "client:new@example.com"})->facets.at(kCustomers).remote_id == "5");
}

TEST_CASE("observe: a person who books under a new address that an order has told of already is one") {
  const Lane bookings{"amelia", "appointments"};
  const auto booker = [](const std::string& address, Instant at) {
    auto person = seen("clients", "client:" + address, "", {{"email", text(address)}, {"amelia_customer_id", Decimal(7)}}, at);
    person.former_key = "amelia:customer:7";
    return person;
  };
  auto store = memory();
  show(*store, bookings, {booker("anna@example.com", kNow)});
  show(*store, kClientPages,
       {seen("clients", kAnna.external_id, "p1", {{"email", text("anna@example.com")}, {"amelia_customer_id", Decimal(7)}})});
  show(*store, kOrders, {seen("clients", "client:lady@example.com", "", {{"email", text("lady@example.com")}})});
  show(*store, bookings, {booker("lady@example.com", after(60))});
  const auto row = store->row({"clients", "client:lady@example.com"});
  REQUIRE((row && row->hub));
  CHECK(row->hub->remote_id == "p1");
  CHECK(row->facets.size() == 2);
  CHECK(*row->facets.at(bookings).record.find("email") == text("lady@example.com"));
  CHECK(store->row(kAnna)->key == row->key);
}

TEST_CASE("observe: an order under an address that nobody knows puts the account in doubt that it names") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5"), seen("clients", "client:b@example.com", "6")});
  auto mention = seen("clients", "client:new@example.com", "");
  SECTION("which may have taken that address") {
    mention.account = "5";
    show(*store, kOrders, {mention});
    CHECK(store->doubts(kCustomers) == std::vector<std::string>{"5"});
    show(*store, kCustomers, {seen("clients", "client:new@example.com", "5", {{"phone", text("1")}})});
    CHECK(store->doubts(kCustomers).empty());
    const auto row = store->row({"clients", "client:old@example.com"});
    REQUIRE(row);
    CHECK(row->key.external_id == "client:new@example.com");
    CHECK(row->facets.size() == 2);
  }
  SECTION("but not a known address, a guest's order, or an account that nobody knows") {
    mention.record.key.external_id = "client:b@example.com";
    mention.account = "5";
    auto guest = seen("clients", "client:guest@example.com", ""), stranger = seen("clients", "client:else@example.com", "");
    stranger.account = "7";
    show(*store, kOrders, {mention, guest, stranger});
    CHECK(store->doubts(kCustomers).empty());
  }
}

TEST_CASE("observe: a claim ends when staff have put one of the two pages into the trash") {
  auto store = memory();
  const auto account = [](std::string key) { return seen("clients", "client:" + std::move(key), "5", {{"phone", text("1")}}); };
  auto own = seen("clients", "client:old@example.com", "p1", {{"email", text("old@example.com")}});
  auto guest = seen("clients", "client:new@example.com", "p2", {{"email", text("new@example.com")}});
  show(*store, kCustomers, {account("old@example.com")});
  show(*store, kClientPages, {own, guest});
  show(*store, kOrders, {seen("clients", "client:new@example.com", "", {{"city", text("Wien")}})});
  show(*store, kCustomers, {account("new@example.com")});
  REQUIRE(store->problems().size() == 1);
  CHECK(store->problems()[0].error.remedy.find("into the trash") != std::string::npos);

  auto& thrown = GENERATE(true, false) ? own : guest;
  const std::string kept = &thrown == &own ? "p2" : "p1";
  thrown.gone = true;
  SECTION("only not shown is not thrown away") {
    thrown.problem = "no such page";
    show(*store, kClientPages, {thrown});
    show(*store, kCustomers, {account("new@example.com")});
    CHECK(store->problems().size() == 1);
  }
  SECTION("the record and what is told of it are one, with the page that is left") {
    show(*store, kClientPages, {thrown});
    show(*store, kCustomers, {account("new@example.com")});
    CHECK(store->problems().empty());
    const auto row = store->row({"clients", "client:old@example.com"});
    REQUIRE(row);
    CHECK(row->key.external_id == "client:new@example.com");
    CHECK(row->facets.size() == 2);
    REQUIRE(row->hub);
    CHECK(row->hub->remote_id == kept);
    CHECK_FALSE(row->hub->gone);
    CHECK(row->twins.empty());
  }
}

TEST_CASE("observe: a second record with a key that is taken is reported, not joined") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:a@example.com", "5"), seen("clients", "client:b@example.com", "6")});
  drain(*store);
  SECTION("by a new key") {
    show(*store, kCustomers, {seen("clients", "client:b@example.com", "5", {{"phone", text("1")}})});
    const auto a = store->row({"clients", "client:a@example.com"});
    CHECK(a->facets.at(kCustomers).remote_id == "5");
    CHECK(a->facets.at(kCustomers).record.find("phone") != nullptr);
    drain(*store);
    show(*store, kCustomers, {seen("clients", "client:b@example.com", "5", {{"phone", text("1")}})});
    CHECK(drain(*store).empty());
  }
  SECTION("by a new record") { show(*store, kCustomers, {seen("clients", "client:b@example.com", "7", {{"phone", text("1")}})}); }
  CHECK(store->row({"clients", "client:b@example.com"})->facets.at(kCustomers).remote_id == "6");
  REQUIRE(store->problems().size() == 1);
  const auto claim = store->problems()[0].error.what;
  CHECK(claim.starts_with("two records claim client:b@example.com: 6 and "));
  const std::string second = claim.find("6 and 5") != std::string::npos ? "5" : "7";
  CHECK(store->doubts(kCustomers) == std::vector<std::string>{second});
  auto other = seen("clients", "client:c@example.com", second);
  other.gone = GENERATE(false, true);  // or it gets an address of its own
  show(*store, kCustomers, {other});
  CHECK(store->problems().empty());
  CHECK(store->doubts(kCustomers).empty());
}

TEST_CASE("observe: a record made anew under the key of one that is gone takes its place") {
  auto store = memory();
  auto gone = seen("clients", "client:a@example.com", "5");
  show(*store, kCustomers, {gone});
  gone.gone = true;
  show(*store, kCustomers, {gone, seen("clients", "client:a@example.com", "6")});
  CHECK(store->row({"clients", "client:a@example.com"})->facets.at(kCustomers).remote_id == "6");
  CHECK(store->problems().empty());
}

TEST_CASE("observe: a new address that only orders have told of so far is the customer's") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kOrders,
       {seen("clients", "client:new@example.com", "", {{"phone", text("1")}}),
        seen("orders", "woocommerce:order:7", "7", {{"client", names({"client:new@example.com"})}})});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  const auto row = store->row({"clients", "client:old@example.com"});
  REQUIRE(row);
  CHECK(row->key.external_id == "client:new@example.com");
  CHECK(row->facets.size() == 2);
  CHECK(store->look().referring(row->key, "orders").size() == 1);
}

TEST_CASE("observe: two services may know one person by two addresses without a tug of war") {
  auto store = memory();
  const Lane amelia{"amelia", "customers"};
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, amelia, {seen("clients", "client:old@example.com", "77")});
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  drain(*store);
  show(*store, amelia, {seen("clients", "client:old@example.com", "77")});
  CHECK(store->row({"clients", "client:old@example.com"})->key.external_id == "client:new@example.com");
  CHECK(drain(*store).empty());
}

TEST_CASE("observe: a former key that the remote tells finds the row") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "")});
  auto now = seen("clients", "client:new@example.com", "5");
  now.former_key = "client:old@example.com";
  show(*store, kCustomers, {now});
  CHECK(store->row({"clients", "client:old@example.com"})->key.external_id == "client:new@example.com");
}

TEST_CASE("observe: hearsay adds up, whichever word comes first, and an empty one takes nothing away") {
  const std::vector<Seen> words{
      seen("clients", kAnna.external_id, "", {{"phone", text("1")}, {"company", text("Old")}, {"state", text("CA")}}, after(-10)),
      seen("clients", kAnna.external_id, "", {{"city", text("Ojai")}, {"company", text("New")}, {"state", {}}}, after(0))};
  for (const bool newest_first : {false, true}) {
    auto store = memory();
    for (int again = 0; again < 2; ++again) {
      show(*store, kOrders, {words[newest_first ? 1 : 0]});
      show(*store, kOrders, {words[newest_first ? 0 : 1]});
      if (again > 0) CHECK(drain(*store).empty());
      drain(*store);
      const auto facet = store->row(kAnna)->facets.at(kOrders);
      CHECK(facet.record.fields ==
            Fields{{"phone", text("1")}, {"city", text("Ojai")}, {"company", text("New")}, {"state", text("CA")}});
      CHECK(facet.at == after(0));
    }
  }
}

TEST_CASE("observe: hearsay replaces hearsay that is not newer, and never what the record itself says") {
  auto store = memory();
  const auto said = [&] { return store->row(kAnna)->facets.at(kOrders).record.fields.at("phone"); };
  const auto hear = [&](const char* phone, int at) {
    show(*store, kOrders, {seen("clients", kAnna.external_id, "", {{"phone", text(phone)}}, after(at))});
  };
  hear("2", 0);
  hear("1", -10);
  CHECK(said() == text("2"));
  hear("2, corrected", 0);
  CHECK(said() == text("2, corrected"));
  hear("3", 10);
  CHECK(said() == text("3"));
  show(*store, kOrders, {seen("clients", kAnna.external_id, "5", {{"phone", text("real")}})});
  hear("4", 20);
  CHECK(said() == text("real"));
  CHECK(store->row(kAnna)->facets.at(kOrders).remote_id == "5");
}

TEST_CASE("observe: an unreadable record keeps its fields, says why, and is looked at again") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(85)}})});
  drain(*store);
  auto broken = seen("orders", "woocommerce:order:7", "7", {{"total", text("rubbish")}});
  broken.problem = "the total is not a number";
  show(*store, kOrders, {broken});
  const auto facet = store->row(kOrder)->facets.at(kOrders);
  CHECK(facet.problem == "the total is not a number");
  CHECK(facet.record.fields.at("total") == FieldValue(Decimal(85)));
  CHECK(store->doubts(kOrders) == Keys{"7"});
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(85)}})});
  CHECK(store->row(kOrder)->facets.at(kOrders).problem.empty());
  CHECK(store->doubts(kOrders).empty());
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
}

TEST_CASE("observe: an unreadable record that nobody knew is kept with its problem") {
  auto store = memory();
  auto broken = seen("orders", "", "7");
  broken.problem = "no JSON";
  show(*store, kOrders, {broken});
  CHECK(store->doubts(kOrders) == Keys{"7"});
  show(*store, kOrders, {seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(85)}})});
  REQUIRE(store->row(kOrder));
  CHECK(store->row(kOrder)->facets.at(kOrders).problem.empty());
  CHECK(store->row(kOrder)->facets.at(kOrders).record.fields.at("total") == FieldValue(Decimal(85)));
}

TEST_CASE("observe: what is gone keeps its fields and may come back; what was never known stays unknown") {
  auto store = memory();
  const auto there = seen("orders", "woocommerce:order:7", "7", {{"total", Decimal(85)}});
  auto gone = seen("orders", "woocommerce:order:7", "7");
  gone.gone = true;
  show(*store, kOrders, {gone});
  CHECK_FALSE(store->row(kOrder));
  show(*store, kOrders, {there});
  drain(*store);
  show(*store, kOrders, {gone});
  CHECK(store->row(kOrder)->facets.at(kOrders).gone);
  CHECK(store->row(kOrder)->facets.at(kOrders).record == there.record);
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
  show(*store, kOrders, {there});
  CHECK_FALSE(store->row(kOrder)->facets.at(kOrders).gone);
  CHECK(drain(*store) == Keys{"woocommerce:order:7"});
}

}  // namespace observe_test
