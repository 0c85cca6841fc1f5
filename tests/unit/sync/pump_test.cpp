#include "sync/pump.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <string>

#include "support/fakes.hpp"

namespace pump_test {

using namespace hsn;
using namespace hsn::sync;

namespace {

http::Request request(const std::string& host, const std::string& path) {
  http::Request request;
  request.service = host;
  request.method = "GET";
  request.url = "https://" + host + ".example.com/" + path;
  request.repeat = http::Repeat::safe;
  return request;
}

// Sends so many requests to one host and counts the answers.
class Counting final : public Job {
 public:
  Counting(std::string host, int wanted) : host_(std::move(host)), wanted_(wanted) {}
  std::optional<http::Request> ready() override {
    if (asked == wanted_) return std::nullopt;
    return request(host_, std::to_string(asked++));
  }
  void started(http::Ticket) override { ++flying; }
  void outcome(http::Delivered delivered) override {
    --flying;
    (delivered.outcome ? answered : failed)++;
  }
  bool done() const { return answered + failed == wanted_; }
  int asked = 0, answered = 0, failed = 0, flying = 0;

 private:
  std::string host_;
  int wanted_;
};

struct Bench {
  explicit Bench(test::FakeTransport::Handler handler) : transport(clock, std::move(handler)) {}
  http::Courier& make(const std::atomic<bool>* stop = nullptr) {
    http::Courier::Options options;
    options.services["slow"].in_flight = 1;
    options.services["fast"].in_flight = 4;
    options.stop = stop;
    courier = std::make_unique<http::Courier>(transport, clock, test::seeded(1), ledger, options);
    return *courier;
  }
  test::FakeClock clock;
  test::FakeTransport transport;
  test::MapLedger ledger;
  std::unique_ptr<http::Courier> courier;
};

test::FakeTransport::Answer fine(const http::Request&, Instant) { return test::answer(200, "{}"); }

class Chat final : public remote::Dialogue {
 public:
  std::optional<http::Request> next() override {
    if (step == 3) return std::nullopt;
    return request("fast", std::to_string(step));
  }
  Result<void> heard(const Result<http::Response>& response) override {
    if (!response) return tl::unexpected(response.error());
    if (response->status != 200) return fail(Fault::bad_data, "no");
    ++step;
    return {};
  }
  int step = 0;
};

}  // namespace

TEST_CASE("pump: every job gets all its answers") {
  Bench bench(fine);
  Counting a("fast", 20), b("slow", 5);
  Job* jobs[] = {&a, &b};
  pump(bench.make(), jobs);
  CHECK(a.answered == 20);
  CHECK(b.answered == 5);
  CHECK(a.done());
  CHECK(b.done());
}

TEST_CASE("pump: a host that is at its limit does not hold up the others") {
  Bench bench(fine);
  Counting slow("slow", 4), fast("fast", 4);
  Job* jobs[] = {&slow, &fast};
  pump(bench.make(), jobs);
  // The fast host's four went out with the slow host's first, not behind its fourth.
  const auto& sent = bench.transport.requests;
  REQUIRE(sent.size() == 8);
  int fast_among_first = 0;
  for (std::size_t i = 0; i < 5; ++i) fast_among_first += sent[i].service == "fast" ? 1 : 0;
  CHECK(fast_among_first == 4);
}

TEST_CASE("pump: jobs of one host take turns") {
  Bench bench(fine);
  Counting a("fast", 10), b("fast", 10);
  Job* jobs[] = {&a, &b};
  pump(bench.make(), jobs);
  int of_both = 0;
  for (std::size_t i = 0; i < 4; ++i) of_both += bench.transport.requests[i].url.ends_with("/0") ? 1 : 0;
  CHECK(of_both == 2);
}

TEST_CASE("pump: no jobs, nothing to wait for") {
  Bench bench(fine);
  pump(bench.make(), {});
  CHECK(bench.transport.requests.empty());
}

TEST_CASE("pump: told to stop, it finishes what flies and starts nothing new") {
  std::atomic<bool> stop = false;
  Bench bench([&](const http::Request&, Instant) -> test::FakeTransport::Answer {
    stop = true;
    return test::answer(200, "{}");
  });
  Counting job("slow", 5);
  Job* jobs[] = {&job};
  pump(bench.make(&stop), jobs);
  CHECK(job.answered == 1);
  CHECK_FALSE(job.done());
}

TEST_CASE("converse: question after answer until there is nothing left to ask") {
  Bench bench(fine);
  Chat chat;
  REQUIRE(converse(bench.make(), chat));
  CHECK(chat.step == 3);
  CHECK(bench.transport.requests.size() == 3);
}

TEST_CASE("converse: an answer that the dialogue refuses ends it with its error") {
  Bench bench([](const http::Request&, Instant) -> test::FakeTransport::Answer { return test::answer(418, "{}"); });
  Chat chat;
  const auto ended = converse(bench.make(), chat);
  REQUIRE_FALSE(ended);
  CHECK(ended.error().what == "no");
}

}  // namespace pump_test
