#include "services/woocommerce/address.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "services/woocommerce/answer.hpp"

namespace hsn::services::woocommerce {
namespace {

constexpr std::string_view kSetting = "WOOCOMMERCE_URL";

tl::unexpected<Error> refuse(std::string what) {
  return fail(Fault::bad_config, std::move(what), std::string(kSetting),
              "set it to the store's address, like https://shop.example.com");
}

bool is_loopback(std::string_view host) {
  const bool numbers = host.find_first_not_of("0123456789.") == std::string_view::npos;  // "127.example.com" is somewhere else
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (numbers && host.starts_with("127."));
}

std::string_view without_port(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return has_port ? authority.substr(0, colon) : authority;
}

bool climbs(const std::string& path) {
  const auto parts = split(lower_ascii(percent_decode(path)), '/');
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part == "." || part == ".."; });
}

}  // namespace

Result<std::string> parse_root(std::string_view url, bool allow_http) {
  std::string text = trim(url);
  const auto odd = [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '\\'; };
  if (std::any_of(text.begin(), text.end(), odd)) return refuse("the address holds a blank or a backslash");
  const auto mark = text.find("://");
  const auto scheme = mark == std::string::npos ? "" : lower_ascii(text.substr(0, mark));
  if (scheme != "https" && scheme != "http") return refuse("the address does not begin with https://");
  if (text.find_first_of("?#") != std::string::npos) return refuse("the address holds a query");

  while (text.ends_with('/')) text.pop_back();
  const auto api = text.find("/wp-json");
  if (api != std::string::npos) text.resize(api);
  while (text.ends_with('/')) text.pop_back();

  const auto rest = std::string_view(text).substr(std::min(text.size(), mark + 3));
  const auto slash = rest.find('/');
  const auto authority = rest.substr(0, slash);
  const std::string path(slash == std::string_view::npos ? std::string_view() : rest.substr(slash));
  if (authority.find('@') != std::string_view::npos) return refuse("the address holds a user name or password");
  if (without_port(authority).empty()) return refuse("the address names no host");
  if (climbs(path) || path.find("//") != std::string::npos) return refuse("the path of the address is not plain");
  if (scheme == "http" && !allow_http && !is_loopback(lower_ascii(without_port(authority)))) {
    return fail(Fault::bad_config, "plain http would show the store's data to anybody on the way", std::string(kSetting),
                "use https://, or set WOOCOMMERCE_ALLOW_HTTP=true inside a trusted network");
  }
  return scheme + "://" + std::string(authority) + path;
}

http::Request Address::request(std::string_view method, std::string url) const {
  http::Request request;
  request.service = "woocommerce";
  request.method = method;
  request.url = std::move(url);
  request.headers.push_back({"Accept", "application/json"});
  return request;
}

http::Request Address::get(std::string_view path, const Query& query) const {
  std::string url = root + "/wp-json/" + version + "/" + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    url += separator + percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  auto out = send("GET", path, {}, http::Repeat::safe);
  out.url = std::move(url);
  return out;
}

http::Request Address::send(std::string_view method, std::string_view path, std::string body, http::Repeat repeat) const {
  auto out = request(method, root + "/wp-json/" + version + "/" + std::string(path));
  // Over plain http the store does not look at Basic at all (woocommerce.md, Authentication).
  if (root.starts_with("https://")) {
    out.auth = http::Basic{key, secret};
  } else {
    out.auth = http::OAuth1{key, secret};
    out.judge = verdict;
  }
  if (!body.empty()) out.headers.push_back({"Content-Type", "application/json"});
  out.body = std::move(body);
  out.repeat = repeat;
  return out;
}

http::Request Address::index() const {
  auto out = request("GET", root + "/wp-json/?_fields=name%2Cnamespaces");
  out.repeat = http::Repeat::safe;
  return out;
}

}  // namespace hsn::services::woocommerce
