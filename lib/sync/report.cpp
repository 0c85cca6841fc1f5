#include <algorithm>

#include "sync/engine.hpp"

namespace hsn::sync {

TargetReport& Report::target(const std::string& service, const std::string& entity, const std::string& direction) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const TargetReport& one) {
    return one.service == service && one.entity == entity && one.direction == direction;
  });
  if (found != targets.end()) return *found;
  targets.push_back({service, entity, direction, {}});
  return targets.back();
}

std::size_t Report::held() const {
  return static_cast<std::size_t>(
      std::count_if(conflicts.begin(), conflicts.end(), [](const Conflict& conflict) { return !conflict.decided; }));
}

}  // namespace hsn::sync
