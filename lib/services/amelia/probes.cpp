// The lines of `hsn check`: is the key taken, and are the site's times read in its own zone.
#include <chrono>
#include <cmath>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
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

Finding other_zone(const std::string& theirs, const std::string& ours, const std::string& remedy) {
  return {Finding::State::warn,
          "the site's zone is " + theirs + ", and its times are read as " + ours,
          "set AMELIA_TIMEZONE=" + remedy + ", or every appointment may be hours off",
          {}};
}

double hours_from_utc(Instant at, const std::string& zone) {
  const auto local = from_local(format_local(at, zone), "UTC");
  return local ? std::chrono::duration<double, std::ratio<3600>>(*local - floor_minute(at)).count() : 0;
}

// A site that is so many hours from UTC knows no summer time: half a year later it is to be the same.
Finding judge_offset(const Decimal& offset, Instant now, const std::string& ours) {
  const double hours = offset.to_double();
  const auto later = now + std::chrono::hours(24 * 182);
  if (hours_from_utc(now, ours) == hours && hours_from_utc(later, ours) == hours) return {Finding::State::ok, ours, "", {}};
  const auto whole = std::lround(hours);
  const auto theirs = (hours < 0 ? "UTC" : "UTC+") + display(offset);
  // Those names count westwards.
  if (static_cast<double>(whole) == hours)
    return other_zone(theirs, ours, (whole > 0 ? "Etc/GMT" : "Etc/GMT+") + std::to_string(-whole));
  return other_zone(theirs, ours, "a zone with that offset all year");
}

// WordPress says its zone by name, or as hours from UTC; a site may keep it to itself.
Finding judge_zone(const Result<http::Response>& answered, const std::string& ours, bool is_told) {
  const auto json = answered && answered->status == 200 ? parse_json(answered->body, Lead::skip) : Result<Json>(Json());
  const auto name = json ? text_at(*json, "/timezone_string").value_or("") : std::string();
  if (name == ours) return {Finding::State::ok, ours, "", {}};
  if (!name.empty()) return other_zone(name, ours, name);
  const auto hours = json ? Decimal::parse(text_at(*json, "/gmt_offset").value_or("")) : std::nullopt;
  if (hours && answered->date()) return judge_offset(*hours, *answered->date(), ours);
  if (is_told) return {Finding::State::ok, "read as " + ours + "; the site does not tell its own", "", {}};
  return {Finding::State::warn,
          "the site's time zone could not be read; its times are read as " + ours,
          "set AMELIA_TIMEZONE as in WordPress > Settings > General",
          {}};
}

}  // namespace

std::vector<remote::Probe> Amelia::probes() const {
  http::Request site;
  site.service = "amelia";
  site.method = "GET";
  site.url = options_.root + "/wp-json/?_fields=timezone_string,gmt_offset";
  site.headers = {{"Accept", "application/json"}};
  site.repeat = http::Repeat::safe;
  return {{"key: services", get("services", {}), judge_services},
          {"time zone", std::move(site),
           [zone = options_.zone, is_told = options_.zone_is_told](const Result<http::Response>& answered) {
             return judge_zone(answered, zone, is_told);
           }}};
}

}  // namespace hsn::services::amelia
