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

Step then(remote::Ask ask) {
  Step step;
  step.next = std::move(ask);
  return step;
}

}  // namespace

std::string carry(const Course& course) {
  Json json{{"stage", static_cast<int>(course.stage)},
            {"now", course.now.time_since_epoch().count()},
            {"until", course.until.time_since_epoch().count()},
            {"employees", course.employees},
            {"wanted", course.wanted},
            {"services", Json::array()}};
  for (const auto& one : course.services)
    json["services"].push_back({{"id", one.id}, {"name", one.name}, {"seconds", one.seconds}});
  return dump_json(json);
}

Course course_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Course course;
  course.stage = static_cast<Stage>(int_at(json, "/stage").value_or(0));
  course.now = Instant(Duration(int_at(json, "/now").value_or(0)));
  course.until = Instant(Duration(int_at(json, "/until").value_or(0)));
  for (const auto& one : elements(json, "/services"))
    course.services.push_back({id_at(one, "/id"), text_at(one, "/name").value_or(""), int_at(one, "/seconds").value_or(0)});
  for (const auto& [id, name] : elements(json, "/employees").items()) course.employees[id] = text_at(name, "").value_or("");
  for (const auto& id : elements(json, "/wanted")) course.wanted.push_back(text_at(id, "").value_or(""));
  return course;
}

std::string id_of(const SlotId& id) { return id.service + ":" + id.employee + ":" + format_instant(id.start); }

std::optional<SlotId> slot_id(std::string_view remote_id) {
  const auto first = remote_id.find(':');
  const auto second = first == std::string_view::npos ? first : remote_id.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto start = parse_instant(remote_id.substr(second + 1));
  if (!start) return std::nullopt;
  return SlotId{std::string(remote_id.substr(0, first)), std::string(remote_id.substr(first + 1, second - first - 1)), *start};
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
      request = get("slots", {{"serviceId", course.services.front().id},
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
  if (course.stage == Stage::employees) {
    for (const auto& one : elements(*data, "/users")) course.employees[id_at(one, "/id")] = name_at(one, "");
    return slots_of(course);
  }
  if (course.stage == Stage::services) {
    for (const auto& one : elements(*data, "/services")) {
      const auto id = id_at(one, "/id");
      if (text_at(one, "/status") == "visible" && !id.empty())
        course.services.push_back({id, plain_at(one, "/name"), int_at(one, "/duration").value_or(0)});
    }
    course.stage = Stage::employees;
    return then(ask_slots(course));
  }
  Step step;
  step.seen = free_slots(course, *data);
  if (course.wanted.empty()) return step;
  std::set<std::string> missing(course.wanted.begin(), course.wanted.end());
  std::erase_if(step.seen, [&](const Seen& seen) { return missing.erase(seen.remote_id) == 0; });
  for (const auto& id : missing) step.seen.push_back(taken(id));
  return step;
}

// One request for each service; of a service that cannot be booked any more nothing is free.
Step Amelia::slots_of(const Course& course) const {
  std::map<std::string, std::vector<std::string>> wanted;
  for (const auto& id : course.wanted) wanted[slot_id(id)->service].push_back(id);
  Step step;
  for (const auto& service : course.services) {
    Course own = course;
    own.stage = Stage::slots;
    own.services = {service};
    own.wanted.clear();
    if (auto ids = wanted.extract(service.id)) own.wanted = std::move(ids.mapped());
    if (course.wanted.empty() || !own.wanted.empty()) step.details.push_back(ask_slots(own));
  }
  for (const auto& [service, ids] : wanted) {
    for (const auto& id : ids) step.seen.push_back(taken(id));
  }
  return step;
}

// {"2026-12-01": {"09:00": [[employee, location]]}}: one slot for each employee, wherever it is. The nearest first.
std::vector<Seen> Amelia::free_slots(const Course& course, const Json& data) const {
  std::map<std::pair<Instant, std::string>, Seen> slots;
  for (const auto& [day, times] : elements(data, "/slots").items()) {
    for (const auto& [time, places] : times.items()) {
      const auto start = from_local(day + " " + time, options_.zone);
      if (!start || *start <= course.now || *start >= course.until) continue;
      for (const auto& place : places) {
        auto seen = free_slot(course, id_at(place, "/0"), *start);
        slots.insert_or_assign({*start, seen.remote_id}, std::move(seen));
      }
    }
  }
  std::vector<Seen> all;
  for (auto& [order, seen] : slots) all.push_back(std::move(seen));
  return all;
}

Seen Amelia::free_slot(const Course& course, const std::string& employee, Instant start) const {
  const auto& service = course.services.front();
  auto seen = named_slot(id_of({service.id, employee, start}));
  seen.at = start;
  auto& fields = seen.record.fields;
  fields["slot"] = service.name + " " + format_local(start, options_.zone);
  fields["when"] =
      Date{.start = start, .end = start + std::chrono::seconds(service.seconds), .date_only = false, .zone = options_.zone};
  fields["kind"] = std::string("Free");
  if (const auto known = course.employees.find(employee); known != course.employees.end()) fields["calendar"] = known->second;
  name(options_.naming, employee, service.id, kServicePrefix, fields);
  return seen;
}

}  // namespace hsn::services::amelia
