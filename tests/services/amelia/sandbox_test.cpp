// The emulator is no more lenient than the recorded Amelia, and shows nothing that it does not show.
#include "services/amelia/reception.hpp"

namespace amelia_sandbox_test {

using namespace hsn;
using namespace hsn::amelia_test;

struct Door {
  sandbox::Amelia site;
  Instant now = instant("2026-11-23T10:00:00Z");

  http::Response ask(const std::string& method, const std::string& call, const std::string& query = {}, const Json& body = Json(),
                     const std::string& key = "amelia_sandbox") {
    http::Request request;
    request.method = method;
    request.url = "https://studio.example.com/wp-admin/admin-ajax.php?action=wpamelia_api&call=/api/v1/" + call + query;
    if (!key.empty()) request.headers = {{"Amelia", key}};
    if (!body.is_null()) request.body = body.dump();
    return site.serve(request, now);
  }
  Json data(const std::string& method, const std::string& call, const std::string& query = {}, const Json& body = Json()) {
    const auto response = ask(method, call, query, body);
    INFO(response.body);
    REQUIRE(response.status == 200);
    return Json::parse(response.body)["data"];
  }
};

// Every member stands in the recorded answer too, with a value of the same kind (or one of them is null).
void check_like(const Json& ours, const Json& theirs, const std::string& where) {
  INFO(where << " " << ours.dump().substr(0, 80) << " | " << theirs.dump().substr(0, 80));
  if (ours.is_null() || theirs.is_null()) return;
  if (ours.is_number()) {
    CHECK(theirs.is_number());
  } else {
    CHECK(ours.type() == theirs.type());
  }
  if (ours.is_array() && theirs.is_array() && !ours.empty() && !theirs.empty()) check_like(ours[0], theirs[0], where + "[0]");
  if (!ours.is_object() || !theirs.is_object()) return;
  for (const auto& [key, value] : ours.items()) {
    INFO(key);
    CHECK(theirs.contains(key));
    if (theirs.contains(key)) check_like(value, theirs[key], where + "/" + key);
  }
}

TEST_CASE("what the emulator shows is shaped as recorded, in each kind of answer", "[amelia]") {
  Door door;
  const auto person = door.site.customer("Ingrid", "Vasquez-Thorne", "ingrid@example.com", "+18055550142");
  const auto id = std::to_string(door.site.book(instant("2026-12-01T18:00:00Z"), person, "approved", 1, door.now));
  const Json booking{{"customerId", person}, {"persons", 1}, {"status", "approved"}, {"duration", 3600}};
  const Json create{
      {"bookingStart", "2026-12-02 10:00"}, {"serviceId", 1}, {"providerId", 1}, {"bookings", Json::array({booking})}};
  const auto list = door.data("GET", "appointments", "&dates=2026-12-01,2026-12-31");
  auto like = recorded("appointments_list").body["data"];
  check_like(list, like, "list");
  const struct {
    std::string method, call;
    Json body;
    std::string recorded;
  } kCalls[] = {
      {"GET", "appointments/" + id, {}, "appointment_get"},
      {"POST", "appointments", create, "appointment_create"},
      {"POST", "appointments/" + id, {{"internalNotes", "x"}}, "appointment_update_notes"},
      {"POST", "appointments/status/" + id, {{"status", "approved"}}, "appointment_status_update"},
      {"POST", "appointments/time/" + id, {{"bookingStart", "2026-12-03 10:00"}}, "appointment_reschedule"},
      {"POST", "bookings/cancel/101", {}, "booking_cancel"},
      {"GET", "users/customers", {}, "customers_list"},
      {"POST", "users/customers", {{"firstName", "A"}, {"lastName", "B"}, {"email", "a@example.com"}}, "customer_create"},
      {"GET", "users/providers", {}, "providers_list"},
      {"GET", "services", {}, "services_list"},
      {"GET", "locations", {}, "locations_list"}};
  for (const auto& call : kCalls) {
    INFO(call.recorded);
    check_like(door.data(call.method, call.call, "", call.body), recorded(call.recorded).body["data"], call.recorded);
  }
  check_like(door.data("GET", "services/1"), recorded("service_get").body["data"], "service");
  const auto slots = door.data("GET", "slots", "&serviceId=1&startDateTime=2026-12-01%2000:00&endDateTime=2026-12-03%2000:00");
  CHECK(slots["slots"]["2026-12-01"].size() == 10);
  CHECK(slots["slots"]["2026-12-01"] == recorded("slots").body["data"]["slots"]["2026-12-01"]);
}

TEST_CASE("the emulator refuses as recorded, as 9.6 and as 9.5", "[amelia]") {
  Door door;
  door.site.old = GENERATE(false, true);
  const std::string folder = door.site.old ? "9.5/" : "";
  const auto person = door.site.customer("Ingrid", "Vasquez-Thorne", "ingrid.vt@example.com", "");
  door.site.book(instant("2026-12-01T17:00:00Z"), person, "approved");
  door.site.book(instant("2026-12-07T17:00:00Z"), person, "approved");
  for (const std::string name :
       {"appointment_create_invalid_json", "appointment_create_missing_fields", "appointment_create_outside_hours",
        "appointment_create_slot_taken", "appointment_create_unknown_customer", "appointment_create_unknown_service",
        "appointment_delete_with_delete_verb", "appointment_get_unknown", "appointment_reschedule_taken",
        "appointment_status_unknown", "appointment_update_with_put_verb", "booking_cancel_unknown", "customer_create_bad_email",
        "customer_create_duplicate_email", "customer_create_missing", "route_unknown", "service_get_unknown"}) {
    INFO(folder + name);
    const auto one = recorded(folder + name);
    const auto call = one.call().substr(std::string("/api/v1/").size());
    const auto got = door.ask(one.request["method"], call, "", one.request.value("body", Json()));
    CHECK(got.status == one.response.status);
    CHECK(got.header("Content-Type")->substr(0, 9) == one.response.header("Content-Type")->substr(0, 9));
    const auto json = parse_json(got.body);
    CHECK(json.has_value() == !one.body.is_null());
    if (json && one.body.is_object()) CHECK(json->value("data", Json()) == one.body.value("data", Json()));
  }
  CHECK(door.ask("GET", "services", "", Json(), "").status == 403);
  CHECK(door.ask("GET", "services", "", Json(), "wrong").status == 403);
  CHECK(door.ask("GET", "appointments", "&date=2026-12-01").status == 500);
}

TEST_CASE("pages of the emulator are twelve appointments, whatever limit asks, and cut days", "[amelia]") {
  Door door;
  const auto person = door.site.customer("Ingrid", "V", "i@example.com", "");
  for (int n = 0; n < 13; ++n) door.site.book(instant("2026-12-01T17:00:00Z"), person, "approved");
  const auto count = [&](const std::string& query) {
    const auto data = door.data("GET", "appointments", query);
    return data["appointments"].empty() ? 0U : data["appointments"]["2026-12-01"]["appointments"].size();
  };
  CHECK(count("") == 13);
  CHECK(count("&page=1&limit=5") == 12);
  CHECK(count("&page=2") == 1);
  CHECK(count("&page=3") == 0);
  CHECK(count("&dates=01/12/2026,31/12/2026") == 0);  // silently today
}

}  // namespace amelia_sandbox_test
