// What the registry knows of Amelia, and how it is made from settings.
#include "remote/registry.hpp"
#include "services/amelia/amelia.hpp"

namespace hsn::services {

namespace amelia {
namespace {

using config::Kind;

constexpr std::string_view kGroup = "Amelia";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_AMELIA", Kind::boolean, "", "take part; unset: when the address is set", "", kGroup},
    {"AMELIA_BASE_URL", Kind::url, "", "root of the WordPress site, https://studio.example.com",
     "AMELIA_API_URL AMELIA_ENDPOINT AMELIA_URL", kGroup},
    {"AMELIA_API_KEY", Kind::secret, "", "from Amelia > Settings > API (top plan only); unset: webhooks only, nothing is read",
     "", kGroup},
    {"AMELIA_TIMEZONE", Kind::zone, "", "time zone of the site; empty: BUSINESS_TIMEZONE", "", kGroup},
    {"AMELIA_RATE_LIMIT", Kind::rate, "2", "requests a second", "", kGroup},
    {"AMELIA_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"AMELIA_BASE_URL"};
constexpr std::string_view kAlsoAsked[] = {"AMELIA_API_KEY", "AMELIA_TIMEZONE"};

std::string idle(const config::Config& config) {
  return config.has("AMELIA_API_KEY") ? "" : "webhooks only: AMELIA_API_KEY is not set, so nothing is read";
}

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping& mapping) {
  if (!config.has("AMELIA_BASE_URL"))
    return fail(Fault::bad_config, "is not set", "AMELIA_BASE_URL", "set it, or ENABLE_AMELIA=false");
  Options options;
  options.root = site_root(config.text("AMELIA_BASE_URL"));
  options.key = config.secret("AMELIA_API_KEY");
  options.zone_is_told = config.has("AMELIA_TIMEZONE");
  options.zone = config.text(options.zone_is_told ? "AMELIA_TIMEZONE" : "BUSINESS_TIMEZONE");
  options.mails_client = config.flag("SERVICE_MAILS_CLIENT");
  options.availability_days = static_cast<int>(config.integer("AVAILABILITY_DAYS"));
  options.naming = naming_of(mapping, mapping.amelia);
  return std::make_unique<Amelia>(std::move(options));
}

}  // namespace
}  // namespace amelia

extern const remote::ServiceDef k_amelia;
const remote::ServiceDef k_amelia{
    .name = "amelia",
    .title = "Amelia",
    .feeds = amelia::feeds(),
    .settings = amelia::kSettings,
    .enable = "ENABLE_AMELIA",
    .credentials = amelia::kCredentials,
    .also_asked = amelia::kAlsoAsked,
    .limits = {.rate = {2, std::chrono::seconds(1)}, .in_flight = 2, .max_retries = 4},
    .make = amelia::make,
    .idle = amelia::idle,
};

}  // namespace hsn::services
