// Free slots of the next days: which services, whose, and for each service one request for all its times.
#include "services/amelia/slots.hpp"

#include <chrono>
#include <set>
#include <utility>

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/amelia/place.hpp"
#include "services/booking.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Step;
using Stage = Course::Stage;

constexpr std::string_view kAboutSlots = "amelia/availability";
constexpr std::string_view kMembers[] = {"/services", "/users", "/slots"};  // of the answers, by stage

Seen named_slot(const std::string& remote_id) {
  Seen seen;
  seen.remote_id = remote_id;
  seen.record.key = {"availability", "amelia:slot:" + remote_id};
  return seen;
}

Seen taken(const std::string& remote_id) {
  auto seen = named_slot(remote_id);
  seen.gone = true;
  return seen;
}

// Where only some slots are asked for, so are only their services.
void leave_out_unasked(Course& course) {
  if (course.wanted.empty()) return;
  std::set<std::string> services;
  for (const auto& id : course.wanted) services.insert(slot_id(id)->type);
  std::erase_if(course.services, [&](const Course::Service& one) { return !services.contains(one.id); });
}

}  // namespace

std::string carry(const Course& course) {
  Json json{{"stage", static_cast<int>(course.stage)},
            {"now", ticks(course.now)},
            {"until", ticks(course.until)},
            {"employees", course.employees},
            {"wanted", course.wanted},
            {"service", course.service},
            {"found", Json::array()},
            {"services", Json::array()}};
  for (const auto& one : course.found)
    json["found"].push_back({{"start", ticks(one.start)}, {"service", one.service}, {"employee", one.employee}});
  for (const auto& one : course.services)
    json["services"].push_back({{"id", one.id}, {"name", one.name}, {"seconds", one.seconds}});
  return dump_json(json);
}

Course course_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Course course;
  course.stage = static_cast<Stage>(int_at(json, "/stage").value_or(0));
  course.now = ticks_at(json, "/now");
  course.until = ticks_at(json, "/until");
  for (const auto& one : elements(json, "/services"))
    course.services.push_back({id_at(one, "/id"), text_at(one, "/name").value_or(""), int_at(one, "/seconds").value_or(0)});
  course.service = static_cast<std::size_t>(int_at(json, "/service").value_or(0));
  for (const auto& one : elements(json, "/found"))
    course.found.insert({ticks_at(one, "/start"), static_cast<std::size_t>(int_at(one, "/service").value_or(0)),
                         text_at(one, "/employee").value_or("")});
  for (const auto& [id, name] : elements(json, "/employees").items()) course.employees[id] = text_at(name, "").value_or("");
  for (const auto& id : elements(json, "/wanted")) course.wanted.push_back(text_at(id, "").value_or(""));
  return course;
}

remote::Ask Amelia::ask_slots(const Course& course) const {
  http::Request request;
  switch (course.stage) {
    case Stage::services:
      request = get("services", {});
      break;
    case Stage::employees:
      request = get("users/providers", {});
      break;
    case Stage::slots:
      // Without an end Amelia computes a year.
      request = get("slots", {{"serviceId", course.services.at(course.service).id},
                              {"startDateTime", local(course.now)},
                              {"endDateTime", local(course.until)}});
      break;
  }
  return {std::move(request), std::string(kAvailability), {}, carry(course)};
}

Step Amelia::list_slots(const remote::Window& window) const {
  Course course;
  course.now = window.now;
  course.until = floor_day(window.now) + kDay * options_.availability_days;
  if (window.kind != remote::Window::Kind::these) return then(ask_slots(course));
  Step step;
  for (const auto& id : window.ids) {
    const auto known = slot_id(id);
    if (!known || known->start <= course.now || known->start >= course.until) {
      step.seen.push_back(taken(id));  // past: that needs no question
    } else {
      course.wanted.push_back(id);
    }
  }
  if (!course.wanted.empty()) step.next = ask_slots(course);
  return step;
}

Result<Step> Amelia::read_slots(const remote::Ask& ask, const http::Response& response) const {
  auto course = course_of(ask.carry);
  const auto data = answer(response, Asked::list, kMembers[static_cast<std::size_t>(course.stage)], std::string(kAboutSlots));
  if (!data) return tl::unexpected(data.error());
  if (course.stage == Stage::services) {
    for (const auto& one : elements(*data, "/services")) {
      const auto id = id_at(one, "/id");
      if (text_at(one, "/status") == "visible" && !id.empty())
        course.services.push_back({id, plain_at(one, "/name"), int_at(one, "/duration").value_or(0)});
    }
    course.stage = Stage::employees;
    return then(ask_slots(course));
  }
  if (course.stage == Stage::employees) {
    for (const auto& one : elements(*data, "/users")) course.employees[id_at(one, "/id")] = name_at(one, "");
    leave_out_unasked(course);
    course.stage = Stage::slots;
  } else {
    add_free(course, *data);
    ++course.service;
  }
  return course.service < course.services.size() ? then(ask_slots(course)) : all_free(course);
}

// {"2026-12-01": {"09:00": [[employee, location]]}}: one slot for each employee, wherever it is.
void Amelia::add_free(Course& course, const Json& data) const {
  for (const auto& [day, times] : elements(data, "/slots").items()) {
    for (const auto& [time, places] : times.items()) {
      const auto start = from_local(day + " " + time, options_.zone);
      if (!start || *start <= course.now || *start >= course.until) continue;
      for (const auto& place : places) course.found.insert({*start, course.service, id_at(place, "/0")});
    }
  }
}

// The nearest first, whatever they are for: where not all can be shown at once, those are.
Step Amelia::all_free(const Course& course) const {
  Step step;
  std::set<std::string> missing(course.wanted.begin(), course.wanted.end());
  for (const auto& one : course.found) {
    auto seen = free_slot(course, one);
    if (course.wanted.empty() || missing.erase(seen.remote_id) > 0) step.seen.push_back(std::move(seen));
  }
  for (const auto& id : missing) step.seen.push_back(taken(id));
  return step;
}

Seen Amelia::free_slot(const Course& course, const Course::Free& free) const {
  const auto& service = course.services.at(free.service);
  auto seen = named_slot(id_of({service.id, free.employee, free.start}));
  seen.at = free.start;
  auto& fields = seen.record.fields;
  fields["slot"] = service.name + " " + format_local(free.start, options_.zone);
  fields["when"] = Date{
      .start = free.start, .end = free.start + std::chrono::seconds(service.seconds), .date_only = false, .zone = options_.zone};
  fields["kind"] = std::string("Free");
  if (const auto known = course.employees.find(free.employee); known != course.employees.end())
    fields["calendar"] = known->second;
  name(options_.naming, free.employee, service.id, kServicePrefix, fields);
  return seen;
}

}  // namespace hsn::services::amelia
