// Time and randomness as parameters. Nobody in this program sleeps: waiting is Transport::wait(deadline).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace hsn {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;  // UTC

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// 64 uniformly distributed bits a call.
using Random = std::function<std::uint64_t()>;
Random system_random();

}  // namespace hsn
