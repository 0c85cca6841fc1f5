// Free slots of the next days: which calendars, what can be booked in them, on which days, at which times.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

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

bool fits(const Offer& offer, const SlotId& slot) { return offer.type == slot.type && offer.calendar == slot.calendar; }

Offer class_of(const Json& json) {
  return {text_at(json, "/appointmentTypeID").value_or(""), plain_at(json, "/name"), text_at(json, "/calendarID").value_or(""),
          int_at(json, "/duration").value_or(0)};
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
      path = "availability/times";
      query = kind;
      query.emplace_back("date", format_date(course.from));
      break;
    case Stage::classes:
      path = "availability/classes";
      query = days;
      query.emplace_back("timezone", "UTC");
      break;
    case Stage::blocks:
    case Stage::block_found:
      path = "blocks";
      query = days;
      query.emplace_back("max", std::to_string(course.most));
      if (!course.calendar.empty()) query.emplace_back("calendarID", course.calendar);
      break;
    case Stage::block:
      path = "blocks/" + percent_encode(course.wanted.front());
      break;
    case Stage::creation:
    case Stage::deletion:
      break;  // push_block.cpp
  }
  return {request("GET", path, query), course.feed, {}, carry(course)};
}

// What was free and is over needs no question.
Step Acuity::list_slots(const remote::Feed& feed, const remote::Window& window) const {
  Course course;
  course.feed = feed.name;
  course.now = window.now;
  course.from = floor_day(window.now);
  course.until = floor_day(window.now) + kSlotDay * options_.availability_days;
  if (window.kind != remote::Window::Kind::these) return then(ask_slots(course));
  Step step;
  for (const auto& id : window.ids) {
    const auto known = slot_id(id);
    const bool ahead = known && known->start > window.now && known->start < course.until;
    if (feed.name == kBlocks || ahead) {
      course.wanted.push_back(id);
    } else {
      step.seen.push_back(vanished(course, id));
    }
  }
  if (!course.wanted.empty()) step.next = ask_slots(course);
  return step;
}

Result<Step> Acuity::read_slots(const remote::Ask& ask, const http::Response& response) const {
  auto course = course_of(ask.carry);
  if (course.stage == Stage::block) return read_block(course, response);
  const auto list = answered_list(response, "acuity/" + course.feed);
  if (!list) return tl::unexpected(list.error());
  switch (course.stage) {
    case Stage::calendars:
      if (!course.sought.calendar.empty()) {
        course.stage = Stage::block_found;
        return find_calendar(course, *list) ? then(ask_slots(course)) : Step{};
      }
      for (const auto& one : *list) {
        const auto id = text_at(one, "/id").value_or("");
        if (options_.calendars.empty() || options_.calendars.contains(id))
          course.calendars[id] = {plain_at(one, "/name"), text_at(one, "/timezone").value_or("")};
      }
      if (course.feed == kBlocks && !course.wanted.empty()) return each_block(std::move(course));
      course.stage = course.feed == kBlocks ? Stage::blocks : Stage::types;
      return then(ask_slots(course));
    case Stage::types:
      return read_offers(std::move(course), *list);
    case Stage::dates:
      return read_dates(std::move(course), *list);
    case Stage::times:
    case Stage::classes:
      return read_free(course, *list);
    case Stage::blocks:
    case Stage::block_found:
      return read_blocks(course, *list);
    case Stage::block:
    case Stage::creation:
    case Stage::deletion:
      break;
  }
  return fail(Fault::bad_data, "an answer to a question that was not asked", "acuity/" + course.feed);
}

// Classes have their own times; a series is booked as a whole, so that none of its dates is free.
Result<Step> Acuity::read_offers(Course course, const Json& list) const {
  std::set<std::string> classes;
  for (const auto& type : list) {
    if (!bool_at(type, "/active").value_or(true)) continue;
    const auto kind = text_at(type, "/type").value_or("service");
    if (kind == "class") classes.insert(text_at(type, "/id").value_or(""));
    const auto* calendars = at(type, "/calendarIDs");
    if (kind != "service" || calendars == nullptr || !calendars->is_array()) continue;
    for (const auto& id : *calendars) {
      const auto calendar = text_at(id, "").value_or("");
      if (!course.calendars.contains(calendar)) continue;
      course.offers.push_back(
          {text_at(type, "/id").value_or(""), plain_at(type, "/name"), calendar, int_at(type, "/duration").value_or(0)});
    }
  }
  course.has_classes = !classes.empty();
  if (!course.wanted.empty()) return read_wanted(std::move(course), classes);
  course.month = month_of(course.now);
  if (course.offers.empty()) return days_of(std::move(course));
  course.stage = Stage::dates;
  return then(ask_slots(course));
}

// Slots that are asked for by themselves: the days that they lie on. What is no more to be booked at all is gone.
Step Acuity::read_wanted(Course course, const std::set<std::string>& classes) const {
  Step lost;
  std::set<std::pair<std::string, std::size_t>> days;
  course.has_classes = false;
  std::erase_if(course.wanted, [&](const std::string& id) {
    const auto known = *slot_id(id);
    const auto offer =
        std::find_if(course.offers.begin(), course.offers.end(), [&](const Offer& one) { return fits(one, known); });
    const bool is_class =
        offer == course.offers.end() && classes.contains(known.type) && course.calendars.contains(known.calendar);
    course.has_classes = course.has_classes || is_class;
    if (offer != course.offers.end()) {
      days.emplace(format_date(known.start), static_cast<std::size_t>(offer - course.offers.begin()));
    } else if (!is_class) {
      lost.seen.push_back(vanished(course, id));
      return true;
    }
    return false;
  });
  course.days.assign(days.begin(), days.end());
  auto step = days_of(std::move(course));
  step.seen = std::move(lost.seen);
  return step;
}

Result<Step> Acuity::read_dates(Course course, const Json& list) const {
  for (const auto& one : list) {
    const auto day = parse_instant(text_at(one, "/date").value_or(""));
    if (day && *day >= course.from && *day < course.until) course.days.emplace_back(format_date(*day), course.offer);
  }
  if (next_dates(course)) return then(ask_slots(course));
  return days_of(std::move(course));
}

// The nearest days first: where not all can be shown at once, those are.
Step Acuity::days_of(Course course) const {
  std::sort(course.days.begin(), course.days.end());
  std::vector<remote::Ask> asks;
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
    std::erase_if(course.wanted, [&, &date = day](const std::string& id) {
      const auto known = *slot_id(id);
      const bool that_day = fits(times.offers.front(), known) && format_date(known.start) == date;
      if (that_day) times.wanted.push_back(id);
      return that_day;
    });
    asks.push_back(ask_slots(times));
  }
  Step step;
  if (course.has_classes) {
    course.stage = Stage::classes;
    course.days.clear();
    course.offers.clear();
    course.offer = 0;
    step.details.push_back(ask_slots(course));
  }
  std::move(asks.begin(), asks.end(), std::back_inserter(step.details));
  return step;
}

Result<Step> Acuity::read_free(const Course& course, const Json& list) const {
  Step step;
  std::set<std::string> shown;
  const auto is_wanted = [&](const std::string& id) {
    return course.wanted.empty() || std::find(course.wanted.begin(), course.wanted.end(), id) != course.wanted.end();
  };
  for (const auto& one : list) {
    const auto start = parse_instant(text_at(one, "/time").value_or(""));
    if (!start) {
      return fail(Fault::bad_data, "Acuity shows a free slot without a time", "acuity/availability",
                  "something else may answer at ACUITY_BASE_URL");
    }
    const auto places = int_at(one, "/slotsAvailable").value_or(1);
    const bool series = bool_at(one, "/isSeries").value_or(false);
    if (*start <= course.now || *start >= course.until || places <= 0 || series) continue;
    const Offer offer = course.stage == Stage::times ? course.offers.front() : class_of(one);
    const auto calendar = course.calendars.find(offer.calendar);
    if (calendar == course.calendars.end()) continue;
    auto seen = slot(offer, calendar->second, *start, places, options_.naming);
    shown.insert(seen.remote_id);
    if (is_wanted(seen.remote_id)) step.seen.push_back(std::move(seen));
  }
  for (const auto& id : course.wanted) {
    if (!shown.contains(id)) step.seen.push_back(vanished(course, id));
  }
  return step;
}

}  // namespace hsn::services::acuity
