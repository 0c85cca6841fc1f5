// When the last requests were counted by the host, in slots of a tenth of a second: small enough to be kept with each start,
// exact enough that a window of 60 s loses a fifth of a percent at most.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace hsn::http {

class SendLog {
 public:
  // A time is rounded up to the end of its slot: what must have left a window has left it.
  void add(Instant at);
  void remove(Instant at);  // one of those added at that time; nothing when it is gone already
  void forget_before(Instant);
  void forget_after(Instant);

  std::size_t count_since(Instant) const;
  Instant first_since(Instant) const;           // Instant::max() when there is none
  Instant newest_but(std::size_t newer) const;  // the one with so many newer ones; Instant::min() when there is none

  std::string text() const;
  static SendLog parse(std::string_view text);  // what cannot be read is left out

 private:
  struct Slot {
    std::int64_t number;
    std::size_t count;
  };
  std::vector<Slot> slots_;  // by time
};

}  // namespace hsn::http
