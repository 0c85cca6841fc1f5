// Units and tolerances that the two halves of Budget share: what may be sent, and what a refusal teaches.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/clock.hpp"

namespace hsn::http {

constexpr std::int64_t kToken = 1'000'000;
constexpr Duration kMinute = std::chrono::seconds(60);
constexpr Duration kShortWait =
    std::chrono::seconds(5);  // a window answers with the rest of it, a bucket with the time for a token
constexpr Duration kTolerance = std::chrono::milliseconds(2500);  // of an end that is told in whole seconds, over a network
constexpr Duration kRounding = std::chrono::milliseconds(1500);   // by so much a told end may lie behind the true one

inline std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }
inline Instant at(std::int64_t ms) { return Instant(Duration(ms)); }

}  // namespace hsn::http
