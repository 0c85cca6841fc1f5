// What Amelia answers, shapes and statuses as recorded (tests/fixtures/amelia).
#include "services/amelia/sandbox.hpp"

#include <algorithm>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::sandbox {
namespace amelia {
namespace {

constexpr std::string_view kKey = "amelia_sandbox", kZone = "America/Los_Angeles", kApi = "/api/v1/";
constexpr auto kLength = std::chrono::minutes(60);
constexpr int kOpens = 9, kCloses = 17;

std::string local(Instant at) { return format_local(at, kZone).substr(0, 16) + ":00"; }
std::string day_of(Instant at) { return local(at).substr(0, 10); }

}  // namespace
}  // namespace amelia

// `data` makes it a refusal by a rule; null: the 500 of Amelia, which says a message alone.
struct Amelia::Refusal {
  int status;
  std::string message;
  Json data;
};

struct Amelia::Call {
  std::string method, path;
  std::vector<std::pair<std::string, std::string>> query;
  Json body;
  Instant now;

  std::string param(std::string_view name) const {
    const auto it = std::find_if(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
    return it == query.end() ? std::string() : it->second;
  }
  Instant start() const {
    const auto at = from_local(text_at(body, "/bookingStart").value_or(""), amelia::kZone);
    if (!at) throw Refusal{500, "Mandatory fields not passed! Missing: bookingStart", {}};
    return *at;
  }
};

std::int64_t Amelia::customer(const std::string& first, const std::string& last, const std::string& email,
                              const std::string& phone) {
  for (const auto& [id, known] : customers_) {
    if (known.email == email) return id;
  }
  customers_[++last_customer_] = {last_customer_, first, last, email, phone};
  return last_customer_;
}

std::int64_t Amelia::book(Instant start, std::int64_t customer, const std::string& status, std::int64_t appointment) {
  const auto id = appointment == 0 ? ++last_appointment_ : appointment;
  auto& into = appointments_[id];
  into.id = id;
  if (appointment == 0) into.start = start, into.status = status;
  into.bookings.push_back({++last_booking_, customer, status});
  return id;
}

http::Response Amelia::serve(const http::Request& request, Instant now) {
  ++requests;
  http::Response response;
  response.status = 200;
  response.headers = {{"Content-Type", old ? "text/html; charset=UTF-8" : "application/json"}, {"Date", format_http_date(now)}};
  try {
    Call call{request.method, "", http::query_of(request.url), Json::object(), now};
    call.path = call.param("call");
    if (call.param("action") != "wpamelia_api" || !call.path.starts_with(amelia::kApi)) throw Refusal{404, "Not found.", {}};
    const bool known = std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header& header) {
      return equals_ignoring_case(header.name, "Amelia") && header.value == amelia::kKey;
    });
    if (!known) throw Refusal{403, "Invalid API key. Please provide a valid API key to access this resource.", {}};
    if (request.method != "GET" && request.method != "POST") throw Refusal{405, "Method not allowed.", {}};
    call.path.erase(0, amelia::kApi.size());
    if (const auto body = parse_json(request.body); body && body->is_object()) call.body = *body;
    if (request.method == "POST") ++writes;
    response.body = dump_json({{"message", "Successfully done"}, {"data", answer(call)}});
  } catch (const Refusal& refused) {
    const bool by_rule = !refused.data.is_null();
    response.status = by_rule && old ? 200 : refused.status;
    Json json{{"message", refused.message}};
    if (by_rule) json["data"] = refused.data;
    response.body = dump_json(json);
  }
  return response;
}

Json Amelia::answer(const Call& call) {
  const auto parts = split(call.path, '/');
  const bool reads = call.method == "GET";
  if (reads && call.path == "appointments") return list(call);
  if (reads && call.path == "slots") return slots(call);
  if (reads && call.path == "users/customers") return people(call);
  if (reads && call.path == "locations") return {{"locations", {{{"id", 1}, {"name", "The Connection Practice"}}}}};
  const Json service{{"id", 1}, {"name", "Breathwork (60 min)"}, {"duration", 3600}, {"price", 120}, {"status", "visible"}};
  if (reads && call.path == "services") return {{"services", {service}}};
  if (reads && call.path == "services/1") return {{"service", service}};
  if (!reads && call.path == "appointments") return create(call);
  if (!reads && call.path == "users/customers/create") {
    const auto first = text_at(call.body, "/firstName").value_or(""), last = text_at(call.body, "/lastName").value_or("");
    const auto email = text_at(call.body, "/email").value_or("");
    if (first.empty() || last.empty()) throw Refusal{500, "Mandatory fields not passed! Missing: firstName, lastName", {}};
    const auto before = customers_.size();
    const auto id = customer(first, last, email, text_at(call.body, "/phone").value_or(""));
    if (customers_.size() == before) throw Refusal{409, "Email already exist.", "This email is already in use."};
    return {{"user", shown(customers_.at(id))}};
  }
  if (parts.size() < 2) throw Refusal{404, "Not found.", {}};
  const auto number = Decimal::parse(parts.back());
  const auto id = number ? number->to_int().value_or(0) : 0;
  if (parts[0] == "bookings" && parts[1] == "cancel" && !reads) {
    for (auto& [key, appointment] : appointments_) {
      for (auto& booking : appointment.bookings) {
        if (booking.id != id) continue;
        booking.status = "canceled";
        if (appointment.bookings.size() == 1) appointment.status = "canceled";
        mails += 2;
        return {{"appointment", shown(appointment, false)}, {"status", "canceled"}};
      }
    }
    throw Refusal{500, "Call to a member function getAppointmentId() on null", {}};
  }
  if (parts[0] != "appointments") throw Refusal{reads ? 500 : 404, "Invalid key " + parts.back() + ".", {}};
  const auto found = appointments_.find(id);
  if (found == appointments_.end()) throw Refusal{500, "Invalid key " + parts.back() + ".", {}};
  if (reads) return {{"appointment", shown(found->second, false)}};
  return on_appointment(call, parts.size() == 3 ? parts[1] : "", found->second);
}

Json Amelia::on_appointment(const Call& call, const std::string& what, Appointment& appointment) {
  if (what == "status") {
    // Whatever is not in the list is taken, and stored as nothing.
    constexpr std::string_view kKnown[] = {"approved", "pending", "canceled", "rejected", "no-show"};
    const auto told = text_at(call.body, "/status").value_or("");
    const bool known = std::count(std::begin(kKnown), std::end(kKnown), told) > 0;
    appointment.status = known ? told : "";
    for (auto& booking : appointment.bookings) booking.status = appointment.status;
    mails += 2;
  } else if (what == "time") {
    if (!is_free(call.start(), appointment.id)) throw Refusal{409, "Time slot is unavailable", {{"timeSlotUnavailable", true}}};
    appointment.start = call.start();
    ++mails;
  } else if (what.empty()) {
    if (const auto notes = text_at(call.body, "/internalNotes")) appointment.notes = *notes;
  } else {
    throw Refusal{404, "Not found.", {}};
  }
  return {{"appointment", shown(appointment, false)}};
}

Json Amelia::create(const Call& call) {
  for (const auto* name : {"bookings", "bookingStart", "serviceId", "providerId"}) {
    if (!call.body.contains(name)) throw Refusal{500, std::string("Mandatory fields not passed! Missing: ") + name, {}};
  }
  if (int_at(call.body, "/serviceId") != 1 || !customers_.contains(int_at(call.body, "/bookings/0/customerId").value_or(0)))
    throw Refusal{409, "Entity missing (customer). Please refresh page and try again.", {{"entityMissing", true}}};
  if (!is_free(call.start(), 0)) throw Refusal{409, "Time slot is unavailable", {{"timeSlotUnavailable", true}}};
  const auto id = book(call.start(), *int_at(call.body, "/bookings/0/customerId"),
                       text_at(call.body, "/bookings/0/status").value_or("approved"));
  appointments_[id].notes = text_at(call.body, "/internalNotes").value_or("");
  mails += int_at(call.body, "/notifyParticipants").value_or(0) == 1 ? 2 : 1;
  auto json = shown(appointments_.at(id), false);
  json["service"] = json["provider"] = json["location"] = Json();
  return {{"appointment", json}};
}

bool Amelia::is_free(Instant start, std::int64_t ignored) const {
  const auto hour = std::stoi(amelia::local(start).substr(11, 2));
  if (hour < amelia::kOpens || hour >= amelia::kCloses) return false;
  return std::none_of(appointments_.begin(), appointments_.end(), [&](const auto& entry) {
    const auto& other = entry.second;
    const bool counts = other.status == "approved" || other.status == "pending";
    return counts && other.id != ignored && other.start < start + amelia::kLength && start < other.start + amelia::kLength;
  });
}

Json Amelia::list(const Call& call) const {
  const auto dates = split(call.param("dates"), ',');
  const auto from = dates.front(), until = dates.size() > 1 ? dates[1] : std::string("9999");
  auto days = Json::object();
  for (const auto& [id, appointment] : appointments_) {
    const auto day = amelia::day_of(appointment.start);
    if (day < from || day > until) continue;
    days[day]["date"] = day;
    days[day]["appointments"].push_back(shown(appointment, true));
  }
  return {{"appointments", days.empty() ? Json::array() : days}, {"total", days.size()}};
}

Json Amelia::slots(const Call& call) const {
  if (call.param("serviceId") != "1") throw Refusal{500, "Invalid key 0.", {}};
  const auto from = from_local(call.param("startDateTime"), amelia::kZone),
             until = from_local(call.param("endDateTime"), amelia::kZone);
  if (!from || !until) throw Refusal{500, "Invalid date", {}};
  auto days = Json::object();
  for (auto at = std::max<Instant>(*from, call.now); at < *until; at += std::chrono::minutes(1)) {
    const auto minute = amelia::local(at).substr(14, 2);
    if (at != floor_minute(at)) at = floor_minute(at);
    if ((minute == "00" || minute == "30") && is_free(at, 0))
      days[amelia::day_of(at)][amelia::local(at).substr(11, 5)] = Json::array({Json::array({1, 1})});
  }
  return {{"slots", days.empty() ? Json::array() : days}, {"occupied", Json::array()}};
}

Json Amelia::people(const Call& call) const {
  auto users = Json::array();
  for (const auto& [id, one] : customers_) {
    const auto all = lower_ascii(one.first + " " + one.last + " " + one.email);
    if (all.find(lower_ascii(call.param("search"))) != std::string::npos) users.push_back(shown(one));
  }
  return {{"users", users}, {"filteredCount", users.size()}, {"totalCount", customers_.size()}};
}

Json Amelia::shown(const Customer& one) const {
  return {{"id", one.id},       {"firstName", one.first}, {"lastName", one.last},
          {"email", one.email}, {"phone", one.phone},     {"type", "customer"}};
}

Json Amelia::shown(const Appointment& appointment, bool listed) const {
  auto bookings = Json::array();
  for (const auto& booking : appointment.bookings) {
    bookings.push_back({{"id", booking.id},
                        {"customerId", booking.customer},
                        {"customer", shown(customers_.at(booking.customer))},
                        {"appointmentId", appointment.id},
                        {"status", booking.status},
                        {"price", 120},
                        {"persons", 1},
                        {"duration", 3600},
                        {"created", "2026-11-20 09:00:00"},
                        {"customFields", "[]"},
                        {"payments", {{{"id", booking.id}, {"amount", 0}, {"status", "pending"}, {"gateway", "onSite"}}}}});
  }
  const bool off = appointment.status == "canceled" || appointment.status == "no-show";
  Json json{{"id", appointment.id},
            {"bookings", bookings},
            {"notifyParticipants", listed ? Json("0") : Json(0)},
            {"internalNotes", appointment.notes.empty() && listed ? Json() : Json(appointment.notes)},
            {"status", appointment.status},
            {"serviceId", 1},
            {"providerId", 1},
            {"locationId", 1},
            {"provider", {{"id", 1}, {"firstName", "Maren"}, {"lastName", "Oyelaran"}, {"email", "maren.o@example.com"}}},
            {"service", {{"id", 1}, {"name", "Breathwork (60 min)"}}},
            {"location", listed ? Json() : Json{{"id", 1}, {"name", "The Connection Practice"}}},
            {"bookingStart", amelia::local(appointment.start)},
            {"bookingEnd", amelia::local(appointment.start + (off ? std::chrono::minutes(0) : amelia::kLength))},
            {"type", "appointment"}};
  return json;
}

}  // namespace hsn::sandbox
