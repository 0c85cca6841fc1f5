#include "http/auth.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "support/fakes.hpp"

namespace auth_test {

using namespace hsn;
using namespace hsn::http;

namespace {
Request get(std::string url, Auth auth) {
  Request request;
  request.method = "GET";
  request.url = std::move(url);
  request.auth = std::move(auth);
  return request;
}
const Instant kAt{std::chrono::seconds(1795410699)};
}  // namespace

TEST_CASE("auth: a signed query is the one that a real WooCommerce accepted") {
  // Recorded from WooCommerce 10.9.1 over plain http with a throw-away key.
  const OAuth1 auth{Secret("ck_75a810e7ea20cd0eeaa712edca83fad03c273dbf"), Secret("cs_c6c9a13d6313b2541b403a716f0d2d9f11a48d83")};
  const auto* const url = "http://127.0.0.1:8090/wp-json/wc/v3/products?per_page=2&orderby=id&order=asc&_fields=id%2Cname";
  const auto authorized = authorize(get(url, auth), kAt, "472bf4114b0fd5c0");
  CHECK(authorized.headers.empty());
  CHECK(authorized.url.starts_with(url));
  CHECK(query_value(authorized.url, "oauth_signature") == "r7F2txshPiFCzKgA/GMapQdHdspc4hJp6QlDeLci67o=");
  CHECK(query_value(authorized.url, "oauth_timestamp") == "1795410699");
  CHECK(query_value(authorized.url, "oauth_nonce") == "472bf4114b0fd5c0");
  CHECK(query_value(authorized.url, "oauth_signature_method") == "HMAC-SHA256");
  CHECK(authorized.url.find("cs_c6c9") == std::string::npos);
}

TEST_CASE("auth: the order and the spelling of the query do not change the signature") {
  const OAuth1 auth{Secret("ck_75a810e7ea20cd0eeaa712edca83fad03c273dbf"), Secret("cs_c6c9a13d6313b2541b403a716f0d2d9f11a48d83")};
  const auto authorized =
      authorize(get("http://127.0.0.1:8090/wp-json/wc/v3/products?_fields=id,name&order=asc&orderby=id&per_page=2", auth), kAt,
                "472bf4114b0fd5c0");
  CHECK(query_value(authorized.url, "oauth_signature") == "r7F2txshPiFCzKgA/GMapQdHdspc4hJp6QlDeLci67o=");
}

TEST_CASE("auth: an address that was signed before is signed anew, not twice") {
  const OAuth1 auth{Secret("ck_1"), Secret("cs_1")};
  for (const std::string url : {"http://127.0.0.1/x?page=2", "http://127.0.0.1/x"}) {
    const auto once = authorize(get(url, auth), kAt, "n").url;
    CHECK(without_signature(once) == url);
    CHECK(authorize(get(without_signature(once), auth), kAt, "n").url == once);
  }
}

TEST_CASE("auth: another nonce, time, verb or address is another signature") {
  const OAuth1 auth{Secret("ck_1"), Secret("cs_1")};
  const auto signature = [&](const Request& request, Instant at, std::string_view nonce) {
    return query_value(authorize(request, at, nonce).url, "oauth_signature").value();
  };
  const auto usual = signature(get("http://127.0.0.1/x", auth), kAt, "n");
  auto post = get("http://127.0.0.1/x", auth);
  post.method = "POST";
  CHECK(signature(get("http://127.0.0.1/x", auth), kAt, "m") != usual);
  CHECK(signature(get("http://127.0.0.1/x", auth), kAt + std::chrono::seconds(1), "n") != usual);
  CHECK(signature(post, kAt, "n") != usual);
  CHECK(signature(get("http://127.0.0.1/y", auth), kAt, "n") != usual);
  CHECK(signature(get("http://127.0.0.1:80/x", auth), kAt, "n") == usual);
}

TEST_CASE("auth: tokens and passwords become one header") {
  CHECK(authorize(get("https://x.y/", Bearer{Secret("ntn_1")}), kAt, "").headers ==
        std::vector<Header>{{"Authorization", "Bearer ntn_1"}});
  CHECK(authorize(get("https://x.y/", Basic{Secret("Aladdin"), Secret("open sesame")}), kAt, "").headers ==
        std::vector<Header>{{"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}});
  CHECK(authorize(get("https://x.y/", {}), kAt, "").headers.empty());
}

TEST_CASE("auth: an account has a name that tells nothing about it") {
  const auto name = account_of(Bearer{Secret("ntn_1234567890")});
  CHECK(name == account_of(Bearer{Secret("ntn_1234567890")}));
  CHECK(name != account_of(Bearer{Secret("ntn_1234567891")}));
  CHECK(name.find("ntn_") == std::string::npos);
  CHECK(account_of({}) == "anonymous");
}

TEST_CASE("auth: a name that is remembered is that of its own account") {
  const Auth all[] = {{},
                      Bearer{Secret("one")},
                      Bearer{Secret("two")},
                      Basic{Secret("one"), Secret("two")},
                      Basic{Secret("one"), Secret("three")},
                      OAuth1{Secret("two"), Secret("one")},
                      OAuth1{Secret("three"), Secret("one")}};
  Accounts accounts;
  for (int turn = 0; turn < 2; ++turn) {
    for (const auto& auth : all) CHECK(accounts.name(auth) == account_of(auth));
  }
}

}  // namespace auth_test
