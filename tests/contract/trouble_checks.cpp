// A service in trouble: each kind becomes the fault that decides the exit code, in words that say what to do, and nothing that
// was not read is passed over.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "contract/checks.hpp"
#include "core/time.hpp"

namespace hsn::contract {
namespace {

using Kind = remote::Window::Kind;
using Answer = test::FakeTransport::Answer;
using Faults = std::array<Fault, 2>;  // any of these

struct Trouble {
  Answer (*answer)(const Stand::Pass&);
  Faults asked;                   // what a question ends with
  std::optional<Faults> changed;  // what a write ends with: whether it was carried out must not be guessed
};

Answer page(int status) {
  return test::answer(status, "<!DOCTYPE html><html><head><title>Just a moment</title></head><body><h1>Wait</h1></body></html>",
                      {{"Content-Type", "text/html"}});
}
Answer told(int status, std::vector<http::Header> headers = {}) {
  headers.push_back({"Content-Type", "application/json"});
  return test::answer(status, R"({"message":"no","code":"no","error":{"message":"no","type":"no"}})", std::move(headers));
}
Answer shortened(const Stand::Pass& pass) {
  auto response = pass();
  response.body.resize(response.body.size() / 2);
  return response;
}
Answer broken(http::Failure::Kind kind) { return tl::unexpected(http::Failure{kind, "it broke"}); }

constexpr Faults kRefused{Fault::refused, Fault::refused}, kAway{Fault::unreachable, Fault::unreachable},
    kNotAllowed{Fault::refused, Fault::forbidden}, kThrottled{Fault::throttled, Fault::throttled},
    kUnusable{Fault::bad_data, Fault::bad_config}, kUnknown{Fault::ambiguous, Fault::ambiguous},
    kRepeated{Fault::ambiguous, Fault::unreachable}, kWrongPlace{Fault::bad_config, Fault::not_found};

constexpr Trouble kKeyRefused{[](const Stand::Pass&) { return told(401); }, kRefused, kRefused};
constexpr Trouble kForbidden{[](const Stand::Pass&) { return told(403); }, kNotAllowed, kNotAllowed};
constexpr Trouble kNotThere{[](const Stand::Pass&) { return page(404); }, kWrongPlace,
                            Faults{Fault::bad_config, Fault::bad_data}};
constexpr Trouble kTooFast{[](const Stand::Pass&) { return told(429, {{"Retry-After", "86400"}}); }, kThrottled, kThrottled};
constexpr Trouble kFailing{[](const Stand::Pass&) { return told(500); }, kAway, kUnknown};
constexpr Trouble kPage{[](const Stand::Pass&) { return page(200); }, kUnusable, kUnknown};
constexpr Trouble kNothing{[](const Stand::Pass&) -> Answer { return test::answer(200, ""); }, kUnusable, kUnknown};
constexpr Trouble kHalf{shortened, kUnusable, kUnknown};
constexpr Trouble kOther{
    [](const Stand::Pass&) -> Answer { return test::answer(200, R"({"hello":["world",1]})"); }, kUnusable, {}};
constexpr Trouble kDown{[](const Stand::Pass&) { return broken(http::Failure::Kind::not_sent); }, kAway, kAway};
constexpr Trouble kCutOff{[](const Stand::Pass&) { return broken(http::Failure::Kind::lost); }, kAway, kRepeated};

void check_error(const Stand& stand, const Error& error, const Faults& expected) {
  INFO(describe(error));
  CHECK(std::find(expected.begin(), expected.end(), error.fault) != expected.end());
  CHECK_FALSE(error.what.empty());
  CHECK_FALSE(error.remedy.empty());
  CHECK(error.what.find("<") == std::string::npos);
  CHECK_FALSE(stand.tells_secrets(describe(error)));
}

std::function<Answer(const http::Request&, const Stand::Pass&)> from_question(std::size_t first, const Trouble& trouble) {
  return [first, &trouble, n = std::size_t{0}](const http::Request&, const Stand::Pass& pass) mutable {
    return n++ < first ? Answer(pass()) : trouble.answer(pass);
  };
}

std::set<RecordKey> keys_of(std::span<const Seen> seen) {
  std::set<RecordKey> keys;
  for (const auto& one : seen) keys.insert(one.record.key);
  return keys;
}

// A walk that is cut off at each of its questions; what it did not get to is seen by the next one, from wherever it goes on.
void check_walk(Stand& stand, const remote::Feed& feed, const Trouble& trouble) {
  const auto before = stand.sent.size();
  const auto all = keys_of(stand.walk(feed, Kind::since).seen);
  const auto questions = stand.sent.size() - before;
  for (std::size_t first = 0; first < questions; ++first) {
    INFO(feed.name << ", from its question " << first + 1 << " on");
    Stand fresh(stand.service);
    fresh.trouble = from_question(first, trouble);
    auto cut_off = fresh.walk(feed, Kind::since);
    REQUIRE((cut_off.error || !cut_off.spoilt.empty()));
    check_error(fresh, cut_off.error ? *cut_off.error : cut_off.spoilt.front().second, trouble.asked);

    Stand next_run(stand.service);
    auto seen = keys_of(cut_off.seen);
    seen.merge(keys_of(next_run.walk(feed, Kind::since, cut_off.cursor.value_or("")).seen));
    CHECK(seen == all);
  }
}

void check_probes(const Stand& stand, const Trouble& trouble) {
  const auto probes = stand.remote->probes();
  std::size_t failed = 0;
  for (const auto& probe : probes) {
    INFO(probe.check);
    Stand fresh(stand.service);
    fresh.trouble = from_question(0, trouble);
    const auto finding = probe.judge(fresh.ask(probe.request));
    if (finding.state != remote::Finding::State::fail) continue;  // the service can do without, or expects just that
    check_error(fresh, {finding.fault, finding.detail, "", finding.remedy}, trouble.asked);
    ++failed;
  }
  CHECK((failed > 0 || probes.empty()));
}

void check_write(const Stand& stand, const Trouble& trouble) {
  const auto write = trouble.changed ? some_write(stand.service) : std::nullopt;
  if (!write) return;
  INFO("a write");
  Stand fresh(stand.service);
  fresh.trouble = from_question(0, trouble);
  const auto outcome = fresh.write(*write);
  REQUIRE_FALSE(outcome);
  // What begins with a question has not changed anything yet.
  const bool asked = fresh.sent.front().method == "GET";
  check_error(fresh, outcome.error(), asked ? trouble.asked : *trouble.changed);
}

template <const Trouble& kTrouble>
void tells_of(Stand& stand) {
  for (const auto& feed : stand.listed()) check_walk(stand, feed, kTrouble);
  check_probes(stand, kTrouble);
  check_write(stand, kTrouble);
}

constexpr Check kTroubles[] = {
    {"401 is told as refused credentials", tells_of<kKeyRefused>},
    {"403 is told as refused", tells_of<kForbidden>},
    {"a web server's 404 is told as a wrong address, not as a record that is gone", tells_of<kNotThere>},
    {"429 beyond patience is told as throttled", tells_of<kTooFast>},
    {"500 is told as a service that is away", tells_of<kFailing>},
    {"a page in place of JSON is told as unusable", tells_of<kPage>},
    {"an empty answer is told as unusable", tells_of<kNothing>},
    {"half a JSON is told as unusable", tells_of<kHalf>},
    {"JSON of something else is told as unusable", tells_of<kOther>},
    {"no connection is told as a service that is away", tells_of<kDown>},
    {"a lost answer is told as a service that is away", tells_of<kCutOff>},
};

}  // namespace

std::span<const Check> trouble() { return kTroubles; }

}  // namespace hsn::contract
