// The request budget of one connection (notion.md 3, Rate).
#pragma once

#include <optional>

#include "sandbox/notion.hpp"

namespace hsn::sandbox::notion {

class Meter {
 public:
  explicit Meter(Budget budget) : budget_(budget), tokens_(budget.burst) {}
  // Null: go on. Otherwise the whole seconds to wait. A refused request costs nothing.
  std::optional<int> refuse(Instant now);

 private:
  Budget budget_;
  double tokens_;
  int spent_ = 0;
  std::optional<Instant> since_;  // bucket: last refill; window: when it opened
};

}  // namespace hsn::sandbox::notion
