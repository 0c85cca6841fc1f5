#include "services/woocommerce/answer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/sent_on.hpp"

namespace hsn::services::woocommerce {
namespace {

constexpr std::size_t kShown = 300;  // of a message, in a report

// One row per refusal that staff can act on; the first whose `code` and `message` are found in the answer counts. An empty `what`
// keeps the store's own words. Sources: recorded answers, woocommerce.md (Authentication, Errors).
struct Known {
  std::string_view code, message;
  Fault fault;
  std::string_view what, remedy;
};
constexpr std::string_view kKeys = "WooCommerce > Settings > Advanced > REST API";
constexpr Known kKnown[] = {
    {"woocommerce_rest_authentication_missing", "", Fault::refused, "the store did not get the whole signature",
     "a proxy or firewall in front of the store cuts queries; use https"},
    {"woocommerce_rest_authentication_error", "secret is invalid", Fault::refused, "the consumer secret is wrong",
     "set WOOCOMMERCE_CONSUMER_SECRET to the secret that was shown with this key; a lost one means a new key"},
    {"woocommerce_rest_authentication_error", "write permissions", Fault::refused, "the consumer key may only read",
     "give the key the permission Read/Write (WooCommerce > Settings > Advanced > REST API)"},
    {"woocommerce_rest_authentication_error", "read permissions", Fault::refused, "the consumer key may only write",
     "give the key the permission Read/Write (WooCommerce > Settings > Advanced > REST API)"},
    {"woocommerce_rest_authentication_error", "imestamp", Fault::refused,
     "the store's clock and ours are more than 15 minutes apart", "set the clock of this machine or of the store's server"},
    {"woocommerce_rest_authentication_error", "onsumer key", Fault::refused, "the store does not know the consumer key",
     "check WOOCOMMERCE_CONSUMER_KEY"},
    {"woocommerce_rest_authentication_error", "ignature", Fault::refused, "the store refused the signature of the request",
     "check WOOCOMMERCE_CONSUMER_SECRET, and that WOOCOMMERCE_URL is the address the store knows itself by"},
    {"woocommerce_rest_authentication_error", "", Fault::refused, "", "check the consumer key and secret"},
    {"woocommerce_rest_cannot_", "cannot_create_order_refund", Fault::bad_data, "", ""},
    {"_invalid_id", "", Fault::not_found, "the store has no such record (any more)", ""},
    {"rest_no_route", "", Fault::bad_config, "the store has no such interface",
     "check WOOCOMMERCE_URL and WOOCOMMERCE_VERSION, that WooCommerce is active, and that permalinks are not \"Plain\""},
    {"woocommerce_rest_product_not_created", "lookup table", Fault::bad_data,
     "the SKU belongs to a product in the store's trash, or to one made at this moment",
     "choose another SKU, or empty the trash"},
    {"image_upload_error", "", Fault::bad_data, "",
     "the store must be able to fetch the picture: use a public https link to an image"},
    {"registration-error-email-exists", "", Fault::bad_data, "another account of the store already has this e-mail",
     "join the two people, or choose another e-mail"},
    {"existing_user_login", "", Fault::bad_data, "an account of that name was made at this moment", ""},
    {"woocommerce_rest_customer_invalid_email", "", Fault::bad_data,
     "the store does not take this e-mail: it is malformed or another account has it", "choose another e-mail"},
    {"customer_invalid_email", "", Fault::bad_data, "the e-mail is not valid", "correct it"},
    {"woocommerce_rest_already_trashed", "", Fault::not_found, "the record is already in the store's trash", ""},
};

std::string words(const Json& error) {
  auto message = strip_html(text_at(error, "/message").value_or(""));
  if (utf16_length(message) > kShown) message = std::string(utf16_front(message, kShown)) + "…";
  return message;
}

// "regular_price: regular_price is not of type string." or "email" of a missing one.
std::string parameters(const Json& error) {
  const auto* params = at(error, "/data/params");
  if (params == nullptr) return {};
  std::vector<std::string> parts;
  for (const auto& [name, text] : params->items()) {
    const auto said = strip_html(text_at(text, "").value_or(""));
    parts.push_back(params->is_array() ? said : name + ": " + said);
  }
  return join(parts, "; ");
}

Error named(const Json& error, const std::string& code) {
  Error out{Fault::bad_data, words(error), "", ""};
  if (code == "product_invalid_sku") {
    const auto owner = int_at(error, "/data/resource_id");
    out.what = owner ? "the SKU is already used by product " + std::to_string(*owner) : "the SKU is already used in the store";
    if (const auto free = text_at(error, "/data/unique_sku")) out.remedy = "choose another; " + *free + " is free";
    return out;
  }
  if (const auto listed = parameters(error); !listed.empty()) {
    out.what = (code == "rest_missing_callback_param" ? "the store misses: " : "the store does not take this: ") + listed;
    return out;
  }
  for (const auto& row : kKnown) {
    if (code.find(row.code) == std::string::npos) continue;
    if (!row.message.empty() && out.what.find(row.message) == std::string::npos && code.find(row.message) == std::string::npos)
      continue;
    out.fault = row.fault;
    if (!row.what.empty()) out.what = row.what;
    out.remedy = row.remedy;
    return out;
  }
  return out;
}

Error credentials(std::string what) {
  return {Fault::refused, std::move(what), "",
          "check WOOCOMMERCE_CONSUMER_KEY, and that its user may manage the shop (" + std::string(kKeys) +
              "); a store that does not see https, or whose host strips the header Authorization, ignores the key"};
}

bool is_maintenance(const Json& error) {
  return text_at(error, "/code") == "wp_die" && words(error).find("maintenance") != std::string::npos;
}

constexpr std::size_t kTitleWithin = 64U << 10U;  // an answer can be two thousand times as long

// A page instead of JSON: say which, not its markup.
std::string page_words(const http::Response& response) {
  const auto front = std::string_view(response.body).substr(0, kTitleWithin);
  const auto lower = lower_ascii(front);
  const auto open = lower.find("<title>");
  const auto close = open == std::string::npos ? open : lower.find("</title>", open);
  const auto text = strip_html(close == std::string::npos ? front.substr(0, 2000) : front.substr(open + 7, close - open - 7));
  return std::string(utf16_front(text, 120));
}

Error by_status(int status, std::string said, Asked asked) {
  if (said.empty()) said = "HTTP " + std::to_string(status);
  if (status == 429 || status == 529) return {Fault::throttled, "the store asks to slow down: " + said, "", "try again later"};
  if (status == 401) return credentials(said);
  if (status == 403) {
    return {Fault::forbidden, "the store, or a firewall in front of it, refuses the request: " + said, "",
            "let the interface /wp-json/ through to this machine"};
  }
  // The store itself answers 404 in JSON. Anything else is a web server that does not know of it, and says nothing of a record.
  if (status == 404) {
    return {Fault::bad_config, "there is no store at this address: " + said, "WOOCOMMERCE_URL",
            "set it to the folder that WordPress is in, and permalinks to anything but \"Plain\""};
  }
  if (status >= 500) {
    return {asked == Asked::change ? Fault::ambiguous : Fault::unreachable, "the store failed: " + said, "",
            "the store's error log (WooCommerce > Status > Logs) tells more"};
  }
  if (status == 405) {
    return {Fault::bad_data, "the store's server does not allow this kind of request: " + said, "",
            "let GET, POST, PUT and DELETE through to /wp-json/ (a firewall or security plugin may stop them)"};
  }
  if (status == 413) {
    return {Fault::bad_data, "the request is too large for the store's server: " + said, "",
            "shorten the texts, or raise its limits (client_max_body_size, post_max_size)"};
  }
  return {Fault::bad_data, said, "", "see what stands between here and the store; --trace FILE shows the exchange"};
}

}  // namespace

Error refusal(int status, const Json& error, Asked asked, std::string where) {
  const auto code = text_at(error, "/code").value_or("");
  Error out;
  if (status == 401 && code.starts_with("woocommerce_rest_cannot_")) {
    out = credentials("the store does not know the consumer key, or its user may not do this: " + words(error));
    out.fault = Fault::forbidden;
  } else if (status == 503 && is_maintenance(error)) {
    // WordPress answers so before it loads anything: nothing was carried out.
    out = {Fault::unreachable, "the store is in maintenance: " + words(error), "", "try again in some minutes"};
  } else if (status >= 500 && !code.starts_with("woocommerce_rest_")) {
    out = by_status(status, words(error), asked);
  } else {
    out = named(error, code);
    if (out.what.empty()) out = by_status(status, "", asked);
    if (status == 429 || status == 403 || (status == 401 && out.fault != Fault::refused))
      out = by_status(status, out.what, asked);
  }
  if (out.where.empty()) out.where = std::move(where);
  return out;
}

Result<Json> answer(const http::Response& response, Asked asked, std::string where) {
  auto json = parse_json(response.body, Lead::skip);
  const bool good = response.status >= 200 && response.status < 300;
  if (good && json && json->is_structured()) return json;
  Error error;
  if (good) {
    const auto said = json ? "neither a record nor a list" : json.error().what;
    error = {asked == Asked::change ? Fault::ambiguous : Fault::bad_data, "the store's answer is not usable: " + said, "",
             "open WOOCOMMERCE_URL/wp-json/ in a browser; a plugin or a login page may stand before it"};
  } else if (remote::is_redirect(response.status)) {
    error = remote::sent_on(response, "the store", "WOOCOMMERCE_URL");
  } else if (json && json->is_object() && json->contains("code")) {
    return tl::unexpected(refusal(response.status, *json, asked, std::move(where)));
  } else {
    error = by_status(response.status, page_words(response), asked);
  }
  if (error.where.empty()) error.where = std::move(where);
  return tl::unexpected(std::move(error));
}

Result<Json> answered_list(const http::Response& response, std::string where) {
  auto json = answer(response, Asked::question, where);
  if (json && !json->is_array())
    return fail(Fault::bad_data, "the store answered with one record where a list was asked for", where,
                "open WOOCOMMERCE_URL/wp-json/ in a browser; a plugin may change what the store answers");
  return json;
}

bool says_not_there(const http::Response& response) {
  const auto json = response.status == 404 ? parse_json(response.body, Lead::skip) : Result<Json>();
  return json && json->is_object() && json->contains("code");
}

http::Verdict verdict(const http::Response& response, http::Repeat repeat) {
  const bool used = response.status == 401 && response.body.find("nonce") != std::string::npos;
  return used && repeat == http::Repeat::safe ? http::Verdict::repeat : http::Verdict::usual;
}

bool has_next_page(const http::Response& response, int page, std::size_t count, std::size_t per_page) {
  if (count >= per_page) return true;
  if (const auto* pages = response.header("X-WP-TotalPages")) {
    if (const auto total = Decimal::parse(trim(*pages))) return *total > Decimal(page);
  }
  const auto* link = response.header("Link");
  return link != nullptr && link->find("rel=\"next\"") != std::string::npos && count > 0;
}

}  // namespace hsn::services::woocommerce
