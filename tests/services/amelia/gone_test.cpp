// What is gone, what was done: a 500 alone does not say.
#include "services/amelia/reception.hpp"

namespace amelia_gone_test {

using namespace hsn;
using namespace hsn::amelia_test;
using amelia::Asked;

TEST_CASE("trap: 9.6 says whatever befalls it as it says that an id is unknown; a list must confirm that one is gone",
          "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  const auto known = reception.id_of(id);
  auto window = reception.window(remote::Window::Kind::these);
  window.ids = {known};
  const auto ask = reception.client.list(Reception::feed(), window).details.front();
  const auto failing = answer(500, R"({"message":"SQLSTATE[HY000] [2002] Connection refused"})");
  auto read = reception.client.read(ask, failing);
  REQUIRE(read);
  CHECK(read->seen.empty());
  REQUIRE(read->details.size() == 1);
  const auto witness = read->details.front();
  CHECK(witness.about == known);
  CHECK(http::query_value(witness.request.url, "customerId") == "2");
  CHECK_FALSE(http::query_value(witness.request.url, "dates"));
  const auto still = reception.client.read(witness, failing);
  REQUIRE_FALSE(still);
  CHECK(still.error().fault == Fault::unreachable);
  const auto there = reception.client.read(witness, reception.send(witness.request));
  REQUIRE(there->seen.size() == 1);
  CHECK_FALSE(there->seen.front().gone);
  reception.site.erase(id);
  const auto gone = reception.client.read(witness, reception.send(witness.request));
  REQUIRE(gone->seen.size() == 1);
  CHECK(gone->seen.front().gone);
}

TEST_CASE("trap: a 500 to a change says nothing of what was done before it", "[amelia]") {
  for (const auto asked : {Asked::change, Asked::list}) {
    const auto outcome = amelia::answer(answer(500, R"({"message":"Could not send mail"})"), asked, "/appointment/id");
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == (asked == Asked::change ? Fault::ambiguous : Fault::unreachable));
  }
}

TEST_CASE("a customer whom Amelia does not take is no booking in doubt", "[amelia]") {
  Reception reception;
  const std::vector<Write> writes{reception.request_of("noor@example.com", "x — Noor Brandt", "2026-12-03T18:00:00Z")};
  auto ask = reception.client.write(writes)->ask;
  while (ask.request.method == "GET") ask = *reception.client.wrote(writes, ask, reception.send(ask.request))->next;
  REQUIRE(http::query_value(ask.request.url, "call") == "/api/v1/users/customers");
  const auto outcome = reception.client.wrote(writes, ask, recorded("customer_create_bad_email").response);
  REQUIRE_FALSE(outcome->each.front());
  CHECK(outcome->each.front().error().fault == Fault::bad_data);
  CHECK(reception.client.wrote(writes, ask, answer(502, "<html>"))->each.front().error().fault == Fault::ambiguous);
}

TEST_CASE("trap: a day without a time would be a time of another day there", "[amelia]") {
  Reception reception;
  const auto id = reception.booked("2026-12-01T18:00:00Z");
  auto day = moved_to("2026-12-03T00:00:00Z");
  std::get<Date>(day.to).date_only = true;
  CHECK_FALSE(reception.carry_out(reception.update(id, amelia::kTime, {day})));
  CHECK(reception.posts() == 0);
}

}  // namespace amelia_gone_test
