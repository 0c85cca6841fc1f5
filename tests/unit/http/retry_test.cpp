#include "http/retry.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>

#include "core/time.hpp"
#include "support/fakes.hpp"

namespace retry_test {

using namespace hsn;
using namespace hsn::http;
using test::answer;
using Kind = Failure::Kind;

namespace {
Request asking(Repeat repeat, Judge judge = nullptr) {
  Request request;
  request.repeat = repeat;
  request.judge = judge;
  return request;
}
Outcome failure(Kind kind) { return tl::unexpected(Failure{kind, ""}); }
Outcome limited(std::string_view reason) {
  return answer(429, R"({"object":"error","additional_data":{"rate_limit_reason":")" + std::string(reason) + "\"}}");
}
const auto kNow = test::instant("2026-11-23T05:10:00Z");
}  // namespace

TEST_CASE("retry: what may be sent again follows from the verb and from what can have happened") {
  const auto [outcome, never, safe] = GENERATE(table<Outcome, Then, Then>({
      {answer(200, ""), Then::deliver, Then::deliver},
      {answer(400, ""), Then::deliver, Then::deliver},
      {answer(401, ""), Then::deliver, Then::deliver},
      {answer(409, ""), Then::deliver, Then::deliver},
      {answer(501, ""), Then::deliver, Then::deliver},
      {answer(429, ""), Then::later, Then::later},
      {answer(429, "<html>slow down"), Then::later, Then::later},
      {answer(429, R"({"error":{"code":"insufficient_quota"}})"), Then::deliver, Then::deliver},
      {answer(429, R"({"error":{"code":"rate_limit_exceeded"}})"), Then::later, Then::later},
      {answer(429, "", {{"X-Should-Retry", "false"}}), Then::deliver, Then::deliver},
      {answer(529, ""), Then::later, Then::later},
      {limited("public_api_request_rate_limit"), Then::later, Then::later},
      {limited("something_new"), Then::later, Then::later},
      {limited("public_api_request_blocked"), Then::deliver, Then::deliver},
      {answer(500, ""), Then::deliver, Then::again},
      {answer(502, ""), Then::deliver, Then::again},
      {answer(503, ""), Then::deliver, Then::again},
      {answer(504, ""), Then::deliver, Then::again},
      {answer(524, ""), Then::deliver, Then::again},
      {answer(501, ""), Then::deliver, Then::deliver},
      {failure(Kind::not_sent), Then::again, Then::again},
      {failure(Kind::tls), Then::deliver, Then::deliver},
      {failure(Kind::lost), Then::deliver, Then::again},
      {failure(Kind::too_large), Then::deliver, Then::deliver},
  }));
  CAPTURE(outcome ? outcome->status : -1);
  CHECK(what_then(asking(Repeat::never), outcome) == never);
  CHECK(what_then(asking(Repeat::safe), outcome) == safe);
}

TEST_CASE("retry: a request's own judge decides about answers, but never about limits and lost connections") {
  const Judge always = [](const Response&, Repeat) { return Verdict::repeat; };
  const Judge never = [](const Response&, Repeat) { return Verdict::deliver; };
  CHECK(what_then(asking(Repeat::never, always), answer(409, "")) == Then::again);
  CHECK(what_then(asking(Repeat::safe, never), answer(503, "")) == Then::deliver);
  CHECK(what_then(asking(Repeat::safe, never), answer(429, "")) == Then::later);
  CHECK(what_then(asking(Repeat::safe, always), limited("public_api_request_blocked")) == Then::deliver);
  CHECK(what_then(asking(Repeat::never, always), failure(Kind::lost)) == Then::deliver);
  const Judge usual = [](const Response&, Repeat) { return Verdict::usual; };
  CHECK(what_then(asking(Repeat::safe, usual), answer(503, "")) == Then::again);
  CHECK(what_then(asking(Repeat::safe, usual), answer(409, "")) == Then::deliver);
}

TEST_CASE("retry: only our own limit teaches us something about our budget") {
  CHECK(whom_it_means(limited("public_api_request_rate_limit").value()) == Meant::us);
  CHECK(whom_it_means(answer(429, "")) == Meant::us);
  CHECK(whom_it_means(limited("something_new").value()) == Meant::us);
  CHECK(whom_it_means(limited("public_api_space_request_rate_limit").value()) == Meant::somebody);
  CHECK(whom_it_means(limited("public_api_endpoint_rate_limit").value()) == Meant::somebody);
  CHECK(whom_it_means(answer(529, "")) == Meant::somebody);
}

TEST_CASE("retry: the time to wait is taken as it is told, in seconds or as a date") {
  const auto told = [](std::vector<Header> headers) { return retry_after(answer(429, "", std::move(headers)), kNow); };
  CHECK(told({{"Retry-After", "7"}}) == std::chrono::seconds(7));
  CHECK(told({{"retry-after", "0"}}) == Duration::zero());
  CHECK(told({{"Retry-After", "Mon, 23 Nov 2026 05:10:30 GMT"}}) == std::chrono::seconds(30));
  CHECK(told({{"Retry-After", "Mon, 23 Nov 2026 05:09:30 GMT"}}) == Duration::zero());
  // The server's clock is 20 s ahead of ours.
  CHECK(told({{"Retry-After", "Mon, 23 Nov 2026 05:10:30 GMT"}, {"Date", "Mon, 23 Nov 2026 05:10:20 GMT"}}) ==
        std::chrono::seconds(10));
  CHECK_FALSE(told({}));
  CHECK_FALSE(told({{"Retry-After", "soon"}}));
  CHECK_FALSE(told({{"Retry-After", "-1"}}));
  CHECK_FALSE(told({{"Retry-After", "99999999999999999999999"}}));
  CHECK(told({{"Retry-After", "9999999999999"}}) == std::chrono::hours(1));
}

TEST_CASE("retry: without a time the wait is anything from nothing to a bound that doubles up to a minute") {
  const auto random = test::seeded(1);
  for (int earlier = 0; earlier < 70; ++earlier) {
    const auto bound = std::min<Duration>(std::chrono::seconds(1LL << std::min(earlier, 10)), std::chrono::seconds(60));
    Duration least = bound, most{};
    for (int i = 0; i < 300; ++i) {
      const auto wait = backoff(earlier, random());
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    CHECK(least >= Duration::zero());
    CHECK(least < bound / 20);
    CHECK(most <= bound);
    CHECK(most > bound * 19 / 20);
  }
}

TEST_CASE("retry: a gateway that failed gets a new connection") {
  CHECK(spoils_connection(502));
  CHECK(spoils_connection(504));
  CHECK_FALSE(spoils_connection(503));
  CHECK_FALSE(spoils_connection(200));
}

}  // namespace retry_test
