#include "http/budget.hpp"

#include <catch2/catch.hpp>
#include <ostream>
#include <queue>
#include <string>

#include "regimes.hpp"

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
