// Acuity behind the sandbox's door: what its clients and staff do there, its sample bookings, and what the page shows.
#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/seeds.hpp"
#include "services/acuity/sandbox_call.hpp"

namespace hsn::sandbox {
namespace acuity_door {
namespace {

std::string text(const Json& body, const std::string& key) { return text_at(body, "/" + key).value_or(""); }

std::unique_ptr<Emulator> make(const Seed& seed) {
  auto acuity = std::make_unique<Acuity>();
  if (seed.empty) return acuity;
  constexpr auto kDay = std::chrono::hours(24);
  const auto people = seed.size.customers + seed.size.guests;
  // In the morning, the class in the evening; a day each, some of them behind us.
  constexpr std::int64_t kTypes[] = {94517100, 94517101, 94517102};
  for (std::size_t n = 0; n < people; ++n) {
    const auto who = person(n);
    Acuity::Booking booking;
    booking.type = kTypes[n % 3];
    const auto day = acuity::local_day(seed.now + kDay * (static_cast<int>(n) - 3));
    booking.start = from_local(day + (n % 3 == 1 ? " 19:00:00" : " 10:00:00"), acuity::kZone).value_or(seed.now);
    booking.first = who.first;
    booking.last = who.last;
    booking.email = who.email;
    booking.phone = who.phone;
    booking.canceled = n % 5 == 4;
    if (n % 4 == 0) booking.paid = acuity->type(booking.type)->price;
    acuity->book(std::move(booking), seed.now - kDay * 5);
  }
  return acuity;
}

constexpr std::string_view kMapping = R"(
[acuity.calendars.14209019]
entity = "the-7-space"
[acuity.types.94517101]
product = "TCP-SOUND-SUN"
[acuity.types.94517102]
product = "TCP-BREATH-60"
)";

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"ACUITY_BASE_URL", url + "/acuity/api/v1"}, {"ACUITY_USER_ID", "12345"}, {"ACUITY_API_KEY", "acuity_sandbox"}};
}

}  // namespace
}  // namespace acuity_door

Result<Json> Acuity::act(std::string_view what, const Json& body, Instant now) {
  using acuity_door::text;
  if (what == "all") {
    auto out = Json::array();
    for (const auto& [id, booking] : bookings_) out.push_back(shown(booking, false));
    return out;
  }
  const auto at = parse_instant(text(body, "at"));
  if (what == "block") {
    const auto until = parse_instant(text(body, "until"));
    if (!at || !until || *until <= *at) return fail(Fault::bad_data, "a block needs a beginning and an end");
    blocks_[++last_block_] = {last_block_, *at, *until, text(body, "notes")};
    return Json{{"id", last_block_}};
  }
  if (what == "unblock") return Json{{"ok", blocks_.erase(int_at(body, "/id").value_or(0)) > 0}};
  if (what == "retire") {
    for (auto& kind : types_) kind.active = kind.active && kind.id != int_at(body, "/type").value_or(0);
    return Json{{"ok", true}};
  }
  if (what == "book") {
    Booking booking;
    booking.type = int_at(body, "/type").value_or(94517100);
    booking.start = at.value_or(Instant{});
    booking.first = text(body, "first");
    booking.last = text(body, "last");
    booking.email = text(body, "email");
    booking.phone = text(body, "phone");
    if (!at || type(booking.type) == nullptr) return fail(Fault::bad_data, "a booking needs a type and a time");
    return Json{{"id", book(std::move(booking), now)}};
  }
  const bool known = what == "move" || what == "cancel" || what == "erase" || what == "change";
  if (!known) return Emulator::act(what, body, now);
  const auto found = bookings_.find(int_at(body, "/id").value_or(0));
  if (found == bookings_.end() || (what == "move" && !at)) return fail(Fault::bad_data, "there is no such booking, or no time");
  auto& booking = found->second;
  if (what == "move") booking.start = *at;
  if (what == "cancel") booking.canceled = true, booking.no_show = bool_at(body, "/no_show").value_or(false);
  if (what == "change") {
    booking.notes = text_at(body, "/notes").value_or(booking.notes);
    booking.email = text_at(body, "/email").value_or(booking.email);
    booking.paid = text_at(body, "/paid").value_or(booking.paid);
  }
  if (what == "erase") bookings_.erase(found);
  return Json{{"ok", true}};
}

Json Acuity::tally() const { return {{"requests", requests}, {"writes", writes}, {"mails", mails}}; }

std::vector<Table> Acuity::overview() const {
  Table table{"Acuity: appointments", {"Id", "Start (UTC)", "Type", "Client", "E-mail", "State"}, {}};
  for (const auto& [id, booking] : bookings_) {
    table.rows.push_back({std::to_string(id), format_instant(booking.start), type(booking.type)->name,
                          booking.first + " " + booking.last, booking.email,
                          booking.canceled ? booking.no_show ? "no show" : "canceled" : "booked"});
  }
  Table blocked{"Acuity: blocked time", {"Id", "From (UTC)", "Until (UTC)", "Notes"}, {}};
  for (const auto& [id, block] : blocks_)
    blocked.rows.push_back({std::to_string(id), format_instant(block.start), format_instant(block.end), block.notes});
  return {std::move(table), std::move(blocked)};
}

extern const EmulatorDef k_acuity;
const EmulatorDef k_acuity{"acuity", "/acuity/", acuity_door::make, acuity_door::settings, acuity_door::kMapping};

}  // namespace hsn::sandbox
