// Each trap that woocommerce.md names, by its name there.
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/place.hpp"
#include "services/woocommerce/store.hpp"

namespace traps_test {

using namespace hsn;
using namespace hsn::test;

namespace {

remote::Ask first(const std::string& name, const remote::Window& window) {
  auto step = store().list(feed(name), window);
  REQUIRE(step.next);
  return *step.next;
}

Json order(int id, const std::string& modified) {
  return {{"id", id}, {"number", std::to_string(id)}, {"status", "processing"}, {"date_modified_gmt", modified}};
}

}  // namespace

TEST_CASE("trap dates_are_gmt: times go bare with the flag, never with a Z") {
  for (const auto& name : {"products", "orders"}) {
    const auto ask = first(name, since("2026-11-23T05:10:00 USD", std::chrono::seconds(0)));
    CHECK(parameter(ask, "dates_are_gmt") == "true");
    CHECK(parameter(ask, "modified_after") == "2026-11-23T05:09:59");
  }
  remote::Window window;
  window.kind = remote::Window::Kind::range;
  window.from = instant("2026-11-01T00:00:00Z");
  window.until = instant("2026-11-02T00:00:00Z");
  const auto ask = first("orders", window);
  CHECK(parameter(ask, "dates_are_gmt") == "true");
  CHECK(parameter(ask, "after") == "2026-10-31T23:59:59");
  CHECK(parameter(ask, "before") == "2026-11-02T00:00:00");
}

TEST_CASE("trap modified_after excludes equality: the cutoff lies a second and the overlap earlier") {
  CHECK(parameter(first("orders", since("2026-11-23T05:10:00")), "modified_after") == "2026-11-23T05:04:59");
}

TEST_CASE("trap paging by number shifts: changes are paged by the last modified time, one second back") {
  const auto shop = store();
  Json full = Json::array();
  for (int i = 0; i < 100; ++i) full.push_back(order(i + 1, i < 98 ? "2026-11-23T05:10:00" : "2026-11-23T05:11:00"));
  auto step = shop.read(first("orders", since("2026-11-23T05:00:00")), page(full, 1, 3));
  REQUIRE(step);
  CHECK(step->seen.size() == 100);
  CHECK_FALSE(step->cursor);
  REQUIRE(step->next);
  CHECK(parameter(*step->next, "modified_after") == "2026-11-23T05:10:59");
  CHECK(parameter(*step->next, "page") == "1");
  CHECK(parameter(*step->next, "orderby") == "modified");

  SECTION("what stood in that second is dropped when it comes again, unless it has moved on") {
    step = shop.read(*step->next, page(Json::array({order(99, "2026-11-23T05:11:00"), order(100, "2026-11-23T05:12:00"),
                                                    order(101, "2026-11-23T05:12:00")})));
    REQUIRE(step);
    REQUIRE(step->seen.size() == 2);
    CHECK(step->seen[0].remote_id == "100");
    CHECK(step->seen[1].remote_id == "101");
  }
  SECTION("more than a page within one second is read by id, since nobody orders it by time, and then goes on") {
    Json same = Json::array();
    for (int i = 0; i < 100; ++i) same.push_back(order(200 + i, "2026-11-23T05:11:00"));
    step = shop.read(*step->next, page(same, 1, 2));
    REQUIRE(step);
    REQUIRE(step->next);
    CHECK(parameter(*step->next, "modified_after") == "2026-11-23T05:10:59");
    CHECK(parameter(*step->next, "modified_before") == "2026-11-23T05:11:01");
    CHECK(parameter(*step->next, "orderby") == "id");
    CHECK(parameter(*step->next, "page") == "1");
    step = shop.read(*step->next, page(same, 1, 2));
    CHECK(parameter(*step->next, "page") == "2");
    step = shop.read(*step->next, page(Json::array({order(900, "2026-11-23T05:11:00")}), 2, 2));
    REQUIRE(step);
    CHECK(step->seen.size() == 1);
    REQUIRE(step->next);
    CHECK_FALSE(step->cursor);
    CHECK(parameter(*step->next, "modified_after") == "2026-11-23T05:11:00");
    CHECK(parameter(*step->next, "modified_before").empty());
    CHECK(parameter(*step->next, "orderby") == "modified");
  }
}

TEST_CASE("trap rel=next: Link is there on the last page too") {
  const auto last = recorded("products_list_page_4").response;
  CHECK_FALSE(woo::has_next_page(last, 4, 7, 8));
  CHECK(woo::has_next_page(recorded("products_list_page_1").response, 1, 8, 8));
  auto bare = answer(200, "[]", {{"link", "<https://x/>; rel=\"https://api.w.org/\""}});
  CHECK_FALSE(woo::has_next_page(bare, 1, 3, 100));
  bare.headers = {{"link", "<https://x/?page=2>; rel=\"next\""}};
  CHECK(woo::has_next_page(bare, 1, 3, 100));
}

TEST_CASE("trap X-WP-TotalPages: decides when it is there, in any case of letters; 0 means empty") {
  CHECK_FALSE(woo::has_next_page(answer(200, "[]", {{"x-wp-totalpages", "0"}}), 1, 0, 100));
  CHECK(woo::has_next_page(answer(200, "[]", {{"x-wp-totalpages", "2"}}), 1, 50, 100));
  CHECK_FALSE(woo::has_next_page(answer(200, "[]", {{"x-wp-totalpages", "2"}}), 2, 50, 100));
  CHECK(woo::has_next_page(answer(200, "[]", {{"x-wp-totalpages", "1"}}), 1, 100, 100));  // a plugin may count wrong
  CHECK(woo::has_next_page(answer(200, "[]"), 1, 100, 100));
}

TEST_CASE("trap names are HTML: entities are decoded when read and written when sent") {
  const auto body = recorded("product_create_special_characters").body;
  const auto seen = decoded("products", body);
  CHECK(*seen.record.find("name") == text("Body & Soul Workshop 🌙 “Día de paz”"));
  const auto again = sent(store().write(std::vector{update("products", "17", {to("name", *seen.record.find("name"))})}));
  CHECK(again["name"] == "Body &amp; Soul Workshop 🌙 “Día de paz”");
}

TEST_CASE("trap plain <: it is sent as &lt;") {
  CHECK(sent(store().write(std::vector{update("products", "17", {to("name", text("5 < 6 & 7 > 3"))})}))["name"] ==
        "5 &lt; 6 &amp; 7 &gt; 3");
}

TEST_CASE("trap 85,5 and 1,250.00: prices go as plain decimal text, never with a comma and never as a number") {
  for (const auto& [price, expected] : std::map<std::string, std::string>{{"85.5", "85.5"}, {"1250", "1250"}, {"0.10", "0.10"}}) {
    const auto body = sent(store().write(std::vector{update("products", "1", {to("regular_price", number(price))})}));
    CHECK(body["regular_price"] == expected);
  }
  auto comma = recorded("product_get").body;
  comma["regular_price"] = "85,5";
  CHECK_THAT(decoded("products", comma).problem, Catch::Contains("regular_price"));
}

TEST_CASE("trap prices are kept as sent: 85, 85.0 and 85.000 are one price") {
  auto body = recorded("product_get").body;
  for (const auto& same : {"85", "85.0", "85.000"}) {
    body["regular_price"] = same;
    CHECK(*decoded("products", body).record.find("regular_price") == number("85"));
  }
}

TEST_CASE("trap sale_price is cleared by empty text") {
  CHECK(sent(store().write(std::vector{update("products", "14", {to("sale_price", {})})}))["sale_price"] == "");
  CHECK(*decoded("products", recorded("product_update_sale_clear").body).record.find("sale_price") == FieldValue());
}

TEST_CASE("trap inventory_delta: stock goes as a difference from what was known, and is never repeated on a guess") {
  auto write = update("products", "14", {to("stock_quantity", number("9"))});
  write.known.record.fields = {{"manage_stock", true}, {"stock_quantity", number("12")}};
  const auto sending = store().write(std::vector{write});
  CHECK(sent(sending) == Json({{"inventory_delta", -3}}));
  CHECK(sending->ask.request.repeat == http::Repeat::never);
}

TEST_CASE("trap stock without manage_stock is ignored silently: an error here, unless it is being ticked") {
  auto write = update("products", "15", {to("stock_quantity", number("5"))});
  write.known.record.fields = {{"manage_stock", false}, {"stock_quantity", FieldValue()}};
  const auto refused = store().write(std::vector{write});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().remedy, Catch::Contains("Manage Stock"));
  write.changes.push_back(to("manage_stock", true));
  CHECK(sent(store().write(std::vector{write})) == Json({{"stock_quantity", 5}, {"manage_stock", true}}));
}

TEST_CASE("trap stock must be an integer") {
  auto write = update("products", "14", {to("stock_quantity", number("2.5"))});
  write.known.record.fields = {{"manage_stock", true}, {"stock_quantity", number("2")}};
  const auto refused = store().write(std::vector{write});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().what, Catch::Contains("2.5"));
}

TEST_CASE("trap PUT of an unknown id is 400: it is not found all the same") {
  const Write writes[] = {update("products", "999999", {to("regular_price", number("1"))})};
  const auto sending = store().write(writes);
  REQUIRE(sending);
  const auto outcome = store().wrote(writes, sending->ask, recorded("product_update_unknown_404").response);
  REQUIRE(outcome);
  CHECK(outcome->each.at(0).error().fault == Fault::not_found);
  CHECK_THAT(outcome->each.at(0).error().where, Catch::Contains("woocommerce:product:999999"));
}

TEST_CASE("trap batch is 200 though items failed: each outcome stands at its place") {
  const auto one = recorded("products_batch_mixed");
  std::vector<Write> writes{create({to("name", text("Sound Bath (Sunday)"))}, "p1"),
                            update("products", "15", {to("sku", text("a"))}),
                            create({to("name", text("Full Moon Ceremony"))}, "p2"),
                            update("products", "999999", {to("sku", text("b"))}), create({to("name", text("Sku clash"))}, "p3")};
  const auto sending = sending_of(writes);
  REQUIRE(sending);
  CHECK(sending->taken == 5);
  CHECK(http::path_of(sending->ask.request.url) == "/wp-json/wc/v3/products/batch");
  CHECK(sending->ask.request.repeat == http::Repeat::never);
  const auto body = sent(sending);
  CHECK(body["create"].size() == 3);
  CHECK(body["update"][1]["id"] == 999999);
  CHECK(body["create"][0]["meta_data"] == Json::array({{{"key", "notion_page_id"}, {"value", "p1"}}}));

  const auto outcome = store().wrote(writes, sending->ask, one.response);
  REQUIRE(outcome);
  REQUIRE(outcome->each.size() == 5);
  CHECK(outcome->each[0]->remote_id == "27");
  CHECK(outcome->each[1]->remote_id == "15");
  CHECK(outcome->each[2]->remote_id == "28");
  CHECK(outcome->each[3].error().fault == Fault::not_found);
  CHECK_THAT(outcome->each[4].error().what, Catch::Contains("used by product 13"));
}

TEST_CASE("trap a batch that times out or breaks off tells nothing of any of its records") {
  const std::vector<Write> writes{create({to("name", text("a"))}, "p1"), create({to("name", text("b"))}, "p2")};
  const auto sending = sending_of(writes);
  for (const auto& lost : {recorded("gateway_502_html").response, recorded("fatal_error_500").response,
                           answer(200, R"({"create":[{"id":1,"name":"a)"), answer(200, R"({"create":[]})")}) {
    const auto outcome = store().wrote(writes, sending->ask, lost);
    REQUIRE(outcome);
    REQUIRE(outcome->each.size() == 2);
    CHECK(outcome->each[0].error().fault == Fault::ambiguous);
    CHECK(outcome->each[1].error().fault == Fault::ambiguous);
  }
}

TEST_CASE("trap maintenance comes before anything is carried out: a change is not in doubt") {
  const Write writes[] = {update("products", "15", {to("sku", text("a"))})};
  const auto outcome = store().wrote(writes, store().write(writes)->ask, recorded("site_in_maintenance_503").response);
  CHECK(outcome->each.at(0).error().fault == Fault::unreachable);
}

TEST_CASE("trap related_ids is shuffled on every read: nothing volatile is asked for or kept") {
  auto body = recorded("product_get").body;
  const auto before = decoded("products", body).record;
  for (const auto& name : {"related_ids", "price_html", "total_sales", "rating_count", "average_rating"}) body[name] = "moved";
  CHECK(decoded("products", body).record == before);
  const auto asked = parameter(first("products", since("2026-11-23T05:10:00 USD")), "_fields");
  CHECK(asked.find("related_ids") == std::string::npos);
  CHECK_THAT(asked, Catch::Contains("date_modified_gmt") && Catch::Contains("meta_data") && Catch::Contains("permalink"));
}

TEST_CASE("trap meta_data is written by key, without a second entry, and compared as text") {
  const Date at{instant("2026-11-23T06:00:00Z"), {}, false, ""};
  const auto body = sent(store().write(std::vector{update(
      "products", "13",
      {to("sku", text("A")), to("notion_page_id", text("p")), to("notion_managed", text("true")), to("notion_sync_time", at)})}));
  CHECK(body["meta_data"] == Json::parse(R"([{"key":"notion_page_id","value":"p"},{"key":"notion_managed","value":"true"},
                                             {"key":"notion_sync_time","value":"2026-11-23T06:00:00Z"}])"));
  const auto seen =
      decoded("products", Json::parse(R"({"id":1,"meta_data":[{"id":5,"key":"notion_managed","value":1},{"key":"x"}]})"));
  CHECK(*seen.record.find("notion_managed") == text("1"));
  CHECK(*seen.record.find("notion_page_id") == FieldValue());
}

TEST_CASE("trap orders are linked only if that was asked for") {
  const auto write = update("orders", "58", {to("status", text("Completed")), to("notion_page_id", text("p"))});
  CHECK(sent(store().write(std::vector{write})) == Json({{"status", "completed"}}));
  CHECK(sent(store(false, true).write(std::vector{write})).contains("meta_data"));
}

TEST_CASE("trap the trash answers 200: a trashed product is gone, a trashed order shows so") {
  CHECK(decoded("products", recorded("product_get_trashed").body).gone);
  const auto order_seen = decoded("orders", recorded("order_get_trashed").body);
  CHECK_FALSE(order_seen.gone);
  CHECK(*order_seen.record.find("status") == text("Trashed"));
}

TEST_CASE("trap the trash is not among the others: it is asked for apart, with the same cutoff") {
  auto step = store().read(first("orders", since("2026-11-23T05:10:00")), page(Json::array()));
  REQUIRE(step);
  CHECK_FALSE(step->cursor);
  REQUIRE(step->next);
  CHECK(parameter(*step->next, "status") == "trash");
  CHECK(parameter(*step->next, "modified_after") == "2026-11-23T05:04:59");
  step = store().read(*step->next, page(Json::array()));
  REQUIRE(step);
  CHECK_FALSE(step->next);
  CHECK(step->cursor);
}

TEST_CASE("trap refund totals are negative there and positive here") {
  const auto seen = decoded("orders", recorded("order_get_after_refund").body);
  CHECK(*seen.record.find("refunded_total") == number("106.5"));
  CHECK(*seen.record.find("total") == number("272.47"));
}

TEST_CASE("trap data:500: the member data may be a bare number") {
  const auto result = woo::answer(recorded("order_refund_too_large").response, woo::Asked::change);
  REQUIRE_FALSE(result);
  CHECK(result.error().what == "Invalid refund amount.");
}

TEST_CASE("trap a byte order mark or a PHP warning stands before the JSON") {
  for (const auto& name : {"bom_before_json", "php_warning_before_json"}) {
    INFO(name);
    const auto json = woo::answer(recorded(name).response, woo::Asked::question);
    REQUIRE(json);
    CHECK(*decoded("products", *json).record.find("name") == text("New Moon Circle"));
  }
}

TEST_CASE("trap answers that are no JSON: a page, a half, nothing") {
  const auto html = answer(200, "<!DOCTYPE html><html><head><title>Coming &amp; soon</title></head><body>x</body></html>");
  for (const auto& bad : {html, answer(200, R"([{"id":1,"na)"), answer(200, ""), answer(200, "null")}) {
    CHECK(woo::answer(bad, woo::Asked::question).error().fault == Fault::bad_data);
    CHECK(woo::answer(bad, woo::Asked::change).error().fault == Fault::ambiguous);
  }
  CHECK(woo::answer(answer(404, "<html>nginx</html>"), woo::Asked::question).error().fault == Fault::bad_config);
  CHECK(woo::answer(answer(403, "<title>Blocked</title>"), woo::Asked::question).error().fault == Fault::forbidden);
  for (const int status : {405, 413, 418}) {
    const auto refused = woo::answer(answer(status, "<title>" + std::to_string(status) + " No</title>"), woo::Asked::question);
    CHECK(refused.error().fault == Fault::bad_data);
    CHECK_THAT(refused.error().what, Catch::Contains(std::to_string(status)));
    CHECK_FALSE(refused.error().remedy.empty());
  }
  const auto moved =
      woo::answer(answer(301, "", {{"Location", "https://www.shop.example.com/?oauth_signature=1bKr6"}}), woo::Asked::change);
  CHECK(moved.error().fault == Fault::bad_data);
  CHECK_THAT(moved.error().what, Catch::EndsWith("https://www.shop.example.com/"));
}

TEST_CASE("trap the message holds entities and tags: they are decoded") {
  const auto result = woo::answer(recorded("order_create_unknown_coupon").response, woo::Asked::question);
  CHECK_THAT(result.error().what, Catch::Contains("\"nope\""));
}

TEST_CASE("trap a duplicate SKU says who has it and which one is free") {
  const auto error = woo::answer(recorded("product_create_duplicate_sku").response, woo::Asked::change).error();
  CHECK_THAT(error.what, Catch::Contains("13"));
  CHECK_THAT(error.remedy, Catch::Contains("TCP-BREATH-60-1"));
}

TEST_CASE("trap customers have no change filter: the newest ids until a known one, and all roles") {
  const auto shop = store();
  auto ask = first("customers", since("2"));
  CHECK(parameter(ask, "role") == "all");
  CHECK(parameter(ask, "orderby") == "id");
  CHECK(parameter(ask, "order") == "desc");
  CHECK(parameter(ask, "modified_after").empty());
  const auto listed = recorded("customers_list_role_all").body;
  const auto step = shop.read(ask, page(Json::array({listed[2], listed[0], listed[1]}), 1, 3));
  REQUIRE(step);
  REQUIRE(step->seen.size() == 1);
  CHECK(step->seen[0].remote_id == "3");
  CHECK_FALSE(step->next);
  REQUIRE(step->cursor);
  CHECK(*step->cursor == "3");
  CHECK(feed("customers").full_every == std::chrono::hours(6));
}

TEST_CASE("trap an image's address is fetched anew at every write: known pictures go by id") {
  const auto shop = store();
  const std::vector<std::string> pictures{"https://shop.example.com/a.png", "https://new.example.com/b.png"};
  const Write writes[] = {update("products", "14", {to("images", pictures)})};
  const auto question = shop.write(writes);
  REQUIRE(question);
  CHECK(question->ask.request.method == "GET");
  const auto outcome =
      shop.wrote(writes, question->ask, answer(200, R"({"id":14,"images":[{"id":83,"src":"https://shop.example.com/a.png"}]})"));
  REQUIRE(outcome);
  CHECK(outcome->each.empty());
  REQUIRE(outcome->next);
  CHECK(outcome->next->request.method == "PUT");
  CHECK(Json::parse(outcome->next->request.body) ==
        Json::parse(R"({"images":[{"id":83},{"src":"https://new.example.com/b.png"}]})"));
  CHECK(outcome->next->request.repeat == http::Repeat::never);
}

TEST_CASE("trap unknown categories are dropped silently: names are looked up, and a missing one is an error") {
  const auto shop = store();
  const auto with = [](std::vector<std::string> names) {
    return std::vector{update("products", "14", {to("categories", std::move(names))})};
  };
  const auto product = answer(200, R"({"id":14,"categories":[{"id":18,"name":"Prints"}]})");
  const auto ask = [&](const std::vector<Write>& writes) {
    const auto outcome = shop.wrote(writes, shop.write(writes)->ask, product);
    REQUIRE(outcome);
    REQUIRE(outcome->next);
    return *outcome->next;
  };
  CHECK(Json::parse(ask(with({"Prints"})).request.body) == Json::parse(R"({"categories":[{"id":18}]})"));

  const auto writes = with({"Prints", "workshops & circles"});
  const auto lookup = ask(writes);
  CHECK(http::path_of(lookup.request.url).starts_with("/wp-json/wc/v3/products/categories?"));
  const auto found = shop.wrote(writes, lookup, recorded("categories_list").response);
  REQUIRE(found->next);
  CHECK(Json::parse(found->next->request.body)["categories"] == Json::parse(R"([{"id":18},{"id":17}])"));

  const auto unknown = with({"Nowhere"});
  const auto refused = shop.wrote(unknown, ask(unknown), recorded("categories_list").response);
  REQUIRE(refused->each.size() == 1);
  CHECK(refused->each[0].error().what == "no such category at the store: \"Nowhere\"");
}

TEST_CASE("a category that the store lacks is made there first when asked to; of one that it has it tells the id") {
  const auto shop = store(false, false, true);
  const std::vector writes{update("products", "14", {to("categories", std::vector<std::string>{"Prints", "Sound & Silence"})})};
  const auto after = [&](const remote::Ask& asked, const http::Response& response) {
    const auto outcome = shop.wrote(writes, asked, response);
    REQUIRE(outcome);
    REQUIRE(outcome->next);
    return *outcome->next;
  };
  const auto lists = after(shop.write(writes)->ask, answer(200, R"({"id":14,"categories":[]})"));
  const auto making = after(lists, recorded("categories_list").response);
  CHECK(making.request.method == "POST");
  CHECK(http::path_of(making.request.url) == "/wp-json/wc/v3/products/categories");
  CHECK(Json::parse(making.request.body) == Json::parse(R"({"name":"Sound &amp; Silence"})"));

  const auto made = after(making, answer(201, R"({"id":44,"name":"Sound &amp; Silence"})"));
  CHECK(made.request.method == "PUT");
  CHECK(Json::parse(made.request.body)["categories"] == Json::parse(R"([{"id":18},{"id":44}])"));
  const auto had = after(making, recorded("category_create_duplicate").response);
  CHECK(Json::parse(had.request.body)["categories"] == Json::parse(R"([{"id":18},{"id":16}])"));

  const auto refused = shop.wrote(writes, making, recorded("auth_read_key_writes").response);
  REQUIRE(refused->each.size() == 1);
  CHECK(refused->each[0].error().what.find("key") != std::string::npos);
  const auto silent = shop.wrote(writes, making, answer(201, "{}"));
  REQUIRE(silent->each.size() == 1);
  CHECK(silent->each[0].error().fault == Fault::bad_data);
}

TEST_CASE("trap Basic is not looked at over plain http: requests are signed there") {
  woo::Address address{"http://127.0.0.1:8090", "wc/v3", Secret("ck"), Secret("cs")};
  CHECK(std::holds_alternative<http::OAuth1>(address.get("products", {}).auth));
  address.root = "https://shop.example.com";
  CHECK(std::holds_alternative<http::Basic>(address.get("products", {}).auth));
}

TEST_CASE("trap unset, unknown and zero dates") {
  const auto seen = decoded("orders", Json::parse(R"({"id":5,"date_paid_gmt":null,"date_completed_gmt":"0000-00-00T00:00:00"})"));
  CHECK(*seen.record.find("paid_date") == FieldValue());
  CHECK(*seen.record.find("completed_date") == FieldValue());
  CHECK(seen.record.find("order_date") == nullptr);
}

}  // namespace traps_test
