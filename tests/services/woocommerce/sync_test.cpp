// The shop against the engine: what becomes of an edit that the shop accepts and does not carry out.
#include <catch2/catch.hpp>

#include "support/studio.hpp"

namespace woocommerce_sync_test {

using namespace hsn;
using namespace hsn::test;

TEST_CASE("an edit that the shop accepts and leaves undone is put back, said on the page and reported", "[woocommerce]") {
  Studio studio;
  studio.shop->add_product(R"({"name":"Print","type":"variable","status":"publish","sku":"VAR-1"})", studio.clock.now());
  studio.settle_down();
  studio.edit("Products", "Print", "Regular Price", R"({"number":85})");
  studio.edit("Products", "Print", "SKU", R"({"rich_text":[{"type":"text","text":{"content":"VAR-2"}}]})");
  studio.clock.advance(std::chrono::minutes(3));
  const auto ran = studio.sync();
  REQUIRE(ran.report.errors.size() == 1);
  CHECK(describe(ran.report.errors[0].error).find("Regular Price: WooCommerce did not take 85") != std::string::npos);
  const auto page = studio.page("Products", "Print");
  CHECK(page.plain.at("Regular Price").empty());
  CHECK(page.plain.at("SKU") == "VAR-2");
  CHECK(page.plain.at("Sync Note").find("did not take 85") != std::string::npos);
  CHECK(studio.settle_down().writes == 0);
}

TEST_CASE("a relation that Notion does not take because its page is in the trash keeps nothing else from the record",
          "[woocommerce]") {
  Studio studio;
  const bool told_which = GENERATE(true, false), made_anew = GENERATE(false, true), changed = GENERATE(true, false);
  const std::string order = R"({"status":"processing","billing":{"email":"ada@example.com"},"line_items":[]})";
  const auto first = studio.shop->add_order(order, studio.clock.now());
  studio.settle_down();
  const auto client = studio.page("Clients", "client:ada@example.com").id;
  studio.notion->trash(client, true, studio.clock.now());
  studio.wire = [&](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    const bool names = request.url.find("/pages") != std::string::npos && request.body.find(client) != std::string::npos;
    if (!names) return pass();
    return told_which
               ? answer(404,
                        R"({"object":"error","status":404,"code":"object_not_found","message":"Could not find page with ID: )" +
                            client + ".\"}")
               : answer(
                     400,
                     R"({"object":"error","status":400,"code":"validation_error","message":"Can't edit block that is archived."})");
  };
  studio.clock.advance(std::chrono::minutes(10));
  const auto second = made_anew ? studio.shop->add_order(order, studio.clock.now()) : first;
  const auto* status = changed ? "completed" : "processing";  // else the relation is all that is put back
  REQUIRE(studio.shop->change("orders", second, R"({"status":")" + std::string(status) + "\"}", studio.clock.now()));
  CHECK(studio.sync().report.errors.empty());
  CHECK(studio.page("Orders", "woocommerce:order:" + std::to_string(second)).plain.at("Status") ==
        (changed ? "Completed" : "Processing"));
  CHECK(studio.settle_down().writes == 0);
}

TEST_CASE("customers, who tell no changes, are read whole every six hours, and with --now", "[woocommerce]") {
  Studio studio;
  const auto id = studio.shop->add_customer(R"({"email":"ada@example.com","first_name":"Ada"})", studio.clock.now());
  studio.settle_down();
  studio.clock.advance(std::chrono::hours(7));
  studio.sync();
  REQUIRE(studio.shop->change("customers", id, R"({"first_name":"Adele"})", studio.clock.now()));
  studio.clock.advance(std::chrono::minutes(10));
  studio.sync();
  const auto shown = [&] { return studio.page("Clients", "client:ada@example.com").plain.at("First Name"); };
  CHECK(shown() == "Ada");
  studio.options.at_once = GENERATE(true, false);
  if (!studio.options.at_once) studio.clock.advance(std::chrono::hours(6));
  studio.sync();
  CHECK(shown() == "Adele");
}

TEST_CASE("a price whose answers were all lost is looked up by the next run: undo knows of it, and it arrives once",
          "[woocommerce]") {
  Studio studio;
  studio.shop->add_product(R"({"name":"Print","type":"simple","status":"publish","regular_price":"70"})", studio.clock.now());
  studio.settle_down();
  studio.edit("Products", "Print", "Regular Price", R"({"number":85})");
  studio.clock.advance(std::chrono::minutes(3));

  const bool carried_out = GENERATE(true, false);
  const bool then_gone = GENERATE(true, false);  // the last attempts do not even reach it
  int attempts = 0;
  studio.wire = [&](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    if (request.method != "PUT" || request.service != "woocommerce") return pass();
    if (then_gone && ++attempts > 1) return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "refused"});
    if (carried_out) (void)pass();
    return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
  };
  const auto ran = studio.sync();
  CHECK(ran.report.unreachable.contains("woocommerce"));
  CHECK(ran.report.errors.size() == 1);
  REQUIRE(studio.store().open_intents().size() == 1);
  const auto run = studio.store().open_intents().front().run;

  studio.wire = [](const http::Request&, const Studio::Pass& pass) -> FakeTransport::Answer { return pass(); };
  const auto before = studio.shop->counters().writes;
  studio.settle_down();
  CHECK(studio.store().open_intents().empty());
  CHECK(studio.page("Products", "Print").plain.at("Regular Price") == "85");
  CHECK(studio.shop->counters().writes - before == (carried_out ? 0 : 1));
  bool listed = false;
  for (const auto& intent : studio.store().intents_of(run))
    listed = listed || (intent.outcome == "done" && intent.write.to.service == "woocommerce");
  CHECK(listed == carried_out);
}

TEST_CASE("an order without an e-mail, or with a slip for one, is nobody's: its page says so until there is one",
          "[woocommerce]") {
  Studio studio;
  const auto id = studio.shop->add_order(R"({"status":"processing","billing":{"first_name":"Ana"}})", studio.clock.now());
  const auto key = "woocommerce:order:" + std::to_string(id);
  const auto note = [&] { return studio.page("Orders", key).plain.at("Sync Note"); };
  studio.settle_down();
  CHECK(note() == "no e-mail");
  CHECK(studio.page("Orders", key).plain.at("Sync Status") == "Synced");
  CHECK(studio.notion->pages("Clients").empty());

  SECTION("what is said of an edit stays to be read") {
    studio.edit("Orders", key, "Status", R"({"select":{"name":"Refunded"}})");
    studio.settle_down();
    CHECK(note().find("Refunded") != std::string::npos);
    CHECK(studio.page("Orders", key).plain.at("Sync Status") == "Error");
  }
  SECTION("an address comes") {
    studio.shop->change("orders", id, R"({"billing":{"email":"Ana@example.com"}})", studio.clock.now());
    studio.settle_down();
    CHECK(note().empty());
    CHECK(studio.notion->pages("Clients").size() == 1);
  }
}

TEST_CASE("an order that is shipped in one edit, status and tracking number, is so on both sides after one run",
          "[woocommerce]") {
  Studio studio;
  const auto id = studio.shop->add_order(R"({"status":"processing","billing":{"email":"ana@example.com"}})", studio.clock.now());
  const auto key = "woocommerce:order:" + std::to_string(id);
  studio.settle_down();
  studio.edit("Orders", key, "Status", R"({"select":{"name":"Completed"}})");
  studio.edit("Orders", key, "Tracking Number", R"({"rich_text":[{"type":"text","text":{"content":"RB123"}}]})");
  studio.clock.advance(std::chrono::minutes(3));
  studio.sync();
  CHECK(studio.shop->all("orders").front().find(R"("status":"completed")") != std::string::npos);
  CHECK(studio.page("Orders", key).plain.at("Status") == "Completed");
  CHECK(studio.shop->counters().mails > 0);  // the customer was told the number
  CHECK(studio.settle_down().writes == 0);
}

TEST_CASE("an order of more products than a relation is given at once shows the first hundred, says so, and is at rest",
          "[woocommerce]") {
  Studio studio;
  std::string lines;
  for (int n = 0; n < 130; ++n) {
    const auto id = studio.shop->add_product(R"({"name":"Print","regular_price":"7"})", studio.clock.now());
    lines += (lines.empty() ? "" : ",") + (R"({"quantity":1,"product_id":)" + std::to_string(id) + "}");
  }
  const bool known_before = GENERATE(true, false);  // an order of one product grows
  const std::string order = R"({"status":"processing","billing":{"email":"ana@example.com"},"line_items":[)";
  const auto id =
      studio.shop->add_order(order + (known_before ? R"({"quantity":1,"product_id":1})" : lines) + "]}", studio.clock.now());
  studio.clock.advance(std::chrono::hours(1));
  const auto first = studio.sync();
  REQUIRE(first.report.errors.empty());
  CHECK(first.writes == 132);  // a page each for the products, the client and the order
  if (known_before) {
    studio.clock.advance(std::chrono::hours(1));
    studio.shop->change("orders", id, R"({"line_items":[)" + lines + "]}", studio.clock.now());
    studio.clock.advance(std::chrono::hours(1));
    REQUIRE(studio.sync().report.errors.empty());
  }
  const auto page = studio.page("Orders", "woocommerce:order:" + std::to_string(id));
  const auto shown = page.plain.at("Products");
  CHECK(std::count(shown.begin(), shown.end(), ',') == 99);
  CHECK(page.plain.at("Sync Note") == "Products: the first 100 of 130 are shown, as Notion takes no more at once");
  CHECK(page.plain.at("Sync Status") == "Synced");
  studio.clock.advance(std::chrono::hours(1));
  CHECK(studio.sync().writes == 0);
}

}  // namespace woocommerce_sync_test
