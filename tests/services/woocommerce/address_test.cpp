#include "services/woocommerce/address.hpp"

#include "http/retry.hpp"
#include "services/woocommerce/store.hpp"

namespace address_test {

using namespace hsn;
using namespace hsn::test;
using hsn::services::woocommerce::parse_root;

TEST_CASE("over plain http a nonce that was used is no wrong key: what may be repeated is signed anew") {
  const http::Response used{
      401,
      {},
      R"({"code":"woocommerce_rest_authentication_error","message":"Invalid nonce - nonce has already been used."})",
      {}};
  const auto wrong = recorded("auth_unknown_key").response;
  const services::woocommerce::Address plain{"http://127.0.0.1:8080", "wc/v3", Secret("ck"), Secret("cs")};
  const auto request = plain.get("orders", {});
  CHECK(http::what_then(request, used) == http::Then::again);
  CHECK(http::what_then(request, wrong) == http::Then::deliver);
  CHECK(http::what_then(plain.send("PUT", "orders/1", "{}", http::Repeat::never), used) == http::Then::deliver);
  CHECK(http::what_then(request, http::Response{503, {}, "", {}}) == http::Then::again);
}

TEST_CASE("the store's address is taken as people paste it") {
  const std::pair<std::string, std::string> rows[] = {
      {"https://shop.example.com", "https://shop.example.com"},
      {" https://shop.example.com/// ", "https://shop.example.com"},
      {"HTTPS://shop.example.com:8443/store/", "https://shop.example.com:8443/store"},
      {"https://shop.example.com/store/wp-json/wc/v3/", "https://shop.example.com/store"},
      {"http://127.0.0.1:8090/", "http://127.0.0.1:8090"},
      {"http://localhost:8090", "http://localhost:8090"},
      {"http://[::1]:8090", "http://[::1]:8090"},
  };
  for (const auto& [given, root] : rows) {
    INFO(given);
    const auto parsed = parse_root(given, false);
    REQUIRE(parsed);
    CHECK(*parsed == root);
  }
}

TEST_CASE("an address that could lead elsewhere is a configuration error") {
  for (const auto* given :
       {"", "shop.example.com", "ftp://shop.example.com", "https://", "https://:443", "https://user:pw@shop.example.com",
        "https://shop.example.com/?x=1", "https://shop.example.com/#x", "https://shop.example.com/a/../b",
        "https://shop.example.com/%2e%2e/b", "https://shop.example.com/a//b", "https://shop.exa mple.com",
        "https://shop.example.com\\@evil.example.com", "http://shop.example.com", "http://127.example.com",
        "http://localhost.example.com"}) {
    INFO(given);
    const auto parsed = parse_root(given, false);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::bad_config);
    CHECK(parsed.error().where == "WOOCOMMERCE_URL");
    CHECK_FALSE(parsed.error().remedy.empty());
  }
  CHECK(parse_root("http://shop.example.com", true));
}

TEST_CASE("queries are encoded, and secrets are in no address") {
  const auto shop = test::store();
  const auto probes = shop.probes();
  REQUIRE(probes.size() >= 5);
  for (const auto& probe : probes) CHECK(probe.request.url.find("cs_1") == std::string::npos);
  const services::woocommerce::Address address{"https://shop.example.com", "wc/v3", Secret("ck"), Secret("cs")};
  CHECK(address.get("customers", {{"email", "a+b@x.org"}, {"_fields", "id,name"}}).url ==
        "https://shop.example.com/wp-json/wc/v3/customers?email=a%2Bb%40x.org&_fields=id%2Cname");
}

}  // namespace address_test
