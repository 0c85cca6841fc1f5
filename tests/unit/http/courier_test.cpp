#include "http/courier.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>

#include "core/time.hpp"
#include "http/send_log.hpp"
#include "http/tape.hpp"
#include "support/fakes.hpp"

namespace courier_test {

using namespace hsn;
using namespace hsn::http;
using namespace std::chrono_literals;
using test::answer;
using Kind = Failure::Kind;

namespace {

Request asking(Repeat repeat = Repeat::never, std::string url = "https://api.notion.com/v1/pages?secret=1") {
  Request request;
  request.service = "notion";
  request.method = "POST";
  request.url = std::move(url);
  request.repeat = repeat;
  return request;
}

// One courier over a host that answers by the number of the attempt; notes when each attempt came.
struct Desk {
  using Answer = std::function<test::FakeTransport::Answer(std::size_t attempt)>;
  explicit Desk(Answer by_attempt, Courier::Options options = {}) : Desk(std::move(by_attempt), options, own_ledger) {}
  Desk(Answer by_attempt, Courier::Options options, Ledger& ledger)
      : transport(clock,
                  [this, by_attempt = std::move(by_attempt)](const Request&, Instant now) {
                    attempts.push_back(now - began);
                    return by_attempt(attempts.size());
                  }),
        courier(transport, clock, test::seeded(3), ledger, std::move(options)) {}

  Result<Response> ask(const Request& request = asking()) {
    const auto ticket = courier.start(request);
    auto delivered = courier.wait();
    REQUIRE(delivered);
    CHECK(delivered->ticket == ticket);
    return std::move(delivered->outcome);
  }

  test::MapLedger own_ledger;
  test::FakeClock clock;
  Instant began = clock.now();
  std::vector<Duration> attempts;
  test::FakeTransport transport;
  Courier courier;
};

Desk::Answer always(test::FakeTransport::Answer outcome) {
  return [outcome = std::move(outcome)](std::size_t) { return outcome; };
}
test::FakeTransport::Answer failure(Kind kind) { return tl::unexpected(Failure{kind, "as it was told"}); }
test::FakeTransport::Answer busy(int status, int seconds, const std::string& reason = "") {
  return answer(status, reason.empty() ? "" : R"({"additional_data":{"rate_limit_reason":")" + reason + "\"}}",
                {{"Retry-After", std::to_string(seconds)}});
}

}  // namespace

TEST_CASE("courier: it comes back exactly when it was told to, with any verb") {
  const auto status = GENERATE(429, 529);
  Desk desk([&](std::size_t n) { return n == 1 ? busy(status, 7) : answer(200, "{}"); });
  CHECK(desk.ask()->status == 200);
  // The answer takes 100 ms.
  CHECK(desk.attempts == std::vector<Duration>{0ms, 7100ms});
  CHECK(desk.courier.traffic().at("notion").throttled == 1);
  CHECK(desk.courier.traffic().at("notion").retried == 0);
}

TEST_CASE("courier: refusals do not use up retries, failures do") {
  Desk patient([](std::size_t n) { return n <= 20 ? busy(529, 2) : answer(200, "{}"); });
  CHECK(patient.ask()->status == 200);

  Desk failing(always(answer(503, "down")));
  CHECK(failing.ask(asking(Repeat::safe))->status == 503);
  CHECK(failing.attempts.size() == 5);
  CHECK(failing.courier.traffic().at("notion").retried == 4);
  CHECK(failing.courier.traffic().at("notion").requests == 5);
  // Full jitter: never later than 1, 2, 4, 8 s after the answer before.
  for (std::size_t i = 1; i < 5; ++i) CHECK(failing.attempts[i] - failing.attempts[i - 1] <= 100ms + 1s * (1 << (i - 1)));
}

TEST_CASE("courier: a write whose fate is unknown is never repeated") {
  Desk lost(always(failure(Kind::lost)));
  const auto outcome = lost.ask();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().fault == Fault::ambiguous);
  CHECK(outcome.error().where == "POST api.notion.com/v1/pages");
  CHECK(lost.attempts.size() == 1);

  Desk failing(always(answer(500, "")));
  CHECK(failing.ask()->status == 500);
  CHECK(failing.attempts.size() == 1);
}

TEST_CASE("courier: what is safe to ask again is asked again") {
  Desk desk([](std::size_t n) { return n < 3 ? failure(Kind::lost) : answer(200, "{}"); });
  CHECK(desk.ask(asking(Repeat::safe))->status == 200);
  CHECK(desk.attempts.size() == 3);

  Desk never(always(failure(Kind::lost)));
  CHECK(never.ask(asking(Repeat::safe)).error().fault == Fault::unreachable);
  CHECK(never.attempts.size() == 5);
}

TEST_CASE("courier: an attempt that may have arrived is remembered to the end") {
  const auto perhaps = [](const Desk::Answer& by_attempt) {
    Desk desk(by_attempt);
    desk.courier.start(asking(Repeat::safe));
    const auto delivered = desk.courier.wait();
    REQUIRE(delivered);
    CHECK_FALSE(delivered->outcome);
    return delivered->perhaps;
  };
  const auto first = [](test::FakeTransport::Answer outcome, test::FakeTransport::Answer later) {
    return [=](std::size_t n) { return n == 1 ? outcome : later; };
  };
  CHECK(perhaps(always(failure(Kind::lost))));
  CHECK(perhaps(first(failure(Kind::lost), failure(Kind::not_sent))));
  CHECK(perhaps(first(answer(502, ""), failure(Kind::not_sent))));
  CHECK(perhaps(first(failure(Kind::lost), busy(429, 4000))));
  CHECK_FALSE(perhaps(always(failure(Kind::not_sent))));
  CHECK_FALSE(perhaps(always(failure(Kind::tls))));
  CHECK_FALSE(perhaps(first(failure(Kind::not_sent), busy(429, 4000))));
}

TEST_CASE("courier: a host that cannot be reached costs its retries once, until it answers again") {
  bool up = false;
  Desk desk([&](std::size_t) { return up ? answer(200, "{}") : failure(Kind::not_sent); });
  CHECK(desk.ask().error().fault == Fault::unreachable);
  CHECK(desk.attempts.size() == 5);
  CHECK_FALSE(desk.ask());
  CHECK(desk.attempts.size() == 6);
  up = true;
  CHECK(desk.ask());
  up = false;
  CHECK_FALSE(desk.ask());
  CHECK(desk.attempts.size() == 12);
}

TEST_CASE("courier: a service's clock is known by its last answer, as far as it differs") {
  Duration off = 2h;
  test::FakeClock clock;
  test::MapLedger ledger;
  test::FakeTransport transport(clock, [&](const Request&, Instant now) {
    auto response = answer(200, "{}");
    response.headers.push_back({"Date", format_http_date(now + off)});
    return response;
  });
  Courier courier(transport, clock, test::seeded(3), ledger, {});
  const auto ahead = [&] {
    courier.start(asking());
    courier.wait();
    return std::chrono::round<std::chrono::seconds>(courier.clock_ahead("notion"));
  };
  CHECK(courier.clock_ahead("notion") == Duration::zero());
  CHECK(ahead() == 2h);
  off = -5min;
  CHECK(ahead() == -5min);
  off = 1s;
  CHECK(ahead() == 0s);
  CHECK(courier.clock_ahead("woocommerce") == Duration::zero());
}

TEST_CASE("courier: distrust, nonsense and a ban are not argued with") {
  Desk distrusted(always(failure(Kind::tls)));
  CHECK(distrusted.ask(asking(Repeat::safe)).error().fault == Fault::refused);
  Desk oversized(always(failure(Kind::too_large)));
  CHECK(oversized.ask(asking(Repeat::safe)).error().fault == Fault::bad_data);
  Desk banned(always(busy(429, 1, "public_api_request_blocked")));
  CHECK(banned.ask()->status == 429);
  CHECK(distrusted.attempts.size() + oversized.attempts.size() + banned.attempts.size() == 3);
}

TEST_CASE("courier: whoever asks for more patience than we have ends the work with this host") {
  Courier::Options options;
  options.patience = 300s;
  Desk desk(always(busy(429, 301)), options);
  std::vector<Ticket> tickets;
  for (int i = 0; i < 6; ++i) tickets.push_back(desk.courier.start(asking()));
  for (int i = 0; i < 6; ++i) {
    const auto delivered = desk.courier.wait();
    REQUIRE(delivered);
    REQUIRE_FALSE(delivered->outcome);
    CHECK(delivered->outcome.error().fault == Fault::throttled);
    CHECK_THAT(delivered->outcome.error().what, Catch::Contains("2026-11-23T10:05:01Z"));
  }
  CHECK(desk.attempts.size() == 4);
  CHECK(desk.ask().error().fault == Fault::throttled);
  CHECK(desk.attempts.size() == 4);
  CHECK(desk.clock.now() - desk.began < 1s);
}

TEST_CASE("courier: a service for which somebody else can be asked has less patience than others") {
  Courier::Options options;
  options.services["notion"].patience = 20s;
  Desk desk(always(busy(429, 21)), options);
  CHECK(desk.ask().error().fault == Fault::throttled);
  CHECK(desk.attempts.size() == 1);
}

TEST_CASE("courier: where refusals count, the last of the retries is what the caller hears") {
  Courier::Options options;
  options.services["notion"].counts_refusals = true;
  options.services["notion"].max_retries = 2;
  Desk desk(always(busy(429, 1)), options);
  CHECK(desk.ask()->status == 429);
  CHECK(desk.attempts.size() == 3);
  Desk in_the_end([](std::size_t n) { return n < 3 ? busy(529, 1) : answer(200, "{}"); }, options);
  CHECK(in_the_end.ask()->status == 200);
}

TEST_CASE("courier: an embargo is known to the next process, which waits it out or says so") {
  test::MapLedger ledger;
  Courier::Options impatient;
  impatient.patience = 60s;
  Desk first(always(busy(429, 90, "public_api_space_request_rate_limit")), impatient, ledger);
  CHECK(first.ask().error().fault == Fault::throttled);

  Desk second(always(answer(200, "{}")), impatient, ledger);
  CHECK(second.ask().error().fault == Fault::throttled);
  CHECK(second.attempts.empty());

  Desk third(always(answer(200, "{}")), {}, ledger);
  CHECK(third.ask()->status == 200);
  CHECK(third.attempts == std::vector<Duration>{90100ms});
}

TEST_CASE("courier: a limit of the whole workspace says nothing about our own") {
  Desk desk([](std::size_t n) { return n == 5 ? busy(429, 20, "public_api_space_request_rate_limit") : answer(200, "{}"); });
  for (int i = 0; i < 300; ++i) CHECK(desk.ask()->status == 200);
  CHECK(desk.clock.now() - desk.began == 20s + 301 * 100ms);
}

TEST_CASE("courier: the parallel limit is the host's, and hosts do not wait for each other") {
  Desk desk([](std::size_t n) { return n == 1 ? busy(429, 200) : answer(200, "{}"); });
  const auto shop = asking(Repeat::never, "https://shop.example.com/wp-json");
  for (int i = 0; i < 4; ++i) {
    CHECK(desk.courier.can_start(asking()));
    desk.courier.start(asking());
  }
  CHECK_FALSE(desk.courier.can_start(asking()));
  CHECK(desk.courier.can_start(shop));
  for (int i = 0; i < 3; ++i) CHECK(desk.courier.wait()->outcome);
  const auto ticket = desk.courier.start(shop);
  const auto delivered = desk.courier.wait();
  CHECK(delivered->ticket == ticket);
  CHECK(desk.clock.now() - desk.began == 200ms);
}

TEST_CASE("courier: told to stop it starts nothing, ends what flies, and says what was not sent") {
  std::atomic<bool> stop = false;
  Courier::Options options;
  options.stop = &stop;
  options.services["notion"].in_flight = 1;
  Desk desk(always(answer(200, "{}")), options);
  desk.courier.start(asking());
  desk.courier.start(asking());
  stop = true;
  CHECK_FALSE(desk.courier.can_start(asking()));
  std::map<Ticket, bool> carried_out;
  while (auto delivered = desk.courier.wait()) {
    carried_out[delivered->ticket] = delivered->outcome.has_value();
    if (!delivered->outcome)
      CHECK(delivered->outcome.error() ==
            Error{Fault::unreachable, "stopped before it was sent", "POST api.notion.com/v1/pages", "the next run goes on"});
  }
  CHECK(carried_out == std::map<Ticket, bool>{{1, true}, {2, false}});
  CHECK(desk.attempts.size() == 1);
}

TEST_CASE("courier: a pause asked for by a failing server is kept, a very long one is delivered instead") {
  Desk short_one([](std::size_t n) { return n == 1 ? busy(503, 30) : answer(200, "{}"); });
  CHECK(short_one.ask(asking(Repeat::safe))->status == 200);
  CHECK(short_one.attempts == std::vector<Duration>{0ms, 30100ms});
  Desk long_one(always(busy(503, 600)));
  CHECK(long_one.ask(asking(Repeat::safe))->status == 503);
  CHECK(long_one.attempts.size() == 1);
}

TEST_CASE("courier: accounts have budgets of their own, and keys tell nothing") {
  test::MapLedger ledger;
  Desk desk([](std::size_t n) { return n == 1 ? busy(429, 100) : answer(200, "{}"); }, {}, ledger);
  auto mine = asking(), theirs = asking();
  mine.auth = Bearer{Secret("ntn_mine")};
  theirs.auth = Bearer{Secret("ntn_theirs")};
  desk.courier.start(mine);
  desk.courier.start(theirs);
  CHECK(desk.courier.wait()->ticket == 2);
  CHECK(desk.clock.now() - desk.began == 100ms);
  CHECK(ledger.texts.size() == 2);
  for (const auto& [key, text] : ledger.texts) CHECK(key.find("ntn_") == std::string::npos);
}

TEST_CASE("courier: the ledger is touched once for each request that leaves, at the most") {
  struct Counting final : Ledger {
    void update(std::string_view key, const std::function<std::string(std::string_view)>& change) override {
      ++updates;
      inner.update(key, change);
    }
    test::MapLedger inner;
    std::size_t updates = 0;
  } ledger;
  Courier::Options options;
  options.services["notion"].rate = {3, 1s};
  {
    Desk desk(always(answer(200, "{}")), options, ledger);
    for (int i = 0; i < 100; ++i) desk.courier.start(asking());
    while (desk.courier.wait()) {
    }
    CHECK(desk.attempts.size() == 100);
  }
  CHECK(ledger.updates <= 102);  // and once when it begins and when it ends
}

TEST_CASE("courier: while no limit is known the ledger hears of requests now and then, and of all of them in the end") {
  struct Counting final : Ledger {
    void update(std::string_view key, const std::function<std::string(std::string_view)>& change) override {
      ++updates;
      inner.update(key, change);
    }
    test::MapLedger inner;
    std::size_t updates = 0;
  } ledger;
  const auto sent_by = [&](std::size_t requests) {
    Desk desk(always(answer(200, "{}")), {}, ledger);
    const auto began = desk.clock.now();
    for (std::size_t i = 0; i < requests; ++i) desk.courier.start(asking());
    while (desk.courier.wait()) {
    }
    return static_cast<std::size_t>((desk.clock.now() - began) / 250ms);
  };
  const auto quarters = sent_by(100);
  CHECK(ledger.updates <= quarters + 3);
  const auto text = ledger.inner.texts.begin()->second;
  const auto log = SendLog::parse(text.substr(text.rfind(' ', text.find('*')) + 1));
  CHECK(log.count_since(Instant{}) == 100);
}

TEST_CASE("courier: the price of a plan is the budget's, or that of the time on the wire") {
  Courier::Options options;
  options.services["notion"].rate = {180, 60s};
  Desk desk(always(answer(200, "{}")), options);
  CHECK(desk.ask());
  const auto price = desk.courier.estimate("notion", "https://api.notion.com/v1", 1000);
  CHECK(price >= 299s);
  CHECK(price <= 301s);
  CHECK(desk.courier.estimate("notion", "https://api.notion.com/v1", 100) == 5s);
  CHECK(desk.courier.estimate("shop", "https://shop.example.com", 100) == 5s);
}

TEST_CASE("courier: with nothing to wait for it says so") {
  Desk desk(always(answer(200, "{}")));
  CHECK_FALSE(desk.courier.wait());
}

TEST_CASE("courier: every attempt is on the tape") {
  struct Notes final : Tape {
    void record(const Request&, const tl::expected<Response, Failure>& outcome, Instant) override {
      lines.push_back(outcome ? std::to_string(outcome->status) : outcome.error().detail);
    }
    std::vector<std::string> lines;
  } tape;
  Courier::Options options;
  options.tape = &tape;
  Desk desk([](std::size_t n) { return n == 1 ? failure(Kind::not_sent) : n == 2 ? busy(429, 1) : answer(201, "{}"); }, options);
  CHECK(desk.ask()->status == 201);
  CHECK(tape.lines == std::vector<std::string>{"as it was told", "429", "201"});
}

}  // namespace courier_test
