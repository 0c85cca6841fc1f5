// What Acuity answers. Everything it is asked is checked: credentials, verbs, parameters, rules of the calendar.
#include <algorithm>
#include <set>

#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/acuity/sandbox_call.hpp"

namespace hsn::sandbox {
namespace acuity {
namespace {

constexpr std::string_view kUser = "12345", kKey = "acuity_sandbox";
constexpr std::string_view kRoot = "/acuity/api/v1/";
constexpr std::size_t kASecond = 10;  // requests

std::string digits(const std::string& phone) {
  std::string out;
  for (const char c : phone)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

}  // namespace
}  // namespace acuity

Acuity::Acuity()
    : types_{{94517100, "Reading ", 50, "85.00", 1},
             {94517101, "Sound Bath", 60, "38.00", 12},
             {94517102, "Breathwork Session", 60, "120.00", 1}} {}

const Acuity::Type* Acuity::type(std::int64_t id) const {
  const auto it = std::find_if(types_.begin(), types_.end(), [&](const Type& one) { return one.id == id; });
  return it == types_.end() ? nullptr : &*it;
}

std::int64_t Acuity::book(Booking booking, Instant now) {
  booking.id = ++last_id_;
  booking.made = now;
  bookings_.emplace(booking.id, booking);
  return booking.id;
}

http::Response Acuity::serve(const http::Request& request, Instant now) {
  ++requests;
  http::Response response;
  response.status = 200;
  response.headers = {{"Content-Type", "application/json"}, {"Date", format_http_date(now)}};
  try {
    const auto proof = "Basic " + base64(std::string(acuity::kUser) + ":" + std::string(acuity::kKey));
    const bool known = std::any_of(request.headers.begin(), request.headers.end(), [&](const http::Header& header) {
      return equals_ignoring_case(header.name, "Authorization") && header.value == proof;
    });
    if (!known) throw Refusal{401, "unauthorized", "Unauthorized"};
    while (!recent_.empty() && now - recent_.front() >= std::chrono::seconds(1)) recent_.pop_front();
    if (recent_.size() >= acuity::kASecond) throw Refusal{429, "too_many_requests", "Slow down"};
    recent_.push_back(now);
    Call call{request.method, http::path_of(request.url), http::query_of(request.url), Json::object(), now};
    call.path = call.path.substr(0, call.path.find('?'));
    if (!call.path.starts_with(acuity::kRoot)) throw Refusal{404, "not_found", "No such page"};
    call.path.erase(0, acuity::kRoot.size());
    if (!request.body.empty()) {
      auto body = parse_json(request.body);
      if (!body || !body->is_object()) throw Refusal{400, "bad_request", "Invalid JSON"};
      call.body = std::move(*body);
    }
    if (request.method != "GET") ++writes;
    const auto said = answer(call);
    response.body = said.is_null() ? "" : dump_json(said);
    if (said.is_null()) response.status = 204;
  } catch (const Refusal& refused) {
    response.status = refused.status;
    response.body = dump_json({{"status_code", refused.status}, {"message", refused.message}, {"error", refused.error}});
  }
  return response;
}

Json Acuity::answer(const Call& call) {
  const auto parts = split(call.path, '/');
  const bool reads = call.method == "GET";
  if (call.path == "me" && reads)
    return {
        {"id", 12345}, {"email", "studio@example.com"}, {"timezone", acuity::kZone}, {"currency", "USD"}, {"plan", "Powerhouse"}};
  if (call.path == "appointments") {
    if (reads) return list(call);
    if (call.method == "POST") return create(call);
    throw Refusal{405, "method_not_allowed", "Method not allowed"};
  }
  constexpr std::string_view kQuestions[] = {
      "appointment-types", "calendars", "clients", "availability/dates", "availability/times", "me", "availability/classes"};
  if (!reads && std::count(std::begin(kQuestions), std::end(kQuestions), call.path) > 0)
    throw Refusal{405, "method_not_allowed", "Method not allowed"};
  if (call.path == "appointment-types") return types();
  if (call.path == "calendars") return calendars();
  if (call.path == "blocks" && call.method == "POST") return block(call);
  if (parts.front() == "blocks" && parts.size() == 2 && call.method == "DELETE") return unblock(call);
  if (parts.front() == "blocks") {
    if (!reads) throw Refusal{405, "method_not_allowed", "Method not allowed"};
    return blocks(call);
  }
  if (call.path == "availability/dates") return dates(call);
  if (call.path == "availability/times") return times(call);
  if (call.path == "availability/classes") return classes(call);
  if (call.path == "clients") return clients(call);
  if (parts.front() != "appointments" || parts.size() < 2) throw Refusal{404, "not_found", "No such page"};
  const auto id = Decimal::parse(parts[1]);
  const auto found = bookings_.find(id ? id->to_int().value_or(0) : 0);
  if (found == bookings_.end()) throw Refusal{404, "not_found", "The appointment was not found"};
  if (parts.size() == 2 && reads) return shown(found->second, true);
  if (call.method != "PUT") throw Refusal{405, "method_not_allowed", "Method not allowed"};
  if (parts.size() == 2) return change(call, found->second);
  if (parts[2] == "cancel") return cancel(call, found->second);
  if (parts[2] == "reschedule") return reschedule(call, found->second);
  throw Refusal{404, "not_found", "No such page"};
}

Json Acuity::list(const Call& call) const {
  call.allow({"max", "minDate", "maxDate", "email", "canceled", "showall", "direction", "excludeForms", "calendarID",
              "appointmentTypeID"});
  const auto from = call.day("minDate"), until = call.day("maxDate");
  std::vector<const Booking*> hits;
  for (const auto& [id, booking] : bookings_) {
    const auto day = acuity::local_day(booking.start);
    const bool wanted = call.param("showall") == "true" || booking.canceled == (call.param("canceled") == "true");
    const bool inside = (from.empty() || day >= from) && (until.empty() || day <= until);
    const bool named = call.param("email").empty() || equals_ignoring_case(call.param("email"), booking.email);
    const auto kind = call.param("appointmentTypeID"), calendar = call.param("calendarID");
    const bool filed = (kind.empty() || kind == std::to_string(booking.type)) &&
                       (calendar.empty() || calendar == std::to_string(acuity::kCalendar));
    if (wanted && inside && named && filed) hits.push_back(&booking);
  }
  std::sort(hits.begin(), hits.end(), [](const Booking* a, const Booking* b) { return a->start < b->start; });
  if (call.param("direction") != "ASC") std::reverse(hits.begin(), hits.end());
  const auto most = call.most();
  if (hits.size() > most) hits.resize(most);
  auto out = Json::array();
  for (const auto* booking : hits) out.push_back(shown(*booking, call.param("excludeForms") != "true"));
  return out;
}

void Acuity::tell_client(const Call& call) {
  if (call.param("noEmail") != "true") ++mails;
}

Json Acuity::create(const Call& call) {
  call.allow({"admin", "noEmail"});
  for (const auto* name : {"datetime", "appointmentTypeID", "firstName", "lastName", "email"}) {
    if (!call.body.contains(name))
      throw Refusal{400, "required_" + lower_ascii(name), std::string("The ") + name + " is missing"};
  }
  const auto at = text_at(call.body, "/datetime").value_or("");
  const auto start = parse_instant(at);
  if (!start || at.size() < 20) throw Refusal{400, "invalid_datetime", "The datetime has no offset"};
  const auto* kind = type(int_at(call.body, "/appointmentTypeID").value_or(0));
  if (kind == nullptr) throw Refusal{400, "invalid_appointment_type", "No such type"};
  if (call.param("admin") == "true" && !call.body.contains("calendarID"))
    throw Refusal{400, "required_calendar", "calendarID is needed with admin"};
  if (const auto calendar = int_at(call.body, "/calendarID"); calendar && *calendar != acuity::kCalendar)
    throw Refusal{400, "invalid_calendar", "No such calendar"};
  if (places_left(*kind, *start, call.now, 0) == 0) throw Refusal{400, "not_available", "The time is not available"};
  Booking booking;
  take_fields(call, booking);
  booking.type = kind->id;
  booking.start = *start;
  booking.first = text_at(call.body, "/firstName").value_or("");
  booking.last = text_at(call.body, "/lastName").value_or("");
  booking.email = text_at(call.body, "/email").value_or("");
  booking.phone = text_at(call.body, "/phone").value_or("");
  tell_client(call);
  return shown(bookings_.at(book(std::move(booking), call.now)), true);
}

// Answers to questions of the intake form; of those only one is set aside for a program.
void Acuity::take_fields(const Call& call, Booking& booking) {
  const auto* fields = at(call.body, "/fields");
  if (fields == nullptr) return;
  for (const auto& field : *fields) {
    const auto value = text_at(field, "/value");
    if (int_at(field, "/id") != kPageField || !value) throw Refusal{400, "invalid_fields", "No such field, or no value"};
    booking.page = *value;
  }
}

// White-listed: the rest of the body is passed over, and notes without admin are not for everybody.
Json Acuity::change(const Call& call, Booking& booking) {
  call.allow({"admin", "noEmail"});
  if (const auto notes = text_at(call.body, "/notes"); notes && call.param("admin") == "true") booking.notes = *notes;
  if (const auto email = text_at(call.body, "/email")) booking.email = *email;
  take_fields(call, booking);
  tell_client(call);
  return shown(booking, true);
}

Json Acuity::cancel(const Call& call, Booking& booking) {
  call.allow({"admin", "noEmail"});
  if (booking.start <= call.now && call.param("admin") != "true") throw Refusal{400, "cancel_too_close", "It has started"};
  booking.canceled = true;
  booking.no_show = bool_at(call.body, "/noShow").value_or(false) && call.param("admin") == "true";
  booking.cancel_note = text_at(call.body, "/cancelNote").value_or("");
  tell_client(call);
  return shown(booking, true);
}

Json Acuity::reschedule(const Call& call, Booking& booking) {
  call.allow({"admin", "noEmail"});
  const auto at = text_at(call.body, "/datetime").value_or("");
  const auto start = parse_instant(at);
  if (at.empty()) throw Refusal{400, "required_datetime", "The datetime is missing"};
  if (!start || at.size() < 20) throw Refusal{400, "invalid_datetime", "The datetime has no offset"};
  if (booking.canceled) throw Refusal{400, "reschedule_canceled", "It is canceled"};
  if (places_left(*type(booking.type), *start, call.now, booking.id) == 0)
    throw Refusal{400, "not_available", "The time is not available"};
  booking.start = *start;
  tell_client(call);
  return shown(booking, true);
}

// No ids, no paging; the phone is written as people do, not as in bookings.
Json Acuity::clients(const Call& call) const {
  call.allow({"search"});
  auto out = Json::array();
  std::set<std::string> met;
  for (const auto& [id, booking] : bookings_) {
    if (!met.insert(booking.email).second ||
        lower_ascii(booking.email).find(lower_ascii(call.param("search"))) == std::string::npos)
      continue;
    out.push_back({{"firstName", booking.first},
                   {"lastName", booking.last},
                   {"email", booking.email},
                   {"phone", booking.phone},
                   {"notes", ""}});
  }
  return out;
}

Json Acuity::shown(const Booking& booking, bool forms) const {
  const auto& kind = *type(booking.type);
  const auto local = format_local(booking.start, acuity::kZone);
  Json json{{"id", booking.id},
            {"firstName", booking.first},
            {"lastName", booking.last},
            {"email", booking.email},
            {"phone", acuity::digits(booking.phone)},
            {"date", local.substr(0, 10)},
            {"time", local.substr(11)},
            {"datetime", acuity::local_time(booking.start)},
            {"datetimeCreated", format_instant(booking.made).substr(0, 19) + "+0000"},
            {"duration", std::to_string(kind.minutes)},
            {"price", kind.price},
            {"priceSold", kind.price},
            {"amountPaid", booking.paid},
            {"paid", booking.paid == kind.price ? "yes" : "no"},
            {"type", kind.name},
            {"appointmentTypeID", kind.id},
            {"classID", kind.places > 1 ? Json(kind.id * 10) : Json()},
            {"calendar", acuity::kCalendarName},
            {"calendarID", acuity::kCalendar},
            {"calendarTimezone", acuity::kZone},
            {"timezone", "America/Denver"},
            {"confirmationPage", "https://acuity.example.com/confirm/" + std::to_string(booking.id) +
                                     (fickle_links ? "?at=" + std::to_string(requests) : "")},
            {"location", "The 7 Space"},
            {"notes", booking.notes},
            {"canceled", booking.canceled},
            {"canClientCancel", !booking.canceled},
            {"canClientReschedule", !booking.canceled},
            {"labels", Json()}};
  if (booking.canceled) json["noShow"] = booking.no_show;
  if (forms) {
    json["forms"] = {
        {{"id", 1},
         {"name", "Intake"},
         {"values", {{{"id", booking.id}, {"fieldID", 7}, {"name", "How did you hear of us?"}, {"value", "A friend"}}}}}};
    if (!booking.page.empty())
      json["forms"][0]["values"].push_back(
          {{"id", booking.id + 1}, {"fieldID", kPageField}, {"name", "Notion page"}, {"value", booking.page}});
    json["formsText"] = "Intake\n How did you hear of us?: A friend";
  }
  return json;
}

}  // namespace hsn::sandbox
