// Reading through the emulator: windows, groups, names, what is gone, free slots, and answers of other programs.
#include <algorithm>

#include "remote/registry.hpp"
#include "services/amelia/reception.hpp"

namespace amelia_read_test {

using namespace hsn;
using namespace hsn::amelia_test;

FieldValue ref(const std::string& id) { return std::vector<Ref>{{id}}; }

TEST_CASE("amelia: a booking is read with its client before it", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  auto& booking = reception.site.appointment(id).bookings.front();
  booking.paid = "33.50";
  booking.zone = "Europe/Berlin";
  booking.answers =
      R"({"1":{"label":"Allergies?","type":"text","value":"none &amp; fine"},"2":{"label":"Bring","value":["mat","tea"]},
                        "3":{"label":"Empty","value":""}})";
  reception.site.appointment(id).notes = "prefers mornings";
  const auto all = reception.all();
  REQUIRE(all.size() == 2);
  const auto& client = all.at("client:ingrid@example.com");
  CHECK(client.remote_id.empty());
  CHECK(field(client, "last_name") == text("Vasquez-Thorne"));
  CHECK(field(client, "amelia_customer_id") == number(2));
  const auto& own = all.at("amelia:booking:101");
  CHECK(own.remote_id == "1/101/2");
  CHECK(own.at == instant("2026-12-01T18:00:00Z"));
  const auto when = std::get<Date>(field(own, "when"));
  CHECK(when.end == instant("2026-12-01T19:00:00Z"));
  CHECK(when.zone == "America/Los_Angeles");
  CHECK(field(own, "appointment") == text("Breathwork Session (60 min) — Ingrid Vasquez-Thorne"));
  CHECK(field(own, "client") == ref("client:ingrid@example.com"));
  CHECK(field(own, "offering") == ref("amelia:service:1"));
  CHECK(field(own, "status") == text("Confirmed"));
  CHECK(field(own, "calendar") == text("Maren Oyelaran"));
  CHECK(field(own, "location") == text("The Connection Practice"));
  CHECK(field(own, "amount_paid") == number("33.5"));
  CHECK(field(own, "payment_status") == text("Partially Paid"));
  CHECK(field(own, "time_zone") == text("Europe/Berlin"));
  CHECK(field(own, "intake_answers") == text("Allergies?: none & fine\nBring: mat, tea"));
  CHECK(field(own, "staff_notes") == text("prefers mornings"));
  CHECK(field(own, "type_id") == number(1));
  CHECK(field(own, "amelia_appointment_id") == number(1));
}

TEST_CASE("a year is read by months, each appointment once, whatever its status", "[amelia]") {
  Reception reception;
  const char* const kStatuses[] = {"approved", "pending", "canceled", "rejected", "no-show"};
  for (int n = 0; n < 395; ++n)
    reception.booked(format_instant(reception.now - std::chrono::hours(24 * (30 - n))), kStatuses[n % 5]);
  std::size_t bookings = 0;
  for (const auto& [key, seen] : reception.all()) bookings += key.starts_with("amelia:booking:");
  CHECK(bookings == 395);
  std::set<std::string> months;
  for (const auto& request : reception.requests) {
    if (const auto dates = http::query_value(request.url, "dates")) CHECK(months.insert(*dates).second);
  }
  CHECK(months.size() == 13);
}

TEST_CASE("what is over is Completed, and only what was approved", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-11-23T09:00:00Z");
  const auto pending = reception.booked("2026-11-20T09:00:00Z", "pending");
  CHECK(field(reception.one(reception.id_of(pending)), "status") == text("Pending"));
  CHECK(field(reception.one(reception.id_of(id)), "status") == text("Completed"));
  reception.now = instant("2026-11-23T09:59:00Z");
  CHECK(field(reception.one(reception.id_of(id)), "status") == text("Confirmed"));
}

TEST_CASE("a booking without e-mail names no client", "[amelia]") {
  Reception reception;
  reception.booked("2026-12-01T18:00:00Z", "approved", 1, "");
  const auto all = reception.all();
  REQUIRE(all.size() == 1);
  CHECK(all.begin()->second.record.find("client") == nullptr);
}

TEST_CASE("a known booking that was not shown is asked for by its appointment: moved, or gone", "[amelia]") {
  Reception reception;
  const auto far = reception.booked("2029-12-03T18:00:00Z");
  CHECK(reception.all().empty());
  CHECK(reception.one(reception.id_of(far)).at == instant("2029-12-03T18:00:00Z"));
  CHECK(reception.one("77/900").gone);
  CHECK(reception.one(std::to_string(far) + "/900").gone);  // the appointment is there, that booking of it is not
}

TEST_CASE("a booking that begins in the hour that comes twice is as long as it says", "[amelia]") {
  auto json = appointment_of("appointment_get");
  json["bookingStart"] = "2026-11-01 01:30:00";
  json["bookingEnd"] = "2026-11-01 02:30:00";
  for (auto& booking : json["bookings"]) booking["duration"] = 3600;
  for (const auto& seen : amelia::decode(json, context())) {
    if (seen.record.key.entity == "appointments") CHECK(field(seen, "duration_minutes") == number("60"));
  }
}

TEST_CASE("the mapping file names products and business entities", "[amelia]") {
  Reception reception;
  auto options = options_of();
  options.naming.products["1"] = "TCP-BREATH-60";
  options.naming.type_entities["1"] = "The 7 Space";
  options.naming.calendar_entities["2"] = "The Connection Practice";
  reception.client = amelia::Amelia(options);
  const auto one = reception.booked("2026-12-01T18:00:00Z"), two = reception.booked("2026-12-01T18:00:00Z", "approved", 2);
  CHECK(field(reception.one(reception.id_of(one)), "offering") == ref("TCP-BREATH-60"));
  CHECK(field(reception.one(reception.id_of(one)), "business_entity") == text("The 7 Space"));
  CHECK(field(reception.one(reception.id_of(two)), "offering") == ref("amelia:service:2"));
  CHECK(field(reception.one(reception.id_of(two)), "business_entity") == text("The Connection Practice"));
  CHECK(field(reception.all().at("client:ingrid@example.com"), "business_entity") ==
        FieldValue(std::vector<std::string>{"The Connection Practice"}));
}

// ---- free slots

TEST_CASE("free slots of all services, with their length and employee; what is booked is not among them", "[amelia]") {
  Reception reception;
  const auto before = reception.all(amelia::kAvailability);
  const auto& slot = before.at("amelia:slot:1:1:2026-12-01T18:00:00Z");
  CHECK(slot.remote_id == "1:1:2026-12-01T18:00:00Z");
  CHECK(field(slot, "slot") == text("Breathwork Session (60 min) 2026-12-01 10:00"));
  CHECK(std::get<Date>(field(slot, "when")).end == instant("2026-12-01T19:00:00Z"));
  CHECK(field(slot, "kind") == text("Free"));
  CHECK(field(slot, "calendar") == text("Maren Oyelaran"));
  CHECK(field(slot, "offering") == ref("amelia:service:1"));
  CHECK(before.contains("amelia:slot:2:2:2026-12-01T18:00:00Z"));
  for (const auto& [key, seen] : before) CHECK(seen.at < instant("2026-12-07T00:00:00Z"));
  CHECK(reception.requests.size() == 4);  // services, employees, and one for each service
  auto step = reception.client.list(Reception::feed(amelia::kAvailability), reception.window());
  while (step.next) step = *reception.client.read(*step.next, reception.send(step.next->request));
  const auto sooner = [](const Seen& a, const Seen& b) { return a.at < b.at; };
  CHECK(step.seen.size() == before.size());
  CHECK(std::is_sorted(step.seen.begin(), step.seen.end(), sooner));

  reception.booked("2026-12-01T18:00:00Z");
  const auto after = reception.all(amelia::kAvailability);
  CHECK_FALSE(after.contains("amelia:slot:1:1:2026-12-01T18:00:00Z"));
  CHECK(after.contains("amelia:slot:2:2:2026-12-01T18:00:00Z"));
}

TEST_CASE("a slot that is not shown any more is gone when it is taken, past, or of a service that was deleted", "[amelia]") {
  Reception reception;
  reception.booked("2026-12-01T18:00:00Z");
  const std::string taken = "1:1:2026-12-01T18:00:00Z", past = "1:1:2026-11-20T18:00:00Z", deleted = "9:1:2026-12-01T18:00:00Z",
                    free = "1:1:2026-12-02T18:00:00Z";
  const auto seen = reception.these({taken, past, deleted, free}, amelia::kAvailability);
  CHECK(seen.size() == 4);
  for (const auto& id : {taken, past, deleted}) CHECK(seen.at("amelia:slot:" + id).gone);
  CHECK_FALSE(seen.at("amelia:slot:" + free).gone);
  CHECK(reception.requests.size() == 3);  // services, employees, and one for service 1
}

// ---- other programs at that address

TEST_CASE("hostile answers of the site are usable faults, never an empty diary", "[amelia]") {
  const amelia::Amelia client(options_of());
  Reception reception;
  const auto first = *client.list(Reception::feed(), reception.window()).next;
  const auto days = client.read(first, answer(200, R"({"message":"x","data":{"locations":[]}})"));
  REQUIRE(days);
  const auto slots = *client.list(Reception::feed(amelia::kAvailability), reception.window()).next;
  for (const auto& ask : {first, days->details.front(), slots}) {
    for (const auto* body : {"", "<html>", "{\"message\":", "[]", "{\"message\":\"x\"}", "{\"message\":\"x\",\"data\":7}"}) {
      const auto read = client.read(ask, answer(200, body));
      REQUIRE_FALSE(read);
      CHECK(read.error().fault == Fault::bad_data);
      CHECK_FALSE(read.error().what.empty());
    }
  }
  for (const std::string list :
       {"7", "\"x\"", "{\"d\":7}", "{\"d\":{\"appointments\":[7]}}", "{\"d\":{\"appointments\":[{\"id\":null}]}}"}) {
    INFO(list);
    CHECK_FALSE(client.read(days->details.front(), answer(200, R"({"message":"x","data":{"appointments":)" + list + "}}")));
  }
  const auto odd = client.read(
      days->details.front(),
      answer(
          200,
          R"({"message":"x","data":{"appointments":{"d":{"appointments":[{"id":1,"bookingStart":"soon","bookings":[3,{"id":5}]}]}}}})"));
  REQUIRE(odd);
  REQUIRE(odd->seen.size() == 1);
  CHECK(odd->seen.front().remote_id == "1/5");
  CHECK_FALSE(odd->seen.front().problem.empty());
  const auto no_services = client.read(slots, answer(200, R"({"message":"x","data":{"services":[3,{"status":"visible"}]}})"));
  REQUIRE(no_services);
}

TEST_CASE("without a key nothing is asked of Amelia, and that is said; it is no fault", "[amelia]") {
  const auto& def = *remote::find_service("amelia");
  const std::span<const config::SettingDef> tables[] = {config::general_settings(), def.settings};
  std::map<std::string, std::string, std::less<>> settings{{"AMELIA_BASE_URL", "https://studio.example.com"}};
  const auto config = [&] {
    auto loaded = config::load(tables, {[](std::string_view) { return std::nullopt; }, {}, {}, settings});
    REQUIRE(loaded);
    return std::move(*loaded);
  };
  CHECK(def.idle(config()).find("AMELIA_API_KEY is not set") != std::string::npos);
  CHECK(def.make(config(), {}));
  settings["AMELIA_API_KEY"] = "a-key-of-the-site";
  CHECK(def.idle(config()).empty());
}

TEST_CASE("the site's root is taken from whatever was pasted", "[amelia]") {
  CHECK(amelia::site_root("https://a.example.com/wp/wp-admin/admin-ajax.php?action=wpamelia_api") == "https://a.example.com/wp");
  CHECK(amelia::site_root(" https://a.example.com/ ") == "https://a.example.com");
}

TEST_CASE("check tells whether the key is taken, and whether the site's zone is ours", "[amelia]") {
  Reception reception;
  const auto probes = reception.client.probes();
  REQUIRE(probes.size() == 2);
  for (const auto& probe : probes) CHECK(probe.judge(reception.send(probe.request)).state == remote::Finding::State::ok);
  const auto refused = probes[0].judge(recorded("auth_wrong_key").response);
  CHECK(refused.fault == Fault::refused);
  CHECK(refused.remedy.find("AMELIA_API_KEY") != std::string::npos);
  const auto other = probes[1].judge(answer(200, R"({"timezone_string":"Europe/Berlin"})"));
  CHECK(other.state == remote::Finding::State::warn);
  CHECK(other.remedy.find("AMELIA_TIMEZONE=Europe/Berlin") != std::string::npos);
  // Hours from UTC alone: without summer time, which the zone of our test has.
  const std::vector<http::Header> dated{{"Date", "Mon, 23 Nov 2026 10:00:00 GMT"}};
  const auto fixed = probes[1].judge(answer(200, R"({"timezone_string":"","gmt_offset":-8})", dated));
  CHECK(fixed.state == remote::Finding::State::warn);
  CHECK(fixed.remedy.find("AMELIA_TIMEZONE=Etc/GMT+8") != std::string::npos);
  const amelia::Amelia steady(options_of("Etc/GMT+8"));
  CHECK(steady.probes()[1].judge(answer(200, R"({"timezone_string":"","gmt_offset":-8})", dated)).state ==
        remote::Finding::State::ok);
  auto options = options_of();
  options.zone_is_told = true;
  const auto told = amelia::Amelia(options).probes();
  for (const auto& silent : {answer(404, "<html>"), answer(503, "{}"), answer(200, "{}"), answer(200, "[7]")}) {
    CHECK(probes[1].judge(silent).state == remote::Finding::State::warn);
    CHECK(probes[1].judge(silent).remedy == "set AMELIA_TIMEZONE as in WordPress > Settings > General");
    CHECK(told[1].judge(silent).state == remote::Finding::State::ok);
  }
  CHECK(probes[1].judge(fail(Fault::unreachable, "no connection")).state == remote::Finding::State::warn);
}

TEST_CASE("check names the services and providers that Amelia does not know", "[amelia]") {
  Reception reception;
  auto options = options_of();
  options.naming.types = {"1", "777"};
  options.naming.calendars = {"888"};
  const auto probes = amelia::Amelia(options).probes();
  REQUIRE(probes.size() == 3);
  CHECK(probes[0].judge(reception.send(probes[0].request)).detail == "none of its services has the id 777");
  const auto providers = probes[2].judge(reception.send(probes[2].request));
  CHECK(providers.state == remote::Finding::State::warn);
  CHECK(providers.detail == "none of its providers has the id 888");
  CHECK(probes[2].judge(recorded("auth_wrong_key").response).fault == Fault::refused);
}

}  // namespace amelia_read_test
