// The lines of `hsn check`: is the key taken, does Amelia know the ids of the mapping file, and are the site's times read in its
// own zone.
#include <chrono>
#include <cmath>
#include <set>
#include <utility>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/naming.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Finding;

// The list stands under `member` of the answer.
std::function<Finding(const Result<http::Response>&)> judging_ids(std::set<std::string> named, std::string member,
                                                                  std::string kind, std::string remedy) {
  return [named = std::move(named), member = std::move(member), kind = std::move(kind),
          remedy = std::move(remedy)](const Result<http::Response>& answered) {
    const auto data = answered ? answer(*answered, Asked::list, member) : tl::unexpected(answered.error());
    if (!data) return Finding{Finding::State::fail, data.error().what, data.error().remedy, data.error().fault};
    std::set<std::string> listed;
    for (const auto& one : elements(*data, member)) listed.insert(id_at(one, "/id"));
    return judge_ids(named, listed, kind, remedy);
  };
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
  const auto& naming = options_.naming;
  std::vector<remote::Probe> probes{
      {"key: services", get("services", {}),
       judging_ids(naming.types, "/services", "services", "correct [amelia.services] in the mapping file")},
      {"time zone", std::move(site),
       [zone = options_.zone, is_told = options_.zone_is_told](const Result<http::Response>& answered) {
         return judge_zone(answered, zone, is_told);
       }}};
  if (!naming.calendars.empty()) {
    probes.push_back({"providers", get("users/providers", {}),
                      judging_ids(naming.calendars, "/users", "providers", "correct [amelia.providers] in the mapping file")});
  }
  return probes;
}

}  // namespace hsn::services::amelia
