#include "sync/walk.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "support/fakes.hpp"

namespace walk_test {

using namespace hsn;
using namespace hsn::sync;
using test::FakeTransport;

namespace {

// A list of pages given as a script: path -> what the answer means.
class Script final : public remote::Remote {
 public:
  std::map<std::string, Result<remote::Step>> pages;

  static remote::Ask ask(const std::string& path, const std::string& about = "") {
    remote::Ask ask;
    ask.request.service = "shop";
    ask.request.method = "GET";
    ask.request.url = "https://shop.example.com/" + path;
    ask.request.repeat = http::Repeat::safe;
    ask.about = about;
    ask.carry = path;
    return ask;
  }
  static Seen seen(const std::string& id) {
    Seen seen;
    seen.remote_id = id;
    return seen;
  }
  remote::Step list(const remote::Feed&, const remote::Window&) const override { return {}; }
  Result<remote::Step> read(const remote::Ask& question, const http::Response&) const override {
    return pages.at(question.carry);
  }
  Result<remote::Sending> write(std::span<const Write>) const override { return fail(Fault::bad_data, ""); }
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override {
    return fail(Fault::bad_data, "");
  }
  std::optional<remote::Step> find(const Write&, Instant) const override { return {}; }
  std::vector<remote::Probe> probes() const override { return {}; }
};

struct Trip {
  Script script;
  std::vector<Seen> stored;
  std::vector<std::string> log;  // in the order of storing: "seen a,b", "cursor 7", "spoilt x"
  std::function<Result<std::optional<remote::Step>>()> then;
  std::function<bool()> halting;
  FakeTransport::Handler handler = [](const http::Request&, Instant) -> FakeTransport::Answer { return test::answer(200, "{}"); };
  std::optional<Error> error;
  bool ended = false;
  std::vector<std::string> paths;

  void go(remote::Step first) {
    test::FakeClock clock;
    test::FakeTransport transport(clock, handler);
    test::MapLedger ledger;
    http::Courier courier(transport, clock, test::seeded(1), ledger, {});
    Walk walk({.remote = script,
               .service = "shop",
               .store =
                   [this](std::span<const Seen> seen, const std::optional<remote::Cursor>& cursor) {
                     stored.insert(stored.end(), seen.begin(), seen.end());
                     std::vector<std::string> ids;
                     for (const auto& one : seen) ids.push_back(one.remote_id);
                     if (!ids.empty()) log.push_back("seen " + join(ids, ","));
                     if (cursor) log.push_back("cursor " + *cursor);
                   },
               .spoilt = [this](const remote::Ask& ask, const Error&) { log.push_back("spoilt " + ask.about); },
               .then = then,
               .halting = halting},
              std::move(first));
    Job* job = &walk;
    pump(courier, std::span(&job, 1));
    error = walk.error();
    ended = walk.ended();
    for (const auto& request : transport.requests) paths.push_back(http::path_of(request.url).substr(1));
  }
};

remote::Step next(const std::string& path) {
  remote::Step step;
  step.next = Script::ask(path);
  return step;
}

}  // namespace

TEST_CASE("walk: pages follow each other, and the cursor is stored with what it covers") {
  Trip trip;
  remote::Step one = next("2"), two;
  one.seen = {Script::seen("a")};
  two.seen = {Script::seen("b")};
  two.cursor = "7";
  trip.script.pages = {{"1", one}, {"2", two}};
  trip.go(next("1"));
  CHECK(trip.log == std::vector<std::string>{"seen a", "seen b", "cursor 7"});
  CHECK(trip.ended);
  CHECK_FALSE(trip.error);
}

TEST_CASE("walk: what a service tells is stored in its canonical form") {
  Trip trip;
  remote::Step one;
  one.seen = {Script::seen("24")};
  one.seen[0].record.key = {"products", "woocommerce:product:24"};
  one.seen[0].record.fields = {{"name", std::string(" Cafe\u0301 print ")},
                               {"categories", std::vector<std::string>{"b", "a", "a"}}};
  trip.script.pages = {{"1", one}};
  trip.go(next("1"));
  REQUIRE(trip.stored.size() == 1);
  CHECK(trip.stored[0].record.fields ==
        Fields{{"name", std::string("Caf\u00e9 print")}, {"categories", std::vector<std::string>{"a", "b"}}});
}

TEST_CASE("walk: the cursor waits for every detail, and so does the next page") {
  Trip trip;
  remote::Step one = next("2");
  one.seen = {Script::seen("a")};
  one.details = {Script::ask("d1", "x"), Script::ask("d2", "y")};
  one.cursor = "5";
  remote::Step detail, more = detail;
  detail.seen = {Script::seen("x")};
  detail.next = Script::ask("d3", "x");  // a detail may have a second half
  more.seen = {Script::seen("y")};
  trip.script.pages = {{"1", one}, {"d1", detail}, {"d2", more}, {"d3", more}, {"2", remote::Step{}}};
  trip.go(next("1"));
  CHECK(trip.log.front() == "seen a");
  REQUIRE(trip.log.size() == 5);
  CHECK(trip.log.back() == "cursor 5");
  CHECK(trip.paths.back() == "2");
  CHECK(trip.ended);
}

TEST_CASE("walk: details run side by side") {
  Trip trip;
  remote::Step one;
  one.details = {Script::ask("d1", "x"), Script::ask("d2", "y"), Script::ask("d3", "z")};
  trip.script.pages = {{"1", one}, {"d1", remote::Step{}}, {"d2", remote::Step{}}, {"d3", remote::Step{}}};
  std::vector<Instant> at;
  trip.handler = [&](const http::Request&, Instant now) -> FakeTransport::Answer {
    at.push_back(now);
    return test::answer(200, "{}");
  };
  trip.go(next("1"));
  REQUIRE(at.size() == 4);
  CHECK(at[1] == at[3]);
}

TEST_CASE("walk: an unreadable record spoils itself alone") {
  Trip trip;
  remote::Step one;
  one.details = {Script::ask("d1", "x"), Script::ask("d2", "y")};
  one.cursor = "5";
  remote::Step good;
  good.seen = {Script::seen("y")};
  trip.script.pages = {{"1", one}, {"d1", fail(Fault::bad_data, "half a record")}, {"d2", good}};
  trip.go(next("1"));
  CHECK(trip.log == std::vector<std::string>{"spoilt x", "seen y", "cursor 5"});
  CHECK(trip.ended);
}

TEST_CASE("walk: a failed page ends it without a cursor") {
  Trip trip;
  remote::Step one = next("2");
  one.cursor = "5";
  one.seen = {Script::seen("a")};
  trip.script.pages = {{"1", one}, {"2", fail(Fault::bad_data, "not a list")}};
  trip.go(next("1"));
  CHECK(trip.log == std::vector<std::string>{"seen a", "cursor 5"});
  REQUIRE(trip.error);
  CHECK(trip.error->what == "not a list");
  CHECK_FALSE(trip.ended);
}

TEST_CASE("walk: refused credentials end it even when a single record was asked for") {
  Trip trip;
  remote::Step one;
  one.details = {Script::ask("d1", "x")};
  one.cursor = "5";
  trip.script.pages = {{"1", one}, {"d1", fail(Fault::refused, "no permission")}};
  trip.go(next("1"));
  CHECK(trip.log.empty());
  REQUIRE(trip.error);
  CHECK(trip.error->fault == Fault::refused);
}

TEST_CASE("walk: a host that does not answer ends it, and nothing more is asked") {
  Trip trip;
  remote::Step one;
  one.details = {Script::ask("d1", "x")};
  one.cursor = "5";
  trip.script.pages = {{"1", one}};
  trip.handler = [](const http::Request& request, Instant) -> FakeTransport::Answer {
    if (request.url.ends_with("/1")) return test::answer(200, "{}");
    return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
  };
  trip.go(next("1"));
  CHECK(trip.log.empty());
  REQUIRE(trip.error);
  CHECK(trip.error->fault == Fault::unreachable);
}

TEST_CASE("walk: what comes after its end belongs to it, and may still refuse it") {
  Trip trip;
  int asked = 0;
  trip.script.pages = {{"1", remote::Step{}}, {"doubt", remote::Step{}}};
  trip.then = [&]() -> Result<std::optional<remote::Step>> {
    if (++asked == 1) return std::optional(next("doubt"));
    return fail(Fault::bad_data, "seems empty");
  };
  trip.go(next("1"));
  CHECK(asked == 2);
  CHECK(trip.paths == std::vector<std::string>{"1", "doubt"});
  REQUIRE(trip.error);
  CHECK(trip.error->what == "seems empty");
}

TEST_CASE("walk: told to stop, it keeps what it has and has not ended") {
  Trip trip;
  remote::Step one = next("2");
  one.seen = {Script::seen("a")};
  trip.script.pages = {{"1", one}, {"2", remote::Step{}}};
  bool stop = false;
  trip.halting = [&] { return stop; };
  trip.handler = [&](const http::Request&, Instant) -> FakeTransport::Answer {
    stop = true;
    return test::answer(200, "{}");
  };
  trip.go(next("1"));
  CHECK(trip.log == std::vector<std::string>{"seen a"});
  CHECK(trip.paths == std::vector<std::string>{"1"});
  CHECK_FALSE(trip.ended);
  CHECK_FALSE(trip.error);
}

TEST_CASE("walk: one with nothing to ask is over before it starts") {
  Trip trip;
  trip.go({});
  CHECK(trip.ended);
  CHECK(trip.paths.empty());
}

}  // namespace walk_test
