// Until when a service's changes have been read: where the next walk begins. Pure; knows no service.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "core/time.hpp"

namespace hsn::services {

// `began`: the server's clock when the walk began; `newest`: the newest record it met. The earlier of both, for clocks that
// disagree, but not more than an hour back: a list in which nothing happens would show its last record at every run. Null:
// neither is known, so that the mark stays where it was.
inline std::optional<Instant> next_mark(std::string_view began, std::string_view newest) {
  constexpr auto kClockDoubt = std::chrono::hours(1);
  const auto start = parse_instant(began), last = parse_instant(newest);
  if (!start || !last) return start ? start : last;
  return std::min<Instant>(*start, std::max<Instant>(*last, *start - kClockDoubt));
}

}  // namespace hsn::services
