#include "http/budget.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "http/budget_units.hpp"

namespace hsn::http {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kCalmInWindow = 1000, kCalmInBucket = 2000;           // accepted before one more than allowed is tried
constexpr std::int64_t kAnotherPlan = 16;                                    // accepted beyond the limit: it is another one
constexpr std::int64_t kFar = std::int64_t{1} << 50, kMany = 1'000'000'000;  // nothing overflows that is made of these
constexpr Duration kPunctual = std::chrono::milliseconds(100);               // so late, a moment has not been missed

}  // namespace

const Budget::Kept Budget::kKept[] = {{&Known::model, window},        {&Known::closed, kFar},     {&Known::refused, kFar},
                                      {&Known::calm, kMany},          {&Known::echoes, kMany},    {&Known::over, kMany},
                                      {&Known::over_accepted, kMany}, {&Known::over_since, kFar}, {&Known::rate, kMany},
                                      {&Known::most, kMany},          {&Known::burst, kMany},     {&Known::settled, kMany},
                                      {&Known::tokens, kFar},         {&Known::counted, kFar},    {&Known::drained, kFar},
                                      {&Known::since, kMany},         {&Known::limit, kMany},     {&Known::length, kMany},
                                      {&Known::anchor, kFar},         {&Known::from, kFar},       {&Known::strikes, kMany}};

std::int64_t Budget::Known::*const Budget::kModel[] = {&Known::model,   &Known::rate,   &Known::most,   &Known::burst,
                                                       &Known::settled, &Known::limit,  &Known::length, &Known::anchor,
                                                       &Known::from,    &Known::strikes};

void Budget::copy_model(const Known& from, Known& to) {
  for (std::int64_t Known::*const number : kModel) to.*number = from.*number;
}

Budget Budget::parse(std::string_view text, Instant now) {
  Budget budget;
  auto& is = budget.is_;
  for (const auto& [number, most] : kKept) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), is.*number);
    if (error != std::errc() || end == text.data() + text.size()) return {};
    const auto least = number == &Known::tokens ? -most : 0;
    if (is.*number < least || is.*number > most) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  const bool sound = is.model == unknown || (is.model == bucket && is.rate > 0 && is.burst > 0) ||
                     (is.model == window && is.limit > 0 && is.length > 0);
  if (!sound) return {};
  budget.log_ = SendLog::parse(text);
  budget.log_.forget_after(now + seconds(2));
  is.counted = std::min(is.counted, ms(now));
  // Nobody is asked to wait longer than an hour (retry_after): this was written by a clock that went ahead.
  if (is.closed > ms(now + std::chrono::minutes(61))) is.closed = 0;
  return budget;
}

std::string Budget::text() const {
  std::string out;
  Known known = is_;
  if (learnt_) copy_model(*learnt_, known);
  for (const auto& kept : kKept) out += std::to_string(known.*kept.number) + ' ';
  return out + log_.text();
}

void Budget::fix(const Rate& rate) {
  if (learnt_) copy_model(*learnt_, is_);
  learnt_.reset();
  if (rate.requests <= 0) return;
  learnt_ = is_;
  is_.over = 0;
  if (rate.per <= seconds(1)) {
    // One after the other, evenly: that much a second is not twice that much in the first one. A hundredth is left for what the
    // network shifts.
    is_.model = bucket;
    is_.rate = std::max<std::int64_t>(1, std::int64_t{rate.requests} * kToken * 99 / (100 * rate.per.count()));
    is_.burst = 1;
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
  return may_try_more(open, free) ? try_at(open, free) : free;
}

// A refusal names the rest of a window in whole seconds, rounded up: it ends with the window, and not up to a second after it,
// when what is refused was sent whole seconds before the end.
Instant Budget::try_at(Instant now, Instant end) const {
  const auto until = is_.model == window ? (end - now) % seconds(1) : Duration::zero();
  return until + kPunctual < seconds(1) ? now + until : now;
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
  if (fixed() || is_.burst <= 1) return is_.burst * kToken;
  return std::max(kToken * 3 / 2, (is_.burst - 2) * kToken);
}

// One at first; then, as long as they are accepted, three, seven, fifteen in all.
bool Budget::may_try_more(Instant now, Instant allowed) const {
  if (fixed() || is_.model == unknown || allowed <= now) return false;
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
  if (fixed()) return;
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
