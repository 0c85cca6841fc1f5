#include "http/budget.hpp"

#include <catch2/catch.hpp>
#include <ostream>
#include <queue>
#include <string>

#include "core/text.hpp"
#include "regimes.hpp"

namespace budget_test {

using namespace hsn;
using namespace hsn::http;
using namespace std::chrono_literals;
using test::Bucket;
using test::FixedWindow;
using test::Limiter;
using test::MakeLimiter;
using test::SlidingWindow;

namespace {

constexpr std::size_t kInFlight = 4;

double ratio(Duration wall, Duration floor) { return static_cast<double>(wall.count()) / static_cast<double>(floor.count()); }

struct Regime {
  std::string name;
  MakeLimiter make;
  std::size_t first_refusals;  // at the most, while it is learnt
};
std::ostream& operator<<(std::ostream& out, const Regime& regime) { return out << regime.name; }

const std::vector<Regime> kRegimes{
    {"3 a second, burst 3", [] { return std::make_unique<Bucket>(3, 3); }, 12},
    {"3 a second, burst 10", [] { return std::make_unique<Bucket>(3, 10); }, 12},
    {"180 reserve, refilled at 3 a second", [] { return std::make_unique<Bucket>(3, 180); }, 12},
    {"180 in a window that the first request opens", [] { return std::make_unique<FixedWindow>(180, false); }, 5},
    {"600 in a window that the first request opens", [] { return std::make_unique<FixedWindow>(600, false); }, 5},
    {"180 in a minute of the clock", [] { return std::make_unique<FixedWindow>(180, true); }, 10},
    {"600 in a minute of the clock", [] { return std::make_unique<FixedWindow>(600, true); }, 10},
    {"180 in any 60 s", [] { return std::make_unique<SlidingWindow>(180); }, 5},
    {"600 in any 60 s", [] { return std::make_unique<SlidingWindow>(600); }, 5},
    {"250 in any 60 s", [] { return std::make_unique<SlidingWindow>(250); }, 5},
};

// What nobody could beat: a host that lets requests wait at its door instead of refusing them.
Duration floor_of(std::size_t requests, Instant from, Limiter& limiter, test::Network& network) {
  std::priority_queue<Instant, std::vector<Instant>, std::greater<>> free;
  for (std::size_t i = 0; i < kInFlight; ++i) free.push(from);
  Instant last = from, open = from;  // who came first goes in first
  for (std::size_t i = 0; i < requests; ++i) {
    auto arrives = std::max(open, free.top() + network.one_way());
    free.pop();
    while (limiter.refuse(arrives)) arrives += 5ms;
    open = arrives;
    const auto answered = arrives + network.one_way();
    last = std::max(last, answered);
    free.push(answered);
  }
  return last - from;
}

Request question() {
  Request request;
  request.service = "notion";
  request.method = "POST";
  request.url = "https://api.notion.com/v1/pages";
  request.auth = Bearer{Secret("ntn_test")};
  return request;
}

struct Run {
  Duration wall{};
  std::size_t accepted = 0, refused = 0;
};

// A run of so many requests, as the pump makes them.
Run run(std::size_t requests, test::FakeClock& clock, Limiter& limiter, Ledger& ledger, std::uint64_t seed,
        const HostPolicy& policy = {}) {
  test::Network network(clock, limiter, test::seeded(seed), 50ms, 300ms);
  const auto began = clock.now();
  Courier::Options options;
  options.services["notion"] = policy;
  Courier courier(network, clock, test::seeded(seed + 1), ledger, options);
  std::size_t started = 0, delivered = 0;
  while (delivered < requests) {
    while (started < requests && courier.can_start(question())) {
      courier.start(question());
      ++started;
    }
    const auto outcome = courier.wait();
    REQUIRE(outcome);
    REQUIRE(outcome->outcome);
    CHECK(outcome->outcome->status == 200);
    ++delivered;
  }
  return {clock.now() - began, network.accepted, network.refused};
}

}  // namespace

TEST_CASE("budget: any limit is learnt in the first run and met in the second, wherever the clock stands") {
  const auto& regime = GENERATE_REF(from_range(kRegimes));
  const auto phase = GENERATE(0s, 41s);
  const std::uint64_t seed = phase == 0s ? 1 : 2;
  CAPTURE(regime, phase.count(), seed);

  test::FakeClock clock;
  clock.advance(phase);
  const auto limiter = regime.make();
  test::MapLedger ledger;
  const auto first = run(1000, clock, *limiter, ledger, seed);
  CHECK(first.refused <= regime.first_refusals);

  clock.advance(10min + phase * 3);
  test::FakeClock aside(clock.now());
  const auto fresh = regime.make();
  test::Network network(aside, *fresh, test::seeded(seed + 9), 50ms, 300ms);
  const auto floor = floor_of(1000, clock.now(), *fresh, network);
  const auto second = run(1000, clock, *limiter, ledger, seed + 7);
  CHECK(ratio(second.wall, floor) <= 1.03);
  CHECK(second.refused <= 10);
}

TEST_CASE("budget: a run right after another does not collide with it") {
  const auto& regime = GENERATE_REF(from_range(kRegimes));
  CAPTURE(regime);
  test::FakeClock clock;
  const auto limiter = regime.make();
  test::MapLedger ledger;
  run(700, clock, *limiter, ledger, 1);
  const auto refused = run(100, clock, *limiter, ledger, 2).refused + run(100, clock, *limiter, ledger, 3).refused;
  CHECK(refused <= 4);
}

TEST_CASE("budget: the reserve of a host is learnt from short runs too, one of which finds it full each time") {
  const std::uint64_t seed = GENERATE(1U, 2U, 3U, 4U);
  const std::size_t first = GENERATE(20U, 70U, 200U);
  CAPTURE(seed, first);
  test::FakeClock clock;
  Bucket limiter(3, 3);
  test::MapLedger ledger;
  run(first, clock, limiter, ledger, seed);
  for (int learning = 0; learning < 2; ++learning) {
    clock.advance(8s);
    run(30, clock, limiter, ledger, seed + 10);
  }
  std::size_t refused = 0;
  for (int again = 0; again < 4; ++again) {
    clock.advance(8s);
    refused += run(30, clock, limiter, ledger, seed + 20).refused;
  }
  CHECK(refused <= 1);
}

TEST_CASE("budget: two processes share what there is") {
  const auto& regime = GENERATE_REF(from_range(kRegimes));
  CAPTURE(regime);
  test::FakeClock clock;
  const auto limiter = regime.make();
  test::MapLedger ledger;
  run(1000, clock, *limiter, ledger, 1);
  clock.advance(5min);

  test::Network here(clock, *limiter, test::seeded(2), 50ms, 300ms), there(clock, *limiter, test::seeded(3), 50ms, 300ms);
  Courier one(here, clock, test::seeded(4), ledger, {}), other(there, clock, test::seeded(5), ledger, {});
  for (int i = 0; i < 350; ++i) {
    for (auto* const courier : {&one, &other}) {
      courier->start(question());
      REQUIRE(courier->wait());
    }
  }
  CHECK(here.refused + there.refused <= 7);
}

TEST_CASE("budget: another plan is found, a smaller one at once and a larger one in time") {
  test::FakeClock clock;
  test::MapLedger ledger;
  SlidingWindow small(180), large(600);
  Bucket old(3, 3);
  run(1000, clock, large, ledger, 1);
  clock.advance(5min);
  CHECK(run(500, clock, small, ledger, 2).refused <= 8);
  clock.advance(5min);
  CHECK(run(500, clock, small, ledger, 3).refused <= 5);
  clock.advance(5min);
  CHECK(run(2000, clock, large, ledger, 4).wall < 6min);
  clock.advance(5min);
  CHECK(run(1000, clock, old, ledger, 5).refused <= 25);
  clock.advance(5min);
  CHECK(run(1000, clock, old, ledger, 6).refused <= 10);
  clock.advance(5min);
  run(3000, clock, large, ledger, 7);
  clock.advance(5min);
  CHECK(run(1000, clock, large, ledger, 8).wall < 90s);
}

TEST_CASE("budget: a window is tried for more whole seconds before its end, so that the wait it answers with ends with it") {
  const auto send = [](Budget& budget, Instant at) {
    budget.sent(at);
    budget.accepted(at, at + 40ms);
  };
  Budget budget;
  auto now = test::instant("2026-11-23T10:00:00Z");
  for (int i = 0; i < 180; ++i) send(budget, now);
  budget.sent(now + 3s);
  budget.refused(now + 3s, now + 3040ms, 57s);
  for (int window = 0; window < 6; ++window) {
    now += 61s;
    for (int i = 0; i < 180; ++i) send(budget, now);
  }
  const auto end = now + 100ms + 60s;
  CHECK(budget.next(now + 730ms) == now + 1100ms);
  const auto late = now + 1102ms;  // nobody wakes to the millisecond
  REQUIRE(budget.next(late) == late);
  budget.sent(late);
  budget.refused(late, late + 40ms, 59s);  // 58.9 s, rounded up
  CHECK(budget.next(late + 1s) <= end + 50ms);
}

TEST_CASE("budget: what a host with another limit allows is found within a tenth") {
  const auto rate = GENERATE(2, 5, 10);
  CAPTURE(rate);
  test::FakeClock clock;
  test::MapLedger ledger;
  Bucket bucket(rate, 10);
  const auto first = run(1500, clock, bucket, ledger, 1);
  clock.advance(5min);
  const auto second = run(1500, clock, bucket, ledger, 2);
  CHECK(first.refused <= 40);
  CHECK(second.refused <= 15);
  CHECK(ratio(second.wall, Duration(1500 * 1000 / rate)) <= 1.1);
}

TEST_CASE("budget: a fixed rate is obeyed as it is") {
  const auto policy = [](const char* rate) {
    HostPolicy fixed;
    fixed.rate = parse_rate(rate).value();
    return fixed;
  };
  test::FakeClock clock;
  test::MapLedger ledger;
  SlidingWindow generous(100'000);
  CHECK(run(93, clock, generous, ledger, 1, policy("3/s")).wall >= 30s);
  clock.advance(5min);
  CHECK(run(93, clock, generous, ledger, 2, policy("3/s")).wall < 32s);
  clock.advance(5min);
  CHECK(run(11, clock, generous, ledger, 4, policy("0.5")).wall >= 20s);
  clock.advance(5min);
  CHECK(run(11, clock, generous, ledger, 5, policy("0.5")).wall < 25s);
  clock.advance(5min);
  const auto windows = run(250, clock, generous, ledger, 3, policy("100/60s"));
  CHECK(windows.wall >= 120s);
  CHECK(windows.wall < 125s);
}

TEST_CASE("budget: a fixed rate a second is not exceeded in any second, not in the first, and not by the next process") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  std::vector<Instant> sent;
  std::string text;
  for (int process = 0; process < 3; ++process) {
    auto at = sent.empty() ? now : sent.back();
    auto budget = Budget::parse(text, at);
    budget.fix({2, 1s});
    for (int i = 0; i < 5; ++i) {
      at = budget.next(at);
      budget.sent(at);
      budget.accepted(at, at + 20ms);
      sent.push_back(at);
    }
    text = budget.text();
  }
  for (std::size_t i = 2; i < sent.size(); ++i) CHECK(sent[i] - sent[i - 2] > 1s);
  CHECK(sent.back() - sent.front() < 8s);
}

TEST_CASE("budget: its text brings it back, and damaged text is forgotten") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  Budget budget;
  for (int i = 0; i < 180; ++i) {
    budget.sent(now);
    budget.accepted(now, now + 100ms);
  }
  budget.sent(now + 1s);
  budget.refused(now + 1s, now + 1100ms, 59s);
  const auto text = budget.text();
  CHECK(text.size() < 300);
  const auto again = Budget::parse(text, now + 2s);
  CHECK(again.text() == text);
  CHECK(again.next(now + 2s) == now + 60100ms);  // in slots of 100 ms
  CHECK(Budget::parse("rubbish", now).next(now) == now);
  CHECK(Budget::parse(text.substr(0, text.size() / 3), now).next(now) == now);
  CHECK(Budget::parse("9" + text, now).next(now + 2s) == now + 2s);
}

TEST_CASE("budget: numbers that no host can have taught are forgotten, each") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  const std::string sound = "1 0 0 5 0 0 0 0 3000 4000 30 1 1000000 0 0 0 0 0 0 0 0 ";
  REQUIRE(Budget::parse(sound, now).knows_a_limit());
  const auto numbers = split(sound, ' ');
  for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
    auto damaged = numbers;
    damaged[i] = "9223372036854775807";
    INFO(join(damaged, " "));
    CHECK_FALSE(Budget::parse(join(damaged, " "), now).knows_a_limit());
  }
}

TEST_CASE("budget: a host that refuses everything from now on is asked seldom, and still asked") {
  auto now = test::instant("2026-11-23T10:00:00Z");
  Budget budget;
  for (int i = 0; i < 5; ++i) {
    budget.sent(now);
    budget.accepted(now, now + 100ms);
  }
  for (int i = 0; i < 200; ++i) {
    now = budget.next(now) + 300ms;
    budget.sent(now);
    budget.refused(now, now + 100ms, 1s);
  }
  CHECK(budget.next(now) > now + 5s);
  CHECK(budget.next(now) < now + 60s);
}

TEST_CASE("budget: a clock that was set back does not lock us out") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  Budget budget;
  budget.fix({2, 60s});
  budget.sent(now);
  budget.sent(now);
  CHECK(budget.next(now + 1s) == now + 60s);
  auto back = Budget::parse(budget.text(), now - 2h);
  back.fix({2, 60s});
  CHECK(back.next(now - 2h) == now - 2h);
}

TEST_CASE("budget: a rate that is fixed no more leaves nothing behind") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  const auto rate = GENERATE(Rate{2, 60s}, Rate{1, 1s});
  Budget budget;
  budget.fix(rate);
  for (int i = 0; i < 5; ++i) budget.sent(now);
  REQUIRE(budget.next(now) > now);
  auto next_run = Budget::parse(budget.text(), now);
  CHECK_FALSE(next_run.knows_a_limit());
  CHECK(next_run.next(now) == now);
  budget.fix({});
  CHECK_FALSE(budget.knows_a_limit());
  CHECK(budget.next(now) == now);
}

TEST_CASE("budget: what was learnt is there again when a rate is fixed no more, and what was sent counts all along") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  Budget budget;
  for (int i = 0; i < 20; ++i) budget.sent(now);
  budget.refused(now, now + 100ms, 59s);  // so it is a window
  REQUIRE(budget.knows_a_limit());
  const auto learnt = Budget::parse(budget.text(), now).price(1000, now + 2min);
  budget.fix({3, 1s});
  budget.fix({4, 1s});
  REQUIRE(budget.price(1000, now + 2min) != learnt);
  auto shared = Budget::parse(budget.text(), now);
  CHECK(shared.price(1000, now + 2min) == learnt);
  budget.fix({});
  CHECK(budget.price(1000, now + 2min) == learnt);
  shared.fix({1, 1s});
  shared.sent(now + 2min);
  auto other = Budget::parse(shared.text(), now + 2min);
  other.fix({1, 1s});
  CHECK(other.next(now + 2min) >= now + 2min + 1s);
  CHECK(other.next(now + 2min) < now + 2min + 1100ms);
}

TEST_CASE("budget: the price of many requests follows from the limit") {
  const auto now = test::instant("2026-11-23T10:00:00Z");
  Budget budget;
  CHECK(budget.price(1000, now) == 0s);
  budget.fix({180, 60s});
  CHECK(budget.price(180, now) == 0s);
  CHECK(budget.price(181, now) == 60s);
  CHECK(budget.price(1000, now) == 300s);
  budget.fix({3, 1s});
  CHECK(budget.price(1000, now) >= 332s);
  CHECK(budget.price(1000, now) <= 340s);
  budget.close(now + 100s);
  CHECK(budget.price(1, now) == 100s);
}

TEST_CASE("budget: rates are written as 3/s, 0.5 or 180/60s") {
  CHECK(parse_rate("").value() == Rate{});
  CHECK(parse_rate(" 3/s ").value() == Rate{3, 1s});
  CHECK(parse_rate("180/60s").value() == Rate{180, 60s});
  CHECK(parse_rate("5").value() == Rate{5, 1s});
  CHECK(parse_rate("0.5").value() == Rate{1, 2s});
  CHECK(parse_rate("2.5/s").value() == Rate{2, 800ms});
  CHECK(parse_rate("0.25/10s").value() == Rate{1, 40s});
  const auto* const wrong = GENERATE("0", "-1", "3/", "3/m", "3/0s", "x", "3/s s", "999999999999", "0.0", "inf", "nan", "3/60");
  CAPTURE(wrong);
  REQUIRE_FALSE(parse_rate(wrong));
  CHECK(parse_rate(wrong).error().fault == Fault::bad_config);
}

}  // namespace budget_test
