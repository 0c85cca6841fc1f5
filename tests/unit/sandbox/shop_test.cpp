// The emulated shop answers as the recorded one did (woocommerce.md); the names of the recordings stand in brackets.
#include <catch2/catch.hpp>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/seeds.hpp"
#include "services/woocommerce/sandbox.hpp"
#include "support/fakes.hpp"

namespace shop_test {

using namespace hsn;
using namespace hsn::sandbox;

namespace {

const Instant kNow = test::instant("2026-11-23T05:06:35Z");

struct Fixture {
  std::unique_ptr<Shop> shop = Shop::make({.https = true});
  http::Response call(const std::string& method, const std::string& path, const std::string& body = "", Instant now = kNow,
                      const std::string& auth = "Basic " + base64("ck_sandbox:cs_sandbox")) {
    http::Request request;
    request.method = method;
    request.url = "https://shop.example.com/wp-json" + path;
    request.body = body;
    request.headers = {{"Authorization", auth}, {"Content-Type", "application/json"}};
    return shop->serve(request, now);
  }
  Json json(const std::string& method, const std::string& path, const std::string& body = "", Instant now = kNow) {
    return parse_json(call(method, path, body, now).body).value();
  }
};

std::string code(const http::Response& response) {
  return std::to_string(response.status) + " " + text_at(parse_json(response.body).value(), "/code").value_or("");
}

}  // namespace

TEST_CASE_METHOD(Fixture, "keys are looked at as the shop does [auth_*]") {
  CHECK(code(call("GET", "/wc/v3/products", "", kNow, "")) == "401 woocommerce_rest_cannot_view");
  CHECK(code(call("POST", "/wc/v3/products", "{}", kNow, "")) == "401 woocommerce_rest_cannot_create");
  CHECK(code(call("GET", "/wc/v3/products", "", kNow, "Basic " + base64("ck_sandbox:no"))) ==
        "401 woocommerce_rest_authentication_error");
  shop = Shop::make({.permission = "read", .https = true});
  CHECK(call("GET", "/wc/v3/products").status == 200);
  CHECK(code(call("POST", "/wc/v3/products/batch", "{}")) == "401 woocommerce_rest_authentication_error");
  shop = Shop::make({.https = false});
  CHECK(code(call("GET", "/wc/v3/products")) == "401 woocommerce_rest_cannot_view");
}

TEST_CASE("the recorded OAuth request is accepted once, and a changed one refused [auth_oauth1_worked_example]") {
  auto shop = Shop::make({.consumer_key = "ck_75a810e7ea20cd0eeaa712edca83fad03c273dbf",
                          .consumer_secret = "cs_c6c9a13d6313b2541b403a716f0d2d9f11a48d83"});
  http::Request request;
  request.method = "GET";
  request.url =
      "http://127.0.0.1:8090/wp-json/wc/v3/products?per_page=2&orderby=id&order=asc&_fields=id%2Cname"
      "&oauth_consumer_key=ck_75a810e7ea20cd0eeaa712edca83fad03c273dbf&oauth_timestamp=1795410699&oauth_nonce=472bf4114b0fd5c0"
      "&oauth_signature_method=HMAC-SHA256&oauth_signature=r7F2txshPiFCzKgA%2FGMapQdHdspc4hJp6QlDeLci67o%3D";
  const Instant then{std::chrono::seconds(1795410700)};
  auto other = request;
  other.url.replace(other.url.find("per_page=2"), 10, "per_page=3");
  CHECK(shop->serve(other, then).status == 401);
  CHECK(shop->serve(request, then).status == 200);
  CHECK(shop->serve(request, then).status == 401);
  CHECK(shop->serve(request, then + std::chrono::hours(1)).status == 401);
}

TEST_CASE_METHOD(Fixture,
                 "names are HTML and prices are texts [product_create_special_characters, product_create_price_us_format]") {
  CHECK(json("POST", "/wc/v3/products", R"({"name":"Body & Soul <em>W</em> <script>x</script>"})")["name"] ==
        "Body &amp; Soul <em>W</em> x");
  CHECK(json("POST", "/wc/v3/products", R"({"name":"5 < 6 & 7 > 3"})")["name"] == "5  3");
  CHECK(json("POST", "/wc/v3/products", R"({"name":"5 &lt; 6"})")["name"] == "5 &lt; 6");
  CHECK(json("POST", "/wc/v3/products", R"({"name":"p","regular_price":"85,5"})")["regular_price"] == "855");
  CHECK(json("POST", "/wc/v3/products", R"({"name":"p","regular_price":"85.0"})")["regular_price"] == "85.0");
  CHECK(json("POST", "/wc/v3/products", R"({"name":"p","regular_price":"abc"})")["regular_price"] == "");
  CHECK(code(call("POST", "/wc/v3/products", R"({"name":"p","regular_price":12})")) == "400 rest_invalid_param");
  CHECK(json("POST", "/wc/v3/products/batch", R"({"create":[{"name":"p","regular_price":12}]})")["create"][0]["regular_price"] ==
        "12");
}

TEST_CASE_METHOD(Fixture,
                 "stock counts only when managed, and deltas are relative [product_update_stock_*, product_inventory_delta]") {
  const auto id = std::to_string(json("POST", "/wc/v3/products", R"({"name":"p","stock_quantity":4})")["id"].get<int>());
  CHECK(json("GET", "/wc/v3/products/" + id)["stock_quantity"].is_null());
  CHECK(json("PUT", "/wc/v3/products/" + id, R"({"manage_stock":true,"stock_quantity":4})")["stock_quantity"] == 4);
  CHECK(json("PUT", "/wc/v3/products/" + id, R"({"inventory_delta":-3})")["stock_quantity"] == 1);
  CHECK(json("PUT", "/wc/v3/products/" + id, R"({"inventory_delta":-3,"stock_quantity":7})")["stock_quantity"] == 7);
  CHECK(json("PUT", "/wc/v3/products/" + id, R"({"stock_quantity":0})")["stock_status"] == "outofstock");
  CHECK(code(call("PUT", "/wc/v3/products/" + id, R"({"stock_quantity":2.5})")) == "400 rest_invalid_param");
}

TEST_CASE_METHOD(Fixture, "modified_after leaves equality out and shifts a Z sent with the flag [products_modified_after_*]") {
  shop->add_product(R"({"name":"p"})", kNow);
  const auto count = [&](const std::string& query) { return json("GET", "/wc/v3/products?" + query).size(); };
  CHECK(count("modified_after=2026-11-23T05:06:35&dates_are_gmt=true") == 0);
  CHECK(count("modified_after=2026-11-23T05:06:34&dates_are_gmt=true") == 1);
  CHECK(count("modified_after=2026-11-23T05:06:35Z&dates_are_gmt=true") == 1);
  CHECK(count("modified_after=2026-11-23T05:06:35Z") == 0);
  CHECK(count("modified_after=2026-11-22T21:06:34") == 1);
  CHECK(code(call("GET", "/wc/v3/products?modified_after=2026-11-22")) == "400 rest_invalid_param");
}

TEST_CASE_METHOD(Fixture, "an unknown id is 404 to GET and 400 to PUT, customers are 404 to both [*_unknown_404]") {
  CHECK(code(call("GET", "/wc/v3/products/999999")) == "404 woocommerce_rest_product_invalid_id");
  CHECK(code(call("PUT", "/wc/v3/products/999999", "{}")) == "400 woocommerce_rest_product_invalid_id");
  CHECK(code(call("PUT", "/wc/v3/customers/999999", "{}")) == "404 wc_user_invalid_id");
  CHECK(code(call("GET", "/wc/v3/products/abc")) == "404 rest_no_route");
}

TEST_CASE_METHOD(Fixture, "a batch fails item by item, with 200 [products_batch_mixed, products_batch_over_100]") {
  const auto id = shop->add_product(R"({"name":"p","sku":"S"})", kNow);
  const auto body = json("POST", "/wc/v3/products/batch",
                         R"({"create":[{"name":"clash","sku":"S"}],"update":[{"id":)" + std::to_string(id) +
                             R"(,"regular_price":"3"},{"id":999999}]})");
  CHECK(body["create"][0]["id"] == 0);
  CHECK(body["create"][0]["error"]["data"]["resource_id"] == id);
  CHECK(body["update"][0]["regular_price"] == "3");
  CHECK(body["update"][1]["error"]["code"] == "woocommerce_rest_product_invalid_id");
  Json many{{"create", Json::array()}};
  for (int i = 0; i < 101; ++i) many["create"].push_back({{"name", "n"}});
  CHECK(call("POST", "/wc/v3/products/batch", many.dump()).status == 413);
}

TEST_CASE_METHOD(Fixture, "orders take stock, and cancelling gives it back") {
  const auto product = shop->add_product(R"({"name":"p","regular_price":"10","manage_stock":true,"stock_quantity":5})", kNow);
  const auto order = shop->add_order(
      R"({"status":"processing","line_items":[{"product_id":)" + std::to_string(product) + R"(,"quantity":2}]})", kNow);
  const auto path = "/wc/v3/products/" + std::to_string(product);
  CHECK(json("GET", path)["stock_quantity"] == 3);
  CHECK(json("GET", "/wc/v3/orders/" + std::to_string(order))["total"] == "20.00");
  json("PUT", "/wc/v3/orders/" + std::to_string(order), R"({"status":"cancelled"})");
  CHECK(json("GET", path)["stock_quantity"] == 5);
  CHECK(code(call("PUT", "/wc/v3/orders/" + std::to_string(order), R"({"status":"wc-completed"})")) == "400 rest_invalid_param");
}

TEST_CASE_METHOD(Fixture, "a refund above the rest is a 500 with a bare number [order_refund_too_large]") {
  const auto order = shop->add_order(R"({"line_items":[{"name":"x","total":"30.00"}]})", kNow);
  const auto path = "/wc/v3/orders/" + std::to_string(order);
  const auto refused = call("POST", path + "/refunds", R"({"amount":"99999.00"})");
  CHECK(refused.status == 500);
  CHECK(parse_json(refused.body).value()["data"] == 500);
  CHECK(call("POST", path + "/refunds", R"({"amount":"10.00"})").status == 201);
  CHECK(json("GET", path)["refunds"][0]["total"] == "-10.00");
  CHECK(json("GET", path)["status"] == "pending");
  CHECK(call("POST", path + "/refunds", R"({"amount":"20.00"})").status == 201);
  CHECK(json("GET", path)["status"] == "refunded");
}

TEST_CASE_METHOD(Fixture, "trash is listed only when asked for, force leaves nothing [product_delete_*]") {
  const auto path = "/wc/v3/products/" + std::to_string(shop->add_product(R"({"name":"p","status":"publish"})", kNow));
  CHECK(json("DELETE", path)["status"] == "publish");
  CHECK(json("GET", path)["status"] == "trash");
  CHECK(json("GET", "/wc/v3/products").empty());
  CHECK(json("GET", "/wc/v3/products?status=trash").size() == 1);
  CHECK(call("DELETE", path).status == 410);
  CHECK(call("DELETE", path + "?force=true").status == 200);
  CHECK(call("GET", path).status == 404);
}

TEST_CASE_METHOD(Fixture, "meta is kept by key, as text [product_meta_*]") {
  const auto path = "/wc/v3/products/" + std::to_string(shop->add_product(R"({"name":"p"})", kNow));
  const auto first = json("PUT", path, R"({"meta_data":[{"key":"k","value":7},{"key":"b","value":true}]})")["meta_data"];
  CHECK(first[0]["value"] == "7");
  CHECK(first[1]["value"] == "1");
  const auto second = json("PUT", path, R"({"meta_data":[{"key":"k","value":"8"},{"key":"b","value":null}]})")["meta_data"];
  CHECK(second.size() == 1);
  CHECK(second[0]["id"] == first[0]["id"]);
}

TEST_CASE_METHOD(Fixture, "lists page to the end and count in headers [products_list_page_*]") {
  seed_shop(*shop, {.products = 12, .customers = 3, .guests = 1, .orders = 9}, kNow);
  const auto first = call("GET", "/wc/v3/products?per_page=8&orderby=id&order=asc&_fields=id");
  CHECK(*first.header("X-WP-Total") == "12");
  CHECK(*first.header("X-WP-TotalPages") == "2");
  CHECK(first.header("Link")->find("rel=\"next\"") != std::string::npos);
  CHECK(json("GET", "/wc/v3/products?per_page=8&page=2").size() == 4);
  CHECK(json("GET", "/wc/v3/products?per_page=8&page=3").empty());
  CHECK(call("GET", "/wc/v3/products?per_page=101").status == 400);
  CHECK(json("GET", "/wc/v3/orders?per_page=100").size() == 9);
  CHECK(json("GET", "/wc/v3/customers?role=all").size() == 3);
  CHECK(call("GET", "/wc/v3/customers?orderby=modified").status == 400);
}

TEST_CASE_METHOD(Fixture,
                 "a customer who is written identically does not move; another's e-mail is refused [customer_update_*]") {
  const auto id = std::to_string(shop->add_customer(R"({"email":"a@example.com","first_name":"A"})", kNow));
  shop->add_customer(R"({"email":"b@example.com"})", kNow);
  const auto later = kNow + std::chrono::minutes(5);
  CHECK(json("PUT", "/wc/v3/customers/" + id, R"({"first_name":"A"})", later)["date_modified_gmt"] == "2026-11-23T05:06:35");
  CHECK(json("PUT", "/wc/v3/customers/" + id, R"({"first_name":"B"})", later)["date_modified_gmt"] == "2026-11-23T05:11:35");
  CHECK(code(call("PUT", "/wc/v3/customers/" + id, R"({"email":"B@example.com"})")) ==
        "400 woocommerce_rest_customer_invalid_email");
  CHECK(code(call("POST", "/wc/v3/customers", R"({"email":"A@example.com"})")) == "400 registration-error-email-exists");
}

}  // namespace shop_test
