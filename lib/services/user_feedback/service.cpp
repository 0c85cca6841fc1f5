// What the registry knows of the feedback service: its settings, its limits, and how it is made from them.
#include "remote/registry.hpp"
#include "services/persons.hpp"
#include "services/user_feedback/bindings.hpp"
#include "services/user_feedback/user_feedback.hpp"

namespace hsn::services {

namespace user_feedback {
namespace {

using config::Kind;

constexpr std::string_view kGroup = "User feedback";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_USER_FEEDBACK", Kind::boolean, "", "take part; true without address and key: with what `hsn feedback` is told alone",
     "ENABLE_USERFEEDBACK", kGroup},
    {"USER_FEEDBACK_API_URL", Kind::url, "", "address of the feedback service, before /api/feedback",
     "USERFEEDBACK_API_URL USER_FEEDBACK_BASE_URL", kGroup},
    {"USER_FEEDBACK_API_KEY", Kind::secret, "", "its key, sent as Bearer", "USERFEEDBACK_API_KEY", kGroup},
    {"USER_FEEDBACK_PROJECT_ID", Kind::text, "", "sent as project_id", "USERFEEDBACK_PROJECT_ID", kGroup},
    {"FEEDBACK_CREATES_CLIENTS", Kind::boolean, "true",
     "who writes with an e-mail becomes a client; false: those who are one are updated, and nobody becomes one", "", kGroup},
    {"USER_FEEDBACK_RATE_LIMIT", Kind::rate, "2", "requests a second", "", kGroup},
    {"USER_FEEDBACK_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"USER_FEEDBACK_API_URL", "USER_FEEDBACK_API_KEY"};
constexpr std::string_view kEnable = "ENABLE_USER_FEEDBACK";

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping&) {
  Options options;
  options.creates_clients = feedback_creates_clients(config);
  const bool has_url = config.has(kCredentials[0]), has_key = config.has(kCredentials[1]);
  if (has_url != has_key)
    return fail(Fault::bad_config, "is not set", std::string(kCredentials[has_url ? 1 : 0]), "set both, or neither");
  if (has_url) {
    options.url = config.text(kCredentials[0]);
    options.key = config.secret(kCredentials[1]);
    options.project = config.text("USER_FEEDBACK_PROJECT_ID");
  }
  return std::make_unique<UserFeedback>(std::move(options));
}

}  // namespace
}  // namespace user_feedback

extern const remote::ServiceDef k_user_feedback;
const remote::ServiceDef k_user_feedback{
    .name = "user_feedback",
    .title = "User Feedback",
    .feeds = user_feedback::feeds(),
    .settings = user_feedback::kSettings,
    .enable = user_feedback::kEnable,
    .credentials = user_feedback::kCredentials,
    .limits = {.rate = {2, std::chrono::seconds(1)}, .in_flight = 2, .max_retries = 4},
    .make = user_feedback::make,
};

}  // namespace hsn::services
