// Where the store is and how a request to it proves who we are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::woocommerce {

using Query = std::vector<std::pair<std::string, std::string>>;

// WOOCOMMERCE_URL without trailing slashes and without the "/wp-json/…" that people paste along. Refused: anything but
// http and https, credentials, query or fragment, "." and ".." in the path, plain http outside loopback unless allowed.
Result<std::string> parse_root(std::string_view url, bool allow_http);

struct Address {
  std::string root;     // "https://shop.example.com/store"
  std::string version;  // "wc/v3"
  Secret key, secret;

  // `path` is what follows the version: "products/12".
  http::Request get(std::string_view path, const Query&) const;
  http::Request send(std::string_view method, std::string_view path, std::string body, http::Repeat) const;
  http::Request index() const;  // the site's list of interfaces; needs no key

 private:
  http::Request request(std::string_view method, std::string url) const;
};

}  // namespace hsn::services::woocommerce
