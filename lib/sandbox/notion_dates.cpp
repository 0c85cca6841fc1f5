#include "sandbox/notion_dates.hpp"

#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/notion_check.hpp"

namespace hsn::sandbox::notion {
namespace {

using std::chrono::days;

struct Word {
  std::string_view text;
  int days;
};
constexpr Word kWords[] = {
    {"today", 0},           {"tomorrow", 1},           {"yesterday", -1}, {"one_week_ago", -7}, {"one_week_from_now", 7},
    {"one_month_ago", -30}, {"one_month_from_now", 30}};

// '0' stands for a digit, everything else for itself.
bool fits(std::string_view text, std::string_view pattern) {
  return text.size() == pattern.size() && std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char p) {
           return p == '0' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : c == p;
         });
}

struct Parts {
  std::string wall;    // "2026-11-23T09:00" or "2026-11-23"
  std::string offset;  // "", "Z", "+01:00"
};
std::optional<Parts> parts_of(std::string_view text) {
  if (fits(text, "0000-00-00")) return Parts{std::string(text), ""};
  if (text.size() < 16 || !fits(text.substr(0, 16), "0000-00-00T00:00")) return std::nullopt;
  Parts parts{std::string(text.substr(0, 16)), ""};
  text.remove_prefix(16);
  if (text.size() >= 3 && fits(text.substr(0, 3), ":00")) {
    text.remove_prefix(3);
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    }
  }
  if (text.empty() || text == "Z" || fits(text, "+00:00") || fits(text, "-00:00")) {
    parts.offset = text;
    return parts;
  }
  return std::nullopt;
}

std::string show_offset(Duration offset) {
  auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  const char sign = minutes < 0 ? '-' : '+';
  minutes = std::abs(minutes);
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return sign + two(minutes / 60) + ":" + two(minutes % 60);
}

// Seconds are floored: the app knows minutes only (notion.md 7, Dates).
Outcome<std::string> end_in(const Json& json, const std::string* zone, const std::string& where) {
  const auto parts = json.is_string() ? parts_of(json.get_ref<const std::string&>()) : std::nullopt;
  if (!parts || !parse_instant(json.get_ref<const std::string&>())) return expected(where, "a valid ISO 8601 date string", json);
  const bool timed = parts->wall.size() > 10;
  if (!zone) {
    if (!timed) return parts->wall;
    return parts->wall + ":00.000" + (parts->offset.empty() || parts->offset == "Z" ? "+00:00" : parts->offset);
  }
  if (!timed || !parts->offset.empty()) return expected(where, "a time without an offset, as `time_zone` is given", json);
  const auto utc = from_local(parts->wall + ":00", *zone);
  const auto wall = parse_instant(parts->wall + ":00Z");
  if (!utc || !wall) return expected(where, "a time of that zone", json);
  return parts->wall + ":00.000" + show_offset(*wall - *utc);
}

}  // namespace

bool is_date_only(std::string_view text) { return text.size() == 10; }

Outcome<Span> span_in(const Json& date, const std::string& where) {
  if (auto shape = only(date, {"start", "end", "time_zone"}, where); !shape) return tl::unexpected(shape.error());
  std::string zone;
  if (const auto& name = member(date, "time_zone"); !name.is_null()) {
    if (!name.is_string() || !is_zone(name.get_ref<const std::string&>()))
      return expected(where + ".time_zone", "an IANA zone", name);
    zone = name;
  }
  auto start = end_in(member(date, "start"), zone.empty() ? nullptr : &zone, where + ".start");
  if (!start) return tl::unexpected(start.error());
  Span span{std::move(*start), ""};
  const auto& end = member(date, "end");
  if (end.is_null()) return span;
  auto last = end_in(end, zone.empty() ? nullptr : &zone, where + ".end");
  if (!last) return tl::unexpected(last.error());
  if (is_date_only(*last) != is_date_only(span.start)) return expected(where + ".end", "of the same kind as `start`", end);
  if (*parse_instant(*last) < *parse_instant(span.start)) return expected(where + ".end", "not before `start`", end);
  span.end = std::move(*last);
  return span;
}

std::optional<Moment> moment_in(std::string_view text, Instant now) {
  const auto whole_day = [](Instant day) { return Moment{day, day + days(1)}; };
  const auto word = std::find_if(std::begin(kWords), std::end(kWords), [&](const Word& known) { return known.text == text; });
  if (word != std::end(kWords)) return whole_day(floor_day(now) + days(word->days));
  const auto at = parts_of(text) ? parse_instant(text) : std::nullopt;
  if (!at) return std::nullopt;
  return is_date_only(text) ? whole_day(*at) : Moment{*at, *at};
}

std::string show_minute(Instant at) {
  auto text = format_instant(floor_minute(at));
  text.insert(text.size() - 1, ".000");
  return text;
}

}  // namespace hsn::sandbox::notion
