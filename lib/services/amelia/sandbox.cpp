// What Amelia answers, statuses and shapes as recorded (tests/fixtures/amelia): its door, its routes, and what changes something.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/amelia/sandbox_call.hpp"

namespace hsn::sandbox {
namespace amelia {
namespace {

constexpr std::string_view kKey = "amelia_sandbox", kApi = "/api/v1/";
constexpr std::string_view kStatuses[] = {"approved", "pending", "canceled", "rejected", "no-show"};

std::string path_only(const std::string& url) {
  const auto path = http::path_of(url);
  return path.substr(0, path.find('?'));
}

http::Response page(int status, const char* type, std::string body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", type}};
  response.body = std::move(body);
  return response;
}

std::string header_of(const http::Request& request, std::string_view name) {
  for (const auto& header : request.headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace

const Service* find_service(std::int64_t id) {
  const auto* it = std::find_if(std::begin(kServices), std::end(kServices), [&](const Service& one) { return one.id == id; });
  return it == std::end(kServices) ? nullptr : it;
}

std::string local_time(Instant at) { return format_local(at, kZone).substr(0, 16) + ":00"; }
std::string local_day(Instant at) { return local_time(at).substr(0, 10); }

}  // namespace amelia

std::string Amelia::Call::param(std::string_view name) const {
  const auto it = std::find_if(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
  return it == query.end() ? std::string() : it->second;
}

void Amelia::Call::need(const std::vector<std::string>& members) const {
  std::vector<std::string> missing;
  for (const auto& member : members) {
    if (!body.contains(member)) missing.push_back(member);
  }
  if (!missing.empty()) throw Refusal{500, "Mandatory fields not passed! Missing: " + join(missing, ", ")};
}

Instant Amelia::Call::start() const {
  need({"bookingStart"});
  auto text = text_at(body, "/bookingStart").value_or("").substr(0, 16);
  const auto at = from_local(text, bool_at(body, "/utc").value_or(false) ? "UTC" : amelia::kZone);
  if (!at) throw Refusal{500, "Failed to parse time string (" + text + ")"};
  return *at;
}

struct Amelia::Route {
  std::string_view method, path, message;  // "*" at the end of the path is an id
  std::vector<std::string_view> parameters;
  Json (Amelia::*serve)(const Call&);
};

const std::vector<Amelia::Route>& Amelia::routes() {
  static const std::vector<Route> kRoutes{
      {"GET",
       "appointments",
       "Successfully retrieved appointments",
       {"dates", "page", "limit", "status", "services", "customerId"},
       &Amelia::list},
      {"POST", "appointments", "Successfully added new appointment", {}, &Amelia::create},
      {"GET", "appointments/*", "Successfully retrieved appointment", {}, &Amelia::one},
      {"POST", "appointments/*", "Successfully updated appointment", {}, &Amelia::update},
      {"POST", "appointments/status/*", "Successfully updated appointment status", {}, &Amelia::set_status},
      {"POST", "appointments/time/*", "Successfully updated appointment time", {}, &Amelia::set_time},
      {"POST", "bookings/cancel/*", "Successfully updated booking status", {}, &Amelia::cancel},
      {"GET", "locations", "Successfully retrieved locations.", {}, &Amelia::places},
      {"GET", "services", "Successfully retrieved services.", {}, &Amelia::services},
      {"GET", "services/*", "Successfully retrieved service.", {}, &Amelia::one_service},
      {"GET", "slots", "Successfully retrieved free slots", {"serviceId", "startDateTime", "endDateTime"}, &Amelia::slots},
      {"GET", "users/customers", "Successfully retrieved users.", {"search", "page", "limit"}, &Amelia::people},
      {"POST", "users/customers", "Successfully added new user.", {}, &Amelia::add_customer},
      {"GET", "users/providers", "Successfully retrieved users.", {}, &Amelia::employees}};
  return kRoutes;
}

http::Response Amelia::serve(const http::Request& request, Instant now) {
  ++requests;
  auto response = site(request, now);
  response.headers.push_back({"Date", format_http_date(now)});
  return response;
}

// WordPress around it: what is not Amelia's call gets WordPress' own answer.
http::Response Amelia::site(const http::Request& request, Instant now) {
  const auto path = amelia::path_only(request.url);
  if (path.ends_with("/wp-json/"))
    return amelia::page(200, "application/json", dump_json({{"timezone_string", amelia::kZone}, {"gmt_offset", -8}}));
  if (!path.ends_with("/wp-admin/admin-ajax.php")) return amelia::page(404, "text/html; charset=UTF-8", "<html>Not found</html>");
  Call call{request.method, "", http::query_of(request.url), Json::object(), now};
  if (call.param("action") != "wpamelia_api") return amelia::page(400, "text/html; charset=UTF-8", "0");
  call.path = call.param("call");
  try {
    const auto key = amelia::header_of(request, "Amelia");
    if (key != amelia::kKey)
      throw Refusal{403, std::string(key.empty() ? "Missing" : "Invalid") +
                             " API key. Please provide a valid API key to access this resource."};
    // What cannot be parsed counts as nothing sent.
    if (const auto body = parse_json(request.body); body && body->is_object()) call.body = *body;
    return amelia::page(200, old ? "text/html; charset=UTF-8" : "application/json;charset=utf-8", dump_json(answer(call)));
  } catch (const Refusal& refused) {
    const bool by_rule = !refused.data.is_null(), routed = refused.status != 404 && refused.status != 405;
    Json json{{"message", refused.message}};
    if (by_rule) json["data"] = refused.data;
    if (old && refused.crash) json = {{"message", "Slim Application Error"}, {"error", Json::array({json})}};
    const bool is_html = old && !refused.crash;
    return amelia::page(by_rule && old ? 200 : refused.status, is_html ? "text/html; charset=UTF-8" : "application/json",
                        old && !routed ? "" : dump_json(json));
  }
}

Json Amelia::answer(Call& call) {
  if (!call.path.starts_with(amelia::kApi)) throw Refusal{404, "Not found."};
  auto path = call.path.substr(amelia::kApi.size());
  const auto last = path.substr(path.rfind('/') + 1);
  if (!last.empty() && last.find_first_not_of("0123456789") == std::string::npos && last.size() < 10) {
    call.id = std::stoll(last);
    path.replace(path.size() - last.size(), last.size(), "*");
  }
  bool known = false;
  for (const auto& route : routes()) {
    if (route.path != path) continue;
    known = true;
    if (route.method != call.method) continue;
    // The real one passes over what it does not know; a slip of ours must not go unseen here.
    for (const auto& [name, value] : call.query) {
      if (name != "action" && name != "call" && std::count(route.parameters.begin(), route.parameters.end(), name) == 0)
        throw Refusal{500, "the emulator knows no parameter " + name};
    }
    if (call.method == "POST") ++writes;
    return {{"message", route.message}, {"data", (this->*route.serve)(call)}};
  }
  if (known) throw Refusal{405, "Method not allowed. Must be one of: POST, GET"};
  throw Refusal{404, "Not found."};
}

std::int64_t Amelia::customer(const std::string& first, const std::string& last, const std::string& email,
                              const std::string& phone) {
  for (const auto& [id, known] : customers_) {
    if (!email.empty() && known.email == email) return id;
  }
  const auto id = ++last_customer_;
  customers_[id] = {id, first, last, email, phone};
  return id;
}

std::int64_t Amelia::book(Instant start, std::int64_t customer, const std::string& status, std::int64_t service, Instant now) {
  auto& made = appointments_[++last_appointment_];
  made.id = last_appointment_;
  made.start = start;
  made.status = status;
  made.service = service;
  add_booking(made.id, customer, status, now);
  return made.id;
}

Amelia::Booking& Amelia::add_booking(std::int64_t appointment, std::int64_t customer, const std::string& status, Instant now) {
  Booking booking;
  booking.id = ++last_booking_;
  booking.customer = customer;
  booking.status = status;
  booking.created = now;
  return appointments_.at(appointment).bookings.emplace_back(std::move(booking));
}

Amelia::Appointment& Amelia::meant(const Call& call) {
  const auto found = appointments_.find(call.id);
  if (found == appointments_.end()) throw Refusal{500, "Invalid key " + std::to_string(call.id) + "."};
  return found->second;
}

Json Amelia::create(const Call& call) {
  call.need({"bookings", "bookingStart", "serviceId", "providerId"});
  const auto service = int_at(call.body, "/serviceId").value_or(0),
             person = int_at(call.body, "/bookings/0/customerId").value_or(0);
  const auto missing = [](const std::string& what) {
    return Refusal{409, "Entity missing (" + what + "). Please refresh page and try again.", {{"entityMissing", true}}};
  };
  if (amelia::find_service(service) == nullptr) throw missing("service");
  if (int_at(call.body, "/providerId") != service) throw missing("provider");
  if (!customers_.contains(person)) throw missing("customer");
  if (!is_free(call.start(), service, 0)) throw Refusal{409, "Time slot is unavailable", {{"timeSlotUnavailable", true}}};
  auto& made =
      appointment(book(call.start(), person, text_at(call.body, "/bookings/0/status").value_or("approved"), service, call.now));
  made.notes = text_at(call.body, "/internalNotes").value_or("");
  mails += int_at(call.body, "/notifyParticipants").value_or(0) == 1 ? 2 : 1;
  return {{"appointment", shown(made, Shape::created, call.now)}, {"recurring", Json::array()}};
}

Json Amelia::update(const Call& call) {
  auto& meant_one = meant(call);
  if (call.body.contains("bookingStart")) set_time(call);
  if (const auto notes = text_at(call.body, "/internalNotes")) meant_one.notes = *notes;
  return {{"appointment", shown(meant_one, Shape::updated, call.now)}, {"bookingsWithChangedStatus", Json::array()}};
}

// What is not in the list is taken too, and stored as nothing.
Json Amelia::set_status(const Call& call) {
  auto& meant_one = meant(call);
  const auto told = text_at(call.body, "/status").value_or("");
  const bool known = std::count(std::begin(amelia::kStatuses), std::end(amelia::kStatuses), told) > 0;
  meant_one.status = known ? told : "";
  for (auto& booking : meant_one.bookings) booking.status = meant_one.status;
  mails += 2;
  return {{"appointment", shown(meant_one, Shape::changed, call.now)}, {"status", told}};
}

Json Amelia::set_time(const Call& call) {
  auto& meant_one = meant(call);
  if (!is_free(call.start(), meant_one.service, meant_one.id))
    throw Refusal{409, "Time slot is unavailable", {{"timeSlotUnavailable", true}}};
  meant_one.start = call.start();
  ++mails;
  return {{"appointment", shown(meant_one, Shape::changed, call.now)}};
}

Json Amelia::cancel(const Call& call) {
  for (auto& [id, held] : appointments_) {
    for (auto& booking : held.bookings) {
      if (booking.id != call.id) continue;
      booking.status = "canceled";
      const bool all = std::all_of(held.bookings.begin(), held.bookings.end(),
                                   [](const Booking& other) { return other.status == "canceled"; });
      if (all) held.status = "canceled";
      mails += 2;
      return {{"appointment", shown(held, Shape::changed, call.now)}, {"type", "appointment"}, {"status", "canceled"}};
    }
  }
  throw Refusal{500, "Call to a member function getAppointmentId() on null", {}, true};
}

Json Amelia::add_customer(const Call& call) {
  call.need({"firstName", "lastName"});
  const auto email = text_at(call.body, "/email").value_or("");
  if (!email.empty() && email.find('@') == std::string::npos) throw Refusal{500, "Email '" + email + "' is not a valid email"};
  // A WordPress user is made, and the login mailed.
  if (call.body.contains("externalId")) ++mails;
  const auto before = customers_.size();
  const auto id = customer(text_at(call.body, "/firstName").value_or(""), text_at(call.body, "/lastName").value_or(""), email,
                           text_at(call.body, "/phone").value_or(""));
  if (customers_.size() == before) throw Refusal{409, "Email already exist.", "This email is already in use."};
  return {{"user", shown(customers_.at(id), Shape::single, call.now)}};
}

}  // namespace hsn::sandbox
