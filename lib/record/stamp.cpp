#include "record/stamp.hpp"

#include <algorithm>

#include "core/time.hpp"

namespace hsn {
namespace {

constexpr std::string_view kLastSync = "last_sync";

std::optional<Instant> minute_of(const FieldValue& value) {
  const auto* date = std::get_if<Date>(&value);
  return date == nullptr ? std::nullopt : std::optional(floor_minute(date->start));
}

}  // namespace

std::optional<bool> shows_write(const Record& page, const Write& write) {
  const auto* value = page.find(kLastSync);
  const auto stamp =
      std::find_if(write.changes.begin(), write.changes.end(), [](const Change& change) { return change.field == kLastSync; });
  if (value == nullptr || stamp == write.changes.end()) return std::nullopt;
  const auto shown = minute_of(*value), before = minute_of(stamp->from), after = minute_of(stamp->to);
  if (before == after || (shown != before && shown != after)) return std::nullopt;
  return shown == after;
}

}  // namespace hsn
