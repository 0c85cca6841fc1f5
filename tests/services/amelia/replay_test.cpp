// Every answer recorded from Amelia 9.6.2 and 9.5 becomes what was asked for, or the right fault in usable words; and what is
// sent is what was recorded as taken.
#include <algorithm>

#include "services/amelia/reception.hpp"

namespace amelia_replay_test {

using namespace hsn;
using namespace hsn::amelia_test;
using amelia::Asked;

std::vector<std::string> files() {
  std::vector<std::string> all;
  for (const std::string folder : {"", "9.5/"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(HSN_FIXTURES) / "amelia" / folder))
      if (entry.path().extension() == ".json") all.push_back(folder + entry.path().stem().string());
  }
  return all;
}
std::string plain_name(const std::string& name) { return name.starts_with("9.5/") ? name.substr(4) : name; }

// What an answer to a call must hold. The first row that fits; '*' stands for an id.
struct Call {
  std::string_view method, path;
  Asked asked;
  std::string_view member;
};
constexpr Call kCalls[] = {{"GET", "appointments", Asked::list, "/appointments"},
                           {"GET", "appointments/*", Asked::record, "/appointment/id"},
                           {"POST", "bookings/success/*", Asked::change, ""},
                           {"POST", "bookings/cancel/16", Asked::change, "/booking/id"},  // of an event
                           {"POST", "bookings", Asked::change, "/booking/id"},
                           {"POST", "events/bookings/delete/*", Asked::change, "/booking/id"},
                           {"POST", "events/status/*", Asked::change, "/events"},
                           {"POST", "events", Asked::change, "/events"},
                           {"POST", "events/*", Asked::change, "/events"},
                           {"GET", "events", Asked::list, "/events"},
                           {"GET", "events/*", Asked::record, "/event/id"},
                           {"GET", "services", Asked::list, "/services"},
                           {"GET", "services/*", Asked::record, "/service/id"},
                           {"POST", "services/status/*", Asked::change, ""},
                           {"POST", "services", Asked::change, "/service/id"},
                           {"POST", "services/*", Asked::change, "/service/id"},
                           {"GET", "users/customers", Asked::list, "/users"},
                           {"GET", "users/customers/*", Asked::record, "/user/id"},
                           {"POST", "users/customers", Asked::change, "/user/id"},
                           {"POST", "users/customers/*", Asked::change, "/user/id"},
                           {"GET", "users/providers", Asked::list, "/users"},
                           {"GET", "users/providers/*", Asked::record, "/user/id"},
                           {"POST", "users/providers", Asked::change, "/user/id"},
                           {"GET", "users/current", Asked::record, "/user"},
                           {"GET", "categories", Asked::list, "/categories"},
                           {"GET", "categories/*", Asked::record, "/category/id"},
                           {"POST", "categories", Asked::change, "/category/id"},
                           {"GET", "locations", Asked::list, "/locations"},
                           {"POST", "locations", Asked::change, "/location/id"},
                           {"GET", "slots", Asked::list, "/slots"},
                           {"GET", "search", Asked::list, "/providersServices"},
                           {"GET", "coupons", Asked::list, "/coupons"},
                           {"GET", "packages", Asked::list, "/packages"},
                           {"GET", "payments", Asked::list, "/payments"},
                           {"GET", "fields", Asked::list, "/customFields"},
                           {"GET", "entities", Asked::list, "/employees"},
                           {"GET", "stats", Asked::list, "/selectedPeriodStats"}};
constexpr Call kOther{"", "", Asked::change, "/appointment/id"};  // appointments and bookings, changed

const Call& call_of(const Recorded& one) {
  auto path = one.call();
  path = path.starts_with("/api/v1/") ? path.substr(8) : path;
  auto starred = path;
  if (const auto slash = path.rfind('/');
      slash != std::string::npos && path.find_first_not_of("0123456789", slash + 1) == std::string::npos)
    starred = path.substr(0, slash) + "/*";
  for (const auto& call : kCalls) {
    if (call.method == one.request["method"] && (call.path == path || call.path == starred)) return call;
  }
  return kOther;
}

// Those that were refused; all others succeeded.
const std::map<std::string, Fault> kFaults{{"appointment_create_invalid_json", Fault::ambiguous},
                                           {"appointment_create_missing_fields", Fault::ambiguous},
                                           {"appointment_create_outside_hours", Fault::declined},
                                           {"appointment_create_slot_taken", Fault::declined},
                                           {"appointment_create_unknown_customer", Fault::bad_data},
                                           {"appointment_create_unknown_service", Fault::bad_data},
                                           {"appointment_delete_again", Fault::ambiguous},
                                           {"appointment_delete_with_delete_verb", Fault::bad_config},
                                           {"appointment_get_unknown", Fault::not_found},
                                           {"appointment_reschedule_taken", Fault::declined},
                                           {"appointment_status_unknown", Fault::ambiguous},
                                           {"appointment_update_with_put_verb", Fault::bad_config},
                                           {"auth_expired_key", Fault::refused},
                                           {"auth_missing_key", Fault::refused},
                                           {"auth_wrong_key", Fault::refused},
                                           {"booking_cancel_unknown", Fault::ambiguous},
                                           {"customer_create_bad_email", Fault::ambiguous},
                                           {"customer_create_duplicate_email", Fault::declined},
                                           {"customer_create_missing", Fault::ambiguous},
                                           {"customer_get_unknown", Fault::not_found},
                                           {"event_create_missing", Fault::ambiguous},
                                           {"route_unknown", Fault::bad_config},
                                           {"route_without_api_prefix", Fault::bad_config},
                                           {"service_create_refused", Fault::ambiguous},
                                           {"service_get_unknown", Fault::not_found},
                                           {"service_update_price", Fault::ambiguous},
                                           {"slots_missing_service", Fault::unreachable}};

const Fault* fault_of(const std::string& name) {
  auto found = kFaults.find(name);
  if (found == kFaults.end()) found = kFaults.find(plain_name(name));
  return found == kFaults.end() ? nullptr : &found->second;
}

TEST_CASE("every recorded answer is what was asked for, or the right fault in usable words", "[amelia]") {
  std::size_t answers = 0, refused = 0;
  for (const auto& name : files()) {
    INFO(name);
    const auto one = recorded(name);
    if (one.is_webhook) continue;
    ++answers;
    const auto& call = call_of(one);
    const auto outcome = amelia::answer(one.response, call.asked, call.member, "here");
    const auto* fault = fault_of(name);
    CHECK(outcome.has_value() == (fault == nullptr));
    if (outcome || fault == nullptr) continue;
    ++refused;
    const auto& error = outcome.error();
    CHECK(error.fault == *fault);
    CHECK(error.what.size() > 10);
    CHECK(error.what.size() < 400);
    CHECK(error.what.find_first_of("{<\n") == std::string::npos);
    CHECK_FALSE(error.where.empty());
    if (error.fault == Fault::refused || error.fault == Fault::bad_config) CHECK_FALSE(error.remedy.empty());
  }
  CHECK(answers == 2 * 113);
  CHECK(refused == 2 * 27);
}

// Appointments lie at several places of the answers, requests and webhooks.
std::vector<Json> appointments_in(const Recorded& one) {
  std::vector<Json> all;
  for (const auto* pointer : {"/data/appointment", "/appointment"}) {
    if (const auto* told = at(one.body, pointer); told != nullptr && told->is_object()) all.push_back(*told);
  }
  if (!one.name.starts_with("appointments_list") && one.name.find("/appointments_list") == std::string::npos) return all;
  for (const auto& day : one.body["data"]["appointments"])
    for (const auto& appointment : day["appointments"]) all.push_back(appointment);
  return all;
}

TEST_CASE("every recorded booking decodes, whichever call or webhook told of it", "[amelia]") {
  std::size_t bookings = 0, clients = 0;
  for (const auto& name : files()) {
    INFO(name);
    for (const auto& appointment : appointments_in(recorded(name))) {
      const auto all = amelia::decode(appointment, context());
      REQUIRE_FALSE(all.empty());
      for (const auto& seen : all) {
        CHECK(seen.problem.empty());
        if (seen.remote_id.empty()) {
          ++clients;
          CHECK(field(seen, "email") == text("ingrid.vt@example.com"));
          CHECK(field(seen, "amelia_customer_id") == number(2));
          continue;
        }
        ++bookings;
        CHECK(seen.at != Instant{});
        CHECK(field(seen, "price") == number(120));
        CHECK(field(seen, "participants") == number(1));
        CHECK(field(seen, "duration_minutes") == number(60));
        CHECK(field(seen, "payment_status") == text("Unpaid"));
        CHECK(field(seen, "offering") == FieldValue(std::vector<Ref>{{"amelia:service:1"}}));
        CHECK(seen.remote_id.starts_with(display(field(seen, "amelia_appointment_id")) + "/"));
      }
    }
  }
  CHECK(bookings > 170);
  CHECK(clients > bookings / 2);
}

// ---- what is sent, held against the recorded requests

Seen shown(const std::string& name) { return amelia::decode(appointment_of(name), context()).back(); }

void check_sent(const http::Request& sent, const Recorded& taken, Json body) {
  INFO(taken.name);
  CHECK(sent.method == taken.request["method"]);
  CHECK(http::query_value(sent.url, "action") == "wpamelia_api");
  CHECK(http::query_value(sent.url, "call") == taken.call());
  CHECK((sent.body.empty() ? Json() : Json::parse(sent.body)) == body);
}

TEST_CASE("what is sent is what the recorded Amelia takes, and its answer is the whole record", "[amelia]") {
  struct Sent {
    std::string call, before;  // the recorded call, and the reading that came before it
    std::string_view via;
    Change change;
  };
  const Change notes{"staff_notes", {}, text("changed by sync ✅"), ""};
  for (const std::string folder : {"", "9.5/"}) {
    for (const auto& one :
         {Sent{"appointment_reschedule", "appointment_get", amelia::kTime, moved_to("2026-12-03T18:00:00Z")},
          Sent{"appointment_status_update", "appointment_create_pending", amelia::kStatus, status_to("Confirmed")},
          Sent{"appointment_update_notes", "appointment_get_after_reschedule", "", notes},
          Sent{"booking_cancel", "appointment_status_update", amelia::kStatus, status_to("Cancelled")}}) {
      const auto taken = recorded(folder + one.call);
      Write write;
      write.verb = Verb::update;
      write.to = {"amelia", "appointments"};
      write.via = one.via;
      write.known = shown(folder + one.before);
      write.key = write.known.record.key;
      write.changes = {one.change};
      write.at = context().now;
      const std::vector<Write> writes{write};
      const amelia::Amelia client(options_of());
      const auto sending = client.write(writes);
      REQUIRE(sending);
      check_sent(sending->ask.request, taken, taken.request["body"]);
      const auto wrote = client.wrote(writes, sending->ask, taken.response);
      REQUIRE(wrote);
      REQUIRE(wrote->each.size() == 1);
      REQUIRE(wrote->each.front());
      for (const auto& [name, value] : write.known.record.fields) field(*wrote->each.front(), name);
      if (one.change.field == "when") {
        CHECK(wrote->each.front()->at == instant("2026-12-03T18:00:00Z"));
      } else {
        CHECK(field(*wrote->each.front(), one.change.field) == one.change.to);
      }
    }
  }
}

TEST_CASE("a booking is made with the words of the recorded one", "[amelia]") {
  for (const std::string folder : {"", "9.5/"}) {
    Reception reception;
    auto write = reception.request_of("ingrid.vt@example.com", "Breathwork — Ingrid", "2026-12-01T17:00:00Z");
    write.changes.push_back({"staff_notes", {}, text("created by sync"), ""});
    const std::vector<Write> writes{write};
    const auto sending = reception.client.write(writes);
    REQUIRE(sending);
    auto ask = sending->ask;
    for (const std::string name :
         {"customers_list_search_email", "service_get", "slots", "appointment_create", "locations_list"}) {
      const auto one = recorded(folder + name);
      INFO(one.name);
      CHECK(http::query_value(ask.request.url, "call") == one.call());
      if (name == "appointment_create") {
        auto body = one.request["body"];
        body["notifyParticipants"] = 0;
        check_sent(ask.request, one, body);
      }
      auto sent = reception.client.wrote(writes, ask, one.response);
      REQUIRE(sent);
      if (!sent->next) FAIL(describe(sent->each.front().error()));
      ask = *sent->next;
    }
    const auto made = reception.client.wrote(writes, ask, recorded(folder + "appointments_list_range_exact_day").response);
    REQUIRE(made);
    REQUIRE(made->each.front());
    CHECK(field(*made->each.front(), "calendar") != FieldValue());
    REQUIRE(made->also.size() == 1);
    CHECK(made->also.front().record.key.external_id == "client:ingrid.vt@example.com");
    CHECK(made->each.front()->record.key.external_id == "amelia:booking:1");
    CHECK(field(*made->each.front(), "appointment") == text("Breathwork (60 min) — Ingrid Vasquez-Thorne"));
    CHECK(field(*made->each.front(), "location") == text("The Connection Practice"));
  }
}

TEST_CASE("a customer is made with the words of the recorded one", "[amelia]") {
  Reception reception;
  const std::vector<Write> writes{reception.request_of("tomas@example.com", "Breathwork — Tomás Brand", "2026-12-01T17:00:00Z")};
  auto ask = reception.client.write(writes)->ask;
  for (const auto* name : {"customers_list_search", "service_get", "slots"}) {
    const auto sent = reception.client.wrote(writes, ask, recorded(name).response);
    REQUIRE(sent);
    REQUIRE(sent->next);
    ask = *sent->next;
  }
  const auto taken = recorded("customer_create_minimal");
  auto body = taken.request["body"];
  body["email"] = "tomas@example.com";
  check_sent(ask.request, taken, body);
}

}  // namespace amelia_replay_test
