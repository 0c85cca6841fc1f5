// The lines of `hsn check`: who we are to Acuity, whether bookings can be read, and whether it knows the ids that are named.
#include <set>
#include <utility>

#include "core/json.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/naming.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Finding;
using Answered = Result<http::Response>;

Finding failed(const Error& error) { return {Finding::State::fail, error.what, error.remedy, error.fault}; }

Finding judge_account(const Answered& answered) {
  const auto account = answered ? answer(*answered, Asked::list) : tl::unexpected(answered.error());
  if (!account) return failed(account.error());
  return {Finding::State::ok,
          text_at(*account, "/email").value_or("known") + ", " + text_at(*account, "/timezone").value_or("no time zone"),
          "",
          {}};
}

Finding judge_list(const Answered& answered) {
  const auto list = answered ? answered_list(*answered) : tl::unexpected(answered.error());
  if (!list) return failed(list.error());
  return {Finding::State::ok, "readable", "", {}};
}

std::function<Finding(const Answered&)> judging_ids(std::set<std::string> named, std::string kind, std::string remedy) {
  return [named = std::move(named), kind = std::move(kind), remedy = std::move(remedy)](const Answered& answered) {
    const auto list = answered ? answered_list(*answered) : tl::unexpected(answered.error());
    if (!list) return failed(list.error());
    std::set<std::string> listed;
    for (const auto& one : *list) listed.insert(text_at(one, "/id").value_or(""));
    return judge_ids(named, listed, kind, remedy);
  };
}

}  // namespace

std::vector<remote::Probe> Acuity::probes() const {
  std::vector<remote::Probe> probes{{"account", request("GET", "me", {}), judge_account},
                                    {"appointments", request("GET", "appointments", {{"max", "1"}}), judge_list}};
  auto calendars = options_.calendars;
  calendars.insert(options_.naming.calendars.begin(), options_.naming.calendars.end());
  if (!calendars.empty()) {
    probes.push_back({"calendars", request("GET", "calendars", {}),
                      judging_ids(std::move(calendars), "calendars",
                                  "correct ACUITY_CALENDAR_IDS, and [acuity.calendars] in the mapping file")});
  }
  if (!options_.naming.types.empty()) {
    probes.push_back({"types", request("GET", "appointment-types", {}),
                      judging_ids(options_.naming.types, "appointment types", "correct [acuity.types] in the mapping file")});
  }
  return probes;
}

}  // namespace hsn::services::acuity
