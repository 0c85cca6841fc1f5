// Free slots and blocked time of the next days: which calendars, what can be booked in them, on which days, at which times.
#include <algorithm>
#include <chrono>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "remote/binding.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/slots.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Step;
using Stage = Course::Stage;

constexpr auto kSlotDay = std::chrono::hours(24);
constexpr int kMostBlocks = 100;

std::string month_of(Instant at) { return format_date(at).substr(0, 7); }

std::string next_month(const std::string& month) { return month_of(*parse_instant(month + "-01") + 32 * kSlotDay); }

// The months of the window for one offer, then the next offer. False: that was the last.
bool next_dates(Course& course) {
  if (course.month != month_of(course.until)) {
    course.month = next_month(course.month);
    return true;
  }
  course.month = month_of(course.now);
  return ++course.offer < course.offers.size();
}

std::string plain_at(const Json& json, std::string_view pointer) {
  return clean_text(decode_entities(text_at(json, pointer).value_or("")));
}

std::string moment_at(const Json& json, std::string_view pointer) {
  const auto at = parse_instant(text_at(json, pointer).value_or(""));
  return at ? format_instant(*at) : std::string();
}

Step then(remote::Ask ask) {
  Step step;
  step.next = std::move(ask);
  return step;
}

}  // namespace

remote::Ask Acuity::ask_slots(const Course& course) const {
  const auto& offer = course.offers.empty() ? Offer{} : course.offers.at(course.offer);
  const Query kind{{"appointmentTypeID", offer.type}, {"calendarID", offer.calendar}, {"timezone", "UTC"}};
  const Query days{{"minDate", format_date(course.from)}, {"maxDate", format_date(course.until)}};
  std::string path;
  Query query;
  switch (course.stage) {
    case Stage::calendars:
      path = "calendars";
      break;
    case Stage::types:
      path = "appointment-types";
      break;
    case Stage::dates:
      path = "availability/dates";
      query = kind;
      query.emplace_back("month", course.month);
      break;
    case Stage::times:
    case Stage::slots_again:
      path = "availability/times";
      query = kind;
      query.emplace_back("date", format_date(course.from));
      break;
    case Stage::classes:
    case Stage::class_again:
      path = "availability/classes";
      query = days;
      query.emplace_back("timezone", "UTC");
      break;
    case Stage::blocks:
    case Stage::block_found:
      path = "blocks";
      query = days;
      query.emplace_back("max", std::to_string(kMostBlocks));
      break;
    case Stage::block_again:
      path = "blocks/" + percent_encode(course.wanted.front());
      break;
  }
  return {request("GET", path, query), course.feed, {}, carry(course)};
}

Step Acuity::list_slots(const remote::Feed& feed, const remote::Window& window) const {
  Course course;
  course.feed = feed.name;
  course.now = window.now;
  course.from = floor_day(window.now);
  course.until = floor_day(window.now) + kSlotDay * options_.availability_days;
  if (window.kind != remote::Window::Kind::these) return then(ask_slots(course));
  Step step;
  if (feed.name == kBlocks) {
    course.stage = Stage::block_again;
    for (const auto& id : window.ids) {
      course.wanted = {id};
      step.details.push_back(ask_slots(course));
    }
    return step;
  }
  // What was free and is over needs no question; the others are asked for, a day of a type in one.
  course.stage = Stage::slots_again;
  std::map<std::string, Course> days;
  for (const auto& id : window.ids) {
    const auto known = slot_id(id);
    if (!known || known->start <= window.now || known->start >= course.until) {
      step.seen.push_back(vanished(course, id));
      continue;
    }
    auto& day = days.try_emplace(known->type + ":" + known->calendar + format_date(known->start), course).first->second;
    day.wanted.push_back(id);
    day.offers = {{known->type, "", known->calendar, 0}};
    day.from = day.until = floor_day(known->start);
  }
  for (const auto& [key, day] : days) step.details.push_back(ask_slots(day));
  return step;
}

Result<Step> Acuity::read_slots(const remote::Ask& ask, const http::Response& response) const {
  auto course = course_of(ask.carry);
  if (course.stage >= Stage::slots_again) return read_again(std::move(course), response);
  const auto list = answered_list(response, "acuity/availability");
  if (!list) return tl::unexpected(list.error());
  switch (course.stage) {
    case Stage::calendars:
      for (const auto& one : *list) {
        const auto id = text_at(one, "/id").value_or("");
        if (options_.calendars.empty() || options_.calendars.contains(id))
          course.calendars[id] = {plain_at(one, "/name"), text_at(one, "/timezone").value_or("")};
      }
      course.stage = course.feed == kBlocks ? Stage::blocks : Stage::types;
      return then(ask_slots(course));
    case Stage::types:
      return read_types(std::move(course), *list);
    case Stage::dates:
      return read_dates(std::move(course), *list);
    case Stage::times:
    case Stage::classes:
      return read_free(course, *list);
    case Stage::blocks:
    case Stage::block_found:
      return read_blocks(course, *list);
    case Stage::slots_again:
    case Stage::class_again:
    case Stage::block_again:
      break;
  }
  return fail(Fault::bad_data, "an answer to a question that was not asked", "acuity/availability");
}

// Classes have their own times; a series is booked as a whole, so that none of its dates is free.
Result<Step> Acuity::read_types(Course course, const Json& list) const {
  for (const auto& type : list) {
    if (!bool_at(type, "/active").value_or(true)) continue;
    const auto kind = text_at(type, "/type").value_or("service");
    course.has_classes = course.has_classes || kind == "class";
    const auto* calendars = at(type, "/calendarIDs");
    if (kind != "service" || calendars == nullptr || !calendars->is_array()) continue;
    for (const auto& id : *calendars) {
      const auto calendar = text_at(id, "").value_or("");
      if (!course.calendars.contains(calendar)) continue;
      course.offers.push_back(
          {text_at(type, "/id").value_or(""), plain_at(type, "/name"), calendar, int_at(type, "/duration").value_or(0)});
    }
  }
  course.month = month_of(course.now);
  if (course.offers.empty()) return days_of(course);
  course.stage = Stage::dates;
  return then(ask_slots(course));
}

Result<Step> Acuity::read_dates(Course course, const Json& list) const {
  for (const auto& one : list) {
    const auto day = parse_instant(text_at(one, "/date").value_or(""));
    if (day && *day >= course.from && *day < course.until) course.days.emplace_back(format_date(*day), course.offer);
  }
  if (next_dates(course)) return then(ask_slots(course));
  return days_of(course);
}

// The nearest days first: where not all can be shown at once, those are.
Step Acuity::days_of(Course course) const {
  std::sort(course.days.begin(), course.days.end());
  Step step;
  if (course.has_classes) {
    Course classes = course;
    classes.stage = Stage::classes;
    classes.days.clear();
    classes.offers.clear();
    step.details.push_back(ask_slots(classes));
  }
  for (const auto& [day, offer] : course.days) {
    Course times;
    times.feed = course.feed;
    times.stage = Stage::times;
    times.now = course.now;
    times.from = *parse_instant(day);
    times.until = course.until;
    times.offers = {course.offers.at(offer)};
    const auto& calendar = times.offers.front().calendar;
    times.calendars[calendar] = course.calendars.at(calendar);
    step.details.push_back(ask_slots(times));
  }
  return step;
}

Result<Step> Acuity::read_free(const Course& course, const Json& list) const {
  Step step;
  for (const auto& one : list) {
    const auto start = parse_instant(text_at(one, "/time").value_or(""));
    if (!start) return fail(Fault::bad_data, "Acuity shows a free slot without a time", "acuity/availability");
    const auto places = int_at(one, "/slotsAvailable").value_or(1);
    if (*start <= course.now || *start >= course.until || places <= 0) continue;
    Offer offer;
    if (course.stage == Stage::times) {
      offer = course.offers.front();
    } else {
      offer = {text_at(one, "/appointmentTypeID").value_or(""), plain_at(one, "/name"), text_at(one, "/calendarID").value_or(""),
               int_at(one, "/duration").value_or(0)};
      if (bool_at(one, "/isSeries").value_or(false)) continue;
    }
    const auto calendar = course.calendars.find(offer.calendar);
    if (calendar != course.calendars.end()) step.seen.push_back(slot(offer, calendar->second, *start, places, options_.naming));
  }
  return step;
}

Result<Step> Acuity::read_blocks(const Course& course, const Json& list) const {
  Step step;
  const bool full = std::ssize(list) >= kMostBlocks;
  if (full && course.from >= course.until)
    return fail(Fault::bad_data, "Acuity shows only a part of the blocked time of " + format_date(course.from),
                "acuity/availability", "name the calendars of this business in ACUITY_CALENDAR_IDS");
  if (full) {
    Course first = course, second = course;
    first.until = course.from + kSlotDay * ((course.until - course.from) / kSlotDay / 2);
    second.from = first.until + kSlotDay;
    step.details = {ask_slots(first), ask_slots(second)};
    return step;
  }
  for (const auto& one : list) {
    const bool ours = course.stage == Stage::block_found
                          ? course.wanted == std::vector{moment_at(one, "/start"), moment_at(one, "/end")}
                          : course.calendars.contains(text_at(one, "/calendarID").value_or(""));
    if (!ours) continue;
    if (auto seen = blocked(one, course, options_.naming); !seen.gone) step.seen.push_back(std::move(seen));
  }
  return step;
}

// Of what the list did not show only this matters: is it gone. The rest is shown by the next walk.
Result<Step> Acuity::read_again(Course course, const http::Response& response) const {
  Step step;
  const auto all_gone = [&] {
    for (const auto& id : course.wanted) step.seen.push_back(vanished(course, id));
    return step;
  };
  const auto json = answer(response, Asked::question, "acuity/availability");
  if (!json) {
    // A type that has been deleted is refused; then nothing of it can be booked.
    const auto fault = json.error().fault;
    if (fault == Fault::not_found || (fault == Fault::bad_data && response.status == 400)) return all_gone();
    return tl::unexpected(json.error());
  }
  if (course.stage == Stage::block_again) {
    if (blocked(*json, course, options_.naming).gone) return all_gone();
    return step;
  }
  if (!json->is_array()) return fail(Fault::bad_data, "Acuity's answer is no list", "acuity/availability");
  std::erase_if(course.wanted, [&](const std::string& id) {
    const auto known = slot_id(id);
    return std::any_of(json->begin(), json->end(), [&](const Json& one) {
      const auto type = text_at(one, "/appointmentTypeID");
      return (!type || *type == known->type) && parse_instant(text_at(one, "/time").value_or("")) == known->start &&
             int_at(one, "/slotsAvailable").value_or(1) > 0;
    });
  });
  if (course.wanted.empty()) return step;
  if (course.stage == Stage::class_again) return all_gone();
  course.stage = Stage::class_again;
  step.details = {ask_slots(course)};
  return step;
}

}  // namespace hsn::services::acuity
