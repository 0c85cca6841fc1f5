// The client against the shop in miniature: whole conversations, no network.
#include "services/woocommerce/sandbox.hpp"

#include <deque>

#include "http/auth.hpp"
#include "services/woocommerce/place.hpp"
#include "services/woocommerce/store.hpp"

namespace shop_test {

using namespace hsn;
using namespace hsn::test;

namespace {

struct Rig {
  std::unique_ptr<sandbox::Shop> shop = sandbox::Shop::make([] {
    sandbox::ShopOptions options;
    options.https = true;
    options.consumer_key = "ck_1";
    options.consumer_secret = "cs_1";
    return options;
  }());
  woo::WooCommerce client = store(true);
  Instant now = instant("2026-11-23T10:00:00Z");
  std::size_t requests = 0;

  http::Response send(http::Request request) {
    ++requests;
    const auto signed_request = http::authorize(request, now, std::to_string(requests));
    request.url = signed_request.url;
    request.headers.insert(request.headers.end(), signed_request.headers.begin(), signed_request.headers.end());
    return shop->serve(request, now);
  }

  struct Walked {
    std::map<std::string, Seen> seen;  // by key
    std::optional<remote::Cursor> cursor;
  };
  Walked walk(remote::Step step) {
    Walked out;
    std::deque<remote::Ask> waiting;
    const auto take = [&](remote::Step& taken) {
      for (auto& one : taken.seen) out.seen[one.record.key.external_id] = std::move(one);
      for (auto& ask : taken.details) waiting.push_back(std::move(ask));
      if (taken.next) waiting.push_back(std::move(*taken.next));
      if (taken.cursor) out.cursor = taken.cursor;
    };
    take(step);
    while (!waiting.empty()) {
      REQUIRE(requests < 200);
      const auto ask = waiting.front();
      waiting.pop_front();
      const auto response = send(ask.request);
      INFO(ask.request.url << " " << response.body.substr(0, 300));
      auto read = client.read(ask, response);
      REQUIRE(read);
      take(*read);
    }
    return out;
  }
  Walked walk(const std::string& name, const remote::Window& window) { return walk(client.list(feed(name), window)); }

  std::vector<Result<Seen>> push(const std::vector<Write>& writes) {
    auto sending = client.write(writes);
    REQUIRE(sending);
    auto ask = sending->ask;
    for (int i = 0; i < 9; ++i) {
      const auto response = send(ask.request);
      INFO(ask.request.method << " " << ask.request.url << " " << response.body.substr(0, 300));
      auto sent_now = client.wrote(std::span(writes).first(sending->taken), ask, response);
      REQUIRE(sent_now);
      if (!sent_now->next) return sent_now->each;
      ask = *sent_now->next;
    }
    FAIL("no end of questions");
    return {};
  }
};

}  // namespace

TEST_CASE("shop: everything is read once, then only what changed, and what was trashed or erased is gone") {
  Rig rig;
  std::vector<std::int64_t> orders;
  const auto product = rig.shop->add_product(R"({"name":"Tea & Talk","regular_price":"12.50","sku":"TT"})", rig.now);
  for (int i = 0; i < 230; ++i) {
    orders.push_back(rig.shop->add_order(R"({"status":"processing","billing":{"email":"p)" + std::to_string(i % 7) +
                                             R"(@example.com"},"line_items":[{"product_id":)" + std::to_string(product) +
                                             R"(,"quantity":1}]})",
                                         rig.now));
  }
  const auto all_orders = rig.walk("orders", since(""));
  CHECK(all_orders.seen.size() == 237);  // 7 clients among them
  REQUIRE(all_orders.cursor);
  const auto products = rig.walk("products", since(""));
  REQUIRE(products.seen.size() == 1);
  CHECK(*products.seen.begin()->second.record.find("name") == text("Tea & Talk"));
  CHECK(*products.seen.begin()->second.record.find("currency") == text("USD"));

  rig.now += std::chrono::hours(3);
  CHECK(rig.shop->change("orders", orders[5], R"({"status":"completed"})", rig.now));
  CHECK(rig.shop->trash("orders", orders[6], rig.now));
  CHECK(rig.shop->erase("orders", orders[7]));
  rig.requests = 0;
  const auto changed = rig.walk("orders", since(*all_orders.cursor, std::chrono::seconds(0)));
  const auto key = [&](std::size_t i) { return "woocommerce:order:" + std::to_string(orders[i]); };
  CHECK(*changed.seen.at(key(5)).record.find("status") == text("Completed"));
  CHECK(*changed.seen.at(key(6)).record.find("status") == text("Trashed"));
  CHECK_FALSE(changed.seen.contains(key(7)));

  const auto doubts =
      rig.walk("orders", these({std::to_string(orders[5]), std::to_string(orders[6]), std::to_string(orders[7])}));
  CHECK_FALSE(doubts.seen.at(key(5)).gone);
  CHECK(*doubts.seen.at(key(6)).record.find("status") == text("Trashed"));
  CHECK(doubts.seen.at(key(7)).gone);

  // A quiet shop costs two requests, which show what changed last; its cursor stays, whatever the clock in front of it says.
  rig.now += std::chrono::hours(2);
  const auto quiet = rig.walk("orders", since(*changed.cursor));
  CHECK(quiet.cursor == changed.cursor);
  rig.requests = 0;
  CHECK(rig.walk("orders", since(*quiet.cursor)).seen.size() == quiet.seen.size());
  CHECK(rig.requests == 2);
}

TEST_CASE("shop: an order by telephone, without an e-mail, is the account owner's; what is only downloaded needs no parcel") {
  Rig rig;
  const auto account = std::to_string(rig.shop->add_customer(R"({"email":"Ada@example.com"})", rig.now));
  const auto print = std::to_string(rig.shop->add_product(R"({"name":"Print","regular_price":"85"})", rig.now));
  const auto recording = std::to_string(
      rig.shop->add_product(R"({"name":"Recording","regular_price":"9","virtual":true,"downloadable":true})", rig.now));
  const auto order = [&](const std::string& product) {
    const auto lines = R"("line_items":[{"product_id":)" + product + R"(,"quantity":1}])";
    return std::to_string(rig.shop->add_order(R"({"customer_id":)" + account + "," + lines + "}", rig.now));
  };
  const auto parcel = order(print), download = order(recording);
  const FieldValue ada = std::vector<Ref>{{"client:ada@example.com"}};
  for (const auto& window : {since(""), these({parcel, download})}) {
    const auto seen = rig.walk("orders", window).seen;
    const auto record = [&](const std::string& id) -> const Record& { return seen.at("woocommerce:order:" + id).record; };
    CHECK(*record(parcel).find("client") == ada);
    CHECK(*record(download).find("client") == ada);
    CHECK(record(parcel).find("fulfillment") == nullptr);
    CHECK(*record(download).find("fulfillment") == text("Not Needed"));
  }
}

TEST_CASE("shop: many changes within one second, over pages, are all read") {
  Rig rig;
  rig.shop->add_order(R"({"status":"pending"})", rig.now);
  const auto before = rig.walk("orders", since(""));
  rig.now += std::chrono::hours(2);
  for (int i = 0; i < 120; ++i) rig.shop->add_order(R"({"status":"pending"})", rig.now);
  rig.now += std::chrono::seconds(1);
  for (int i = 0; i < 110; ++i) rig.shop->add_order(R"({"status":"pending"})", rig.now);
  CHECK(rig.walk("orders", since(*before.cursor)).seen.size() >= 230);
}

TEST_CASE("shop: edits reach it singly and in batches, stock as a difference, and the answers say what it now has") {
  Rig rig;
  const auto a = std::to_string(
      rig.shop->add_product(R"({"name":"A","regular_price":"10","manage_stock":true,"stock_quantity":8})", rig.now));
  const auto b = std::to_string(rig.shop->add_product(R"({"name":"B","regular_price":"20"})", rig.now));
  auto stock = update("products", a, {to("stock_quantity", number("10"))});
  stock.known = rig.walk("products", these({a})).seen.at("woocommerce:product:" + a);
  CHECK(rig.shop->change("products", std::stoll(a), R"({"inventory_delta":-3})", rig.now));  // a sale in between
  auto outcome = rig.push({stock});
  REQUIRE(outcome.at(0));
  CHECK(*outcome[0]->record.find("stock_quantity") == number("7"));

  outcome = rig.push({update("products", a, {to("regular_price", number("11.5"))}),
                      update("products", b, {to("name", text("B < C & D"))}),
                      update("products", "424242", {to("regular_price", number("1"))}),
                      create({to("name", text("New")), to("regular_price", number("5"))})});
  REQUIRE(outcome.size() == 4);
  CHECK(*outcome[0]->record.find("regular_price") == number("11.5"));
  CHECK(*outcome[1]->record.find("name") == text("B < C & D"));
  CHECK(outcome[2].error().fault == Fault::not_found);
  REQUIRE(outcome[3]);

  const auto found = rig.walk(*rig.client.find(create({to("name", text("New"))}), rig.now));
  REQUIRE(found.seen.size() == 1);
  CHECK(found.seen.begin()->second.remote_id == outcome[3]->remote_id);
}

TEST_CASE("shop: a parcel's note is found again, and every check is green") {
  Rig rig;
  const auto id = std::to_string(rig.shop->add_order(R"({"status":"processing","billing":{"email":"a@example.com"}})", rig.now));
  auto note = update("orders", id, {to("carrier", text("DHL & Co")), to("tracking_number", text("JD1"))});
  note.verb = Verb::append;
  note.via = "tracking";
  CHECK(rig.walk(*rig.client.find(note, rig.now)).seen.empty());
  REQUIRE(rig.push({note}).at(0));
  CHECK(rig.walk(*rig.client.find(note, rig.now)).seen.size() == 1);
  for (const auto& probe : rig.client.probes()) {
    const auto finding = probe.judge(rig.send(probe.request));
    INFO(probe.check << ": " << finding.detail);
    CHECK(finding.state == remote::Finding::State::ok);
  }
}

}  // namespace shop_test
