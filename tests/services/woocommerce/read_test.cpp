#include "services/woocommerce/place.hpp"
#include "services/woocommerce/store.hpp"

namespace read_test {

using namespace hsn;
using namespace hsn::test;

namespace {

FieldValue at_time(std::string_view when) { return Date{instant(when), {}, false, ""}; }

}  // namespace

TEST_CASE("a product belongs to the business entity of the first line of the mapping that names one of its categories") {
  woo::Options options;
  options.entities = {{"sessions", "The Connection Practice"}, {"prints & co", "The 7 Space"}};
  Json product = recorded("product_get").body;
  product["categories"] = {{{"id", 3}, {"name", "Prints &amp; Co"}, {"slug", "prints"}}};
  CHECK(decoded("products", product, options).record.fields.at("business_entity") == text("The 7 Space"));
  product["categories"].push_back({{"id", 4}, {"name", "One to one"}, {"slug", "sessions"}});
  CHECK(decoded("products", product, options).record.fields.at("business_entity") == text("The Connection Practice"));
  product["categories"] = Json::array();
  CHECK(decoded("products", product, options).record.fields.count("business_entity") == 0);
}

TEST_CASE("an order: every field of the page, and the client whom it mentions first") {
  const auto seen = woo::decode(*woo::find_collection("orders"), recorded("order_get_after_refund").body, {woo::Options()});
  REQUIRE(seen.size() == 2);
  const auto& client = seen[0];
  CHECK(client.record.key == RecordKey{"clients", "client:ingrid.vt@example.com"});
  CHECK(client.remote_id.empty());
  CHECK(client.at == instant("2026-11-23T05:10:37Z"));
  CHECK(*client.record.find("first_name") == text("Ingrid"));
  CHECK(*client.record.find("phone") == text("+1 805 555 0142"));
  CHECK(*client.record.find("address") == text("12 Larkspur Lane"));
  CHECK(*client.record.find("postal_code") == text("93023"));
  CHECK(*client.record.find("company") == FieldValue());

  const auto& order = seen[1];
  CHECK(order.record.key == RecordKey{"orders", "woocommerce:order:58"});
  CHECK(order.remote_id == "58");
  CHECK(order.version == "2026-11-23T05:10:37");
  const Fields expected{
      {"order", text("#58")},
      {"client", std::vector<Ref>{{"client:ingrid.vt@example.com"}}},
      {"products", std::vector<Ref>{{"woocommerce:product:14"}, {"woocommerce:product:24"}}},
      {"status", text("Processing")},
      {"order_date", at_time("2026-11-23T05:09:22Z")},
      {"paid_date", at_time("2026-11-23T05:09:22Z")},
      {"completed_date", {}},
      {"total", number("272.47")},
      {"refunded_total", number("106.5")},
      {"currency", text("USD")},
      {"items",
       text("2 × Tidal Bloom — signed print (T7S-TIDAL-01) 153.00\n1 × Seven Gates — giclée - Small, None (T7S-GATES-S) 88.20")},
      {"item_count", number("3")},
      {"payment_method", text("Card")},
      {"billing_name", text("Ingrid Vasquez-Thorne")},
      {"billing_email", text("ingrid.vt@example.com")},
      {"billing_phone", text("+1 805 555 0142")},
      {"shipping_address", text("Ingrid Vasquez-Thorne, 12 Larkspur Lane, Ojai, CA 93023, US")},
      {"customer_note", text("Please leave with the neighbour 🌿")},
      {"woocommerce_id", number("58")},
      {"notion_page_id", text("dddd4444-5555-4666-8777-888899990000")},
      {"notion_managed", {}},
      {"notion_sync_time", at_time("2026-11-23T06:00:00Z")},
  };
  for (const auto& [name, value] : expected) {
    INFO(name);
    REQUIRE(order.record.find(name) != nullptr);
    CHECK(*order.record.find(name) == value);
  }
  CHECK(order.record.fields.size() == expected.size());
}

TEST_CASE("an order without e-mail names no client; one without lines has no items; unfinished checkouts are no orders") {
  const auto seen = woo::decode(*woo::find_collection("orders"), recorded("order_create_empty").body, {woo::Options()});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].record.find("client") == nullptr);
  CHECK(*seen[0].record.find("items") == FieldValue());
  CHECK(*seen[0].record.find("shipping_address") == FieldValue());
  CHECK(*seen[0].record.find("products") == FieldValue());
  for (const auto& draft : {"checkout-draft", "auto-draft"}) {
    CHECK(woo::decode(*woo::find_collection("orders"), {{"id", 5}, {"status", draft}}, {woo::Options()}).empty());
  }
}

TEST_CASE("an order without an e-mail is the account owner's, who is asked for; a guest's is nobody's") {
  auto order = recorded("order_create_empty").body;
  const auto client = store();
  const auto first = client.list(feed("orders"), all());
  CHECK_THAT(parameter(*first.next, "_fields"), Catch::Contains("customer_id"));
  order["customer_id"] = 0;
  CHECK(client.read(*first.next, page(Json::array({order})))->details.empty());

  order["customer_id"] = 7;
  const auto listed = client.read(*first.next, page(Json::array({order})));
  REQUIRE(listed->details.size() == 1);
  CHECK(listed->seen.empty());
  const auto& asked = listed->details[0];
  CHECK(http::path_of(asked.request.url) == "/wp-json/wc/v3/customers/7?_fields=id%2Cemail");
  const auto known = client.read(asked, answer(200, R"({"id":7,"email":"Ada@Example.com"})"));
  REQUIRE(known->seen.size() == 1);
  CHECK(*known->seen[0].record.find("client") == FieldValue(std::vector<Ref>{{"client:ada@example.com"}}));
  CHECK(is_empty(*known->seen[0].record.find("billing_email")));
  const auto deleted = client.read(asked, recorded("customer_get_unknown_404").response);
  REQUIRE(deleted->seen.size() == 1);
  CHECK(deleted->seen[0].record.find("client") == nullptr);
  CHECK_FALSE(client.read(asked, recorded("site_in_maintenance_503").response));

  order["billing"]["email"] = "guest.buyer@example.com";
  const auto told = client.read(*first.next, page(Json::array({order})));
  CHECK(told->details.empty());
  REQUIRE(told->seen.size() == 2);
  CHECK(told->seen[0].account == "7");  // whose address that may be by now
  order["customer_id"] = 0;
  CHECK(client.read(*first.next, page(Json::array({order})))->seen[0].account.empty());
}

TEST_CASE("an order of virtual goods alone needs no fulfillment; one whose products are gone says nothing of it") {
  auto order = recorded("order_get").body;
  CHECK(decoded("orders", order).record.find("fulfillment") == nullptr);
  order["needs_processing"] = false;
  CHECK(*decoded("orders", order).record.find("fulfillment") == text("Not Needed"));
  order["line_items"][0]["product_id"] = 0;
  CHECK(decoded("orders", order).record.find("fulfillment") == nullptr);
  order["line_items"] = Json::array();
  CHECK(decoded("orders", order).record.find("fulfillment") == nullptr);
}

TEST_CASE("a custom status is named without blanks at its ends, and one that has no name is none") {
  const auto status = [](const char* word) { return *decoded("orders", {{"id", 5}, {"status", word}}).record.find("status"); };
  CHECK(status("ready-to-ship") == text("Ready To Ship"));
  CHECK(status("nn-") == text("Nn"));
  CHECK(status("-") == FieldValue());
}

TEST_CASE("money has the decimals of its currency") {
  const auto lines = Json::parse(R"([{"name":"A","product_id":9,"quantity":1,"total":"1.2350"}])");
  const auto order = [&](const char* currency) {
    return decoded("orders", {{"id", 5}, {"currency", currency}, {"total", "1.2350"}, {"line_items", lines}}).record;
  };
  CHECK(*order("USD").find("items") == text("1 × A 1.24"));
  CHECK(*order("USD").find("total") == number("1.24"));
  CHECK(*order("KWD").find("items") == text("1 × A 1.235"));
  CHECK(*order("KWD").find("total") == number("1.235"));
  CHECK(*order("JPY").find("items") == text("1 × A 1"));
  CHECK(*order("JPY").find("total") == number("1"));

  const auto price = [](const char* written, const char* currency) {
    const auto seen = decoded("products", {{"id", 5}, {"regular_price", written}}, {}, currency);
    return std::get<Decimal>(*seen.record.find("regular_price")).written();
  };
  CHECK(price("85.125", "USD") == "85.13");
  CHECK(price("85.000", "USD") == "85.000");  // as the shop wrote it: undo puts it back so
  CHECK(price("85.125", "") == "85.125");
}

TEST_CASE("the e-mail is folded, so that one person is one client") {
  const auto seen = woo::decode(*woo::find_collection("orders"), {{"id", 5}, {"billing", {{"email", " Ingrid.VT@Example.com "}}}},
                                {woo::Options()});
  CHECK(seen.at(0).record.key.external_id == "client:ingrid.vt@example.com");
}

TEST_CASE("a line whose product is gone, or named twice, gives no relation of its own") {
  const auto lines =
      Json::parse(R"([{"name":"A","product_id":0,"quantity":1,"total":"5.00"},{"name":"","product_id":9,"quantity":2,
                                      "total":"7.5","sku":null},{"name":"C &amp; D","product_id":9,"quantity":1,"total":"1"}])");
  const auto seen = decoded("orders", {{"id", 5}, {"line_items", lines}});
  CHECK(*seen.record.find("products") == FieldValue(std::vector<Ref>{{"woocommerce:product:9"}}));
  CHECK(*seen.record.find("items") == text("1 × A 5.00\n2 × (no name) 7.50\n1 × C & D 1.00"));
}

TEST_CASE("order statuses: the store's by name, custom ones by the mapping file or in title case") {
  const woo::Statuses custom{{"awaiting-pickup", "Ready for Pickup"}};
  CHECK(woo::status_name("on-hold", custom) == "On Hold");
  CHECK(woo::status_name("awaiting-pickup", custom) == "Ready for Pickup");
  CHECK(woo::status_name("in-the-kiln", custom) == "In The Kiln");
  CHECK(woo::status_word("ready for pickup", custom) == "awaiting-pickup");
  CHECK(woo::status_word("On Hold", custom) == "on-hold");
  CHECK_FALSE(woo::status_word("Lost", custom));
}

TEST_CASE("a custom status that shows as one of the store's own does not take that one's place on the way back") {
  const woo::Statuses custom{{"shipped", "Completed"}};
  CHECK(woo::status_name("shipped", custom) == "Completed");
  CHECK(woo::status_word("Completed", custom) == "completed");
}

TEST_CASE("a product: prices as decimals, labels decoded and sorted, descriptions as markup, empty apart from unknown") {
  auto body = recorded("product_create_stock_managed").body;
  body["categories"] = Json::parse(R"([{"id":2,"name":"Workshops &amp; Circles"},{"id":1,"name":"Prints"}])");
  body["description"] = "<p>Printed in <strong>two</strong> colours</p>";
  body.erase("tags");
  const auto seen = decoded("products", body, {}, "USD");
  CHECK(seen.record.key == RecordKey{"products", "woocommerce:product:14"});
  CHECK(*seen.record.find("regular_price") == number("85"));
  CHECK(*seen.record.find("sale_price") == number("70.5"));
  CHECK(*seen.record.find("currency") == text("USD"));
  CHECK(*seen.record.find("status") == text("Published"));
  CHECK(*seen.record.find("categories") == FieldValue(std::vector<std::string>{"Prints", "Workshops & Circles"}));
  CHECK(*seen.record.find("description") == text("Printed in <b>two</b> colours"));
  CHECK(*seen.record.find("short_description") != FieldValue(std::string("x")));
  CHECK(seen.record.find("tags") == nullptr);
  CHECK(*seen.record.find("images") == FieldValue());
}

TEST_CASE("trap: tags in a name are the store's layout, no words; encoded ones are words") {
  const auto name = [](const char* there) { return *decoded("products", {{"id", 3}, {"name", there}}).record.find("name"); };
  CHECK(name("New <em>Moon</em> &amp; Tide") == text("New Moon & Tide"));
  CHECK(name("5 &lt; 6 &lt;b&gt;") == text("5 < 6 <b>"));
  auto parent = recorded("product_get_variable").body;
  parent["name"] = "New <em>Moon</em>";
  const auto client = store(true);
  const auto first = client.list(feed("products"), since("2026-11-23T05:00:00 USD"));
  const auto listed = client.read(*first.next, page(Json::array({parent})));
  REQUIRE(listed->details.size() == 1);
  const auto variations = client.read(listed->details[0], page(Json::array({{{"id", 25}}})));
  CHECK(*variations->seen.at(0).record.find("name") == text("New Moon"));
}

TEST_CASE("products of all kinds: variable, without price, grouped, external, draft") {
  const auto variable = decoded("products", recorded("product_get_variable").body);
  CHECK(*variable.record.find("product_type") == text("variable"));
  CHECK(*variable.record.find("regular_price") == FieldValue());
  CHECK(*variable.record.find("stock_quantity") == FieldValue());
  CHECK(*decoded("products", recorded("product_create_draft").body).record.find("status") == text("Draft"));
  for (const std::string type : {"grouped", "external", "subscription"}) {
    CHECK(*decoded("products", {{"id", 3}, {"type", type}}).record.find("product_type") == text(type));
  }
  // A status outside of the closed mapping is not known to be anything.
  CHECK(decoded("products", {{"id", 3}, {"status", "future"}}).record.find("status") == nullptr);
}

TEST_CASE("a record that cannot be read says which field; the others of the page are read") {
  const auto list = Json::parse(R"([{"id":1,"name":"a","regular_price":"abc"},{"id":2,"name":["b"]},{"id":3,"name":"c"}])");
  auto step = store().list(feed("products"), since("2026-11-23T05:10:00 USD"));
  const auto read = store().read(*step.next, page(list));
  REQUIRE(read);
  REQUIRE(read->seen.size() == 3);
  CHECK_THAT(read->seen[0].problem, Catch::Contains("regular_price") && Catch::Contains("abc"));
  CHECK_THAT(read->seen[1].problem, Catch::Contains("name"));
  CHECK(read->seen[2].problem.empty());
  CHECK_FALSE(store().read(*step.next, page(Json::parse(R"([{"name":"no id"}])"))));
  CHECK_FALSE(store().read(*step.next, answer(200, R"({"id":1})")));
}

TEST_CASE("a first walk: the currency once, all by id, the trash, and a cursor that keeps the currency") {
  const auto shop = store();
  auto step = shop.list(feed("products"), since(""));
  REQUIRE(step.next);
  CHECK(http::path_of(step.next->request.url).starts_with("/wp-json/wc/v3/data/currencies/current"));
  auto read = shop.read(*step.next, answer(200, R"({"code":"USD"})"));
  REQUIRE(read);
  REQUIRE(read->next);
  CHECK(parameter(*read->next, "orderby") == "id");
  CHECK(parameter(*read->next, "per_page") == "100");
  read = shop.read(*read->next, page(Json::array({recorded("product_get").body}), 1, 2));
  REQUIRE(read);
  CHECK(*read->seen.at(0).record.find("currency") == text("USD"));
  CHECK(parameter(*read->next, "page") == "2");
  read = shop.read(*read->next, page(Json::array({recorded("product_get_variable").body}), 2, 2));
  CHECK(parameter(*read->next, "status") == "trash");
  CHECK(parameter(*read->next, "page") == "1");
  CHECK_FALSE(read->cursor);
  read = shop.read(*read->next, page(Json::array()));
  REQUIRE(read->cursor);
  CHECK_FALSE(read->next);
  // The store's clock at the first answer is 05:30, the newest record is older: from there on.
  CHECK(*read->cursor == "2026-11-23T05:06:34 USD" + std::string());

  const auto again = shop.list(feed("products"), since(*read->cursor));
  CHECK(parameter(*again.next, "modified_after") == "2026-11-23T05:01:33");
}

TEST_CASE("the cursor: the server's start, or the newest record if earlier, but not more than an hour back") {
  woo::Place place;
  place.began = "2026-11-23T05:30:00";
  place.newest = "2026-11-23T05:00:00";
  CHECK(woo::reached(place) == "2026-11-23T05:00:00");
  place.newest = "2026-11-20T05:00:00";
  CHECK(woo::reached(place) == "2026-11-23T04:30:00");
  place.newest = "2026-11-23T05:45:00";
  CHECK(woo::reached(place) == "2026-11-23T05:30:00");
  place.newest.clear();
  CHECK(woo::reached(place) == "2026-11-23T05:30:00");
  place.began.clear();
  place.newest = "2026-11-23T05:00:00";
  CHECK(woo::reached(place) == "2026-11-23T05:00:00");
}

TEST_CASE("a store that does not tell its currency is asked twice, then the products go without") {
  const auto shop = store();
  const auto step = shop.list(feed("products"), all());
  auto read = shop.read(*step.next, recorded("route_unknown").response);
  REQUIRE(read);
  CHECK(http::path_of(read->next->request.url).starts_with("/wp-json/wc/v3/settings/general?"));
  read = shop.read(*read->next, recorded("auth_unknown_key").response);
  REQUIRE(read);
  read = shop.read(*read->next, page(Json::array({recorded("product_get").body})));
  REQUIRE(read);
  CHECK(read->seen.at(0).record.find("currency") == nullptr);
}

TEST_CASE("a currency that cannot be a code is none, whether the store tells it or a damaged cursor") {
  const auto shop = store();
  const auto read = shop.read(*shop.list(feed("products"), all()).next, answer(200, R"({"code":"U S\u0000D"})"));
  REQUIRE(read);
  CHECK(http::path_of(read->next->request.url).starts_with("/wp-json/wc/v3/settings/general?"));
  const auto step = shop.list(feed("products"), since("2026-11-23T05:06:34 \x01 \""));
  CHECK(http::path_of(step.next->request.url).starts_with("/wp-json/wc/v3/data/currencies/current"));
}

TEST_CASE("a cache that shows the same page under every number ends the walk with an error") {
  const auto shop = store();
  Json full = Json::array();
  for (int id = 1; id <= 100; ++id) full.push_back({{"id", id}, {"date_modified_gmt", "2026-11-23T05:10:00"}});
  const http::Response same{200, {{"Date", "Mon, 23 Nov 2026 05:30:00 GMT"}}, dump_json(full), {}};  // without X-WP-Total
  const auto feed_name = GENERATE("orders", "customers");
  const auto window = GENERATE(all(), since("2026-11-23T05:00:00"));
  auto read = shop.read(*shop.list(feed(feed_name), window).next, same);
  int pages = 1;
  for (; read && read->next && pages < 10; ++pages) read = shop.read(*read->next, same);
  CHECK(pages <= 4);
  REQUIRE_FALSE(read);
  CHECK(read.error().fault == Fault::bad_data);
  CHECK(read.error().remedy.find("cache") != std::string::npos);
}

TEST_CASE("fewer records than a page before: what stood first on this page has moved up, and is read there") {
  const auto shop = store();
  const auto two = Json::array({{{"id", 3}}, {{"id", 4}}});
  auto read = shop.read(*shop.list(feed("orders"), all()).next, page(two, 1, 9));
  for (const char* number : {"2", "3", "4"}) {
    CHECK(parameter(*read->next, "page") == number);
    read = shop.read(*read->next, page(Json::array({{{"id", *number - '0'}}, {{"id", *number}}}), *number - '0', 9));
  }
  const auto [left, back] = GENERATE(table<const char*, const char*>({{"899", "4"}, {"898", "4"}, {"897", "3"}, {"100", "1"}}));
  auto shrunk = page(two, 5, 9);
  shrunk.headers[1] = {"X-WP-Total", left};
  read = shop.read(*read->next, shrunk);
  CHECK(parameter(*read->next, "page") == back);
  read = shop.read(*read->next, shrunk);
  CHECK(parameter(*read->next, "page") == std::to_string(std::stoi(back) + 1));
}

TEST_CASE("the cursor of a few changes: the newest of them, else it stays; of many the server's start") {
  woo::Place place;
  place.began = "2026-11-23T05:30:00";
  place.mark = "2026-11-23T01:00:00";
  CHECK(woo::reached(place) == "2026-11-23T01:00:00");
  place.newest = "2026-11-23T00:58:00";
  CHECK(woo::reached(place) == "2026-11-23T01:00:00");
  place.newest = "2026-11-23T05:10:00";
  CHECK(woo::reached(place) == "2026-11-23T05:10:00");
  place.newest = "2030-01-01T00:00:00";
  CHECK(woo::reached(place) == "2026-11-23T05:30:00");
  place.newest = "2026-11-23T01:00:00";
  place.many = true;
  CHECK(woo::reached(woo::place_of(woo::carry(place))) == "2026-11-23T04:30:00");
}

TEST_CASE("what comes after the currency rides in the note of the walk; a note that does not say begins anew") {
  woo::Place place;
  place.phase = woo::Phase::currency;
  place.next = woo::Phase::these;
  CHECK(woo::place_of(woo::carry(place)).next == woo::Phase::these);
  CHECK(woo::place_of(R"({"phase":0,"page":1,"wanted":"8"})").next == woo::Phase::everything);
}

TEST_CASE("records by id: a hundred in a request, then the trash, then one by one; 404 is gone") {
  const auto shop = store();
  std::vector<std::string> ids;
  for (int i = 1; i <= 101; ++i) ids.push_back(std::to_string(i));
  const auto step = shop.list(feed("orders"), these(ids));
  CHECK_FALSE(step.next);
  REQUIRE(step.details.size() == 2);
  CHECK(parameter(step.details[1], "include") == "101");
  CHECK(parameter(step.details[1], "per_page") == "100");

  const auto asked = shop.list(feed("orders"), these({"58", "63", "999999"})).details.at(0);
  auto read = shop.read(asked, page(Json::array({recorded("order_get").body})));
  REQUIRE(read);
  CHECK(own(read->seen).remote_id == "58");
  REQUIRE(read->details.size() == 1);
  CHECK(parameter(read->details[0], "include") == "63,999999");
  CHECK(parameter(read->details[0], "status") == "trash");
  read = shop.read(read->details[0], page(Json::array({recorded("order_get_trashed").body})));
  REQUIRE(read);
  CHECK(*own(read->seen).record.find("status") == text("Trashed"));
  REQUIRE(read->details.size() == 1);
  const auto last = read->details[0];
  CHECK(last.about == "999999");
  read = shop.read(last, recorded("order_get_unknown_404").response);
  REQUIRE(read);
  REQUIRE(read->seen.size() == 1);
  CHECK(read->seen[0].gone);
  CHECK(read->seen[0].record.key.external_id == "woocommerce:order:999999");
  // A failed look-up is never "not found".
  CHECK_FALSE(shop.read(last, answer(404, "<html>not here</html>")));
  CHECK_FALSE(shop.read(last, recorded("gateway_502_html").response));
  CHECK_FALSE(shop.read(last, recorded("route_unknown").response));
}

TEST_CASE("variations are pages of their own when asked for: title, key, id and stock") {
  const auto shop = store(true);
  auto step = shop.list(feed("products"), since("2026-11-23T05:00:00 USD"));
  auto read = shop.read(*step.next, page(Json::array({recorded("product_get_variable").body})));
  REQUIRE(read);
  REQUIRE(read->details.size() == 1);
  CHECK(http::path_of(read->details[0].request.url).starts_with("/wp-json/wc/v3/products/24/variations?"));
  read = shop.read(read->details[0], page(recorded("variations_list").body));
  REQUIRE(read);
  REQUIRE(read->seen.size() == 2);
  const auto& large = read->seen[0];
  CHECK(large.record.key.external_id == "woocommerce:variation:24:26");
  CHECK(large.remote_id == "24/26");
  CHECK(*large.record.find("name") == text("Seven Gates — giclée — Large, Oak"));
  CHECK(*large.record.find("product_type") == text("variation"));
  CHECK(*large.record.find("currency") == text("USD"));
  CHECK(*large.record.find("stock_quantity") == number("3"));
  CHECK(large.record.find("categories") == nullptr);
  CHECK(store().read(*step.next, page(Json::array({recorded("product_get_variable").body})))->details.empty());

  auto by_id = shop.list(feed("products"), these({"24/26", "24/99"}));
  by_id = *shop.read(by_id.details.at(0), answer(200, R"({"code":"USD"})"));
  REQUIRE(by_id.details.size() == 1);
  CHECK(parameter(by_id.details[0], "include") == "26,99");
  read = shop.read(by_id.details[0], page(Json::array({recorded("variations_list").body[0]})));
  REQUIRE(read->details.size() == 1);
  read = shop.read(read->details[0], recorded("variation_wrong_parent_404").response);
  CHECK(read->seen.at(0).gone);
  CHECK(read->seen.at(0).record.key.external_id == "woocommerce:variation:24:99");
}

TEST_CASE("a backfill's window is read by date, by change and in the trash, and moves no cursor") {
  const auto shop = store();
  remote::Window window;
  window.kind = remote::Window::Kind::range;
  window.from = instant("2026-11-01T00:00:00Z");
  window.until = instant("2026-11-02T00:00:00Z");
  auto ask = shop.list(feed("orders"), window).next;
  std::vector<std::string> seen;
  while (ask) {
    seen.push_back(parameter(*ask, "after") + "|" + parameter(*ask, "modified_after") + "|" + parameter(*ask, "status"));
    const auto read = shop.read(*ask, page(Json::array()));
    REQUIRE(read);
    CHECK_FALSE(read->cursor);
    ask = read->next;
    REQUIRE(seen.size() < 9);
  }
  CHECK(seen == std::vector<std::string>{"2026-10-31T23:59:59||", "|2026-10-31T23:59:59|", "2026-10-31T23:59:59||trash"});
}

TEST_CASE("customers: keyed by e-mail, linked by id") {
  const auto seen = decoded("customers", recorded("customer_get").body);
  CHECK(seen.record.key == RecordKey{"clients", "client:ingrid.vt@example.com"});
  CHECK(seen.remote_id == "2");
  CHECK(*seen.record.find("woocommerce_customer_id") == number("2"));
  CHECK(*seen.record.find("last_name") == text("Vasquez-Thorne"));
  CHECK(*seen.record.find("address") == text("12 Larkspur Lane"));
  CHECK(*decoded("customers", Json::parse(R"({"id":2,"email":"a@b.c","billing":{"address_1":"1 Way","address_2":"Flat 2"}})"))
             .record.find("address") == text("1 Way\nFlat 2"));
  CHECK(
      woo::decode(*woo::find_collection("customers"), {{"id", 7}, {"email", ""}}, {woo::Options()}).empty());  // nobody's client
}

TEST_CASE("a review names its writer, who becomes a client where feedback may make some") {
  const Json review{{"id", 9}, {"rating", 4}, {"review", "Fine"}, {"reviewer", "Ana"}, {"reviewer_email", "Ana@example.com"}};
  const auto read = [&](bool creates_clients) {
    woo::Options options;
    options.creates_clients = creates_clients;
    return woo::decode(*woo::find_collection("reviews"), review, {options});
  };
  REQUIRE(read(true).size() == 2);
  CHECK(read(true)[0].record.key == RecordKey{"clients", "client:ana@example.com"});
  CHECK_FALSE(read(true)[0].only_known);
  REQUIRE(read(false).size() == 2);
  CHECK(read(false)[0].only_known);
  CHECK(*read(false)[1].record.find("client") == FieldValue(std::vector<Ref>{{"client:ana@example.com"}}));
}

TEST_CASE("a reviewer of one word has told a first name; several words stay whole") {
  const auto writer = [](const char* name) {
    const Json review{{"id", 9}, {"rating", 4}, {"reviewer", name}, {"reviewer_email", "ana@example.com"}};
    return woo::decode(*woo::find_collection("reviews"), review, {woo::Options()}).at(0).record.fields;
  };
  CHECK(writer("Ana") == Fields{{"email", text("ana@example.com")}, {"first_name", text("Ana")}});
  CHECK(writer("Ana Mar&iacute;a") == Fields{{"email", text("ana@example.com")}, {"name", text("Ana María")}});
}

}  // namespace read_test
