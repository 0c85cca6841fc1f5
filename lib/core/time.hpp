// Reading and writing of times. Everything inside the program is UTC; zones exist only at its edges.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace hsn {

// RFC 3339 and its relatives: "2026-11-23T05:10:00.000Z", "+00:00", "-0700", a blank for the T; no zone means UTC.
// A bare date is midnight. Null when it is not a time, or not in the years 1 to 9999 of UTC: what is read here, and below, can
// be written and read again.
std::optional<Instant> parse_instant(std::string_view text);

// "2026-11-23T05:10:00Z"; milliseconds are dropped.
std::string format_instant(Instant);
// "2026-11-23"
std::string format_date(Instant);

// HTTP's Date and Retry-After header: "Mon, 23 Nov 2026 05:10:00 GMT".
std::optional<Instant> parse_http_date(std::string_view text);
std::string format_http_date(Instant);

Instant floor_minute(Instant);
Instant floor_day(Instant);  // UTC

// Wall-clock text ("2026-11-23 09:00:00" or with T) of an IANA zone to UTC. In a DST gap the later reading is taken, in
// an overlap the earlier one (higherself-model.md 15). A text that names its own offset is read by that. bad_data for text that
// is no time, bad_config for an unknown zone.
Result<Instant> from_local(std::string_view text, std::string_view zone);
// "2026-11-23 09:00" in that zone; UTC when the zone is unknown.
std::string format_local(Instant, std::string_view zone);
bool is_zone(std::string_view zone);

// "2 h 5 min", "45 s": for people.
std::string format_duration(Duration);

}  // namespace hsn
