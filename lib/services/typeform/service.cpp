// What the registry knows of Typeform: its settings, its limits, and how it is made from them.
#include <algorithm>

#include "remote/registry.hpp"
#include "services/persons.hpp"
#include "services/typeform/typeform.hpp"

namespace hsn::services {

namespace typeform {
namespace {

using config::Kind;

constexpr std::string_view kGroup = "TypeForm";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_TYPEFORM", Kind::boolean, "", "take part; unset: when the token is set", "", kGroup},
    {"TYPEFORM_API_KEY", Kind::secret, "", "tfp_…, a personal token with the scopes forms:read, responses:read, accounts:read",
     "TYPEFORM_PERSONAL_TOKEN TYPEFORM_TOKEN", kGroup},
    {"TYPEFORM_BASE_URL", Kind::url, "https://api.typeform.com",
     "in the European data centre https://api.typeform.eu, or for older accounts https://api.eu.typeform.com", "", kGroup},
    {"TYPEFORM_FORM_IDS", Kind::list, "", "forms to read, FORM,FORM,…; empty: those of the mapping file", "", kGroup},
    {"TYPEFORM_INCLUDE_PARTIAL", Kind::boolean, "false", "keep responses too that were begun and not sent", "", kGroup},
    {"TYPEFORM_RATE_LIMIT", Kind::rate, "2", "requests a second", "", kGroup},
    {"TYPEFORM_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"TYPEFORM_API_KEY"};
constexpr std::string_view kAlsoAsked[] = {"TYPEFORM_BASE_URL", "TYPEFORM_FORM_IDS"};

std::vector<std::string> forms_of(const config::Config& config, const config::Mapping& mapping) {
  std::vector<std::string> forms;
  for (auto& id : config.list("TYPEFORM_FORM_IDS")) {
    if (std::find(forms.begin(), forms.end(), id) == forms.end()) forms.push_back(std::move(id));
  }
  if (!forms.empty()) return forms;
  for (const auto& [id, form] : mapping.forms) forms.push_back(id);
  return forms;
}

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping& mapping) {
  if (!config.has("TYPEFORM_API_KEY"))
    return fail(Fault::bad_config, "is not set", "TYPEFORM_API_KEY", "set it, or ENABLE_TYPEFORM=false");
  Options options;
  options.root = config.text("TYPEFORM_BASE_URL");
  options.token = config.secret("TYPEFORM_API_KEY");
  options.partial = config.flag("TYPEFORM_INCLUDE_PARTIAL");
  options.entities = entities_of(mapping);
  for (auto& form : forms_of(config, mapping)) {
    auto route = make_route(std::move(form), mapping);
    if (!route) return tl::unexpected(route.error());
    route->creates_clients = feedback_creates_clients(config);
    options.routes.push_back(std::move(*route));
  }
  return std::make_unique<Typeform>(std::move(options));
}

constexpr std::string_view kEnable = "ENABLE_TYPEFORM";

}  // namespace
}  // namespace typeform

extern const remote::ServiceDef k_typeform;
const remote::ServiceDef k_typeform{
    .name = "typeform",
    .title = "TypeForm",
    .feeds = typeform::feeds(),
    .settings = typeform::kSettings,
    .enable = typeform::kEnable,
    .credentials = typeform::kCredentials,
    .also_asked = typeform::kAlsoAsked,
    // Two a second for the account; one after the other is what keeps under it (typeform.md 4).
    .limits = {.rate = {2, std::chrono::seconds(1)}, .in_flight = 1, .max_retries = 4},
    .make = typeform::make,
};

}  // namespace hsn::services
