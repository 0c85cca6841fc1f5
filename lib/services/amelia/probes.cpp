// The lines of `hsn check`: is the key taken, and are the site's times read in its own zone.
#include "core/json.hpp"
#include "core/time.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Finding;

Finding judge_services(const Result<http::Response>& answered) {
  const auto data = answered ? answer(*answered, Asked::list, "/services") : tl::unexpected(answered.error());
  if (!data) return {Finding::State::fail, data.error().what, data.error().remedy, data.error().fault};
  return {Finding::State::ok, std::to_string(elements(*data, "/services").size()) + " services", "", {}};
}

// WordPress says its zone by name, or as hours from UTC; a site may keep it to itself.
Finding judge_zone(const Result<http::Response>& answered, const std::string& ours) {
  const auto json = answered && answered->status == 200 ? parse_json(answered->body, Lead::skip) : Result<Json>(Json());
  const auto name = json ? text_at(*json, "/timezone_string").value_or("") : std::string();
  if (name == ours) return {Finding::State::ok, ours, "", {}};
  if (name.empty()) return {Finding::State::ok, "read as " + ours + "; the site does not tell its own", "", {}};
  return {Finding::State::warn,
          "the site's zone is " + name + ", and its times are read as " + ours,
          "set AMELIA_TIMEZONE=" + name + ", or every appointment may be hours off",
          {}};
}

}  // namespace

std::vector<remote::Probe> Amelia::probes() const {
  http::Request site;
  site.service = "amelia";
  site.method = "GET";
  site.url = options_.root + "/wp-json/?_fields=timezone_string";
  site.headers = {{"Accept", "application/json"}};
  site.repeat = http::Repeat::safe;
  return {{"key: services", get("services", {}), judge_services},
          {"time zone", std::move(site),
           [zone = options_.zone](const Result<http::Response>& answered) { return judge_zone(answered, zone); }}};
}

}  // namespace hsn::services::amelia
