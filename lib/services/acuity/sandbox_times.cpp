// When something is free: opening hours, classes, bookings and blocked time taken off.
#include <algorithm>

#include "core/decimal.hpp"
#include "services/acuity/sandbox_call.hpp"

namespace hsn::sandbox {
namespace acuity {
namespace {

constexpr int kOpens = 9, kCloses = 18, kClassHour = 19;  // local
constexpr auto kHour = std::chrono::hours(1);
constexpr auto kHalfHour = std::chrono::minutes(30);

Json block_json(const Acuity::Block& block) {
  return {{"id", block.id},
          {"calendarID", kCalendar},
          {"start", local_time(block.start)},
          {"end", local_time(block.end)},
          {"notes", block.notes},
          {"managed", true},
          {"recurring", nullptr},
          {"until", nullptr},
          {"description", ""}};
}

}  // namespace

// "2026-12-01T09:00:00-0800": the offset has no colon.
std::string local_time(Instant at) {
  const auto local = format_local(at, kZone);
  const auto shift = *from_local(local, "UTC") - floor_minute(at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(shift).count();
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const auto size = minutes < 0 ? -minutes : minutes;
  return local.substr(0, 10) + "T" + local.substr(11, 5) + ":00" + (minutes < 0 ? "-" : "+") + two(size / 60) + two(size % 60);
}
std::string local_day(Instant at) { return format_local(at, kZone).substr(0, 10); }
int local_hour(Instant at) { return std::stoi(format_local(at, kZone).substr(11, 2)); }

}  // namespace acuity

int Acuity::places_left(const Type& type, Instant start, Instant now, std::int64_t ignored) const {
  const auto end = start + std::chrono::minutes(type.minutes);
  const auto hour = acuity::local_hour(start);
  const bool is_class = type.places > 1;
  const bool open =
      is_class ? hour == acuity::kClassHour && start == floor_minute(start) && acuity::local_hour(start - Duration(1)) != hour
               : hour >= acuity::kOpens && hour < acuity::kCloses && acuity::local_hour(end - Duration(1)) < acuity::kCloses &&
                     start.time_since_epoch() % acuity::kHalfHour == Duration(0);
  if (!open || !type.active || start <= now) return 0;
  for (const auto& [id, block] : blocks_) {
    if (block.start < end && block.end > start) return 0;
  }
  int left = type.places;
  for (const auto& [id, booking] : bookings_) {
    if (booking.canceled || id == ignored) continue;
    const auto* other = this->type(booking.type);
    const bool overlaps = booking.start < end && booking.start + std::chrono::minutes(other->minutes) > start;
    const bool other_class = other->places > 1;
    if (is_class ? booking.type == type.id && booking.start == start : overlaps && !other_class) --left;
  }
  return std::max(left, 0);
}

// The type that is asked about, in the calendar and zone that are asked for.
const Acuity::Type& Acuity::bookable(const Call& call) const {
  const auto* kind = type(int_at(Json(call.param("appointmentTypeID")), "").value_or(0));
  if (kind == nullptr || !kind->active) throw Refusal{400, "invalid_appointment_type", "No such type"};
  const auto calendar = call.param("calendarID");
  if (!calendar.empty() && calendar != std::to_string(acuity::kCalendar))
    throw Refusal{400, "invalid_calendar", "No such calendar"};
  if (call.param("timezone") != "UTC") throw Refusal{400, "invalid_timezone", "this sandbox reads days in UTC"};
  return *kind;
}

std::vector<Instant> Acuity::starts(const Type& kind, const std::string& day, Instant now, std::int64_t ignored) const {
  std::vector<Instant> found;
  const auto begin = *parse_instant(day);
  for (auto at = begin; at < begin + 24 * acuity::kHour; at += acuity::kHalfHour) {
    if (places_left(kind, at, now, ignored) > 0) found.push_back(at);
  }
  return found;
}

Json Acuity::dates(const Call& call) const {
  call.allow({"month", "appointmentTypeID", "calendarID", "timezone"});
  const auto& kind = bookable(call);
  const auto month = call.param("month");
  const auto first = parse_instant(month + "-01");
  if (month.size() != 7 || !first) throw Refusal{400, "bad_request", "month is needed, as YYYY-MM"};
  auto out = Json::array();
  for (auto day = *first; format_date(day).starts_with(month); day += 24 * acuity::kHour) {
    if (kind.places == 1 && !starts(kind, format_date(day), call.now, 0).empty()) out.push_back({{"date", format_date(day)}});
  }
  return out;
}

Json Acuity::times(const Call& call) const {
  call.allow({"date", "appointmentTypeID", "calendarID", "timezone", "ignoreAppointmentIDs[]"});
  const auto& kind = bookable(call);
  const auto day = call.day("date");
  if (day.empty()) throw Refusal{400, "bad_request", "date is needed"};
  auto out = Json::array();
  if (kind.places > 1) return out;  // classes are asked for apart
  for (const auto at : starts(kind, day, call.now, int_at(Json(call.param("ignoreAppointmentIDs[]")), "").value_or(0)))
    out.push_back({{"time", format_instant(at).substr(0, 19) + "+0000"}, {"slotsAvailable", 1}});
  return out;
}

Json Acuity::types() const {
  auto out = Json::array();
  for (const auto& kind : types_)
    out.push_back({{"id", kind.id},
                   {"name", kind.name},
                   {"active", kind.active},
                   {"description", ""},
                   {"duration", kind.minutes},
                   {"price", kind.price},
                   {"category", ""},
                   {"color", "#ED7087"},
                   {"private", false},
                   {"type", kind.places > 1 ? "class" : "service"},
                   {"classSize", kind.places > 1 ? Json(kind.places) : Json()},
                   {"paddingBefore", 0},
                   {"paddingAfter", 0},
                   {"calendarIDs", {acuity::kCalendar}},
                   {"addonIDs", Json::array()},
                   {"formIDs", {1}},
                   {"schedulingUrl", "https://acuity.example.com/schedule/" + std::to_string(kind.id)}});
  return out;
}

Json Acuity::calendars() const {
  return Json::array({{{"id", acuity::kCalendar},
                       {"name", acuity::kCalendarName},
                       {"email", "gallery@example.com"},
                       {"replyTo", "gallery@example.com"},
                       {"description", ""},
                       {"location", "The 7 Space"},
                       {"timezone", acuity::kZone},
                       {"thumbnail", false},
                       {"image", false},
                       {"isValid", true}}});
}

Json Acuity::blocks(const Call& call) const {
  if (call.path != "blocks") {
    const auto id = Decimal::parse(call.path.substr(call.path.find('/') + 1));
    const auto found = blocks_.find(id ? id->to_int().value_or(0) : 0);
    if (found == blocks_.end()) throw Refusal{404, "not_found", "No such block"};
    return acuity::block_json(found->second);
  }
  call.allow({"max", "minDate", "maxDate", "calendarID"});
  const auto from = call.day("minDate"), until = call.day("maxDate");
  const auto most = call.most();
  auto out = Json::array();
  for (const auto& [id, block] : blocks_) {
    const auto calendar = call.param("calendarID");
    const bool filed = calendar.empty() || calendar == std::to_string(acuity::kCalendar);
    const bool inside = filed && (from.empty() || acuity::local_day(block.end) >= from) &&
                        (until.empty() || acuity::local_day(block.start) <= until);
    if (inside && out.size() < most) out.push_back(acuity::block_json(block));
  }
  return out;
}

Json Acuity::classes(const Call& call) const {
  call.allow({"minDate", "maxDate", "appointmentTypeID", "calendarID", "timezone"});
  const auto from = call.day("minDate"), until = call.day("maxDate");
  if (from.empty() || until.empty()) throw Refusal{400, "bad_request", "minDate and maxDate are needed"};
  auto out = Json::array();
  for (const auto& kind : types_) {
    if (kind.places < 2 || !kind.active ||
        (!call.param("appointmentTypeID").empty() && call.param("appointmentTypeID") != std::to_string(kind.id)))
      continue;
    for (auto at = *parse_instant(from); at < *parse_instant(until) + 24 * acuity::kHour; at += acuity::kHalfHour) {
      if (acuity::local_hour(at) != acuity::kClassHour || acuity::local_hour(at - Duration(1)) == acuity::kClassHour) continue;
      out.push_back({{"id", kind.id * 10},
                     {"appointmentTypeID", kind.id},
                     {"calendarID", acuity::kCalendar},
                     {"name", kind.name},
                     {"time", acuity::local_time(at)},
                     {"duration", kind.minutes},
                     {"isSeries", false},
                     {"slots", kind.places},
                     {"slotsAvailable", places_left(kind, at, call.now, 0)}});
    }
  }
  return out;
}

Json Acuity::unblock(const Call& call) {
  call.allow({});
  const auto id = int_at(Json(call.path.substr(call.path.find('/') + 1)), "");
  if (blocks_.erase(id.value_or(0)) == 0) throw Refusal{404, "not_found", "No such block"};
  return {};
}

Json Acuity::block(const Call& call) {
  call.allow({});
  const auto at = text_at(call.body, "/start").value_or(""), until = text_at(call.body, "/end").value_or("");
  const auto start = parse_instant(at), end = parse_instant(until);
  if (!start || !end || at.size() < 20 || until.size() < 20 || *end <= *start)
    throw Refusal{400, "bad_request", "start and end are needed, with an offset"};
  if (int_at(call.body, "/calendarID") != acuity::kCalendar) throw Refusal{400, "invalid_calendar", "No such calendar"};
  const auto id = ++last_block_;
  return acuity::block_json(blocks_[id] = {id, *start, *end, text_at(call.body, "/notes").value_or("")});
}

}  // namespace hsn::sandbox
