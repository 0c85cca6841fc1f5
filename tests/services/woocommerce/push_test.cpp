#include "services/woocommerce/store.hpp"

namespace push_test {

using namespace hsn;
using namespace hsn::test;

namespace {

Seen settled(const std::vector<Write>& writes, const http::Response& response, const woo::WooCommerce& shop = store()) {
  const auto sending = sending_of(writes, shop);
  REQUIRE(sending);
  const auto outcome = shop.wrote(writes, sending->ask, response);
  REQUIRE(outcome);
  REQUIRE(outcome->each.size() == 1);
  REQUIRE(outcome->each[0]);
  return *outcome->each[0];
}

Write tracking() {
  auto write = update("orders", "58", {to("carrier", text("DHL")), to("tracking_number", text("JD0001"))});
  write.verb = Verb::append;
  write.via = "tracking";
  write.known.record.fields = {{"order", text("#58")}, {"total", number("272.47")}};
  write.known.version = "2026-11-23T05:10:37";
  return write;
}

}  // namespace

TEST_CASE("an update sends only what changed, with PUT, and may be repeated") {
  const auto sending = store().write(std::vector{update("products", "13", {to("regular_price", number("130.00"))})});
  REQUIRE(sending);
  CHECK(sending->ask.request.method == "PUT");
  CHECK(http::path_of(sending->ask.request.url) == "/wp-json/wc/v3/products/13");
  CHECK(sent(sending) == Json({{"regular_price", "130.00"}}));
  CHECK(sending->ask.request.repeat == http::Repeat::safe);
  CHECK(sending->taken == 1);
}

TEST_CASE("the answer to a change is the whole record, with what only we know of it") {
  auto write = update("products", "13", {to("regular_price", number("130"))});
  write.known.record.fields = {{"currency", text("USD")}};
  const auto seen = settled({write}, recorded("product_update_price").response);
  CHECK(*seen.record.find("regular_price") == number("130"));
  CHECK(*seen.record.find("name") == text("Breathwork Session (60 min)"));
  CHECK(*seen.record.find("currency") == text("USD"));
  CHECK_FALSE(seen.version.empty());
}

TEST_CASE("an answer that holds another record settles nothing") {
  const std::vector writes{update("products", "14", {to("regular_price", number("130"))})};
  const auto outcome = store().wrote(writes, store().write(writes)->ask, recorded("product_update_price").response);
  CHECK(outcome->each.at(0).error().fault == Fault::ambiguous);
}

TEST_CASE("a new product carries its page's id, goes by POST and is not repeated; hub fields stay here") {
  const std::vector writes{create({to("name", text("Tea & Talk")), to("status", text("Discontinued")),
                                   to("offering", text("Workshop")), to("regular_price", number("12.5")), to("featured", true)})};
  const auto sending = sending_of(writes);
  CHECK(sending->ask.request.method == "POST");
  CHECK(sending->ask.request.repeat == http::Repeat::never);
  CHECK(sent(sending) == Json::parse(R"({"name":"Tea &amp; Talk","status":"draft","regular_price":"12.5","featured":true,
                                         "meta_data":[{"key":"notion_page_id","value":"page-1"}]})"));
  CHECK(settled(writes, recorded("product_create_simple").response).record.key.external_id == "woocommerce:product:13");
}

TEST_CASE("a created product knows its currency at once, so that its page is written once") {
  const std::vector one{create({to("name", text("Tea"))}, "p1")};
  CHECK(settled(one, recorded("product_create_simple").response).record.fields.at("currency") == text("CHF"));

  SECTION("a store that shows it in neither place leaves it unknown, and the product is made") {
    const auto asked = store().write(one);
    const auto again = store().wrote(one, asked->ask, recorded("auth_read_key_writes").response);
    REQUIRE(again->next);
    CHECK(http::path_of(again->next->request.url).find("/settings/general") != std::string::npos);
    const auto sending = store().wrote(one, *again->next, recorded("auth_read_key_writes").response);
    REQUIRE(sending->next);
    CHECK(sending->next->request.method == "POST");
    const auto made = store().wrote(one, *sending->next, recorded("product_create_simple").response);
    CHECK(made->each.at(0)->record.fields.count("currency") == 0);
  }
  SECTION("a store that cannot answer is not sent anything") {
    const auto asked = store().write(one);
    const auto outcome = store().wrote(one, asked->ask, recorded("site_in_maintenance_503").response);
    CHECK_FALSE(outcome->next);
    CHECK(outcome->each.at(0).error().fault == Fault::unreachable);
  }
}

TEST_CASE("a price goes out with the decimals of the store's currency") {
  const auto price = [](const char* currency, const char* typed) {
    auto write = update("products", "13", {to("regular_price", number(typed))});
    write.known.record.fields["currency"] = text(currency);
    return sent(store().write(std::vector{write}))["regular_price"];
  };
  CHECK(price("USD", "12.345") == "12.35");
  CHECK(price("JPY", "1200.4") == "1200");
  CHECK(price("KWD", "1.235") == "1.235");
  CHECK(price("USD", "12.5") == "12.5");
  CHECK(sent(sending_of(std::vector{create({to("name", text("Tea")), to("regular_price", number("9.999"))})}))["regular_price"] ==
        "10");
  const std::vector two{create({to("name", text("Tea")), to("regular_price", number("9.999"))}, "p1"),
                        create({to("name", text("Cup")), to("regular_price", number("1.234"))}, "p2")};
  const auto both = sent(sending_of(two))["create"];
  CHECK(both[0]["regular_price"] == "10");
  CHECK(both[1]["regular_price"] == "1.23");
}

TEST_CASE("the answer to a change keeps the client that the account has told") {
  auto write = update("orders", "58", {to("status", text("Completed"))});
  write.known.record.fields["client"] = std::vector<Ref>{{"client:ada@example.com"}};
  auto body = recorded("order_get").body;
  body["billing"]["email"] = "";
  CHECK(*settled({write}, answer(200, body.dump())).record.find("client") == *write.known.record.find("client"));
}

TEST_CASE("what the store cannot be told is an error of that record, before anything is sent") {
  for (const auto& change : {to("product_url", text("https://x")), to("offering", text("Course")), to("status", text("On Fire")),
                             to("regular_price", text("much"))}) {
    INFO(change.field);
    const auto refused = store().write(std::vector{update("products", "13", {change})});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::bad_data);
    CHECK_THAT(refused.error().where, Catch::Contains("woocommerce:product:13"));
  }
  CHECK_FALSE(store().write(std::vector{update("products", "../orders/1", {to("sku", text("x"))})}));
  CHECK_FALSE(store().write(std::vector{update("orders", "58", {to("status", text("Nonsense"))})}));
}

TEST_CASE("order statuses go by the store's words, custom ones as the mapping file names them") {
  CHECK(sent(store().write(std::vector{update("orders", "58", {to("status", text("On Hold"))})}))["status"] == "on-hold");
  CHECK(sent(store().write(std::vector{update("orders", "58", {to("status", text("Ready for Pickup"))})}))["status"] ==
        "awaiting-pickup");
}

TEST_CASE("a description is read again as the store keeps it, and edited there") {
  auto write = update("products", "13", {to("description", text("Slow <b>breath</b>")), to("short_description", text("Calm"))});
  write.known.record.fields["description"] = text("Deep <b>breath</b>");
  const std::vector one{write, update("products", "14", {to("sku", text("x"))})};
  const auto asked = store().write(one);
  REQUIRE(asked);
  CHECK(asked->taken == 1);
  CHECK(asked->ask.request.method == "GET");
  CHECK(asked->ask.request.url.find("context=edit") != std::string::npos);
  const auto sending = store().wrote(
      one, asked->ask,
      answer(200, R"({"id":13,"description":"<h2>Deep <b>breath</b></h2>\n[video a=\"b\"]\n<img>","short_description":""})"));
  REQUIRE(sending->next);
  CHECK(sending->next->request.method == "PUT");
  const auto body = Json::parse(sending->next->request.body);
  CHECK(body["description"] == "<h2>Slow <b>breath</b></h2>\n[video a=\"b\"]\n<img>");
  CHECK(body["short_description"] == "<p>Calm</p>");

  auto kept = Json::parse(recorded("product_get").response.body);
  kept["description"] = body["description"];
  const auto done = store().wrote(one, *sending->next, answer(200, kept.dump()));
  CHECK(done->each.at(0)->record.fields.at("description") == text("Slow <b>breath</b>"));
}

TEST_CASE("what somebody has changed since it was read is read again before a text or a list is written over it") {
  auto write = update("products", "13", {to("categories", std::vector<std::string>{"Prints"})});
  write.known.version = "2026-11-23T05:09:22";
  const std::vector one{write};
  const auto ask = store().write(one)->ask;
  const auto told = [&](const std::string& modified) {
    return store().wrote(
        one, ask, answer(200, R"({"id":13,"categories":[{"id":3,"name":"Prints"}],"date_modified_gmt":)" + modified + "}"));
  };
  CHECK(told(R"("2026-11-23T05:09:22")")->next);
  CHECK(told("null")->next);
  const auto changed = told(R"("2026-11-23T05:09:23")");
  REQUIRE(changed->each.size() == 1);
  CHECK(changed->each[0].error().fault == Fault::conflict);
}

TEST_CASE("batches take what goes alike, fifty at most, and stop before what must go alone") {
  std::vector<Write> writes;
  for (int i = 1; i <= 60; ++i) writes.push_back(update("orders", std::to_string(i), {to("status", text("Completed"))}));
  auto sending = store().write(writes);
  CHECK(sending->taken == 50);
  CHECK(sent(sending)["update"].size() == 50);
  CHECK(sending->ask.request.repeat == http::Repeat::never);  // somebody may have refunded one of them in between

  writes[3].expect.push_back({{"woocommerce", "orders"}, "status", text("Processing")});
  CHECK(store().write(writes)->taken == 3);
  writes[2] = update("products", "7", {to("sku", text("x"))});
  CHECK(store().write(writes)->taken == 2);
  writes[1] = update("orders", "2", {to("status", text("Nonsense"))});
  CHECK(store().write(writes)->taken == 1);
  CHECK(store().write(writes)->ask.request.method == "PUT");

  auto stock = update("products", "8", {to("stock_quantity", number("4"))});
  stock.known.record.fields = {{"manage_stock", true}, {"stock_quantity", number("5")}};
  CHECK(store().write(std::vector{stock, update("products", "9", {to("sku", text("x"))})})->taken == 1);
}

TEST_CASE("a batch that is refused by itself fails as one, and may be taken singly; after a 5xx nobody knows") {
  const auto shop = store();
  const std::vector writes{update("products", "1", {to("name", text("A"))}), update("products", "2", {to("name", text("B"))})};
  const auto ask = shop.write(writes)->ask;
  for (const int status : {403, 404, 405, 413}) CHECK_FALSE(shop.wrote(writes, ask, answer(status, "<html>no</html>")));
  const auto unsure = shop.wrote(writes, ask, answer(502, "<html>bad gateway</html>"));
  REQUIRE(unsure);
  CHECK(unsure->each.size() == 2);
}

TEST_CASE("a batch of orders: the unknown one is not found, the other is settled") {
  const std::vector writes{update("orders", "57", {to("status", text("On Hold"))}),
                           update("orders", "999999", {to("status", text("Completed"))})};
  const auto outcome = store().wrote(writes, store().write(writes)->ask, recorded("orders_batch").response);
  REQUIRE(outcome->each.size() == 2);
  CHECK(outcome->each[0]->record.key.external_id == "woocommerce:order:57");
  CHECK(*outcome->each[0]->record.find("status") == text("On Hold"));
  CHECK(outcome->each[1].error().fault == Fault::not_found);
}

TEST_CASE("customers: address in two lines, names as they stand, and a new e-mail names the old key") {
  auto write =
      update("customers", "2", {to("company", text("Smith & Sons")), to("address", text("1 Way\n \nFlat 2")), to("city", {})});
  CHECK(sent(store().write(std::vector{write})) ==
        Json::parse(R"({"billing":{"company":"Smith & Sons","address_1":"1 Way","address_2":"Flat 2","city":""}})"));
  write.key.external_id = "client:old@example.com";
  write.changes = {to("email", text("ingrid.vt@example.com"))};
  const auto seen = settled({write}, recorded("customer_get").response);
  CHECK(seen.record.key.external_id == "client:ingrid.vt@example.com");
  CHECK(seen.former_key == "client:old@example.com");
}

TEST_CASE("a variation is written below its parent, and has no name of its own") {
  auto write = update("products", "24/25", {to("regular_price", number("99"))});
  write.known.record.fields = {{"name", text("Seven Gates — Small")}};
  const auto sending = store().write(std::vector{write});
  CHECK(http::path_of(sending->ask.request.url) == "/wp-json/wc/v3/products/24/variations/25");
  const auto seen = settled({write}, recorded("variation_update").response);
  CHECK(seen.remote_id == "24/25");
  CHECK(*seen.record.find("name") == text("Seven Gates — Small"));
  write.changes = {to("name", text("x"))};
  CHECK_FALSE(store().write(std::vector{write}));
}

TEST_CASE("the fields of an update that the store would never take are named, each by itself") {
  auto write = update("products", "24/25",
                      {to("regular_price", number("99")), to("name", text("x")), to("categories", list({"Art"})),
                       to("manage_stock", true), to("stock_quantity", number("1.5"))});
  const auto refused = store().unwritable(write);
  REQUIRE(refused.size() == 4);
  CHECK(refused.at("manage_stock").what == "goes out together with Stock Quantity");
  CHECK(refused.at("name").what == "a variation has no name of its own");
  CHECK(refused.at("categories").remedy == "change it on the page of the whole product");
  CHECK(refused.at("stock_quantity").what == "Stock Quantity \"1.5\" is not a whole number");
  std::erase_if(write.changes, [&](const Change& change) { return refused.contains(change.field); });
  CHECK(store().write(std::vector{write}));

  write = update("products", "24", {to("categories", list({"Art"})), to("name", text("x"))});
  CHECK(store().unwritable(write).empty());  // whether the store has the category is known once it was asked
  write = update("products", "24", {to("manage_stock", true), to("stock_quantity", number("1.5"))});
  write.verb = Verb::create;
  CHECK(store().unwritable(write).empty());  // half a new product may be on sale at the wrong price
}

TEST_CASE("a parcel's number goes as a note to the customer, once") {
  const std::vector writes{tracking()};
  const auto sending = store().write(writes);
  REQUIRE(sending);
  CHECK(http::path_of(sending->ask.request.url) == "/wp-json/wc/v3/orders/58/notes");
  CHECK(sending->ask.request.repeat == http::Repeat::never);
  const auto note = sent(sending);
  CHECK(note["customer_note"] == true);
  CHECK(note["note"] == "Your order is on its way with DHL. Tracking number: JD0001");
  const auto seen = settled(writes, recorded("order_note_create").response);
  CHECK(seen.remote_id == "58");
  CHECK(*seen.record.find("tracking_number") == text("JD0001"));
  CHECK(*seen.record.find("order") == text("#58"));
  const auto lost = store().wrote(writes, sending->ask, recorded("gateway_502_html").response);
  CHECK(lost->each.at(0).error().fault == Fault::ambiguous);
}

TEST_CASE("find: a note that has arrived is known by its words") {
  const auto write = tracking();
  const auto step = store().find(write, instant("2026-11-23T06:00:00Z"));
  REQUIRE(step);
  REQUIRE(step->next);
  CHECK(step->next->request.method == "GET");
  auto notes = recorded("order_notes_list").body;
  auto read = store().read(*step->next, page(notes));
  REQUIRE(read);
  CHECK(read->seen.empty());
  CHECK_FALSE(read->next);
  notes[0]["note"] = "<p>Your order is on its way with DHL. Tracking number: JD0001</p>";
  read = store().read(*step->next, page(notes));
  REQUIRE(read->seen.size() == 1);
  CHECK(read->seen[0].record.key == write.key);
  CHECK(*read->seen[0].record.find("carrier") == text("DHL"));
  CHECK(*read->seen[0].record.find("total") == number("272.47"));
}

TEST_CASE("find: a note is known by its words however the store lays them out") {
  auto write = tracking();
  for (auto& change : write.changes)
    if (change.field == "tracking_number") change.to = text("1Z  <9> &amp;");
  const auto sending = store().write(std::vector{write});
  REQUIRE(sending);
  const auto step = store().find(write, instant("2026-11-23T06:00:00Z"));
  REQUIRE(step);
  auto notes = recorded("order_notes_list").body;
  notes[0]["note"] = sent(sending)["note"];
  CHECK(store().read(*step->next, page(notes))->seen.size() == 1);
}

TEST_CASE("find: a product that has arrived is known by its page's id, whatever our clock says") {
  const auto shop = store();
  const auto step = shop.find(create({to("name", text("a")), to("sku", text("S"))}, "page-9"), instant("2026-11-23T06:00:00Z"));
  REQUIRE(step);
  CHECK(parameter(*step->next, "after") == "2026-11-22T06:00:00");
  CHECK(parameter(*step->next, "order") == "desc");
  const auto other = Json::parse(R"({"id":70,"sku":"S","meta_data":[{"key":"notion_page_id","value":"page-1"}]})");
  const auto ours = Json::parse(R"({"id":71,"sku":"","meta_data":[{"key":"notion_page_id","value":"page-9"}]})");
  auto read = shop.read(*step->next, page(Json::array({other}), 1, 2));
  CHECK(read->seen.empty());
  REQUIRE(read->next);
  CHECK(parameter(*read->next, "page") == "2");
  read = shop.read(*read->next, page(Json::array({ours}), 2, 2));
  REQUIRE(read->seen.size() == 1);
  CHECK(read->seen[0].remote_id == "71");
  CHECK_FALSE(read->next);
  CHECK_FALSE(shop.find(update("products", "13", {to("sku", text("x"))}), instant("2026-11-23T06:00:00Z")));
}

TEST_CASE("check: the store, the key's rights and the currency, each with a remedy") {
  const auto probes = store().probes();
  const auto judge = [&](std::string_view check, const http::Response& response) {
    for (const auto& probe : probes) {
      if (probe.check == check) return probe.judge(response);
    }
    FAIL("no check " << check);
    return remote::Finding{};
  };
  using State = remote::Finding::State;
  CHECK(judge("store", recorded("index_site").response).state == State::ok);
  CHECK(judge("store", answer(200, R"({"namespaces":["wp/v2"]})")).fault == Fault::bad_config);
  CHECK(judge("key: products", recorded("auth_query_string_https").response).state == State::ok);
  CHECK(judge("key: products", recorded("auth_wrong_secret").response).fault == Fault::refused);
  CHECK(judge("key: may write", recorded("products_batch_empty").response).state == State::ok);
  const auto read_only = judge("key: may write", recorded("auth_read_key_writes").response);
  CHECK(read_only.state == State::fail);
  CHECK_THAT(read_only.remedy, Catch::Contains("Read/Write"));
  CHECK(judge("currency", answer(200, R"({"code":"USD"})")).detail == "USD");
  CHECK(judge("currency", recorded("route_unknown").response).state == State::warn);
  for (const auto& probe : probes) {
    CHECK(probe.judge(fail(Fault::unreachable, "no route to host")).state != State::ok);
  }
}

}  // namespace push_test
