#include "services/amelia/answer.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/sent_on.hpp"

namespace hsn::services::amelia {
namespace {

constexpr const char* kRefused = "see whether it can be done in Amelia itself";

std::string words(const Json& json) {
  const auto said = strip_html(text_at(json, "/message").value_or(""));
  return utf16_length(said) > 300 ? std::string(utf16_front(said, 300)) + "…" : said;
}

// {"message"} alone. With "error" beside it the site itself has failed (9.5, "Slim Application Error").
bool is_explained(const Result<Json>& json) {
  return json && json->is_object() && json->contains("message") && !json->contains("error");
}

Error refused_by_rule(const Json& json, Asked asked) {
  if (bool_at(json, "/data/timeSlotUnavailable").value_or(false))
    return {Fault::declined, "slot not free", "", "choose another time; nothing was changed in Amelia"};
  if (bool_at(json, "/data/entityMissing").value_or(false))
    return {Fault::bad_data, "Amelia misses something that this names: " + words(json), "", "see whether it was deleted there"};
  return {asked == Asked::change ? Fault::declined : Fault::bad_data, "Amelia does not take this: " + words(json), "", kRefused};
}

Error by_status(const http::Response& response, const Result<Json>& json, Asked asked) {
  const int status = response.status;
  const bool own = is_explained(json);
  const auto said = own ? words(*json) : "HTTP " + std::to_string(status);
  if (status == 429 || status == 529) return {Fault::throttled, "the site asks to slow down: " + said, "", "try again later"};
  if (status == 401 || (status == 403 && own))
    return {Fault::refused, "Amelia does not accept the key: " + said, "",
            "make one in Amelia > Settings > API, see that it has not expired, and set AMELIA_API_KEY"};
  if (status == 403)
    return {Fault::forbidden, "the site, or a firewall in front of it, refuses the request", "",
            "let admin-ajax.php through to this machine"};
  if (status == 500 && own && asked == Asked::record)
    return {Fault::not_found, "Amelia has no such record (any more): " + said, "", "see whether it was deleted there"};
  if (remote::is_redirect(status)) {
    auto error = remote::sent_on(response, "the site", "AMELIA_BASE_URL");
    if (asked == Asked::change) error.fault = Fault::ambiguous;
    error.remedy += "; just after an update of its plugins, try again";
    return error;
  }
  if (status >= 500)
    return {asked == Asked::change ? Fault::ambiguous : Fault::unreachable, "the site failed: " + said, "",
            "its error log tells more"};
  if (status == 409 && own) return refused_by_rule(*json, asked);
  return {Fault::bad_config, "there is no Amelia interface at this address: " + said, "AMELIA_BASE_URL",
          "set it to the site's root; the API comes with Amelia's top plan only"};
}

}  // namespace

Result<Json> answer(const http::Response& response, Asked asked, std::string_view needed, std::string where) {
  const auto json = parse_json(response.body, Lead::skip);
  Error error;
  if (response.status != 200) {
    error = by_status(response, json, asked);
  } else if (!json || !json->is_object() || !json->contains("message")) {
    error = {asked == Asked::change ? Fault::ambiguous : Fault::bad_data, "the site's answer is not Amelia's", "",
             "something else may answer at AMELIA_BASE_URL"};
  } else if (at(*json, "/data" + std::string(needed)) == nullptr) {
    error = refused_by_rule(*json, asked);
  } else {
    return *at(*json, "/data");
  }
  if (error.where.empty()) error.where = std::move(where);
  return tl::unexpected(std::move(error));
}

http::Verdict verdict(const http::Response& response, http::Repeat repeat) {
  const bool failed = response.status == 500 || (response.status >= 502 && response.status <= 504);
  const bool explained = response.status == 500 && is_explained(parse_json(response.body, Lead::skip));
  return failed && !explained && repeat == http::Repeat::safe ? http::Verdict::repeat : http::Verdict::deliver;
}

}  // namespace hsn::services::amelia
