// The half of Budget that draws conclusions: from refusals, and from their absence.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "http/budget.hpp"
#include "http/budget_units.hpp"

namespace hsn::http {
namespace {

// What Notion has been documented to allow (notion.md 3): a count near one of these is taken for it.
constexpr std::int64_t kUsualRate = 3000;
constexpr std::array<std::int64_t, 2> kUsualLimits{180, 600};

constexpr Duration kEcho = std::chrono::milliseconds(400);
constexpr std::int64_t kClimb = 30, kCreep = 100;  // accepted before a pace that is not known for sure is raised
constexpr std::int64_t kSlowest = 50;
constexpr std::int64_t kSmallBurst = 3;
constexpr std::int64_t kAfterIdle = 1500;  // ms in which what was left in the bucket, and not the pace, decides

bool near(std::int64_t value, std::int64_t usual, int percent) { return std::abs(value - usual) * 100 <= usual * percent; }

std::int64_t usual_limit(std::int64_t counted) {
  for (const auto usual : kUsualLimits) {
    if (near(counted, usual, 10)) return usual;
  }
  return counted;
}

// How far two ends are from lying whole minutes apart.
Duration off_the_beat(Duration difference) {
  const auto rest = std::abs(difference.count()) % kMinute.count();
  return Duration(std::min(rest, kMinute.count() - rest));
}

}  // namespace

void Budget::refused(Instant sent, Instant answered, std::optional<Duration> told) {
  const auto wait = told.value_or(std::chrono::seconds(1));
  const bool same_episode = ms(sent) <= is_.refused;
  const bool echo = is_.closed != 0 && sent >= closed_until() && sent <= closed_until() + kEcho;
  log_.remove(sent);
  if (ms(sent) >= is_.drained) is_.since = std::max<std::int64_t>(0, is_.since - 1);
  if (told) close(answered + wait);
  if (fixed()) return;
  is_.over = is_.over_accepted = is_.calm = 0;
  if (same_episode) {
    // What flew when the limit was counted was taken for accepted.
    if (is_.from != 0) count_limit(is_.strikes > 0);
    if (is_.model == bucket && is_.settled == 0) is_.burst = std::max<std::int64_t>(1, is_.burst - 1);
    if (is_.model == bucket && is_.settled != 0 && ms(sent) - is_.drained < kAfterIdle) lower_burst();
    return;
  }
  is_.refused = ms(answered);
  is_.from = 0;
  is_.echoes = echo ? is_.echoes + 1 : 0;
  if (echo && is_.echoes < 3) {
    // It sent us away for a little too short; only the end is news.
    if (is_.model == window && is_.anchor != 0) is_.anchor = ms(answered + wait);
    drain(answered);
    return;
  }
  switch (static_cast<Model>(is_.model)) {
    case unknown:
      learn_anew(sent, answered, wait);
      break;
    case window:
      learn_window(sent, answered, wait);
      break;
    case bucket:
      if (wait >= kShortWait || echo) {
        learn_anew(sent, answered, wait);
      } else {
        learn_bucket(sent, answered);
      }
      break;
  }
}

void Budget::learn_anew(Instant sent, Instant answered, Duration wait) {
  is_.model = unknown;
  is_.strikes = 0;
  if (wait > kMinute + kTolerance) return;  // no budget of a minute: there is nothing to learn but when to come back
  const auto end = answered + wait;
  const auto start = end - kMinute - kRounding;
  const auto first = log_.first_since(start);
  const auto counted = static_cast<std::int64_t>(log_.count_since(start));
  const bool many = counted >= 30;
  const bool opened_by_us = first != Instant::max() && std::chrono::abs(first + kMinute - end) <= kTolerance;
  const bool on_the_minute = off_the_beat(end.time_since_epoch()) <= kRounding;
  // A window that always answers with a second or so gives itself away by refusing again and again.
  if (wait >= kShortWait || (many && (opened_by_us || on_the_minute || is_.echoes >= 3))) {
    is_.model = window;
    is_.length = Duration(kMinute).count();
    is_.from = ms(start);
    count_limit(false);
    is_.anchor = is_.echoes < 3 && ends_at_fixed_times(answered, end) ? ms(end) : 0;
    return;
  }
  const auto lately = static_cast<std::int64_t>(log_.count_since(answered - kMinute));
  const auto since_first = std::max(Duration::zero(), sent - std::min(sent, log_.first_since(answered - kMinute)));
  is_.model = bucket;
  is_.burst = std::max<std::int64_t>(1, lately - kUsualRate * since_first.count() / kToken);
  // A little faster than the usual: the next refusal then measures the true one.
  is_.rate = kUsualRate * 3 / 2;
  is_.most = is_.settled = 0;
  is_.drained = ms(answered);
  is_.since = 0;
  drain(answered);
}

// Between two times when the bucket was empty, what flowed in was accepted: give or take two requests, for some that still fly
// came later, and a small bucket may have run over while we waited. Counted from a raise of the pace or from an idle time, it is
// what flowed in and what was left in the bucket: too much rather than too little.
void Budget::learn_bucket(Instant sent, Instant answered) {
  drain(answered);
  const auto passed = ms(sent) - is_.drained;
  if (passed < kAfterIdle) return lower_burst();
  const auto measured = std::max(kSlowest, std::min(is_.rate, is_.since * kToken / passed));
  const bool much_slower = measured * 10 < is_.rate * 8;
  const bool usual = std::abs(measured - kUsualRate) * passed <= 2 * kToken;
  const bool small_difference = is_.settled != 0 && !much_slower;
  if (small_difference && passed < 10'000) return;  // too short to measure it: go on counting
  if (is_.settled == 0 && usual) {
    is_.rate = kUsualRate;
    is_.settled = 1;
  } else if (small_difference) {
    if (is_.rate != kUsualRate || measured < is_.rate) is_.rate = std::max(kSlowest, std::min(measured, is_.rate * 97 / 100));
  } else {
    is_.most = is_.rate;
    is_.rate = std::max(kSlowest, std::min(measured, is_.most * 9 / 10));
    is_.settled = 0;
  }
  is_.drained = ms(answered);
  is_.since = 0;
}

// Refused right after it was idle: no more was in the bucket than what has been accepted since. Others fly that may be refused
// yet. A small one may as well be the pace's fault.
void Budget::lower_burst() {
  if (is_.since >= is_.burst) return;
  const auto least = std::min(is_.burst, is_.settled != 0 ? kSmallBurst : std::int64_t{1});
  is_.burst = std::max(least, is_.settled != 0 ? is_.since : is_.burst * 7 / 8);
}

void Budget::learn_window(Instant sent, Instant answered, Duration wait) {
  const auto end = answered + wait;
  const auto start = end - Duration(is_.length) - kRounding;
  const auto counted = static_cast<std::int64_t>(log_.count_since(start));
  // Refused at less than half of it: another plan, or somebody else with our token.
  if (counted * 2 < is_.limit) return learn_anew(sent, answered, wait);
  const bool nearly = counted < is_.limit && counted * 10 >= is_.limit * 9;
  if (nearly && is_.strikes == 0) {
    is_.strikes = 1;
  } else if (counted != is_.limit) {
    is_.from = ms(start);
    count_limit(is_.strikes > 0);
  }
  const bool as_expected = is_.anchor != 0 && off_the_beat(end - at(is_.anchor)) <= kTolerance;
  if (!as_expected) is_.anchor = wait >= kShortWait && ends_at_fixed_times(answered, end) ? ms(end) : 0;
}

void Budget::count_limit(bool exactly) {
  const auto counted = static_cast<std::int64_t>(log_.count_since(at(is_.from)));
  is_.limit = std::max<std::int64_t>(1, exactly ? counted : usual_limit(counted));
}

// Not when the end is a minute after our first request: that is how a sliding window ends, or one that we opened. But when
// more went through in a minute than the limit, no window can be sliding.
bool Budget::ends_at_fixed_times(Instant answered, Instant end) const {
  const auto lately = static_cast<std::int64_t>(log_.count_since(answered - kMinute));
  if (lately * 100 > is_.limit * 105) return true;
  const auto first = log_.first_since(end - kMinute - kRounding);
  return first != Instant::max() && first + kMinute - kTolerance > end;
}

// What flows in while we wait is left where it is: a burst right after a refusal is the next refusal.
void Budget::drain(Instant answered) {
  is_.tokens = 0;
  is_.counted = std::max(ms(answered), is_.closed);
}

void Budget::climb(Instant answered) {
  if (is_.calm % (is_.settled != 0 ? kCreep : kClimb) != 0) return;
  if (is_.settled != 0) {
    if (is_.rate == kUsualRate) return;
    is_.rate += is_.rate * 3 / 100;
  } else {
    is_.rate = is_.most != 0 ? (is_.rate + is_.most) / 2 : is_.rate * 3 / 2;
    is_.settled = is_.most != 0 && near(is_.rate, is_.most, 8) ? 1 : 0;
  }
  is_.drained = ms(answered);
  is_.since = 0;
}

}  // namespace hsn::http
