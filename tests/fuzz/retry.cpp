// Answers that ask for patience: <letter of the method>429…; and what the processes of one account have learnt, as they share it.
#include "http/retry.hpp"

#include "fuzz/fuzz.hpp"
#include "http/budget.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

void share(std::string_view text, Instant now, std::optional<Duration> wait) {
  auto budget = http::Budget::parse(text, now);
  law(http::Budget::parse(budget.text(), now).text() == budget.text(), "a budget is stored and read back without loss", text);
  law(budget.next(now) >= now, "nobody sends in the past", text);
  budget.price(7, now);
  budget.sent(now);
  budget.accepted(now, now);
  budget.sent(now);
  budget.refused(now, now, wait);
  law(budget.next(now) >= now, "nobody sends in the past", text);
}

}  // namespace

FUZZ(retry, input) {
  static const auto kNow = *parse_instant("2026-11-23T12:00:00Z");
  http::Request request;
  request.method = choice(input, 2) == 0 ? "GET" : "POST";
  const auto response = response_of(input);
  const auto wait = http::retry_after(response, kNow);
  law(!wait || *wait >= Duration::zero(), "nobody waits for the past");
  http::whom_it_means(response);
  http::what_then(request, response);
  response.date();
  share(response.body, kNow, wait);
}
