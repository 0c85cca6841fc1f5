#include "core/time.hpp"

#include <date/tz.h>
#include <fmt/core.h>

#include <array>
#include <stdexcept>

#include "core/text.hpp"

namespace hsn {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Takes pieces off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  bool digit_next() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }
  bool skip(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool skip_one_of(std::string_view any) {
    if (text_.empty() || any.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool skip(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  // Exactly so many digits; -1 when they are not there.
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!digit_next()) return -1;
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view text_;
};

std::optional<date::local_days> read_date(Reader& in) {
  const int year = in.number(4);
  if (year < 0 || !in.skip('-')) return std::nullopt;
  const int month = in.number(2);
  if (month < 0 || !in.skip('-')) return std::nullopt;
  const int day = in.number(2);
  if (day < 0) return std::nullopt;
  const auto ymd = date::year(year) / date::month(static_cast<unsigned>(month)) / date::day(static_cast<unsigned>(day));
  if (!ymd.ok()) return std::nullopt;
  return date::local_days(ymd);
}

std::optional<milliseconds> read_clock(Reader& in) {
  const int hour = in.number(2);
  if (hour < 0 || hour > 23 || !in.skip(':')) return std::nullopt;
  const int minute = in.number(2);
  if (minute < 0 || minute > 59) return std::nullopt;
  if (!in.skip(':')) return hours(hour) + minutes(minute);
  const int second = in.number(2);
  if (second < 0 || second > 60) return std::nullopt;
  milliseconds time = hours(hour) + minutes(minute) + seconds(std::min(second, 59));  // a leap second is the one before
  if (!in.skip_one_of(".,")) return time;
  if (!in.digit_next()) return std::nullopt;
  for (int weight = 100; in.digit_next(); weight /= 10) time += milliseconds(in.number(1) * weight);
  return time;
}

std::optional<minutes> read_offset(Reader& in) {
  const bool minus = in.skip('-');
  if (!minus && !in.skip('+')) return std::nullopt;
  const int hour = in.number(2);
  const bool more = in.skip(':') || in.digit_next();
  const int minute = more ? in.number(2) : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  const minutes offset = hours(hour) + minutes(minute);
  return minus ? -offset : offset;
}

struct WallClock {
  date::local_time<milliseconds> time;
  std::optional<minutes> offset;  // null: the text names no zone
};

std::optional<WallClock> read_wall_clock(std::string_view text) {
  Reader in(text);
  const auto day = read_date(in);
  if (!day) return std::nullopt;
  WallClock wall{*day, std::nullopt};
  if (in.done()) return wall;
  if (!in.skip_one_of("Tt ")) return std::nullopt;
  const auto clock = read_clock(in);
  if (!clock) return std::nullopt;
  wall.time += *clock;
  if (in.done()) return wall;
  in.skip(' ');
  if (in.skip_one_of("Zz")) {
    wall.offset = minutes(0);
  } else {
    wall.offset = read_offset(in);
    if (!wall.offset) return std::nullopt;
  }
  return in.done() ? std::optional(wall) : std::nullopt;
}

Instant as_utc(date::local_time<milliseconds> time, minutes offset) { return Instant(time.time_since_epoch() - offset); }

// What format_instant can write and parse_instant reads again; an offset leads beyond it at either end.
std::optional<Instant> within_calendar(Instant at) {
  constexpr Instant kFrom(date::sys_time<milliseconds>(date::sys_days(date::year(1) / 1 / 1)).time_since_epoch());
  constexpr Instant kUntil(date::sys_time<milliseconds>(date::sys_days(date::year(10000) / 1 / 1)).time_since_epoch());
  return at >= kFrom && at < kUntil ? std::optional(at) : std::nullopt;
}

struct Fields {
  int year;
  unsigned month, day, weekday;
  int hour, minute, second;
};
Fields fields_of(milliseconds since_epoch) {
  const date::sys_time<milliseconds> at(since_epoch);
  const auto day = date::floor<date::days>(at);
  const date::year_month_day ymd(day);
  const date::hh_mm_ss time(date::floor<seconds>(at - day));
  return {static_cast<int>(ymd.year()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day()),
          date::weekday(day).c_encoding(),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count())};
}

const date::time_zone* find_zone(std::string_view zone) {
  if (zone.empty()) return nullptr;  // what most dates say: not worth an exception each
  try {
    return date::locate_zone(zone);
  } catch (const std::runtime_error&) {  // unknown, or there is no zone database at all
    return nullptr;
  }
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  const auto wall = read_wall_clock(text);
  if (!wall) return std::nullopt;
  return within_calendar(as_utc(wall->time, wall->offset.value_or(minutes(0))));
}

std::string format_instant(Instant at) {
  const auto f = fields_of(at.time_since_epoch());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", f.year, f.month, f.day, f.hour, f.minute, f.second);
}

std::string format_date(Instant at) { return format_instant(at).substr(0, 10); }

std::optional<Instant> parse_http_date(std::string_view text) {
  Reader in(text);
  const auto name = [&](const auto& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (in.skip(names[i])) return static_cast<int>(i);
    }
    return -1;
  };
  if (name(kWeekdays) < 0 || !in.skip(", ")) return std::nullopt;
  const int day = in.number(2);
  if (day < 0 || !in.skip(' ')) return std::nullopt;
  const int month = name(kMonths);
  if (month < 0 || !in.skip(' ')) return std::nullopt;
  const int year = in.number(4);
  if (year < 0 || !in.skip(' ')) return std::nullopt;
  const auto ymd = date::year(year) / date::month(static_cast<unsigned>(month + 1)) / date::day(static_cast<unsigned>(day));
  const auto clock = read_clock(in);
  if (!ymd.ok() || !clock || !in.skip(" GMT") || !in.done()) return std::nullopt;
  return within_calendar(as_utc(date::local_days(ymd) + *clock, minutes(0)));
}

std::string format_http_date(Instant at) {
  const auto f = fields_of(at.time_since_epoch());
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kWeekdays[f.weekday], f.day, kMonths[f.month - 1], f.year,
                     f.hour, f.minute, f.second);
}

Instant floor_minute(Instant at) { return std::chrono::floor<minutes>(at); }
Instant floor_day(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

Result<Instant> from_local(std::string_view text, std::string_view zone) {
  const auto* place = find_zone(zone);
  if (place == nullptr) {
    return fail(Fault::bad_config, fmt::format("\"{}\" is not a time zone", zone), {}, "use a name like Europe/Berlin");
  }
  const auto not_a_time = [&] { return fail(Fault::bad_data, fmt::format("\"{}\" is not a time", text)); };
  const auto wall = read_wall_clock(text);
  if (!wall) return not_a_time();
  // With the offset from before the change a gap reads late and an overlap reads early.
  const auto offset =
      wall->offset ? *wall->offset : std::chrono::duration_cast<minutes>(place->get_info(wall->time).first.offset);
  const auto at = within_calendar(as_utc(wall->time, offset));
  if (!at) return not_a_time();
  return *at;
}

std::string format_local(Instant at, std::string_view zone) {
  auto since = at.time_since_epoch();
  if (const auto* place = find_zone(zone)) since += place->get_info(date::sys_time<milliseconds>(since)).offset;
  const auto f = fields_of(since);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", f.year, f.month, f.day, f.hour, f.minute);
}

bool is_zone(std::string_view zone) { return find_zone(zone) != nullptr; }

std::string format_duration(Duration duration) {
  if (duration <= Duration::zero()) return "0 s";
  if (duration < seconds(1)) return "less than 1 s";
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array<Unit, 4> kUnits{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
  auto left = std::chrono::round<seconds>(duration).count();
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (left < kUnits[i].seconds) continue;
    auto text = fmt::format("{} {}", left / kUnits[i].seconds, kUnits[i].name);
    left %= kUnits[i].seconds;
    if (i + 1 < kUnits.size() && left / kUnits[i + 1].seconds > 0) {
      text += fmt::format(" {} {}", left / kUnits[i + 1].seconds, kUnits[i + 1].name);
    }
    return text;
  }
  return "0 s";
}

}  // namespace hsn
