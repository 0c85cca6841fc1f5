// What Amelia tells when it is asked: lists with their odd counts, free slots.
#include <algorithm>
#include <chrono>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/amelia/sandbox_call.hpp"

namespace hsn::sandbox {
namespace amelia {
namespace {

constexpr std::size_t kPage = 12, kPeople = 10;
constexpr auto kStep = std::chrono::minutes(30);

// PHP cannot tell an empty map from an empty list.
Json php_map(Json map) { return map.empty() ? Json::array() : map; }

// Whatever is no day becomes today, without a word.
std::string day_param(const std::string& text, Instant now) {
  const bool is_day = text.size() == 10 && text[4] == '-' && text[7] == '-' && parse_instant(text);
  return is_day ? text : local_day(now);
}

struct Days {
  std::string from, until = "9999-12-31";
};
Days days_of(const std::string& dates, Instant now) {
  if (dates.empty()) return {};
  const auto parts = split(dates, ',');
  Days days;
  days.from = day_param(parts.front(), now);
  if (parts.size() > 1) days.until = day_param(parts[1], now);
  return days;
}

// [first, last) of what a numbered page shows; without a number all.
std::pair<std::size_t, std::size_t> span_of(const std::string& page, std::size_t length, std::size_t all) {
  if (page.empty()) return {0, all};
  const auto number = static_cast<std::size_t>(std::max(1, std::atoi(page.c_str())));
  return {std::min(all, (number - 1) * length), std::min(all, number * length)};
}

// Nine to five from Monday to Friday, an hour off at noon.
bool is_open(Instant start, Instant end) {
  const auto day = local_day(start);
  const auto weekday = std::chrono::weekday(std::chrono::floor<std::chrono::days>(*parse_instant(day)));
  const auto from = local_time(start).substr(11, 5), until = local_time(end).substr(11, 5);
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday || local_day(end) != day) return false;
  return (from >= "09:00" && until <= "12:00") || (from >= "13:00" && until <= "17:00");
}

}  // namespace
}  // namespace amelia

bool Amelia::is_free(Instant start, std::int64_t service, std::int64_t ignored) const {
  const auto length = [](std::int64_t id) {
    const auto& known = *amelia::find_service(id);
    return std::chrono::minutes(known.minutes + known.pause);
  };
  if (!amelia::is_open(start, start + length(service))) return false;
  return std::none_of(appointments_.begin(), appointments_.end(), [&](const auto& entry) {
    const auto& other = entry.second;
    const bool counts = other.status == "approved" || other.status == "pending";
    return counts && other.id != ignored && other.service == service && other.start < start + length(service) &&
           start < other.start + length(service);
  });
}

Json Amelia::list(const Call& call) {
  const auto days = amelia::days_of(call.param("dates"), call.now);
  const auto services = split(call.param("services"), ',');
  std::vector<const Appointment*> hits;
  std::size_t approved = 0, pending = 0;
  for (const auto& [id, one] : appointments_) {
    const auto day = amelia::local_day(one.start);
    const bool served =
        call.param("services").empty() || std::count(services.begin(), services.end(), std::to_string(one.service)) > 0;
    const auto whose = call.param("customerId");
    const bool meant = whose.empty() || std::any_of(one.bookings.begin(), one.bookings.end(), [&](const Booking& booking) {
                         return std::to_string(booking.customer) == whose;
                       });
    if (day < days.from || day > days.until || !served || !meant) continue;
    approved += one.status == "approved";
    pending += one.status == "pending";
    if (call.param("status").empty() || call.param("status") == one.status) hits.push_back(&one);
  }
  std::stable_sort(hits.begin(), hits.end(), [](const auto* a, const auto* b) { return a->start < b->start; });
  const auto [first, last] = amelia::span_of(call.param("page"), amelia::kPage, hits.size());
  auto shown_days = Json::object();
  for (auto n = first; n < last; ++n) {
    const auto day = amelia::local_day(hits[n]->start);
    shown_days[day]["date"] = day;
    shown_days[day]["appointments"].push_back(shown(*hits[n], Shape::listed, call.now));
  }
  return {{"appointments", amelia::php_map(shown_days)},
          {"occupied", Json::array()},
          {"total", hits.size()},
          {"totalApproved", approved},
          {"totalPending", pending},
          {"totalCount", appointments_.size()},
          {"filteredCount", hits.size()},
          {"customersNoShowCount", Json::array()}};
}

Json Amelia::one(const Call& call) {
  return {{"appointment", shown(meant(call), Shape::single, call.now)}, {"recurring", Json::array()}};
}

Json Amelia::slots(const Call& call) {
  const auto id = std::atoi(call.param("serviceId").c_str());
  const auto* service = amelia::find_service(id);
  if (service == nullptr) throw Refusal{500, "Invalid key " + std::to_string(id) + "."};
  const auto from = from_local(call.param("startDateTime"), amelia::kZone);
  if (!from) throw Refusal{500, "Failed to parse time string"};
  // Without an end it runs a year ahead.
  const auto until = from_local(call.param("endDateTime"), amelia::kZone).value_or(*from + std::chrono::hours(24 * 365));
  auto days = Json::object();
  for (auto at = std::chrono::ceil<std::chrono::hours>(std::max(*from, call.now)); Instant(at) < until;) {
    for (const auto start : {Instant(at), Instant(at) + amelia::kStep}) {
      if (is_free(start, service->id, 0))
        days[amelia::local_day(start)][amelia::local_time(start).substr(11, 5)] = Json::array({Json::array({service->id, 1})});
    }
    at += std::chrono::hours(1);
  }
  return {{"minimum", amelia::local_time(call.now).substr(0, 16)},
          {"occupied", Json::array()},
          {"lastProvider", Json()},
          {"duration", service->minutes + service->pause},
          {"slots", amelia::php_map(days)}};
}

Json Amelia::people(const Call& call) {
  std::vector<const Customer*> hits;
  for (const auto& [id, one] : customers_) {
    const auto all = lower_ascii(one.first + " " + one.last + " " + one.email);
    if (all.find(lower_ascii(call.param("search"))) != std::string::npos) hits.push_back(&one);
  }
  const auto limit =
      call.param("limit").empty() ? amelia::kPeople : static_cast<std::size_t>(std::atoi(call.param("limit").c_str()));
  const auto [first, last] = amelia::span_of(call.param("page"), limit, hits.size());
  auto users = Json::array();
  for (auto n = first; n < last; ++n) {
    users.push_back(shown(*hits[n], Shape::listed, call.now));
    users.back().erase("type");
  }
  return {{"users", users}, {"filteredCount", hits.size()}, {"totalCount", customers_.size()}};
}

Json Amelia::services(const Call&) {
  auto list = Json::array();
  for (const auto& service : amelia::kServices) {
    list.push_back(amelia::service_json(service));
    list.back()["employees"] = Json::array({{{"id", service.id}, {"firstName", service.first}, {"lastName", service.last}}});
  }
  return {{"services", list}, {"countFiltered", list.size()}, {"countTotal", list.size()}};
}

Json Amelia::one_service(const Call& call) {
  const auto* service = amelia::find_service(call.id);
  if (service == nullptr) throw Refusal{500, "Invalid key " + std::to_string(call.id) + "."};
  auto json = amelia::service_json(*service);
  json["providers"] = Json::array({service->id});
  return {{"service", json}};
}

Json Amelia::employees(const Call&) {
  auto list = Json::array();
  for (const auto& service : amelia::kServices) list.push_back(amelia::employee_json(service));
  return {{"users", list}, {"countFiltered", list.size()}, {"countTotal", list.size()}};
}

Json Amelia::places(const Call&) {
  return {{"locations", Json::array({amelia::place_json()})}, {"countFiltered", 1}, {"countTotal", 1}};
}

}  // namespace hsn::sandbox
