#include "sandbox/notion_budget.hpp"

#include <algorithm>
#include <cmath>

namespace hsn::sandbox::notion {
namespace {

int whole_seconds(Duration wait) { return std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count())); }

}  // namespace

std::optional<int> Meter::refuse(Instant now) {
  switch (budget_.kind) {
    case Budget::Kind::none:
      return std::nullopt;
    case Budget::Kind::window: {
      if (!since_ || now >= *since_ + budget_.per) {
        since_ = now;
        spent_ = 0;
      }
      if (spent_ >= budget_.requests) return whole_seconds(*since_ + budget_.per - now);
      ++spent_;
      return std::nullopt;
    }
    case Budget::Kind::bucket: {
      const double per_token = static_cast<double>(budget_.per.count()) / budget_.requests;  // milliseconds
      if (since_) {
        const auto gained = static_cast<double>((now - *since_).count()) / per_token;
        tokens_ = std::min(static_cast<double>(budget_.burst), tokens_ + gained);
      }
      since_ = now;
      // Half a thousandth of a token makes up for rounding: 1 request per 333.3 ms is still 3 per second.
      if (tokens_ + 0.0005 < 1) return whole_seconds(Duration(static_cast<std::int64_t>(std::ceil((1 - tokens_) * per_token))));
      tokens_ = std::max(0.0, tokens_ - 1);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace hsn::sandbox::notion
