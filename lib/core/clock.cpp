#include "core/clock.hpp"

#include <memory>
#include <random>

namespace hsn {

Instant SystemClock::now() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

Random system_random() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device(), device(), device()};
  return [engine = std::mt19937_64(seed)]() mutable { return std::uint64_t{engine()}; };
}

}  // namespace hsn
