// Free and blocked time, as the walk reads it from the emulator.
#include "services/acuity/diary.hpp"

namespace acuity_slots_test {

using namespace hsn;
using namespace hsn::test;
using std::chrono::hours;

constexpr const char* kReading = "acuity:slot:94517100:14209019:";

TEST_CASE("free slots are read day by day: what, when, where, how many places", "[acuity]") {
  Diary diary;
  const auto seen = diary.times();
  const auto at_nine = seen.find(kReading + std::string("2026-11-24T17:00:00Z"));
  REQUIRE(at_nine != seen.end());
  const auto& one = at_nine->second;
  CHECK(one.at == instant("2026-11-24T17:00:00Z"));
  CHECK(*one.record.find("slot") == text("Reading 2026-11-24 09:00"));
  CHECK(*one.record.find("kind") == text("Free"));
  CHECK(*one.record.find("calendar") == text("Maren at The 7 Space"));
  CHECK(*one.record.find("places") == number(1));
  CHECK(*one.record.find("offering") == FieldValue(std::vector<Ref>{{"acuity:type:94517100"}}));
  const auto& when = std::get<Date>(*one.record.find("when"));
  CHECK(when.end == instant("2026-11-24T17:50:00Z"));
  CHECK(when.zone == "America/Los_Angeles");
  const auto bath = seen.find("acuity:slot:94517101:14209019:2026-11-25T03:00:00Z");
  REQUIRE(bath != seen.end());
  CHECK(*bath->second.record.find("places") == number(12));
  for (const auto& [key, slot] : seen) {
    CHECK(slot.at > diary.now);
    CHECK(slot.at < floor_day(diary.now) + hours(24 * 14));
  }
}

TEST_CASE("a booking takes its slots, and a full class is not shown", "[acuity]") {
  Diary diary;
  const auto before = diary.times().size();
  booked(diary.acuity, "2026-11-24T18:00:00Z");
  for (int n = 0; n < 12; ++n) booked(diary.acuity, "2026-11-25T03:00:00Z", "p" + std::to_string(n) + "@example.com", 94517101);
  const auto seen = diary.times();
  CHECK(seen.size() < before);
  CHECK_FALSE(seen.contains(kReading + std::string("2026-11-24T18:00:00Z")));
  CHECK_FALSE(seen.contains(kReading + std::string("2026-11-24T17:30:00Z")));  // would run into it
  CHECK(seen.contains(kReading + std::string("2026-11-24T19:00:00Z")));
  CHECK_FALSE(seen.contains("acuity:slot:94517101:14209019:2026-11-25T03:00:00Z"));
}

TEST_CASE("blocked time is shown, and nothing is free in it; what is over is not shown", "[acuity]") {
  Diary diary;
  REQUIRE(
      diary.acuity.act("block", {{"at", "2026-11-26T17:00:00Z"}, {"until", "2026-11-26T20:00:00Z"}, {"notes", "Dentist"}}, {}));
  REQUIRE(diary.acuity.act("block", {{"at", "2026-11-23T07:00:00Z"}, {"until", "2026-11-23T09:00:00Z"}, {"notes", "over"}}, {}));
  const auto seen = diary.blocked();
  const auto block = seen.find("acuity:block:8589934601");
  REQUIRE(block != seen.end());
  CHECK(*block->second.record.find("slot") == text("Blocked: Dentist"));
  CHECK(*block->second.record.find("kind") == text("Blocked"));
  CHECK(*block->second.record.find("calendar") == text("Maren at The 7 Space"));
  CHECK_FALSE(seen.contains("acuity:block:8589934602"));
  CHECK_FALSE(diary.times().contains(kReading + std::string("2026-11-26T18:00:00Z")));

  auto window = diary.window(remote::Window::Kind::these);
  window.ids = {"8589934601", "8589934602", "77"};
  const auto again = diary.walk(diary.client.list(services::acuity::feeds()[2], window));
  CHECK(again.size() == 3);
  for (const auto& [key, one] : again) CHECK(one.gone == !seen.contains(key));
}

TEST_CASE("what was free and is not shown is asked for a day at a time; what is past needs no question", "[acuity]") {
  Diary diary;
  booked(diary.acuity, "2026-11-24T18:00:00Z");
  auto window = diary.window(remote::Window::Kind::these);
  window.ids = {"94517100:14209019:2026-11-22T18:00:00Z",  // over
                "94517100:14209019:2026-11-24T18:00:00Z",  // taken
                "94517100:14209019:2026-11-24T17:30:00Z",  // in the way
                "94517100:14209019:2026-11-24T20:00:00Z",  // still free
                "94517101:14209019:2026-11-25T03:00:00Z",  // a class, still free
                "1:14209019:2026-11-25T18:00:00Z"};        // of a type that is no more
  diary.requests.clear();
  const auto seen = diary.walk(diary.client.list(services::acuity::feeds()[1], window));
  CHECK(diary.requests.size() == 4);  // calendars, types, a day, and the classes
  CHECK(seen.size() == 6);
  const auto before = diary.times();
  for (const auto& [key, one] : seen) {
    CHECK(one.gone != before.contains(key));
    if (!one.gone) CHECK(one == before.at(key));
  }
  CHECK_FALSE(seen.at(kReading + std::string("2026-11-24T20:00:00Z")).gone);
  CHECK_FALSE(seen.at("acuity:slot:94517101:14209019:2026-11-25T03:00:00Z").gone);
}

Write block_of(const std::string& title, const std::string& from, const std::string& until, const std::string& calendar) {
  Write write;
  write.verb = Verb::create;
  write.to = {"acuity", "blocks"};
  write.key = {"availability", "notion:page-1"};
  write.changes = {{"slot", {}, text(title), ""},
                   {"when", {}, Date{.start = instant(from), .end = instant(until), .date_only = false, .zone = {}}, ""},
                   {"calendar", {}, text(calendar), ""}};
  write.at = instant("2026-11-23T10:00:00Z");
  return write;
}

TEST_CASE("a page with Kind Blocked becomes blocked time in its calendar, and a lost one is found", "[acuity]") {
  Diary diary;
  const auto write = block_of("Dentist", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "maren at the 7 space");
  CHECK(diary.walk(*diary.client.find(write, diary.now)).empty());
  const auto made = diary.carry_out(write);
  REQUIRE(made);
  CHECK(made->record.key.external_id == "acuity:block:8589934601");
  CHECK(*made->record.find("slot") == text("Blocked: Dentist"));
  CHECK(diary.blocked().size() == 1);
  CHECK(diary.walk(*diary.client.find(write, diary.now)).contains("acuity:block:8589934601"));
}

TEST_CASE("a calendar is known by its name as Notion can have it, without commas", "[acuity]") {
  Diary diary;
  const std::vector<Write> writes{block_of("Dentist", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "berlin / Studio")};
  const auto ask = diary.client.write(writes)->ask;
  const auto sent =
      diary.client.wrote(writes, ask, answer(200, R"([{"id":6,"name":"Berlin"},{"id":7,"name":"Berlin, Studio"}])"));
  REQUIRE(sent);
  REQUIRE(sent->next);
  CHECK(Json::parse(sent->next->request.body)["calendarID"] == 7);
}

TEST_CASE("what Acuity cannot block is said before anything is sent", "[acuity]") {
  Diary diary;
  const auto unknown = diary.carry_out(block_of("x", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "Nobody"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().what.find("no calendar") != std::string::npos);
  auto open = block_of("x", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "Maren at The 7 Space");
  std::get<Date>(open.changes[1].to).end.reset();
  CHECK_FALSE(diary.carry_out(open));
  CHECK(diary.acuity.writes == 0);
}

Write change_of(Diary& diary, std::vector<Change> changes) {
  auto write = block_of("", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "");
  write.verb = Verb::update;
  write.known = diary.blocked().begin()->second;
  write.changes = std::move(changes);
  diary.requests.clear();
  return write;
}
Change new_time(const std::string& from, const std::string& until) {
  return {"when", {}, Date{.start = instant(from), .end = instant(until), .date_only = false, .zone = {}}, ""};
}

TEST_CASE("blocked time that is moved is made anew before the old is deleted; what was made already is not made again",
          "[acuity]") {
  Diary diary;
  REQUIRE(diary.carry_out(block_of("Dentist", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "Maren at The 7 Space")));
  const auto write = change_of(diary, {new_time("2026-11-27T17:00:00Z", "2026-11-27T20:00:00Z")});
  const bool cut_short = GENERATE(false, true);
  if (cut_short)
    REQUIRE(
        diary.acuity.act("block", {{"at", "2026-11-27T17:00:00Z"}, {"until", "2026-11-27T20:00:00Z"}, {"notes", "Dentist"}}, {}));
  const auto moved = diary.carry_out(write);
  REQUIRE(moved);
  CHECK(moved->record.key.external_id == "acuity:block:8589934602");
  CHECK(*moved->record.find("slot") == text("Blocked: Dentist"));
  REQUIRE(diary.acuity.blocked().size() == 1);
  CHECK(diary.acuity.blocked().begin()->second.start == instant("2026-11-27T17:00:00Z"));
  CHECK(diary.acuity.blocked().begin()->second.notes == "Dentist");
  CHECK(diary.requests.back().method == "DELETE");
}

TEST_CASE("blocked time is deleted once; that it is gone already is what was wanted", "[acuity]") {
  Diary diary;
  REQUIRE(diary.carry_out(block_of("Dentist", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "Maren at The 7 Space")));
  auto write = change_of(diary, {});
  write.verb = Verb::archive;
  for (int n = 0; n < 2; ++n) {
    const auto gone = diary.carry_out(write);
    REQUIRE(gone);
    CHECK(gone->gone);
    CHECK(gone->remote_id == "8589934601");
  }
  CHECK(diary.acuity.blocked().empty());
  const std::vector<Write> writes{write};
  const auto ask = diary.client.write(writes)->ask;
  CHECK(diary.client.wrote(writes, ask, answer(502, "<html>"))->each.front().error().fault == Fault::ambiguous);
  CHECK_FALSE(diary.client.wrote(writes, ask, answer(404, "<html>"))->each.front());
}

TEST_CASE("trap: what recurs is one block at Acuity, and is not touched", "[acuity]") {
  Diary diary;
  const auto list = R"([{"id":7,"calendarID":14209019,"start":"2026-11-26T17:00:00+0000","end":"2026-11-26T20:00:00+0000",
                         "notes":"Lunch","recurring":"weekly","until":"2027-11-26"}])";
  auto step = diary.client.list(services::acuity::feeds()[2], diary.window());
  step = *diary.client.read(*step.next, diary.send(step.next->request));
  const auto seen = diary.client.read(*step.next, answer(200, list))->seen;
  REQUIRE(seen.size() == 1);
  auto write = block_of("", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "");
  write.verb = Verb::update;
  write.known = seen.front();
  CHECK_FALSE(diary.carry_out(write));
  CHECK(diary.acuity.writes == 0);
}

TEST_CASE("a block that may have been made is not taken for another calendar's, nor for another's of the same time", "[acuity]") {
  Diary diary;
  REQUIRE(diary.acuity.act("block", {{"at", "2026-11-26T17:00:00Z"}, {"until", "2026-11-26T20:00:00Z"}, {"notes", "Lunch"}}, {}));
  const auto write = block_of("Dentist", "2026-11-26T17:00:00Z", "2026-11-26T20:00:00Z", "Maren at The 7 Space");
  CHECK(diary.walk(*diary.client.find(write, diary.now)).empty());
  const auto asked = http::query_value(diary.requests.back().url, "calendarID");
  CHECK(asked == "14209019");
}

TEST_CASE("trap: blocked time that may be cut is asked for by halves, then more of a day, then by calendar", "[acuity]") {
  Diary diary;
  for (int n = 0; n < 230; ++n)
    REQUIRE(diary.acuity.act(
        "block", {{"at", "2026-11-26T17:00:00Z"}, {"until", "2026-11-26T20:00:00Z"}, {"notes", std::to_string(n)}}, {}));
  CHECK(diary.blocked().size() == 230);
}

TEST_CASE("no calendar but those of ACUITY_CALENDAR_IDS is looked into", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.calendars = {"1"};
  diary.client = services::acuity::Acuity(options);
  CHECK(diary.times().empty());
}

TEST_CASE("the mapping file says whose a calendar is and which product a type", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.naming.calendar_entities["14209019"] = "The 7 Space";
  options.naming.products["94517100"] = "TCP-READING";
  diary.client = services::acuity::Acuity(options);
  booked(diary.acuity, "2026-11-24T18:00:00Z");
  const auto slot = diary.times().at(kReading + std::string("2026-11-24T19:00:00Z"));
  for (const auto& seen : {slot, diary.one(1722118001)}) {
    CHECK(*seen.record.find("business_entity") == text("The 7 Space"));
    CHECK(*seen.record.find("offering") == FieldValue(std::vector<Ref>{{"TCP-READING"}}));
  }
}

TEST_CASE("hostile answers about free time are usable faults", "[acuity]") {
  Diary diary;
  auto step = diary.client.list(services::acuity::feeds()[1], diary.window());
  for (const char* body : {"{\"id\":1}", "<html>", "[", "7"}) {
    const auto read = diary.client.read(*step.next, answer(200, body));
    REQUIRE_FALSE(read);
    CHECK(read.error().fault == Fault::bad_data);
  }
  // Odd members are passed over, and the walk goes on.
  CHECK(diary.client.read(*step.next, answer(200, R"([7,{"id":[],"timezone":{}}])")));
}

}  // namespace acuity_slots_test
