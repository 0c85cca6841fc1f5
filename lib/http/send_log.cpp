#include "http/send_log.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace hsn::http {
namespace {

constexpr std::int64_t kSlot = 100;  // milliseconds

std::int64_t slot_of(Instant at) {
  const auto ms = at.time_since_epoch().count();
  return (ms + kSlot - 1) / kSlot;
}
Instant time_of(std::int64_t slot) { return Instant(Duration(slot * kSlot)); }

bool read_number(std::string_view& text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

}  // namespace

void SendLog::add(Instant at) {
  const auto number = slot_of(at);
  auto place = slots_.end();
  while (place != slots_.begin() && std::prev(place)->number >= number) --place;
  if (place != slots_.end() && place->number == number) {
    ++place->count;
  } else {
    slots_.insert(place, {number, 1});
  }
}

void SendLog::remove(Instant at) {
  const auto number = slot_of(at);
  const auto place = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.number == number; });
  if (place != slots_.end() && --place->count == 0) slots_.erase(place);
}

void SendLog::forget_before(Instant at) {
  const auto keep = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return time_of(slot.number) >= at; });
  slots_.erase(slots_.begin(), keep);
}

void SendLog::forget_after(Instant at) {
  while (!slots_.empty() && time_of(slots_.back().number) > at) slots_.pop_back();
}

std::size_t SendLog::count_since(Instant at) const {
  std::size_t count = 0;
  for (auto slot = slots_.rbegin(); slot != slots_.rend() && time_of(slot->number) >= at; ++slot) count += slot->count;
  return count;
}

Instant SendLog::first_since(Instant at) const {
  const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& each) { return time_of(each.number) >= at; });
  return slot == slots_.end() ? Instant::max() : time_of(slot->number);
}

Instant SendLog::newest_but(std::size_t newer) const {
  for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot) {
    if (newer < slot->count) return time_of(slot->number);
    newer -= slot->count;
  }
  return Instant::min();
}

// "7181163600*4 1*3 1*1": each slot by its distance from the one before.
std::string SendLog::text() const {
  std::string out;
  std::int64_t before = 0;
  for (const auto& slot : slots_) {
    if (!out.empty()) out += ' ';
    out += std::to_string(slot.number - before) + '*' + std::to_string(slot.count);
    before = slot.number;
  }
  return out;
}

SendLog SendLog::parse(std::string_view text) {
  constexpr std::int64_t kFarthest = std::int64_t{1} << 50;
  SendLog log;
  std::int64_t number = 0, distance = 0, count = 0;
  while (!text.empty()) {
    if (!read_number(text, distance) || !text.starts_with('*')) break;
    text.remove_prefix(1);
    if (!read_number(text, count) || count < 1 || count > 1'000'000 || distance < 1 || distance > kFarthest - number) break;
    if (text.starts_with(' ')) text.remove_prefix(1);
    number += distance;
    log.slots_.push_back({number, static_cast<std::size_t>(count)});
  }
  return log;
}

}  // namespace hsn::http
