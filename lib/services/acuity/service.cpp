// What the registry knows of Acuity: its settings, its limits, and how it is made from them.
#include "core/text.hpp"
#include "remote/registry.hpp"
#include "services/acuity/acuity.hpp"

namespace hsn::services {

namespace acuity {
namespace {

using config::Kind;

constexpr std::string_view kGroup = "Acuity";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_ACUITY", Kind::boolean, "", "take part; unset: when user id and key are set", "", kGroup},
    {"ACUITY_USER_ID", Kind::text, "", "numeric user id, from Acuity > Integrations > API", "", kGroup},
    {"ACUITY_API_KEY", Kind::secret, "", "the key beside it", "", kGroup},
    {"ACUITY_BASE_URL", Kind::url, "https://acuityscheduling.com/api/v1", "API root (tests, proxies)", "", kGroup},
    {"ACUITY_CALENDAR_IDS", Kind::list, "", "only these calendars are read; empty: all", "", kGroup},
    {"ACUITY_NOTION_FIELD_ID", Kind::integer, "", "intake form field that keeps the id of a booking's page; empty: none", "",
     kGroup, "", 1'000'000'000'000},
    {"ACUITY_RATE_LIMIT", Kind::rate, "5", "requests a second; Acuity allows 10 for an address", "", kGroup},
    {"ACUITY_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"ACUITY_USER_ID", "ACUITY_API_KEY"};

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping& mapping) {
  for (const auto name : kCredentials) {
    if (!config.has(name)) return fail(Fault::bad_config, "is not set", std::string(name), "set it, or ENABLE_ACUITY=false");
  }
  Options options;
  options.root = trim(config.text("ACUITY_BASE_URL"));
  while (options.root.ends_with('/')) options.root.pop_back();
  options.user = config.text("ACUITY_USER_ID");
  options.key = config.secret("ACUITY_API_KEY");
  options.mails_client = config.flag("SERVICE_MAILS_CLIENT");
  for (auto& id : config.list("ACUITY_CALENDAR_IDS")) options.calendars.insert(std::move(id));
  options.availability_days = static_cast<int>(config.integer("AVAILABILITY_DAYS"));
  if (config.has("ACUITY_NOTION_FIELD_ID")) options.page_field = config.integer("ACUITY_NOTION_FIELD_ID");
  options.naming = naming_of(mapping, mapping.acuity);
  return std::make_unique<Acuity>(std::move(options));
}

}  // namespace
}  // namespace acuity

extern const remote::ServiceDef k_acuity;
const remote::ServiceDef k_acuity{
    .name = "acuity",
    .title = "Acuity",
    .feeds = acuity::feeds(),
    .settings = acuity::kSettings,
    .enable = "ENABLE_ACUITY",
    .credentials = acuity::kCredentials,
    .limits = {.rate = {5, std::chrono::seconds(1)}, .in_flight = 4, .max_retries = 4},
    .make = acuity::make,
};

}  // namespace hsn::services
