// Each surprise of Amelia's interface, by name.
#include <algorithm>

#include "record/record_text.hpp"
#include "remote/binding.hpp"
#include "services/amelia/reception.hpp"

namespace amelia_traps_test {

using namespace hsn;
using namespace hsn::amelia_test;
using amelia::Asked;

Seen last(const Json& appointment) { return amelia::decode(appointment, context()).back(); }
Fault fault_of(const http::Response& response, Asked asked = Asked::list, std::string_view member = "/appointment/id") {
  const auto outcome = amelia::answer(response, asked, member);
  REQUIRE_FALSE(outcome);
  return outcome.error().fault;
}

TEST_CASE("trap: only the top plan has an interface; the others answer as to any unknown call", "[amelia]") {
  for (const auto& response : {recorded("route_unknown").response, recorded("9.5/route_unknown").response, answer(400, "0")}) {
    const auto none = amelia::answer(response, Asked::list, "/services");
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::bad_config);
    CHECK(none.error().where == "AMELIA_BASE_URL");
    CHECK(none.error().remedy.find("top plan") != std::string::npos);
  }
}

TEST_CASE("trap: a 403 is Amelia's, for the key, or a firewall's, for the file that all calls go through", "[amelia]") {
  const auto key = amelia::answer(recorded("auth_expired_key").response, Asked::list, "/services");
  CHECK(key.error().remedy.find("AMELIA_API_KEY") != std::string::npos);
  const auto wall = amelia::answer(answer(403, "<html>Blocked</html>"), Asked::list, "/services");
  CHECK(wall.error().fault == Fault::forbidden);
  CHECK(wall.error().remedy.find("admin-ajax.php") != std::string::npos);
}

TEST_CASE("trap: the first call after an activation may be a redirect without a body", "[amelia]") {
  CHECK(fault_of(answer(302, "")) == Fault::bad_data);
  CHECK(fault_of(answer(302, ""), Asked::change) == Fault::ambiguous);
}

TEST_CASE("trap: 9.5 says 200 and text/html to a refusal, 9.6 says 409", "[amelia]") {
  for (const std::string name :
       {"appointment_create_slot_taken", "appointment_reschedule_taken", "customer_create_duplicate_email"}) {
    const auto before = recorded("9.5/" + name).response, now = recorded(name).response;
    CHECK(before.status == 200);
    CHECK(now.status == 409);
    CHECK(amelia::answer(before, Asked::change, "/appointment/id").error() ==
          amelia::answer(now, Asked::change, "/appointment/id").error());
  }
}

TEST_CASE("trap: an unknown id is a 500 that is not repeated, and means gone", "[amelia]") {
  const auto unknown = recorded("appointment_get_unknown").response;
  CHECK(fault_of(unknown, Asked::record) == Fault::not_found);
  CHECK(amelia::verdict(unknown, http::Repeat::safe) == http::Verdict::deliver);
  CHECK(amelia::verdict(answer(500, "<html>fatal</html>"), http::Repeat::safe) == http::Verdict::repeat);
  CHECK(amelia::verdict(answer(500, "<html>fatal</html>"), http::Repeat::never) == http::Verdict::deliver);
}

TEST_CASE("trap: a 500 with the text of a PHP error is no word about a record", "[amelia]") {
  const auto broken = recorded("9.5/booking_cancel_unknown").response;
  CHECK(fault_of(broken, Asked::record) == Fault::unreachable);
  const auto outcome = amelia::answer(broken, Asked::change, "/appointment/id");
  CHECK(outcome.error().fault == Fault::ambiguous);
  CHECK(outcome.error().what.find("path") == std::string::npos);
}

TEST_CASE("trap: messages are translated, so they are shown and never matched", "[amelia]") {
  for (const std::string name :
       {"appointment_create_slot_taken", "appointment_get_unknown", "auth_wrong_key", "service_create_refused"}) {
    auto one = recorded(name);
    const auto asked = name == "appointment_get_unknown" ? Asked::record : Asked::change;
    const auto fault = fault_of(one.response, asked);
    one.body["message"] = "Ungültig";
    CHECK(fault_of(answer(one.response.status, one.body.dump()), asked) == fault);
  }
}

TEST_CASE("trap: an empty map is [], in lists and in slots", "[amelia]") {
  Reception reception;
  CHECK(recorded("appointments_list_empty_range").body["data"]["appointments"] == Json::array());
  CHECK(reception.all().empty());
  reception.person();
  auto write = reception.request_of("ingrid@example.com", "x", "2026-12-05T18:00:00Z");  // a weekend: no slots at all
  CHECK(reception.carry_out(write).error().what == "slot not free");
}

TEST_CASE("trap: numbers come as texts, texts as null", "[amelia]") {
  auto json = appointment_of("appointment_get");
  const auto plain = last(json);
  json["id"] = "1";
  json["serviceId"] = "1";
  json["bookings"][0]["id"] = "1";
  json["bookings"][0]["price"] = "120.00";
  json["bookings"][0]["persons"] = "1";
  json["bookings"][0]["duration"] = "3600";
  json["bookings"][0]["payments"][0]["amount"] = "0";
  const auto texts = last(json);
  CHECK(texts.remote_id == plain.remote_id);
  CHECK(texts.record == plain.record);
  json["internalNotes"] = Json();
  const auto none = field(last(json), "staff_notes");
  json["internalNotes"] = "";
  CHECK(none == field(last(json), "staff_notes"));
}

TEST_CASE("trap: the same customer looks different in each call and at each moment", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  const auto listed = reception.all();
  reception.now += std::chrono::seconds(71);
  const auto alone = reception.these({reception.id_of(id)});
  REQUIRE(listed.size() == 2);
  REQUIRE(alone.size() == 2);
  for (const auto& [key, seen] : listed) {
    INFO(key);
    CHECK(encode_fields(seen.record.fields) == encode_fields(alone.at(key).record.fields));
  }
}

TEST_CASE("trap: times are the site's own, and what is cancelled ends when it begins", "[amelia]") {
  CHECK(last(appointment_of("appointment_get")).at == instant("2026-12-01T17:00:00Z"));
  const auto cancelled = last(appointment_of("booking_cancel"));
  CHECK(field(cancelled, "status") == text("Cancelled"));
  CHECK(field(cancelled, "duration_minutes") == number(60));
  CHECK(std::get<Date>(field(cancelled, "when")).end == instant("2026-12-01T23:00:00Z"));
}

TEST_CASE("trap: the hour that autumn repeats is read as the first one", "[amelia]") {
  auto json = appointment_of("appointment_get");
  json["bookingStart"] = "2026-11-01 01:30:00";
  json["bookingEnd"] = "2026-11-01 02:30:00";
  CHECK(last(json).at == instant("2026-11-01T08:30:00Z"));
}

TEST_CASE("trap: pages cut days in two, so none is asked for; a date of another form would mean today", "[amelia]") {
  Reception reception;
  for (int n = 0; n < 40; ++n) reception.booked(format_instant(instant("2026-12-01T08:00:00Z") + std::chrono::minutes(20 * n)));
  CHECK(reception.all().size() == 41);
  for (const auto& request : reception.requests) {
    CHECK_FALSE(http::query_value(request.url, "page"));
    const auto dates = http::query_value(request.url, "dates").value_or("2026-01-01,2026-01-01");
    CHECK(dates.size() == 21);
    CHECK(dates[10] == ',');
  }
}

TEST_CASE("trap: a list leaves the location's name out", "[amelia]") {
  CHECK(recorded("appointments_list").body["data"]["appointments"]["2026-12-01"]["appointments"][0]["location"].is_null());
  Reception reception;
  reception.booked("2026-12-01T18:00:00Z");
  CHECK(field(reception.all().at("amelia:booking:101"), "location") == text("The Connection Practice"));
}

TEST_CASE("trap: an unknown status would be taken and stored as nothing, so it is never sent", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  for (const auto* status : {"Completed", "Requested", "Wibble", ""}) {
    const auto outcome = reception.carry_out(reception.update(id, amelia::kStatus, {status_to(status)}));
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == Fault::declined);
    CHECK(reception.posts() == 0);
  }
}

TEST_CASE("trap: a status that Amelia has emptied, or that is new, tells nothing", "[amelia]") {
  auto json = appointment_of("appointment_get");
  for (const auto* status : {"", "wibble"}) {
    json["bookings"][0]["status"] = status;
    CHECK(last(json).record.find("status") == nullptr);
  }
}

TEST_CASE("trap: a second cancel succeeds again", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  const auto write = reception.update(id, amelia::kStatus, {status_to("Cancelled")});
  CHECK(reception.carry_out(write));
  CHECK(reception.carry_out(write));
}

TEST_CASE("trap: a time in the past is taken by Amelia, so it is refused here", "[amelia]") {
  Reception reception;
  reception.person();
  CHECK_FALSE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-11-20T18:00:00Z")));
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  CHECK_FALSE(reception.carry_out(reception.update(id, amelia::kTime, {moved_to("2026-11-20T18:00:00Z")})));
  CHECK(reception.posts() == 0);
}

TEST_CASE("trap: an externalId makes a WordPress user and mails the login, so none is sent", "[amelia]") {
  Reception reception;
  REQUIRE(reception.carry_out(reception.request_of("tomas@example.com", "Breathwork — Tomás Brand", "2026-12-03T18:00:00Z")));
  for (const auto& request : reception.requests) CHECK(request.body.find("externalId") == std::string::npos);
  CHECK(reception.site.mails == 1);  // the employee's, of the booking
}

TEST_CASE("trap: several appointments in one request answer in glued documents, so one goes at a time", "[amelia]") {
  Reception reception;
  const std::vector<Write> writes{reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z"),
                                  reception.request_of("ingrid@example.com", "x", "2026-12-04T18:00:00Z")};
  CHECK(reception.client.write(writes)->taken == 1);
  CHECK(fault_of(answer(200, R"({"message":"a","data":{}}{"message":"b","data":{}})"), Asked::change) == Fault::ambiguous);
}

TEST_CASE("trap: the search for a customer finds parts of names and addresses", "[amelia]") {
  Reception reception;
  reception.person("not.ingrid@example.com", "Other", "Person");
  const auto right = reception.person("Ingrid@Example.com");
  reception.person("ingrid@example.com.example.org", "Third", "Person");
  REQUIRE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z")));
  CHECK(reception.site.customers().size() == 3);
  CHECK(reception.site.appointment(1).bookings.front().customer == right);
}

TEST_CASE("trap: Amelia mails about status and cancel whatever it is asked, and the plan says so", "[amelia]") {
  const auto says = [](std::string_view name) {
    return std::string(remote::find(amelia::booking_bindings(), name)->side_effect);
  };
  CHECK(says("status").find("mails client and employee") != std::string::npos);
  CHECK(says("when").find("mails the employee") != std::string::npos);
  CHECK(says("staff_notes").empty());
}

TEST_CASE("trap: a new booking mails the client only when SERVICE_MAILS_CLIENT asks for it", "[amelia]") {
  Reception reception;
  reception.person();
  auto options = options_of();
  options.mails_client = GENERATE(false, true);
  reception.client = amelia::Amelia(options);
  REQUIRE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z")));
  CHECK(reception.site.mails == (options.mails_client ? 2 : 1));
}

TEST_CASE("trap: there is no mark of ours at Amelia; a create that was lost is found by person, service and start", "[amelia]") {
  Reception reception;
  const auto write = reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z");
  const auto found = [&] { return reception.walk(*reception.client.find(write, reception.now)); };
  CHECK(found().empty());
  reception.booked("2026-12-03T18:00:00Z", "approved", 1, "other@example.com");
  reception.booked("2026-12-03T18:00:00Z", "approved", 2);
  reception.booked("2026-12-03T19:30:00Z");
  reception.booked("2026-12-03T18:00:00Z", "canceled");
  CHECK(found().empty());
  const auto id = reception.booked("2026-12-03T18:00:00Z");
  REQUIRE(found().size() == 1);
  CHECK(found().begin()->second.remote_id == reception.id_of(id));
}

TEST_CASE("trap: in a webhook every list is an object with the keys 0, 1, …", "[amelia]") {
  const auto webhook = recorded("webhook_appointment_status").body["appointment"];
  REQUIRE(webhook["bookings"].is_object());
  const auto told = last(webhook);
  CHECK(told.remote_id == "14/14/2");
  CHECK(field(told, "status") == text("Pending"));
  CHECK(field(told, "amount_paid") == number(0));
}

TEST_CASE("trap: a group has a booking for each person, and what is changed for one is changed for all", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z", "approved", 2);
  reception.site.add_booking(id, reception.person("noor@example.com", "Noor", "Brandt"), "pending");
  const auto all = reception.all();
  CHECK(field(all.at("amelia:booking:101"), "status") == text("Confirmed"));
  CHECK(field(all.at("amelia:booking:102"), "status") == text("Pending"));
  CHECK_FALSE(reception.carry_out(reception.update(id, amelia::kStatus, {status_to("Confirmed")}, 1)));
  CHECK_FALSE(reception.carry_out(reception.update(id, amelia::kTime, {moved_to("2026-12-02T18:00:00Z")}, 1)));
  CHECK(reception.posts() == 0);
  const auto off = reception.carry_out(reception.update(id, amelia::kStatus, {status_to("Cancelled")}, 1));
  REQUIRE(off);
  CHECK(off->remote_id == reception.id_of(id, 1));
  CHECK(reception.site.appointment(id).status == "approved");
  CHECK(reception.site.appointment(id).bookings[0].status == "approved");
}

TEST_CASE("trap: without an end slots run a year ahead", "[amelia]") {
  Reception reception;
  reception.all(amelia::kAvailability);
  reception.person();
  REQUIRE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z")));
  for (const auto& request : reception.requests) {
    if (http::query_value(request.url, "call") == "/api/v1/slots") CHECK(http::query_value(request.url, "endDateTime"));
  }
}

}  // namespace amelia_traps_test
