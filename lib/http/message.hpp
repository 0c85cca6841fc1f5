// Requests and answers as values. This is all that remotes know of HTTP.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/secret.hpp"

namespace hsn::http {

struct Header {
  std::string name, value;
  bool operator==(const Header&) const = default;
};

// How the request proves who we are. Turned into a header (or a signed query) only when it goes out; never printed.
struct Bearer {
  Secret token;
};
struct Basic {
  Secret user, password;
};
// One-legged OAuth 1.0a, HMAC-SHA256, key = secret + "&", parameters in the query (woocommerce.md, Authentication).
struct OAuth1 {
  Secret key, secret;
};
using Auth = std::variant<std::monostate, Bearer, Basic, OAuth1>;

// May it be sent again when nobody can tell whether it was carried out?
enum class Repeat { never, safe };

struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;
  Duration took{};
  // First header of that name, case ignored; null when absent.
  const std::string* header(std::string_view name) const;
  std::optional<Instant> date() const;  // the server's clock
};

// What the courier may do after this answer. Null judge, or usual: as the common table of http/retry says.
enum class Verdict { deliver, repeat, usual };
using Judge = Verdict (*)(const Response&, Repeat);

struct Request {
  std::string service;  // "notion", "woocommerce": label in logs and counters
  std::string method;   // GET POST PUT PATCH DELETE HEAD
  std::string url;      // absolute, percent-encoded
  std::vector<Header> headers;
  std::string body;
  Auth auth;
  Repeat repeat = Repeat::never;
  Judge judge = nullptr;
  Duration timeout{};  // the whole exchange; zero: the transport's default (HTTP_TIMEOUT_SECONDS)
};

// "https://api.notion.com:443/v1/x?y" -> "api.notion.com" (with the port when it is not the scheme's own).
std::string host_of(std::string_view url);
// Path and query, for messages: "/v1/pages".
std::string path_of(std::string_view url);
// The query's parameters in their order, decoded.
std::vector<std::pair<std::string, std::string>> query_of(std::string_view url);
// Value of a query parameter, decoded; null when absent.
std::optional<std::string> query_value(std::string_view url, std::string_view name);

}  // namespace hsn::http
