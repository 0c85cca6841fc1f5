#include "http/budget.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

namespace hsn::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kToken = 1'000'000;
constexpr Duration kMinute = seconds(60);

// What Notion has been documented to allow (notion.md 3): a count near one of these is taken for it.
constexpr std::int64_t kUsualRate = 3000;
constexpr std::array<std::int64_t, 2> kUsualLimits{180, 600};

constexpr Duration kShortWait = seconds(5);          // a window answers with the rest of it, a bucket with the time for a token
constexpr Duration kTolerance = milliseconds(2500);  // of an end that is told in whole seconds, over a network
constexpr Duration kRounding = milliseconds(1500);   // by so much a told end may lie behind the true one
constexpr Duration kEcho = milliseconds(400);
constexpr std::int64_t kCalmInWindow = 1000, kCalmInBucket = 2000;  // accepted before one more than allowed is tried
constexpr std::int64_t kAnotherPlan = 16;                           // accepted beyond the limit: it is another one
constexpr std::int64_t kClimb = 30, kCreep = 100;                   // accepted before a pace not known for sure is raised
constexpr std::int64_t kSlowest = 50;

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }
Instant at(std::int64_t ms) { return Instant(Duration(ms)); }

bool near(std::int64_t value, std::int64_t usual, int percent) { return std::abs(value - usual) * 100 <= usual * percent; }

std::int64_t usual_limit(std::int64_t counted) {
  for (const auto usual : kUsualLimits) {
    if (near(counted, usual, 10)) return usual;
  }
  return counted;
}

// How far two ends are from lying whole minutes apart.
Duration off_the_beat(Duration difference) {
  const auto rest = std::abs(difference.count()) % Duration(kMinute).count();
  return Duration(std::min(rest, Duration(kMinute).count() - rest));
}

}  // namespace

std::int64_t Budget::Known::*const Budget::kKept[] = {
    &Known::model,      &Known::closed, &Known::refused, &Known::calm,   &Known::echoes,  &Known::over,   &Known::over_accepted,
    &Known::over_since, &Known::rate,   &Known::most,    &Known::burst,  &Known::settled, &Known::tokens, &Known::counted,
    &Known::drained,    &Known::since,  &Known::limit,   &Known::length, &Known::anchor,  &Known::from,   &Known::strikes};

Budget Budget::parse(std::string_view text, Instant now) {
  Budget budget;
  auto& is = budget.is_;
  for (const auto field : kKept) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), is.*field);
    if (error != std::errc() || end == text.data() + text.size()) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  const bool sound = is.model == unknown || (is.model == bucket && is.rate > 0 && is.burst > 0) ||
                     (is.model == window && is.limit > 0 && is.length > 0);
  if (!sound) return {};
  budget.log_ = SendLog::parse(text);
  budget.log_.forget_after(now + seconds(2));
  is.counted = std::min(is.counted, ms(now));
  is.closed = std::min(is.closed, ms(now + std::chrono::hours(24 * 31)));
  return budget;
}

std::string Budget::text() const {
  std::string out;
  for (const auto field : kKept) out += std::to_string(is_.*field) + ' ';
  return out + log_.text();
}

void Budget::fix(const Rate& rate) {
  fixed_ = rate.requests > 0;
  if (!fixed_) return;
  is_.over = 0;
  if (rate.per <= seconds(1)) {
    is_.model = bucket;
    is_.rate = std::max<std::int64_t>(1, std::int64_t{rate.requests} * kToken / rate.per.count());
    is_.burst = rate.requests;
  } else {
    is_.model = window;
    is_.limit = rate.requests;
    is_.length = rate.per.count();
    is_.anchor = 0;
  }
}

Instant Budget::next(Instant now) const {
  const auto open = std::max(now, closed_until());
  const auto free = allowed(open);
  return may_try_more(open, free) ? open : free;
}

Instant Budget::allowed(Instant now) const {
  switch (static_cast<Model>(is_.model)) {
    case unknown:
      return now;
    case bucket: {
      const auto missing = std::max<std::int64_t>(0, kToken - tokens_at(now));
      return now + Duration((missing + is_.rate - 1) / is_.rate);
    }
    case window:
      return allowed_by_window(now);
  }
  return now;
}

// An anchored window may have begun a little before we think it did, so what was sent just before counts for it too.
Instant Budget::allowed_by_window(Instant now) const {
  const auto limit = static_cast<std::size_t>(is_.limit);
  if (is_.anchor != 0) {
    const auto start = window_start(now);
    return log_.count_since(start - kRounding) < limit ? now : start + Duration(is_.length);
  }
  const auto leaving = log_.newest_but(limit - 1);
  return leaving == Instant::min() ? now : std::max(now, leaving + Duration(is_.length));
}

Instant Budget::window_start(Instant now) const {
  const auto past = ms(now) - is_.anchor;
  const auto windows = past >= 0 ? past / is_.length : (past - is_.length + 1) / is_.length;
  return at(is_.anchor + windows * is_.length);
}

std::int64_t Budget::tokens_at(Instant now) const {
  const auto passed = std::clamp<std::int64_t>(ms(now) - is_.counted, 0, Duration(std::chrono::hours(1)).count());
  return std::min(most_tokens(), is_.tokens + passed * is_.rate);
}

// Of the server's reserve two requests are left untouched: they absorb what the network shifts.
std::int64_t Budget::most_tokens() const {
  if (fixed_ || is_.burst <= 1) return is_.burst * kToken;
  return std::max(kToken * 3 / 2, (is_.burst - 2) * kToken);
}

// One at first; then, as long as they are accepted, three, seven, fifteen in all.
bool Budget::may_try_more(Instant now, Instant allowed) const {
  if (fixed_ || is_.model == unknown || allowed <= now) return false;
  if (is_.calm < (is_.model == window ? kCalmInWindow : kCalmInBucket)) return false;
  // Not at a window's end, where one more may be accepted for being counted in the next.
  if (is_.model == window && is_.over == 0 && allowed - now < kShortWait) return false;
  return is_.over < 2 * is_.over_accepted + 1;
}

void Budget::sent(Instant now) {
  if (allowed(now) > now) {
    if (is_.over++ == 0) is_.over_since = ms(now);
  } else if (is_.over > 0) {
    is_.over = is_.over_accepted = is_.calm = 0;
  }
  if (is_.model == bucket) take_token(now);
  ++is_.since;
  log_.add(now);
  log_.forget_before(now - std::max(Duration(kMinute), Duration(is_.length)) - kTolerance);
}

void Budget::take_token(Instant now) {
  const auto tokens = tokens_at(now);
  if (tokens == most_tokens()) {  // it has been idle: what ran over meanwhile cannot be measured
    is_.drained = ms(now);
    is_.since = 0;
  }
  is_.tokens = tokens - kToken;
  is_.counted = ms(now);
}

// The host counted it at some time between the two: the later one is safe. A slow answer was not slow to arrive.
void Budget::accepted(Instant sent, Instant answered) {
  log_.remove(sent);
  log_.add(std::min(answered, sent + seconds(1)));
  ++is_.calm;
  if (ms(sent) >= is_.closed) is_.echoes = 0;
  if (fixed_) return;
  if (is_.over > 0 && ms(sent) >= is_.over_since && ++is_.over_accepted >= kAnotherPlan) {
    is_.model = unknown;
    is_.over = is_.over_accepted = is_.calm = is_.strikes = 0;
  }
  if (is_.model == bucket) climb(answered);
}

void Budget::vanished(Instant sent) {
  log_.remove(sent);
  is_.since = std::max<std::int64_t>(0, is_.since - 1);
}

void Budget::close(Instant until) { is_.closed = std::max(is_.closed, ms(until)); }

void Budget::refused(Instant sent, Instant answered, std::optional<Duration> told) {
  const auto wait = told.value_or(seconds(1));
  const bool same_episode = ms(sent) <= is_.refused;
  const bool echo = is_.closed != 0 && sent >= closed_until() && sent <= closed_until() + kEcho;
  log_.remove(sent);
  if (ms(sent) >= is_.drained) is_.since = std::max<std::int64_t>(0, is_.since - 1);
  if (told) close(answered + wait);
  if (fixed_) return;
  is_.over = is_.over_accepted = is_.calm = 0;
  if (same_episode) {
    // What flew when the limit was counted was taken for accepted.
    if (is_.from != 0) count_limit(is_.strikes > 0);
    if (is_.model == bucket && is_.settled == 0) is_.burst = std::max<std::int64_t>(1, is_.burst - 1);
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
  if (passed < 1500) {
    if (is_.since < is_.burst) is_.burst = std::max<std::int64_t>(1, is_.burst * 7 / 8);
    return;
  }
  const auto measured = std::max(kSlowest, std::min(is_.rate, is_.since * kToken / passed));
  const bool much_slower = measured * 10 < is_.rate * 8;
  const bool usual = std::abs(measured - kUsualRate) * passed <= 2 * kToken;
  const bool small_difference = is_.settled != 0 && !much_slower;
  if (small_difference && passed < 10'000) return;  // too short to measure it: go on counting
  if (is_.settled == 0 && usual) {
    is_.rate = kUsualRate;
    is_.settled = 1;
  } else if (small_difference) {
    if (is_.rate != kUsualRate || measured < is_.rate) is_.rate = std::min(measured, is_.rate * 97 / 100);
  } else {
    is_.most = is_.rate;
    is_.rate = std::min(measured, is_.most * 9 / 10);
    is_.settled = 0;
  }
  is_.drained = ms(answered);
  is_.since = 0;
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

Duration Budget::price(std::size_t requests, Instant now) const {
  const auto open = std::max(now, closed_until());
  const auto wanted = static_cast<std::int64_t>(requests);
  Duration waiting = open - now;
  switch (static_cast<Model>(is_.model)) {
    case unknown:
      return waiting;
    case bucket: {
      const auto missing = std::max<std::int64_t>(0, wanted * kToken - tokens_at(open));
      return waiting + Duration(missing / is_.rate);
    }
    case window: {
      const auto start = is_.anchor != 0 ? window_start(open) - kRounding : open - Duration(is_.length);
      const auto spent = static_cast<std::int64_t>(log_.count_since(start));
      const auto later = wanted - std::max<std::int64_t>(0, is_.limit - spent);
      if (later <= 0) return waiting;
      const auto first = log_.first_since(start);
      const auto rest = is_.anchor != 0 ? start + kRounding + Duration(is_.length) - open
                        : spent > 0     ? std::max(Duration::zero(), first + Duration(is_.length) - open)
                                        : Duration(is_.length);
      return waiting + rest + Duration(is_.length) * ((later - 1) / is_.limit);
    }
  }
  return waiting;
}

}  // namespace hsn::http
