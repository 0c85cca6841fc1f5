// Every recorded answer of Amelia 9.6.2 and 9.5 becomes a record or the right fault.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/json.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "support/fakes.hpp"
#include "support/values.hpp"

namespace amelia_replay_test {

using namespace hsn;
using namespace hsn::test;
namespace amelia = hsn::services::amelia;
namespace fs = std::filesystem;

struct Answered {
  std::string name;
  http::Response response;
  Json request, body;
};

Answered recorded(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  const auto json = Json::parse(text.str());
  Answered out{file.stem(), {}, json["request"], Json()};
  if (!json.contains("response")) return out;
  out.body = json["response"].value("body", Json());
  out.response = answer(json["response"]["status"], out.body.is_null() ? "" : out.body.dump());
  return out;
}

std::vector<fs::path> files() {
  std::vector<fs::path> all;
  for (const auto* folder : {"amelia", "amelia/9.5"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(HSN_FIXTURES) / folder))
      if (entry.path().extension() == ".json") all.push_back(entry.path());
  }
  return all;
}
Answered of(const std::string& name) { return recorded(fs::path(HSN_FIXTURES) / "amelia" / (name + ".json")); }
amelia::Context context() { return {"America/Los_Angeles", instant("2026-11-23T10:00:00Z"), {}}; }

TEST_CASE("every recorded appointment decodes, whichever call told of it", "[amelia]") {
  std::size_t decoded = 0;
  const auto look = [&](const Json& appointment) {
    for (const auto& seen : amelia::decode(appointment, context())) {
      if (seen.remote_id.empty()) continue;
      INFO(seen.problem);
      CHECK(seen.problem.empty());
      CHECK(seen.record.find("when") != nullptr);
      ++decoded;
    }
  };
  for (const auto& file : files()) {
    INFO(file.string());
    const auto one = recorded(file);
    if (const auto* told = at(one.body, "/data/appointment")) look(*told);
    if (const auto* told = at(one.request, "/body/appointment")) look(*told);
    const auto* days = one.name.find("appointments_list") == 0 ? at(one.body, "/data/appointments") : nullptr;
    if (days == nullptr) continue;
    for (const auto& day : *days)
      for (const auto& appointment : day["appointments"]) look(appointment);
  }
  CHECK(decoded > 200);
}

TEST_CASE("every recorded refusal is the right fault, in both versions", "[amelia]") {
  const std::map<std::string, Fault> kFaults{{"appointment_create_slot_taken", Fault::bad_data},
                                             {"appointment_reschedule_taken", Fault::bad_data},
                                             {"appointment_create_outside_hours", Fault::bad_data},
                                             {"appointment_create_unknown_customer", Fault::bad_data},
                                             {"appointment_create_unknown_service", Fault::bad_data},
                                             {"customer_create_duplicate_email", Fault::bad_data},
                                             {"appointment_create_missing_fields", Fault::bad_data},
                                             {"appointment_status_unknown", Fault::bad_data},
                                             {"auth_missing_key", Fault::refused},
                                             {"auth_wrong_key", Fault::refused},
                                             {"auth_expired_key", Fault::refused},
                                             {"route_unknown", Fault::bad_config}};
  std::size_t met = 0;
  for (const auto& file : files()) {
    const auto one = recorded(file);
    const auto expected = kFaults.find(one.name);
    if (expected == kFaults.end()) continue;
    INFO(file.string());
    const auto outcome = amelia::answer(one.response, amelia::Asked::change, "/appointment/id");
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == expected->second);
    ++met;
  }
  CHECK(met == 2 * kFaults.size());
  const auto taken = amelia::answer(of("appointment_reschedule_taken").response, amelia::Asked::change, "/appointment/id");
  CHECK(taken.error().what == "slot not free");
}

TEST_CASE("trap: an unknown id is a 500 that the courier does not repeat, and means gone", "[amelia]") {
  const auto unknown = of("appointment_get_unknown").response;
  CHECK(amelia::answer(unknown, amelia::Asked::record, "/appointment/id").error().fault == Fault::not_found);
  CHECK(amelia::verdict(unknown, http::Repeat::safe) == http::Verdict::deliver);
  CHECK(amelia::verdict(answer(500, "<html>fatal</html>"), http::Repeat::safe) == http::Verdict::repeat);
  const auto broken = of("9.5/booking_cancel_unknown").response;
  CHECK(amelia::answer(broken, amelia::Asked::record, "/appointment/id").error().fault == Fault::unreachable);
}

TEST_CASE("trap: times are the site's own, and a cancelled appointment ends when it begins", "[amelia]") {
  const auto own = amelia::decode(of("appointment_get").body["data"]["appointment"], context()).back();
  CHECK(own.remote_id == "1/1");
  CHECK(own.record.key.external_id == "amelia:booking:1");
  CHECK(own.at == instant("2026-12-01T17:00:00Z"));
  CHECK(*own.record.find("appointment") == text("Breathwork (60 min) — Ingrid Vasquez-Thorne"));
  CHECK(*own.record.find("calendar") == text("Maren Oyelaran"));
  const auto cancelled = amelia::decode(of("booking_cancel").body["data"]["appointment"], context()).back();
  CHECK(*cancelled.record.find("status") == text("Cancelled"));
  CHECK(*cancelled.record.find("duration_minutes") == number(60));
}

TEST_CASE("trap: a status that Amelia has emptied tells nothing", "[amelia]") {
  auto data = of("appointment_get").body["data"]["appointment"];
  data["bookings"][0]["status"] = "";
  CHECK(amelia::decode(data, context()).back().record.find("status") == nullptr);
}

TEST_CASE("hostile answers of the site are usable faults", "[amelia]") {
  const amelia::Amelia client({"https://studio.example.com", Secret("k"), "America/Los_Angeles", false});
  remote::Window window;
  window.until = window.from + std::chrono::hours(24);
  const auto first = *client.list(amelia::feeds().front(), window).next;
  for (const auto* body : {"", "<html>", "{\"message\":", "[]", "{\"message\":\"x\"}", "{\"message\":\"x\",\"data\":7}"})
    CHECK_FALSE(client.read(first, answer(200, body)));
  const auto days = client.read(first, answer(200, R"({"message":"x","data":{"locations":[]}})"));
  REQUIRE(days);
  for (const std::string list : {"7", "\"x\"", "{\"d\":7}", "{\"d\":{\"appointments\":[7,{\"id\":1,\"bookings\":[3]}]}}"}) {
    const auto read = client.read(days->details.front(), answer(200, R"({"message":"x","data":{"appointments":)" + list + "}}"));
    REQUIRE(read);
    CHECK(read->seen.empty());
  }
}

TEST_CASE("the site's root is taken from whatever was pasted", "[amelia]") {
  CHECK(amelia::site_root("https://a.example.com/wp/wp-admin/admin-ajax.php?action=wpamelia_api") == "https://a.example.com/wp");
  CHECK(amelia::site_root(" https://a.example.com/ ") == "https://a.example.com");
}

}  // namespace amelia_replay_test
