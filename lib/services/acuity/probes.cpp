// The lines of `hsn check`: who we are to Acuity, and whether bookings can be read.
#include "core/json.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"

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

}  // namespace

std::vector<remote::Probe> Acuity::probes() const {
  return {{"account", request("GET", "me", {}), judge_account},
          {"appointments", request("GET", "appointments", {{"max", "1"}}), judge_list}};
}

}  // namespace hsn::services::acuity
