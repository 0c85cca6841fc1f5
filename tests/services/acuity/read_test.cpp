#include "services/acuity/answer.hpp"
#include "services/acuity/decode.hpp"
#include "services/acuity/diary.hpp"

namespace acuity_read_test {

using namespace hsn;
using namespace hsn::test;
namespace acuity = hsn::services::acuity;

// As NangoHQ recorded it live in June 2026, with invented people.
const char* const kRecorded = R"({"id":1722118367,"firstName":"Ingrid","lastName":"Vasquez-Thorne","phone":"8055550101",
 "email":"Ingrid.VT@Example.com","date":"July 15, 2026","time":"10:00am","endTime":"10:50am",
 "dateCreated":"June 15, 2026","datetimeCreated":"2026-06-15T09:40:23-0500","datetime":"2026-07-15T10:00:00+0300",
 "price":"85.00","priceSold":"85.00","paid":"no","amountPaid":"20.00","type":"Reading ","appointmentTypeID":94517100,
 "classID":null,"addonIDs":[],"category":"","duration":"50","calendar":"Maren &amp; Ren","calendarID":14209019,
 "certificate":null,"confirmationPage":"https://app.example.com/schedule.php?id=1","location":"The 7 Space",
 "notes":"prefers mornings","timezone":"Europe/Kyiv","calendarTimezone":"Europe/Kyiv","canceled":false,
 "canClientCancel":true,"canClientReschedule":true,"labels":null,
 "forms":[{"id":1,"name":"Intake","values":[{"id":9,"fieldID":7,"name":"How did you hear?","value":"A friend"},
 {"id":10,"fieldID":8,"name":"Empty","value":""}]}],"formsText":"x"})";

Seen booking(const std::string& json, const std::string& now = "2026-07-01T00:00:00Z") {
  return acuity::decode(Json::parse(json), {instant(now), {}, 0}).back();
}
std::string with(std::string json, const std::string& from, const std::string& to) {
  json.replace(json.find(from), from.size(), to);
  return json;
}
FieldValue field(const Seen& seen, const std::string& name) {
  const auto* value = seen.record.find(name);
  REQUIRE(value != nullptr);
  return *value;
}

TEST_CASE("a booking is read with its client before it", "[acuity]") {
  const auto seen = acuity::decode(Json::parse(kRecorded), {instant("2026-07-01T00:00:00Z"), {}, 0});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].record.key == RecordKey{"clients", "client:ingrid.vt@example.com"});
  CHECK(seen[0].remote_id.empty());
  CHECK(field(seen[0], "first_name") == text("Ingrid"));
  const auto& own = seen[1];
  CHECK(own.record.key.external_id == "acuity:appointment:1722118367");
  CHECK(field(own, "appointment") == text("Reading — Ingrid Vasquez-Thorne"));
  CHECK(field(own, "client") == FieldValue(std::vector<Ref>{{"client:ingrid.vt@example.com"}}));
  CHECK(field(own, "offering") == FieldValue(std::vector<Ref>{{"acuity:type:94517100"}}));
  CHECK(field(own, "calendar") == text("Maren & Ren"));
  CHECK(field(own, "payment_status") == text("Partially Paid"));
  CHECK(field(own, "intake_answers") == text("How did you hear?: A friend"));
  CHECK(field(own, "staff_notes") == text("prefers mornings"));
  CHECK(field(own, "duration_minutes") == number(50));
  CHECK(own.at == instant("2026-07-15T07:00:00Z"));
}

TEST_CASE("trap: the offset of a start has no colon, and the end is start and duration", "[acuity]") {
  const auto when = std::get<Date>(field(booking(kRecorded), "when"));
  CHECK(when.start == instant("2026-07-15T07:00:00Z"));
  CHECK(when.end == instant("2026-07-15T07:50:00Z"));
  CHECK(when.zone == "Europe/Kyiv");
  CHECK(booking(kRecorded).created == instant("2026-06-15T14:40:23Z"));
}

TEST_CASE("what is over is Completed; cancelled and no show stay what they are", "[acuity]") {
  CHECK(field(booking(kRecorded, "2026-07-15T07:49:59Z"), "status") == text("Confirmed"));
  CHECK(field(booking(kRecorded, "2026-07-15T07:50:00Z"), "status") == text("Completed"));
  const auto canceled = with(kRecorded, "\"canceled\":false", "\"canceled\":true,\"noShow\":false");
  CHECK(field(booking(canceled, "2027-01-01T00:00:00Z"), "status") == text("Cancelled"));
  CHECK(field(booking(with(canceled, "\"noShow\":false", "\"noShow\":true")), "status") == text("No Show"));
}

TEST_CASE("without e-mail a booking names no client", "[acuity]") {
  const auto seen =
      acuity::decode(Json::parse(with(kRecorded, "Ingrid.VT@Example.com", "")), {instant("2026-07-01T00:00:00Z"), {}, 0});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].record.find("client") == nullptr);
}

TEST_CASE("a booking whose time cannot be read says so and spoils no other", "[acuity]") {
  const auto seen = booking(with(kRecorded, "2026-07-15T10:00:00+0300", "tomorrow"));
  CHECK(seen.remote_id == "1722118367");
  CHECK(seen.problem.find("tomorrow") != std::string::npos);
}

TEST_CASE("trap: a full answer may be cut, so its halves are read; cancelled ones are among them", "[acuity]") {
  Diary diary;
  for (int n = 0; n < 450; ++n) {
    const auto id =
        booked(diary.acuity, format_instant(diary.now + std::chrono::hours(5 * n)), "p" + std::to_string(n) + "@example.com");
    if (n % 9 == 0) (void)diary.acuity.act("cancel", {{"id", id}}, diary.now);
  }
  const auto seen = diary.all();
  CHECK(seen.size() == 900);
  std::size_t cancelled = 0;
  for (const auto& [key, one] : seen) cancelled += one.record.find("status") && field(one, "status") == text("Cancelled");
  CHECK(cancelled == 50);
  CHECK(diary.requests.size() < 30);
  for (const auto& request : diary.requests) CHECK(http::query_value(request.url, "showall") == "true");
}

TEST_CASE("trap: a single day that is full is asked for whole; one that stays full fails loudly", "[acuity]") {
  Diary diary;
  for (int n = 0; n < 130; ++n) booked(diary.acuity, "2026-11-24T18:00:00Z", "p" + std::to_string(n) + "@example.com");
  CHECK(diary.all().size() == 260);

  remote::Step step = diary.client.list(acuity::feeds().front(), diary.window());
  auto list = Json::array();
  for (int n = 0; n < 100; ++n) list.push_back(Json::parse(kRecorded));
  Result<remote::Step> read = diary.client.read(*step.next, answer(200, list.dump()));
  while (read && !read->details.empty()) read = diary.client.read(read->details.front(), answer(200, list.dump()));
  REQUIRE_FALSE(read);
  CHECK(read.error().fault == Fault::bad_data);
}

TEST_CASE("trap: a day that stays full is asked for calendar by calendar, where they are named", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.calendars = {"14209019", "14209020"};
  diary.client = services::acuity::Acuity(options);
  auto full = Json::array();
  for (int n = 0; n < 1000; ++n) full.push_back(Json::parse(kRecorded));
  Result<remote::Step> read =
      diary.client.read(*diary.client.list(acuity::feeds().front(), diary.window()).next, answer(200, full.dump()));
  std::vector<std::string> asked;
  while (read && !read->details.empty() && !http::query_value(read->details.front().request.url, "calendarID"))
    read = diary.client.read(read->details.front(), answer(200, full.dump()));
  REQUIRE(read);
  for (const auto& ask : read->details) asked.push_back(http::query_value(ask.request.url, "calendarID").value_or(""));
  CHECK(asked == std::vector<std::string>{"14209019", "14209020"});
  CHECK(diary.client.read(read->details.front(), answer(200, "[" + std::string(kRecorded) + "]"))->seen.size() == 2);
  CHECK_FALSE(diary.client.read(read->details.front(), answer(200, full.dump())));
}

TEST_CASE("a known booking that was not shown is asked for by id: moved, or gone", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2028-11-24T18:00:00Z");
  CHECK(diary.all().empty());
  CHECK(diary.one(id).at == instant("2028-11-24T18:00:00Z"));
  CHECK(diary.one(999).gone);
}

TEST_CASE("hostile answers are usable faults", "[acuity]") {
  Diary diary;
  const auto ask = *diary.client.list(acuity::feeds().front(), diary.window()).next;
  struct Case {
    int status;
    const char* body;
    Fault fault;
  };
  for (const auto& one :
       {Case{200, "[{\"id\":1,", Fault::bad_data}, Case{200, "<html>login</html>", Fault::bad_data},
        Case{200, "{\"a\":1}", Fault::bad_data}, Case{200, "[{\"id\":null}]", Fault::bad_data}, Case{200, "[7]", Fault::bad_data},
        Case{401, "{\"status_code\":401,\"message\":\"Unauthorized\",\"error\":\"unauthorized\"}", Fault::refused},
        Case{403, "{\"status_code\":403,\"message\":\"no\",\"error\":\"forbidden\"}", Fault::forbidden},
        Case{429, "{\"status_code\":429,\"error\":\"too_many_requests\"}", Fault::throttled},
        Case{404, "<html>nginx</html>", Fault::bad_config}, Case{502, "<html>gateway</html>", Fault::unreachable}}) {
    INFO(one.status << " " << one.body);
    const auto read = diary.client.read(ask, answer(one.status, one.body));
    REQUIRE_FALSE(read);
    CHECK(read.error().fault == one.fault);
  }
  for (const char* odd : {"[{\"id\":5,\"email\":7,\"datetime\":[],\"forms\":3}]",
                          "[{\"id\":5,\"datetime\":\"2026-07-15T10:00:00Z\",\"price\":{}}]"}) {
    const auto read = diary.client.read(ask, answer(200, odd));
    REQUIRE(read);
    REQUIRE(read->seen.size() == 1);
    CHECK_FALSE(read->seen.front().problem.empty());
  }
}

TEST_CASE("only a 404 that Acuity explains says that a booking is gone", "[acuity]") {
  Diary diary;
  auto window = diary.window(remote::Window::Kind::these);
  window.ids = {"5"};
  const auto ask = diary.client.list(acuity::feeds().front(), window).details.front();
  CHECK_FALSE(diary.client.read(ask, answer(404, "<html>no such host</html>")));
  const auto read = diary.client.read(ask, answer(404, R"({"status_code":404,"error":"not_found","message":"x"})"));
  REQUIRE(read);
  CHECK(read->seen.front().gone);
}

TEST_CASE("check tells who we are, and what is wrong with the key", "[acuity]") {
  Diary diary;
  for (const auto& probe : diary.client.probes()) {
    CHECK(probe.judge(diary.send(probe.request)).state == remote::Finding::State::ok);
    const auto refused = probe.judge(answer(401, R"({"status_code":401,"error":"unauthorized","message":"no"})"));
    CHECK(refused.fault == Fault::refused);
    CHECK_FALSE(refused.remedy.empty());
  }
}

TEST_CASE("check names the calendars and types that Acuity does not know", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.calendars = {"1"};
  options.naming.calendars = {"2"};
  options.naming.types = {"94517100", "3"};
  const auto probes = services::acuity::Acuity(options).probes();
  REQUIRE(probes.size() == 4);
  const auto calendars = probes[2].judge(diary.send(probes[2].request)), types = probes[3].judge(diary.send(probes[3].request));
  CHECK(calendars.state == remote::Finding::State::warn);
  CHECK(calendars.detail == "none of its calendars has the id 1, 2");
  CHECK(calendars.remedy.find("ACUITY_CALENDAR_IDS") != std::string::npos);
  CHECK(types.detail == "none of its appointment types has the id 3");
  options.naming.types = {"94517100"};
  const auto known = services::acuity::Acuity(options).probes();
  CHECK(known[3].judge(diary.send(known[3].request)).state == remote::Finding::State::ok);
}

}  // namespace acuity_read_test
