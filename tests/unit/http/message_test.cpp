#include "http/message.hpp"

#include <catch2/catch.hpp>

#include "support/fakes.hpp"

namespace message_test {

using namespace hsn::http;

TEST_CASE("message: the host leaves out the port of the scheme, the case and the user") {
  CHECK(host_of("https://API.notion.com:443/v1/x?y") == "api.notion.com");
  CHECK(host_of("http://127.0.0.1:8090/wp-json") == "127.0.0.1:8090");
  CHECK(host_of("http://shop.example.com:80") == "shop.example.com");
  CHECK(host_of("https://shop.example.com:80?x=/") == "shop.example.com:80");
  CHECK(host_of("http://me:pw@[::1]:8080/") == "[::1]:8080");
}

TEST_CASE("message: the path keeps the query and drops the fragment") {
  CHECK(path_of("https://api.notion.com/v1/pages?a=b#c") == "/v1/pages?a=b");
  CHECK(path_of("https://api.notion.com") == "/");
  CHECK(path_of("https://api.notion.com?a=b") == "/?a=b");
}

TEST_CASE("message: query values are decoded, the first of a name counts") {
  const auto* const url = "https://x.y/p?a=1&b=two%20words&c=x+y&a=2&flag&filter%5B%5D=z=z#d=no";
  CHECK(query_value(url, "a") == "1");
  CHECK(query_value(url, "b") == "two words");
  CHECK(query_value(url, "c") == "x y");
  CHECK(query_value(url, "flag") == "");
  CHECK(query_value(url, "filter[]") == "z=z");
  CHECK_FALSE(query_value(url, "d"));
  CHECK_FALSE(query_value("https://x.y/p", "a"));
}

TEST_CASE("message: headers are found whatever their case, and the server's clock is read") {
  const auto response = hsn::test::answer(200, "", {{"retry-after", "7"}, {"DATE", "Mon, 23 Nov 2026 05:10:00 GMT"}});
  REQUIRE(response.header("Retry-After") != nullptr);
  CHECK(*response.header("Retry-After") == "7");
  CHECK(response.header("Link") == nullptr);
  CHECK(response.date() == hsn::test::instant("2026-11-23T05:10:00Z"));
  CHECK_FALSE(hsn::test::answer(200, "").date());
}

}  // namespace message_test
