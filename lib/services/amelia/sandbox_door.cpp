// Amelia behind the sandbox's door: what its clients and staff do there, its sample bookings, and what the page shows.
#include <chrono>

#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/seeds.hpp"
#include "services/amelia/sandbox_call.hpp"

namespace hsn::sandbox {
namespace amelia_door {
namespace {

constexpr auto kDay = std::chrono::hours(24), kTwo = std::chrono::hours(22);  // 14:00 there
constexpr const char* kAnswers = R"({"1":{"label":"Anything we should know?","type":"text","value":"A sore knee &amp; a cold"}})";

// The n-th working day, counted from a week ago.
Instant working_day(Instant now, std::size_t n) {
  auto day = floor_day(now) - kDay * 7;
  for (std::size_t left = n + 1;; day += kDay) {
    const std::chrono::weekday of(std::chrono::floor<std::chrono::days>(day));
    if (of != std::chrono::Saturday && of != std::chrono::Sunday && --left == 0) return day;
  }
}

std::string text(const Json& body, const std::string& key) { return text_at(body, "/" + key).value_or(""); }

// Two in the afternoon on the coast in winter, a working day each, some of them behind us. The circle is a group's.
std::unique_ptr<Emulator> make(const Seed& seed) {
  auto amelia = std::make_unique<Amelia>();
  if (seed.empty) return amelia;
  const auto people = seed.size.customers + seed.size.guests;
  const auto booked = seed.now - kDay * 6;
  std::int64_t circle = 0;
  for (std::size_t n = 0; n < people; ++n) {
    const auto who = person(n);
    const auto id = amelia->customer(who.first, who.last, who.email, who.phone);
    if (n % 3 == 2) {
      if (n % 24 == 2)
        circle = amelia->book(working_day(seed.now, n + 8) + kTwo, id, "approved", 2, booked);
      else
        amelia->add_booking(circle, id, n % 2 == 0 ? "pending" : "approved", booked);
      continue;
    }
    const auto made = amelia->book(working_day(seed.now, n) + kTwo, id, n % 4 == 1 ? "pending" : "approved", 1, booked);
    auto& booking = amelia->appointment(made).bookings.front();
    if (n % 4 == 0) booking.paid = "120";
    if (n % 6 == 0) booking.answers = kAnswers, booking.zone = "Europe/Berlin";
  }
  return amelia;
}

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"AMELIA_BASE_URL", url + "/amelia"},
          {"AMELIA_API_KEY", "amelia_sandbox"},
          {"AMELIA_TIMEZONE", "America/Los_Angeles"},
          {"AMELIA_RATE_LIMIT", "20"}};  // the machine's own site need not be spared
}

}  // namespace
}  // namespace amelia_door

Result<Json> Amelia::act(std::string_view what, const Json& body, Instant now) {
  using amelia_door::text;
  const auto at = parse_instant(text(body, "at"));
  if (what == "all") {
    auto out = Json::array();
    for (const auto& [id, appointment] : appointments_) out.push_back(shown(appointment, Shape::listed, now));
    return out;
  }
  if (what == "book") {
    const auto group = int_at(body, "/appointment").value_or(0), service = int_at(body, "/service").value_or(1);
    if ((!at && !appointments_.contains(group)) || amelia::find_service(service) == nullptr)
      return fail(Fault::bad_data, "a booking needs a service and a time, or an appointment to join");
    const auto who = customer(text(body, "first"), text(body, "last"), text(body, "email"), text(body, "phone"));
    const auto status = text_at(body, "/status").value_or("approved");
    if (appointments_.contains(group)) return Json{{"id", group}, {"booking", add_booking(group, who, status, now).id}};
    return Json{{"id", book(*at, who, status, service, now)}};
  }
  if (what != "move" && what != "status" && what != "erase") return Emulator::act(what, body, now);
  const auto found = appointments_.find(int_at(body, "/id").value_or(0));
  if (found == appointments_.end() || (what == "move" && !at))
    return fail(Fault::bad_data, "there is no such appointment, or no time");
  if (what == "move") found->second.start = *at;
  if (what == "status") {
    found->second.status = text(body, "status");
    for (auto& booking : found->second.bookings) booking.status = found->second.status;
  }
  if (what == "erase") appointments_.erase(found);
  return Json{{"ok", true}};
}

Json Amelia::tally() const { return {{"requests", requests}, {"writes", writes}, {"mails", mails}}; }

std::vector<Table> Amelia::overview() const {
  Table table{"Amelia: bookings", {"Booking", "Start (UTC)", "Client", "E-mail", "Status"}, {}};
  for (const auto& [id, appointment] : appointments_) {
    for (const auto& booking : appointment.bookings) {
      const auto& who = customers_.at(booking.customer);
      table.rows.push_back(
          {std::to_string(booking.id), format_instant(appointment.start), who.first + " " + who.last, who.email, booking.status});
    }
  }
  return {std::move(table)};
}

extern const EmulatorDef k_amelia;
const EmulatorDef k_amelia{"amelia", "/amelia/", amelia_door::make, amelia_door::settings};

}  // namespace hsn::sandbox
