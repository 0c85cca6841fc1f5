#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

Refusal denied(std::string_view message) { return refusal(401, "woocommerce_rest_authentication_error", message); }

Refusal anonymous(const std::string& method) {
  if (method == "POST") return refusal(401, "woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources.");
  if (method == "GET" || method == "HEAD")
    return refusal(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
  return refusal(401, "woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource.");
}

std::optional<Refusal> may(const State& state, const std::string& method) {
  const bool reads = method == "GET" || method == "HEAD";
  const auto& permission = state.options.permission;
  if (reads && permission == "write") return denied("The API key provided does not have read permissions.");
  if (!reads && permission == "read") return denied("The API key provided does not have write permissions.");
  return std::nullopt;
}

// https: key and secret in the query win over Basic.
std::optional<Refusal> basic(const State& state, const http::Request& request, const Call& call) {
  auto key = call.param("consumer_key");
  auto secret = call.param("consumer_secret");
  if (key.empty() || secret.empty()) {
    for (const auto& header : request.headers) {
      if (!equals_ignoring_case(header.name, "Authorization") || !header.value.starts_with("Basic ")) continue;
      const auto pair = unbase64(std::string_view(header.value).substr(6)).value_or("");
      const auto colon = pair.find(':');
      if (colon == std::string::npos) continue;
      key = pair.substr(0, colon);
      secret = pair.substr(colon + 1);
    }
  }
  if (key != state.options.consumer_key) return anonymous(call.method);
  if (secret != state.options.consumer_secret) return denied("Consumer secret is invalid.");
  return may(state, call.method);
}

std::string base_string(const http::Request& request, const Call& call) {
  auto parameters = call.query;
  std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "oauth_signature"; });
  for (auto& [name, value] : parameters) {
    name = percent_encode(name);
    value = percent_encode(value);
  }
  std::sort(parameters.begin(), parameters.end());
  // PHP keeps one of two parameters of the same name; the official JavaScript client (1.0.2) sends its filters twice.
  parameters.erase(std::unique(parameters.begin(), parameters.end()), parameters.end());
  std::vector<std::string> pairs;
  for (const auto& [name, value] : parameters) pairs.push_back(name + "=" + value);
  const auto url = request.url.substr(0, request.url.find('?'));
  return call.method + "&" + percent_encode(url) + "&" + percent_encode(join(pairs, "&"));
}

// Plain http: one-legged OAuth 1.0a, parameters in the query or in an Authorization header.
std::optional<Refusal> oauth(State& state, const http::Request& request, Call call) {
  for (const auto& header : request.headers) {
    if (!equals_ignoring_case(header.name, "Authorization") || !header.value.starts_with("OAuth ")) continue;
    for (const auto& part : split(header.value.substr(6), ',')) {
      const auto equals = part.find('=');
      if (equals == std::string::npos) continue;
      auto value = trim(part.substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
      call.query.emplace_back(trim(part.substr(0, equals)), percent_decode(value));
    }
  }
  if (call.param("oauth_consumer_key").empty()) return anonymous(call.method);
  std::vector<std::string> missing;
  for (const auto* name : {"oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"})
    if (call.param(name).empty()) missing.emplace_back(name);
  if (!missing.empty())
    return refusal(401, "woocommerce_rest_authentication_missing_parameter", "Missing OAuth parameters " + join(missing, ", "));
  if (call.param("oauth_consumer_key") != state.options.consumer_key) return denied("Consumer key is invalid.");
  if (call.param("oauth_signature_method") != "HMAC-SHA256") return denied("Invalid signature - signature method is invalid.");
  const auto expected = base64(hmac_sha256(state.options.consumer_secret + "&", base_string(request, call)));
  if (expected != call.param("oauth_signature")) return denied("Invalid signature - provided signature does not match.");
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(call.now.time_since_epoch()).count();
  if (std::abs(now - std::atoll(call.param("oauth_timestamp").c_str())) > 15 * 60) return denied("Invalid timestamp.");
  if (!state.nonces.insert(call.param("oauth_timestamp") + call.param("oauth_nonce")).second)
    return denied("Invalid nonce - nonce has already been used.");
  return may(state, call.method);
}

}  // namespace

std::optional<Refusal> authenticate(State& state, const http::Request& request, const Call& call) {
  return state.options.https ? basic(state, request, call) : oauth(state, request, call);
}

}  // namespace hsn::sandbox::shop
