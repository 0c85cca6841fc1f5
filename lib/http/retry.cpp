#include "http/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/json.hpp"
#include "core/time.hpp"

namespace hsn::http {
namespace {

struct Rule {
  Happened happened;
  Then never, safe;  // by Request::repeat
};
constexpr std::array kRules{
    Rule{Happened::answered, Then::deliver, Then::deliver}, Rule{Happened::throttled, Then::later, Then::later},
    Rule{Happened::blocked, Then::deliver, Then::deliver},  Rule{Happened::failing, Then::deliver, Then::again},
    Rule{Happened::not_sent, Then::again, Then::again},     Rule{Happened::untrusted, Then::deliver, Then::deliver},
    Rule{Happened::lost, Then::deliver, Then::again},       Rule{Happened::oversized, Then::deliver, Then::deliver},
};

// A proxy that asks for a day is not believed: nobody would notice for so long that nothing is read any more.
constexpr Duration kLongest = std::chrono::hours(1);

std::string limit_reason(const Response& response) {
  const auto json = parse_json(response.body);
  return json ? text_at(*json, "/additional_data/rate_limit_reason").value_or("") : "";
}

// A 429 that waiting does not mend: blocked by Notion, or an AI provider's credit is used up (ai-providers.md 3 and 4).
bool is_final(const Response& response) {
  if (const auto* advice = response.header("x-should-retry"); advice != nullptr && *advice == "false") return true;
  const auto json = parse_json(response.body);
  if (!json) return false;
  return text_at(*json, "/additional_data/rate_limit_reason") == "public_api_request_blocked" ||
         text_at(*json, "/error/code") == "insufficient_quota";
}

}  // namespace

Happened what_happened(const Outcome& outcome) {
  if (!outcome) {
    switch (outcome.error().kind) {
      case Failure::Kind::not_sent:
        return Happened::not_sent;
      case Failure::Kind::tls:
        return Happened::untrusted;
      case Failure::Kind::lost:
        return Happened::lost;
      case Failure::Kind::too_large:
        return Happened::oversized;
    }
  }
  switch (outcome->status) {
    case 429:
      return is_final(*outcome) ? Happened::blocked : Happened::throttled;
    case 529:
      return Happened::throttled;
    case 501:  // it will not be otherwise in a second
    case 505:
      return Happened::answered;
    default:
      return outcome->status >= 500 ? Happened::failing : Happened::answered;
  }
}

Then what_then(const Request& request, const Outcome& outcome) {
  const auto happened = what_happened(outcome);
  const bool settled = happened == Happened::throttled || happened == Happened::blocked;
  if (outcome && request.judge != nullptr && !settled) {
    const auto verdict = request.judge(*outcome, request.repeat);
    if (verdict != Verdict::usual) return verdict == Verdict::repeat ? Then::again : Then::deliver;
  }
  const auto* const rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& each) { return each.happened == happened; });
  return request.repeat == Repeat::safe ? rule->safe : rule->never;
}

Meant whom_it_means(const Response& response) {
  if (response.status != 429) return Meant::somebody;
  const auto reason = limit_reason(response);
  const bool others = reason == "public_api_space_request_rate_limit" || reason == "public_api_endpoint_rate_limit";
  return others ? Meant::somebody : Meant::us;
}

std::optional<Duration> retry_after(const Response& response, Instant now) {
  const auto* text = response.header("Retry-After");
  if (text == nullptr) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error == std::errc() && end == text->data() + text->size()) {
    if (seconds < 0) return std::nullopt;
    return std::min<Duration>(std::chrono::seconds(std::min<std::int64_t>(seconds, 1'000'000'000)), kLongest);
  }
  const auto at = parse_http_date(*text);
  if (!at) return std::nullopt;
  return std::clamp(*at - response.date().value_or(now), Duration::zero(), kLongest);
}

Duration backoff(int earlier, std::uint64_t random, const Backoff& how) {
  Duration most = how.base;
  for (int i = 0; i < earlier && most < how.cap; ++i) most *= 2;
  most = std::min(most, how.cap);
  return Duration(static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(most.count()) + 1)));
}

}  // namespace hsn::http
