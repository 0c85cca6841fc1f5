// What a host lets one account send, as its answers teach it. A value without clock or I/O, kept as a short text that all
// processes share (Ledger). It knows three models (notion.md 3, Rate):
//   unknown  nothing has been refused yet: send
//   bucket   so many a second, with a reserve for a burst
//   window   so many per 60 s, in one burst if you like: sliding, which is safe for windows that open with the first
//            request too, or anchored, where refusals showed that windows end at fixed times
// A refusal (429) teaches; from then on it goes up to the limit and not over. Seldom, after a thousand undisturbed requests, it
// tries one more than it may, so that a larger plan is found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "http/limits.hpp"
#include "http/send_log.hpp"

namespace hsn::http {

class Budget {
 public:
  // Unreadable: nothing is known. What claims to lie in the future is dropped: the clock was set back.
  static Budget parse(std::string_view text, Instant now);
  std::string text() const;

  // From now on a fixed rate, whatever the answers say; {} goes back to what was learnt. It is not part of the text.
  void fix(const Rate&);

  Instant next(Instant now) const;                // when one more may be sent; `now` or later
  void sent(Instant now);                         // one more is on the wire
  void accepted(Instant sent, Instant answered);  // anything but a refusal came
  // A 429 that means this account. Without `wait` the answer named no time.
  void refused(Instant sent, Instant answered, std::optional<Duration> wait);
  void vanished(Instant sent);  // it never reached the host
  void close(Instant until);    // nobody sends before
  Instant closed_until() const { return Instant(Duration(is_.closed)); }
  bool knows_a_limit() const { return is_.model != unknown; }

  Duration price(std::size_t requests, Instant now) const;  // when so many more would be sent

 private:
  enum Model : std::int64_t { unknown, bucket, window };
  // All that is kept, times in ms since 1970, rates in thousandths of a request a second, tokens in millionths. Zero: not known.
  struct Known {
    std::int64_t model = unknown;
    std::int64_t closed = 0;   // an embargo ends
    std::int64_t refused = 0;  // when the first refusal of the last episode came
    std::int64_t calm = 0;     // accepted since then
    std::int64_t echoes = 0;   // refusals in a row that came right after the wait they had asked for
    std::int64_t over = 0, over_accepted = 0, over_since = 0;  // a try beyond the limit: sent, accepted, begun
    // bucket
    std::int64_t rate = 0, most = 0;       // the pace, and the lowest one that is known to be too fast
    std::int64_t burst = 0, settled = 0;   // requests; is the rate known well?
    std::int64_t tokens = 0, counted = 0;  // as of then
    std::int64_t drained = 0, since = 0;  // when it was found empty (or idle, or the pace was raised), sent and not refused since
    // window
    std::int64_t limit = 0, length = 0;
    std::int64_t anchor = 0;  // some end of a fixed window
    std::int64_t from = 0;    // start of the window that the limit is being counted in
    std::int64_t strikes = 0;
  };
  // Which of them the text holds, and the most that each can be.
  struct Kept {
    std::int64_t Known::*number;
    std::int64_t most;
  };
  static const Kept kKept[];
  static std::int64_t Known::*const kModel[];  // of these, what makes the limit
  static void copy_model(const Known& from, Known& to);
  bool fixed() const { return learnt_.has_value(); }

  Instant allowed(Instant now) const;  // by the model alone
  Instant allowed_by_window(Instant now) const;
  std::int64_t tokens_at(Instant now) const;
  std::int64_t most_tokens() const;
  Instant window_start(Instant now) const;
  bool may_try_more(Instant now, Instant allowed) const;
  Instant try_at(Instant now, Instant end) const;

  void learn_anew(Instant sent, Instant answered, Duration wait);
  void learn_bucket(Instant sent, Instant answered);
  void lower_burst();
  void learn_window(Instant sent, Instant answered, Duration wait);
  void count_limit(bool exactly);
  bool ends_at_fixed_times(Instant answered, Instant end) const;
  void take_token(Instant now);
  void drain(Instant answered);
  void climb(Instant answered);

  Known is_;
  std::optional<Known> learnt_;  // of a limit, aside while a rate is fixed
  SendLog log_;
};

}  // namespace hsn::http
