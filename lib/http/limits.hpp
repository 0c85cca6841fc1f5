// What a host may be asked for, as configured.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace hsn::http {

// A request rate: {3, 1 s} or {180, 60 s}. Zero requests: to be learnt from the answers.
struct Rate {
  int requests = 0;
  Duration per{};
  bool operator==(const Rate&) const = default;
};
Result<Rate> parse_rate(std::string_view text);  // "3/s", "180/60s", "5" or "0.5" (a second), "" (learn)

struct HostPolicy {
  Rate rate{};                         // fixed by a setting, or zero: learn
  std::size_t in_flight = 4;           // parallel requests to this host at the most
  int max_retries = 4;                 // 429 and 529 do not use them up
  std::optional<Duration> patience{};  // where somebody else can be asked instead: less than Courier::Options::patience
  bool counts_refusals = false;        // … and 429 and 529 use up retries like failures; the last one is delivered
};

}  // namespace hsn::http
