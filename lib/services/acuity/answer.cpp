#include "services/acuity/answer.hpp"

#include <array>

#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/sent_on.hpp"

namespace hsn::services::acuity {
namespace {

constexpr std::size_t kShown = 300;  // of a message, in a report
constexpr std::string_view kKeys = "check ACUITY_USER_ID and ACUITY_API_KEY (Acuity > Integrations > API)";

// Rules of the business, by the front of their code; acuity.md 2. An empty `what` keeps Acuity's own words.
struct Rule {
  std::string_view code, what, remedy;
};
constexpr Rule kRules[] = {
    {"not_available", "slot not free", "choose another time"},
    {"cancel_too_close", "it is too late to cancel this by Acuity's rules", "cancel it in Acuity itself"},
    {"cancel_not_allowed", "Acuity does not let this be cancelled", "cancel it in Acuity itself"},
    {"reschedule_too_close", "it is too late to move this by Acuity's rules", "move it in Acuity itself"},
    {"reschedule_canceled", "a cancelled appointment cannot be moved", "book again"},
    {"reschedule_series", "one of a series cannot be moved alone", "move it in Acuity itself"},
    {"reschedule_not_allowed", "Acuity does not let this be moved", "move it in Acuity itself"},
};

std::string shortened(std::string text) {
  return utf16_length(text) > kShown ? std::string(utf16_front(text, kShown)) + "…" : text;
}

Error refused_by_rule(Asked asked, const std::string& code, const std::string& said) {
  for (const auto& rule : kRules) {
    if (code.starts_with(rule.code)) return {Fault::declined, std::string(rule.what), "", std::string(rule.remedy)};
  }
  return {asked == Asked::change ? Fault::declined : Fault::bad_data, said.empty() ? code : said, "",
          "change it in Notion, or in Acuity itself"};
}

Error by_status(int status, Asked asked, const std::string& code, std::string said, bool own) {
  if (said.empty()) said = "HTTP " + std::to_string(status);
  if (status == 401) return {Fault::refused, "Acuity does not know these credentials: " + said, "", std::string(kKeys)};
  // Another user's calendar or type (acuity.md 1): that says nothing of the rest.
  if (status == 403 && own && asked != Asked::list)
    return {Fault::bad_data, "Acuity does not let this user see or change it: " + said, "", "use the key of an administrator"};
  if (status == 403) return {Fault::forbidden, "Acuity refuses this user: " + said, "", "use the key of an administrator"};
  if (status == 429) return {Fault::throttled, "Acuity asks to slow down: " + said, "", "try again later"};
  if (status >= 500) {
    return {asked == Asked::change ? Fault::ambiguous : Fault::unreachable, "Acuity failed: " + said, "", "try again later"};
  }
  if (status == 404 && own)
    return {Fault::not_found, "Acuity has no such record (any more)", "", "`hsn sync --full` looks for what is gone"};
  if (own) return refused_by_rule(asked, code, said);
  return {Fault::bad_config, "there is no Acuity at this address: " + said, "ACUITY_BASE_URL",
          "the default is https://acuityscheduling.com/api/v1"};
}

}  // namespace

Result<Json> answer(const http::Response& response, Asked asked, std::string where) {
  auto json = parse_json(response.body);
  const bool good = response.status >= 200 && response.status < 300;
  if (good && json && json->is_structured()) return json;
  Error error;
  if (good) {
    const auto said = json ? "neither a record nor a list" : json.error().what;
    error = {asked == Asked::change ? Fault::ambiguous : Fault::bad_data, "Acuity's answer is not usable: " + said, "",
             "something else may answer at ACUITY_BASE_URL"};
  } else if (remote::is_redirect(response.status)) {
    error = remote::sent_on(response, "Acuity", "ACUITY_BASE_URL");
  } else {
    const bool own = json && json->is_object() && json->contains("status_code");
    auto said = own ? text_at(*json, "/message").value_or("") : response.body.substr(0, 2000);
    error = by_status(response.status, asked, own ? text_at(*json, "/error").value_or("") : "", shortened(strip_html(said)), own);
  }
  if (error.where.empty()) error.where = std::move(where);
  return tl::unexpected(std::move(error));
}

Result<Json> answered_list(const http::Response& response, std::string where) {
  auto json = answer(response, Asked::list, where);
  if (json && !json->is_array())
    return fail(Fault::bad_data, "Acuity answered with one record where a list was asked for", std::move(where),
                "something else may answer at ACUITY_BASE_URL");
  return json;
}

}  // namespace hsn::services::acuity
