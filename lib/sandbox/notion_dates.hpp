// Dates as the emulator takes, answers and compares them (notion.md 2.4 and 7).
#pragma once

#include <string>
#include <string_view>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

Outcome<Span> span_in(const Json& date, const std::string& where);
bool is_date_only(std::string_view);
// What a filter compares with: one instant, or a whole day.
struct Moment {
  Instant from{}, until{};  // until is the end of the day for a bare date, else equal to from
};
std::optional<Moment> moment_in(std::string_view text, Instant now);  // also "today", "one_week_ago", …
std::string show_minute(Instant);                                     // "2026-11-23T05:10:00.000Z", rounded down (notion.md 4)

}  // namespace hsn::sandbox::notion
