// What the registry knows of WooCommerce: its settings, its limits, and how it is made from them.
#include <algorithm>

#include "core/text.hpp"
#include "remote/registry.hpp"
#include "services/persons.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services {

namespace woocommerce {
namespace {

using config::Kind;

constexpr std::string_view kGroup = "WooCommerce";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_WOOCOMMERCE", Kind::boolean, "", "take part; unset: when the address and both keys are set", "", kGroup},
    {"WOOCOMMERCE_URL", Kind::url, "", "address of the store, https://shop.example.com", "WOOCOMMERCE_BASE_URL", kGroup},
    {"WOOCOMMERCE_CONSUMER_KEY", Kind::secret, "", "ck_…, from WooCommerce > Settings > Advanced > REST API, Read/Write",
     "WOOCOMMERCE_API_KEY", kGroup},
    {"WOOCOMMERCE_CONSUMER_SECRET", Kind::secret, "", "cs_…, shown once beside the key", "WOOCOMMERCE_API_SECRET", kGroup},
    {"WOOCOMMERCE_VERSION", Kind::text, "wc/v3", "version of the store's interface", "", kGroup},
    {"WOOCOMMERCE_LINK_ORDERS", Kind::boolean, "false", "note the page's id on orders too", "", kGroup},
    {"SYNC_VARIATIONS", Kind::boolean, "false", "a page for every variation of a product", "", kGroup},
    {"WOOCOMMERCE_CREATE_TERMS", Kind::boolean, "false", "make categories and tags that the store lacks; --create-terms, once",
     "", kGroup},
    {"WOOCOMMERCE_ALLOW_HTTP", Kind::boolean, "false", "plain http to a store that is not on this machine", "", kGroup},
    {"WOOCOMMERCE_RATE_LIMIT", Kind::rate, "50/10s", "so many requests in so many seconds, at once if need be; 5 is 5 a second",
     "", kGroup},
    {"WOOCOMMERCE_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"WOOCOMMERCE_URL", "WOOCOMMERCE_CONSUMER_KEY", "WOOCOMMERCE_CONSUMER_SECRET"};

bool is_version(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), plain) && text.front() != '/' && text.back() != '/';
}

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping& mapping) {
  for (const auto name : kCredentials) {
    if (!config.has(name)) return fail(Fault::bad_config, "is not set", std::string(name), "set it, or ENABLE_WOOCOMMERCE=false");
  }
  auto root = parse_root(config.text("WOOCOMMERCE_URL"), config.flag("WOOCOMMERCE_ALLOW_HTTP"));
  if (!root) return tl::unexpected(root.error());
  const auto version = config.text("WOOCOMMERCE_VERSION");
  if (!is_version(version))
    return fail(Fault::bad_config, "\"" + version + "\" is no version", "WOOCOMMERCE_VERSION", "wc/v3 fits");
  Options options;
  options.address = {std::move(*root), version, config.secret("WOOCOMMERCE_CONSUMER_KEY"),
                     config.secret("WOOCOMMERCE_CONSUMER_SECRET")};
  options.link_orders = config.flag("WOOCOMMERCE_LINK_ORDERS");
  options.variations = config.flag("SYNC_VARIATIONS");
  options.create_terms = config.flag("WOOCOMMERCE_CREATE_TERMS");
  options.creates_clients = feedback_creates_clients(config);
  options.statuses = mapping.woo_statuses;
  for (const auto& [category, slug] : mapping.woo_categories)
    options.entities.emplace_back(fold_case(category), mapping.entities.at(slug).name);
  return std::make_unique<WooCommerce>(std::move(options));
}

constexpr std::string_view kEnable = "ENABLE_WOOCOMMERCE";

}  // namespace
}  // namespace woocommerce

extern const remote::ServiceDef k_woocommerce;
const remote::ServiceDef k_woocommerce{
    .name = "woocommerce",
    .title = "WooCommerce",
    .feeds = woocommerce::feeds(),
    .settings = woocommerce::kSettings,
    .enable = woocommerce::kEnable,
    .credentials = woocommerce::kCredentials,
    .limits = {.rate = {50, std::chrono::seconds(10)}, .in_flight = 4, .max_retries = 4},
    .make = woocommerce::make,
};

}  // namespace hsn::services
