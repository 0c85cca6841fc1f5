#include "services/acuity/diary.hpp"

namespace acuity_push_test {

using namespace hsn;
using namespace hsn::test;

TEST_CASE("a move asks whether the slot is free, and then goes without mail", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  const auto moved = diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-01T18:30:00Z")}));
  REQUIRE(moved);
  CHECK(moved->at == instant("2026-12-01T18:30:00Z"));
  REQUIRE(diary.requests.size() == 2);
  CHECK(diary.requests[0].url.find("availability/times?") != std::string::npos);
  CHECK(http::query_value(diary.requests[0].url, "ignoreAppointmentIDs[]") == std::to_string(id));
  CHECK(http::query_value(diary.requests[1].url, "noEmail") == "true");
  CHECK(diary.acuity.mails == 0);
}

TEST_CASE("a slot that is taken is an error, and nothing was changed", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  booked(diary.acuity, "2026-12-01T21:00:00Z", "other@example.com");
  const auto moved = diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-01T21:30:00Z")}));
  REQUIRE_FALSE(moved);
  CHECK(moved.error().what == "slot not free");
  CHECK(moved.error().fault == Fault::declined);
  CHECK(diary.acuity.bookings().at(id).start == instant("2026-12-01T18:00:00Z"));
  for (const auto& request : diary.requests) CHECK(request.method == "GET");
}

TEST_CASE("a place in a class is free where the class has places left", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-02T03:00:00Z", "ingrid@example.com", 94517101);
  CHECK(diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-04T03:00:00Z")})));
  CHECK_FALSE(diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-04T05:00:00Z")})));
}

TEST_CASE("a page whose end was taken out moves nothing", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  const auto outcome = diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-01T18:00:00Z")}));
  REQUIRE(outcome);
  REQUIRE(diary.requests.size() == 1);
  CHECK(diary.requests[0].method == "GET");
}

TEST_CASE("an end that alone was drawn longer is declined before any request", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  auto longer = moved_to("2026-12-01T18:00:00Z");
  std::get<Date>(longer.to).end = instant("2026-12-01T20:00:00Z");
  const auto outcome = diary.carry_out(diary.update(id, "reschedule", {longer}));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().fault == Fault::declined);
  CHECK(diary.requests.empty());
}

TEST_CASE("a cancellation takes its reason along", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  const auto done = diary.carry_out(diary.update(
      id, "cancel", {{"status", text("Confirmed"), text("Cancelled"), ""}, {"cancellation_reason", {}, text("flu"), ""}}));
  REQUIRE(done);
  CHECK(*done->record.find("status") == text("Cancelled"));
  CHECK(diary.acuity.bookings().at(id).cancel_note == "flu");
  CHECK(diary.acuity.mails == 0);
  CHECK(diary.requests.back().repeat == http::Repeat::never);
}

TEST_CASE("trap: notes are taken only from an administrator", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  REQUIRE(diary.carry_out(diary.update(id, "", {{"staff_notes", {}, text("bring tea"), ""}})));
  CHECK(diary.acuity.bookings().at(id).notes == "bring tea");
}

TEST_CASE("a requested page is booked under the name that Acuity knows, else that of its title", "[acuity]") {
  Diary diary;
  booked(diary.acuity, "2026-12-01T18:00:00Z", "ingrid@example.com");
  const auto known = diary.carry_out(diary.request_of("ingrid@example.com", "someone", "2026-12-03T18:00:00Z"));
  REQUIRE(known);
  CHECK(diary.acuity.bookings().at(std::stoll(known->remote_id)).last == "Vasquez-Thorne");
  const auto fresh = diary.carry_out(diary.request_of("maren@example.com", "Reading — Maren de Brandt", "2026-12-04T18:00:00Z"));
  REQUIRE(fresh);
  CHECK(diary.acuity.bookings().at(std::stoll(fresh->remote_id)).first == "Maren");
  CHECK(diary.acuity.bookings().at(std::stoll(fresh->remote_id)).last == "de Brandt");
  CHECK(diary.acuity.mails == 0);
  CHECK_FALSE(diary.carry_out(diary.request_of("noor@example.com", "Noor", "2026-12-05T18:00:00Z")));
  CHECK_FALSE(diary.carry_out(diary.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z")));  // taken now
  CHECK(diary.acuity.bookings().size() == 3);
}

TEST_CASE("a create without the offering's number at Acuity is an error before any request", "[acuity]") {
  Diary diary;
  auto write = diary.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z");
  write.refs.erase("woocommerce:product:7");
  CHECK_FALSE(diary.carry_out(write));
  CHECK(diary.requests.empty());
}

TEST_CASE("a create whose answer was lost is found by address, type and start", "[acuity]") {
  Diary diary;
  const auto write = diary.request_of("ingrid@example.com", "Reading — Ingrid V", "2026-12-03T18:00:00Z");
  CHECK(diary.walk(*diary.client.find(write, diary.now)).empty());
  booked(diary.acuity, "2026-12-03T20:00:00Z");
  CHECK(diary.walk(*diary.client.find(write, diary.now)).empty());
  const auto id = booked(diary.acuity, "2026-12-03T18:00:00Z");
  CHECK(diary.walk(*diary.client.find(write, diary.now)).contains("acuity:appointment:" + std::to_string(id)));
}

TEST_CASE("the client is mailed only when SERVICE_MAILS_CLIENT asks for it", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.mails_client = true;
  diary.client = services::acuity::Acuity(options);
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  REQUIRE(diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-01T19:00:00Z")})));
  CHECK(diary.acuity.mails == 1);
}

TEST_CASE("a day without a time moves nothing and books nothing", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  auto day = moved_to("2026-12-03T00:00:00Z");
  std::get<Date>(day.to).date_only = true;
  const auto moved = diary.carry_out(diary.update(id, "reschedule", {day}));
  REQUIRE_FALSE(moved);
  CHECK(moved.error().what.find("without a time") != std::string::npos);
  CHECK(diary.requests.empty());
}

TEST_CASE("a move is not sent twice: the second would find its own slot taken", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  REQUIRE(diary.carry_out(diary.update(id, "reschedule", {moved_to("2026-12-01T18:30:00Z")})));
  CHECK(diary.requests.back().method == "PUT");
  CHECK(diary.requests.back().repeat == http::Repeat::never);
}

TEST_CASE("of several people with one address the title names the one who is booked", "[acuity]") {
  Diary diary;
  booked(diary.acuity, "2026-12-01T18:00:00Z");
  const auto people =
      Json::array({{{"firstName", "Noor"}, {"lastName", "Brandt"}, {"email", "INGRID@example.com"}, {"phone", ""}},
                   {{"firstName", "Ingrid"}, {"lastName", "Brandt"}, {"email", "ingrid@example.com"}, {"phone", ""}},
                   {{"firstName", "Else"}, {"lastName", "One"}, {"email", "not.ingrid@example.com"}, {"phone", ""}}});
  const auto booked_as = [&](const std::string& title) {
    const std::vector<Write> writes{diary.request_of("ingrid@example.com", title, "2026-12-03T18:00:00Z")};
    auto ask = diary.client.write(writes)->ask;
    auto sent = diary.client.wrote(writes, ask, answer(200, people.dump()));
    sent = diary.client.wrote(writes, *sent->next, answer(200, R"([{"time":"2026-12-03T18:00:00+0000","slotsAvailable":1}])"));
    const auto body = Json::parse(sent->next->request.body);
    return body["firstName"].get<std::string>() + " " + body["lastName"].get<std::string>();
  };
  CHECK(booked_as("Reading — Ingrid Brandt") == "Ingrid Brandt");
  CHECK(booked_as("Reading — Somebody Else") == "Noor Brandt");
}

TEST_CASE("a name that the client's page has in part is completed by a title that fits, and never replaced", "[acuity]") {
  Diary diary;
  const auto made_as = [&](const std::string& title) {
    auto write = diary.request_of("bea@example.com", title, "2026-12-04T18:00:00Z");
    write.known.record.fields = {{"client_first_name", text("Bea")}, {"client_last_name", text("")}};
    return diary.carry_out(write);
  };
  const auto refused = made_as("Reading — Max Mustermann");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().remedy == "fill in First Name and Last Name there");
  REQUIRE(made_as("Reading — bea O'Neil"));
  CHECK(diary.acuity.bookings().begin()->second.last == "O'Neil");
}

TEST_CASE("the id of the page goes into the form field that is set aside for it, and is no answer of the client's", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.page_field = sandbox::Acuity::kPageField;
  diary.client = services::acuity::Acuity(options);
  auto write = diary.request_of("maren@example.com", "Reading — Maren de Brandt", "2026-12-04T18:00:00Z");
  write.page_id = "0123-page";
  const auto made = diary.carry_out(write);
  REQUIRE(made);
  CHECK(diary.acuity.bookings().at(std::stoll(made->remote_id)).page == "0123-page");
  CHECK(*made->record.find("intake_answers") == text("How did you hear of us?: A friend"));
}

TEST_CASE("where one calendar alone is ours, nothing is booked in another", "[acuity]") {
  Diary diary;
  auto options = diary_options();
  options.calendars = {"14209019"};
  diary.client = services::acuity::Acuity(options);
  REQUIRE(diary.carry_out(diary.request_of("maren@example.com", "Reading — Maren de Brandt", "2026-12-04T18:00:00Z")));
  CHECK(Json::parse(diary.requests.back().body)["calendarID"] == 14209019);
  for (const auto& request : diary.requests) {
    if (request.url.find("availability") != std::string::npos) CHECK(http::query_value(request.url, "calendarID") == "14209019");
  }
}

TEST_CASE("what staff have chosen as Calendar is where it is booked, or nowhere", "[acuity]") {
  Diary diary;
  auto write = diary.request_of("maren@example.com", "Reading — Maren de Brandt", "2026-12-04T18:00:00Z");
  write.changes.push_back({"calendar", {}, text("maren at the 7 space"), ""});
  REQUIRE(diary.carry_out(write));
  CHECK(Json::parse(diary.requests.back().body)["calendarID"] == 14209019);
  for (const auto& request : diary.requests) {
    if (request.url.find("availability") != std::string::npos) CHECK(http::query_value(request.url, "calendarID") == "14209019");
  }
  write.changes.back().to = text("Gallery");
  auto outcome = diary.carry_out(write);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().what == "Acuity has no calendar \"Gallery\"");
  auto options = diary_options();
  options.calendars = {"7"};
  diary.client = services::acuity::Acuity(options);
  write.changes.back().to = text("Maren at The 7 Space");
  outcome = diary.carry_out(write);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().what.find("ACUITY_CALENDAR_IDS") != std::string::npos);
  CHECK(diary.acuity.bookings().size() == 1);
}

TEST_CASE("what is forbidden about one booking is not the end of Acuity", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  const std::vector<Write> writes{diary.update(id, "cancel", {{"status", {}, text("Cancelled"), ""}})};
  const auto refused = answer(403, R"({"status_code":403,"error":"forbidden","message":"Not your calendar"})");
  CHECK(diary.client.wrote(writes, diary.client.write(writes)->ask, refused)->each.front().error().fault == Fault::bad_data);
  auto window = diary.window(remote::Window::Kind::these);
  window.ids = {std::to_string(id)};
  const auto ask = diary.client.list(services::acuity::feeds().front(), window).details.front();
  CHECK(diary.client.read(ask, refused).error().fault == Fault::bad_data);
  CHECK(diary.client.read(ask, answer(403, "<html>firewall</html>")).error().fault == Fault::forbidden);
}

TEST_CASE("rules of the calendar become words; a 5xx of a change is in doubt", "[acuity]") {
  Diary diary;
  const auto id = booked(diary.acuity, "2026-12-01T18:00:00Z");
  const std::vector<Write> writes{diary.update(id, "cancel", {{"status", {}, text("Cancelled"), ""}})};
  const auto sending = diary.client.write(writes);
  REQUIRE(sending);
  const auto late =
      diary.client.wrote(writes, sending->ask, answer(400, R"({"status_code":400,"error":"cancel_too_close","message":"x"})"));
  REQUIRE(late);
  CHECK(late->each.front().error().fault == Fault::declined);
  CHECK(late->each.front().error().what.find("too late") != std::string::npos);
  for (const auto& response : {answer(500, "oops"), answer(200, "{\"id\":1"), answer(200, "{\"id\":1}")})
    CHECK(diary.client.wrote(writes, sending->ask, response)->each.front().error().fault == Fault::ambiguous);
}

}  // namespace acuity_push_test
