#include "services/amelia/reception.hpp"

namespace amelia_push_test {

using namespace hsn;
using namespace hsn::amelia_test;

TEST_CASE("a move goes in one request; a slot that is taken is an error, and nothing was changed", "[amelia]") {
  Reception reception;
  reception.site.old = GENERATE(false, true);
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  reception.booked("2026-12-01T22:00:00Z", "approved", 1, "other@example.com");
  const auto moved = reception.carry_out(reception.update(id, amelia::kTime, {moved_to("2026-12-01T18:30:00Z")}));
  REQUIRE(moved);
  CHECK(moved->at == instant("2026-12-01T18:30:00Z"));
  CHECK(reception.requests.size() == 1);
  const auto taken = reception.carry_out(reception.update(id, amelia::kTime, {moved_to("2026-12-01T22:30:00Z")}));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().what == "slot not free");
  CHECK(taken.error().fault == Fault::declined);
  CHECK(reception.site.appointment(id).start == instant("2026-12-01T18:30:00Z"));
}

TEST_CASE("amelia: a page whose end was taken out moves nothing", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  REQUIRE(reception.carry_out(reception.update(id, amelia::kTime, {moved_to("2026-12-01T18:00:00Z")})));
  CHECK(reception.requests.size() == 1);
  CHECK(reception.posts() == 0);
}

TEST_CASE("staff approve, note, mark as not come, and cancel", "[amelia]") {
  Reception reception;
  reception.site.old = GENERATE(false, true);
  const auto id = reception.booked("2026-12-01T18:00:00Z", "pending");
  auto& held = reception.site.appointment(id);
  CHECK(reception.carry_out(reception.update(id, amelia::kStatus, {status_to("Confirmed")})));
  CHECK(held.status == "approved");
  const auto noted = reception.carry_out(reception.update(id, "", {{"staff_notes", {}, text("bring tea"), ""}}));
  REQUIRE(noted);
  CHECK(held.notes == "bring tea");
  CHECK(field(*noted, "location") == text("The Connection Practice"));  // which that answer leaves out
  CHECK(reception.carry_out(reception.update(id, amelia::kStatus, {status_to("No Show")})));
  CHECK(held.status == "no-show");
  const auto off = reception.carry_out(reception.update(id, amelia::kStatus, {status_to("Cancelled")}));
  REQUIRE(off);
  CHECK(field(*off, "status") == text("Cancelled"));
  CHECK(held.bookings.front().status == "canceled");
}

TEST_CASE("a requested page is booked: the customer is found or made, the length and the employee asked for", "[amelia]") {
  Reception reception;
  reception.site.old = GENERATE(false, true);
  reception.person();
  const auto known = reception.carry_out(reception.request_of("ingrid@example.com", "someone", "2026-12-03T18:00:00Z"));
  REQUIRE(known);
  CHECK(field(*known, "appointment") == text("Breathwork Session (60 min) — Ingrid Vasquez-Thorne"));
  CHECK(reception.site.customers().size() == 1);
  CHECK(reception.posts() == 1);
  // As the next list tells it: else the run after this one would write again.
  CHECK(known->record.fields == reception.all().at(known->record.key.external_id).record.fields);
  const auto fresh =
      reception.carry_out(reception.request_of("maren@example.com", "Circle — Maren de Brandt", "2026-12-04T18:00:00Z", "2"));
  REQUIRE(fresh);
  CHECK(field(*fresh, "client") == FieldValue(std::vector<Ref>{{"client:maren@example.com"}}));
  const auto& made = reception.site.customers().rbegin()->second;
  CHECK(made.first == "Maren");
  CHECK(made.last == "de Brandt");
  CHECK(reception.site.appointments().size() == 2);
}

TEST_CASE("what cannot be booked is said before anything is made", "[amelia]") {
  Reception reception;
  reception.booked("2026-12-03T18:00:00Z", "approved", 1, "other@example.com");
  reception.person();
  const auto taken = reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z"));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().what == "slot not free");
  CHECK_FALSE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-05T18:00:00Z")));  // a Saturday
  CHECK_FALSE(reception.carry_out(reception.request_of("ingrid@example.com", "x", "2026-12-04T18:00:00Z", "9")));
  CHECK_FALSE(reception.carry_out(reception.request_of("noor@example.com", "Noor", "2026-12-04T18:00:00Z")));
  CHECK_FALSE(reception.carry_out(reception.request_of("noor@example.com", "x — Noor Brandt", "2026-12-05T18:00:00Z")));
  CHECK(reception.site.customers().size() == 2);  // nobody is made for a slot that is not free
  auto write = reception.request_of("ingrid@example.com", "x", "2026-12-04T18:00:00Z");
  write.refs.erase("woocommerce:product:7");
  const auto nothing = reception.carry_out(write);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().remedy.find("Amelia Service ID") != std::string::npos);
  CHECK(reception.posts() == 0);
  CHECK(reception.site.writes == 0);
}

TEST_CASE("a change whose answer is lost or broken is in doubt, and what mails people is not sent twice", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  for (const auto& write : {reception.update(id, amelia::kStatus, {status_to("Cancelled")}),
                            reception.update(id, amelia::kTime, {moved_to("2026-12-02T18:00:00Z")})}) {
    const std::vector<Write> writes{write};
    const auto sending = reception.client.write(writes);
    REQUIRE(sending);
    CHECK(sending->ask.request.repeat == http::Repeat::never);
    for (const auto& response : {answer(502, "<html>"), answer(200, "{\"message\":\"x\",\"da"), answer(302, ""),
                                 answer(200, "<html>maintenance</html>")})
      CHECK(reception.client.wrote(writes, sending->ask, response)->each.front().error().fault == Fault::ambiguous);
  }
}

TEST_CASE("a booking that was made and cannot be shown is in doubt, not refused", "[amelia]") {
  Reception reception;
  reception.person();
  const std::vector<Write> writes{reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z")};
  auto ask = reception.client.write(writes)->ask;
  while (reception.posts() == 0) {
    const auto sent = reception.client.wrote(writes, ask, reception.send(ask.request));
    REQUIRE(sent->next);
    ask = *sent->next;
  }
  REQUIRE(http::query_value(ask.request.url, "call") == "/api/v1/locations");
  for (const auto& response : {answer(500, R"({"message":"Invalid key 1."})"), answer(403, "<html>"), answer(200, "{}")})
    CHECK(reception.client.wrote(writes, ask, response)->each.front().error().fault == Fault::ambiguous);
}

TEST_CASE("amelia: an end that alone was drawn longer is declined before any request", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  auto longer = moved_to("2026-12-01T18:00:00Z");
  std::get<Date>(longer.to).end = instant("2026-12-01T20:00:00Z");
  const auto outcome = reception.carry_out(reception.update(id, amelia::kTime, {longer}));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().fault == Fault::declined);
  CHECK(reception.requests.empty());
}

TEST_CASE("a new booking tells of its client, a note of all who share it", "[amelia]") {
  Reception reception;
  reception.person();
  std::vector<Seen> also;
  const auto write = reception.request_of("ingrid@example.com", "x", "2026-12-03T18:00:00Z");
  REQUIRE(test::carried_out(reception.client, write, reception.answering(), &also));
  REQUIRE(also.size() == 1);
  CHECK(also[0].record.key.external_id == "client:ingrid@example.com");

  const auto id = reception.booked("2026-12-01T18:00:00Z");
  reception.site.add_booking(id, reception.person("noor@example.com", "Noor"), "approved", reception.now);
  const auto note = reception.update(id, "", {{"staff_notes", {}, text("bring tea"), ""}});
  CHECK(reception.client.shared(note) == std::to_string(id));
  REQUIRE(test::carried_out(reception.client, note, reception.answering(), &also));
  const auto other =
      std::find_if(also.begin(), also.end(), [&](const Seen& seen) { return seen.remote_id == reception.id_of(id, 1); });
  REQUIRE(other != also.end());
  CHECK(field(*other, "staff_notes") == text("bring tea"));
  CHECK(reception.client.shared(reception.update(id, amelia::kStatus, {status_to("Cancelled")})).empty());
}

}  // namespace amelia_push_test
