// Amelia behind the sandbox's door: what its clients and staff do there, its sample bookings, and what the page shows.
#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/seeds.hpp"
#include "services/amelia/sandbox.hpp"

namespace hsn::sandbox {
namespace amelia_door {
namespace {

std::string text(const Json& body, const std::string& key) { return text_at(body, "/" + key).value_or(""); }

std::unique_ptr<Emulator> make(const Seed& seed) {
  auto amelia = std::make_unique<Amelia>();
  if (seed.empty) return amelia;
  const auto people = seed.size.customers + seed.size.guests;
  for (std::size_t n = 0; n < people; n += 2) {
    const auto who = person(n);
    const auto id = amelia->customer(who.first, who.last, who.email, who.phone);
    const auto day = floor_day(seed.now) + std::chrono::hours(24) * (static_cast<int>(n) - 2);
    amelia->book(day + std::chrono::hours(21), id, n % 4 == 2 ? "pending" : "approved");
  }
  return amelia;
}

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"AMELIA_BASE_URL", url + "/amelia"}, {"AMELIA_API_KEY", "amelia_sandbox"}, {"AMELIA_TIMEZONE", "America/Los_Angeles"}};
}

}  // namespace
}  // namespace amelia_door

Result<Json> Amelia::act(std::string_view what, const Json& body, Instant now) {
  using amelia_door::text;
  const auto at = parse_instant(text(body, "at"));
  if (what == "all") {
    auto out = Json::array();
    for (const auto& [id, appointment] : appointments_) out.push_back(shown(appointment, true));
    return out;
  }
  if (what == "book") {
    const auto group = int_at(body, "/appointment").value_or(0);
    if (!at && !appointments_.contains(group)) return fail(Fault::bad_data, "a booking needs a time, or an appointment to join");
    const auto who = customer(text(body, "first"), text(body, "last"), text(body, "email"), text(body, "phone"));
    const auto status = text(body, "status");
    return Json{{"id", book(at.value_or(Instant{}), who, status.empty() ? "approved" : status, group)}};
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
