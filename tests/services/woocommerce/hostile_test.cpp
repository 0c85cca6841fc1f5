// Whatever the store sends: no exception, no crash.
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/store.hpp"

namespace hostile_test {

using namespace hsn;
using namespace hsn::test;

TEST_CASE("members of any type, anywhere in a record, are read or reported") {
  const Json odd[] = {nullptr,
                      true,
                      -1,
                      1e300,
                      "x",
                      Json::array(),
                      Json::object(),
                      Json::array({nullptr, 5, "x", Json::object()}),
                      Json::parse(R"([[["deep"]]])")};
  const std::pair<std::string, std::string> records[] = {
      {"products", "product_get_variable"}, {"orders", "order_get_after_refund"}, {"customers", "customer_get"}};
  const auto shop = store(true);
  for (const auto& [of, name] : records) {
    const auto body = recorded(name).body;
    const auto ask = shop.list(feed(of), since(of == "customers" ? "1" : "2026-11-23T05:00:00 USD")).next;
    const auto writes = std::vector{update(of, text_at(body, "/id").value_or(""), {to("notion_page_id", text("p"))})};
    const auto flat = body.flatten();
    for (const auto& path : flat.items()) {
      for (const auto& value : odd) {
        auto changed = body;
        changed[Json::json_pointer(path.key())] = value;
        const auto read = shop.read(*ask, page(Json::array({changed})));
        const auto wrote = shop.wrote(writes, remote::Ask{{}, of, "", carry(woo::Question{})}, answer(200, changed.dump()));
        CHECK(wrote);
      }
    }
    for (const auto& member : body.items()) {
      for (const auto& value : odd) {
        auto changed = body;
        changed[member.key()] = value;
        CHECK_NOTHROW(shop.read(*ask, page(Json::array({changed, value}))));
      }
    }
  }
}

TEST_CASE("an answer cut at any byte, and errors of any shape, are faults") {
  const auto whole = recorded("product_create_duplicate_sku").response.body;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto result = woo::answer(answer(400, whole.substr(0, length)), woo::Asked::change);
    REQUIRE_FALSE(result);
    CHECK_FALSE(result.error().what.empty());
  }
  for (const auto* body :
       {R"({"code":5,"message":[],"data":"x"})", R"({"code":"rest_invalid_param","data":{"params":"x"}})",
        R"({"code":"rest_invalid_param","data":{"params":[{},5]}})", R"({"code":null})", "[]", "\xff\xfe", ""}) {
    for (const int status : {0, 100, 301, 400, 401, 403, 404, 413, 429, 500, 503}) {
      const auto result = woo::answer(answer(status, body), woo::Asked::question);
      REQUIRE_FALSE(result);
      CHECK_FALSE(result.error().what.empty());
    }
  }
}

TEST_CASE("a note that is not ours to read leads nowhere") {
  const auto shop = store();
  for (const auto* carry :
       {"", "x", R"({"phase":99})", R"({"phase":0,"page":-3})", R"({"phase":1,"ids":5})", R"({"phase":10})"}) {
    CHECK_NOTHROW(shop.read(remote::Ask{{}, "products", "", carry}, answer(200, "[]")));
    CHECK_NOTHROW(shop.read(remote::Ask{{}, "nowhere", "", carry}, answer(200, "[]")));
  }
}

}  // namespace hostile_test
