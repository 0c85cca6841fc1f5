#include "http/auth.hpp"

#include <algorithm>
#include <chrono>

#include "core/digest.hpp"
#include "core/overloaded.hpp"
#include "core/text.hpp"

namespace hsn::http {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::string joined(const Parameters& encoded) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : encoded) parts.push_back(name + "=" + value);
  return join(parts, "&");
}

// RFC 5849, 3.4.1: METHOD & address & sorted parameters, each encoded once more. A JSON body is not part of it.
std::string signature_base(const Request& request, Parameters encoded) {
  std::sort(encoded.begin(), encoded.end());
  const auto path = path_of(request.url);
  const auto scheme = lower_ascii(request.url.substr(0, request.url.find("://")));
  const auto address = scheme + "://" + host_of(request.url) + path.substr(0, path.find('?'));
  return request.method + "&" + percent_encode(address) + "&" + percent_encode(joined(encoded));
}

std::string signed_url(const Request& request, const OAuth1& auth, Instant now, std::string_view nonce) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  Parameters oauth{{"oauth_consumer_key", percent_encode(auth.key.reveal())},
                   {"oauth_nonce", percent_encode(nonce)},
                   {"oauth_signature_method", "HMAC-SHA256"},
                   {"oauth_timestamp", std::to_string(seconds)}};
  Parameters all = oauth;
  for (const auto& [name, value] : query_of(request.url)) all.emplace_back(percent_encode(name), percent_encode(value));
  // WooCommerce's signing key is the consumer secret and an ampersand: there is no token (woocommerce.md, Authentication).
  const auto signature = base64(hmac_sha256(auth.secret.reveal() + "&", signature_base(request, all)));
  oauth.emplace_back("oauth_signature", percent_encode(signature));
  const auto url = request.url.substr(0, request.url.find('#'));
  return url + (url.find('?') == std::string::npos ? "?" : "&") + joined(oauth);
}

bool same(const Auth& one, const Auth& other) {
  return std::visit(Overloaded{[](std::monostate, std::monostate) { return true; },
                               [](const Bearer& a, const Bearer& b) { return a.token.reveal() == b.token.reveal(); },
                               [](const Basic& a, const Basic& b) {
                                 return a.user.reveal() == b.user.reveal() && a.password.reveal() == b.password.reveal();
                               },
                               [](const OAuth1& a, const OAuth1& b) {
                                 return a.key.reveal() == b.key.reveal() && a.secret.reveal() == b.secret.reveal();
                               },
                               [](const auto&, const auto&) { return false; }},
                    one, other);
}

}  // namespace

std::string without_signature(std::string_view url) {
  const auto mark = url.find('?');
  if (mark == std::string_view::npos) return std::string(url);
  auto parameters = split(url.substr(mark + 1), '&');
  std::erase_if(parameters, [](const std::string& parameter) { return parameter.starts_with("oauth_"); });
  return std::string(url.substr(0, mark)) + (parameters.empty() ? "" : "?" + join(parameters, "&"));
}

Authorized authorize(const Request& request, Instant now, std::string_view nonce) {
  return std::visit(Overloaded{[&](std::monostate) {
                                 return Authorized{request.url, {}};
                               },
                               [&](const Bearer& auth) {
                                 return Authorized{request.url, {{"Authorization", "Bearer " + auth.token.reveal()}}};
                               },
                               [&](const Basic& auth) {
                                 const auto pair = base64(auth.user.reveal() + ":" + auth.password.reveal());
                                 return Authorized{request.url, {{"Authorization", "Basic " + pair}}};
                               },
                               [&](const OAuth1& auth) {
                                 return Authorized{signed_url(request, auth, now, nonce), {}};
                               }},
                    request.auth);
}

std::string account_of(const Auth& auth) {
  const auto text = std::visit(
      Overloaded{[](std::monostate) { return std::string(); }, [](const Bearer& bearer) { return bearer.token.reveal(); },
                 [](const Basic& basic) { return basic.user.reveal() + ":" + basic.password.reveal(); },
                 [](const OAuth1& oauth) { return oauth.key.reveal() + ":" + oauth.secret.reveal(); }},
      auth);
  return text.empty() ? "anonymous" : sha256_hex(text).substr(0, 16);
}

const std::string& Accounts::name(const Auth& auth) {
  const auto known = std::find_if(names_.begin(), names_.end(), [&](const auto& each) { return same(each.first, auth); });
  if (known != names_.end()) return known->second;
  return names_.emplace_back(auth, account_of(auth)).second;
}

}  // namespace hsn::http
