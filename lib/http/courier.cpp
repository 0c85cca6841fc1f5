#include "http/courier.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/log.hpp"
#include "core/time.hpp"
#include "http/auth.hpp"
#include "http/failure.hpp"
#include "http/gate.hpp"
#include "http/retry.hpp"
#include "http/tape.hpp"

namespace hsn::http {
namespace {

constexpr Duration kLongestWait = std::chrono::hours(1);
constexpr Duration kUsualLatency = std::chrono::milliseconds(200);

}  // namespace

struct Courier::Impl {
  Impl(Transport& transport_, const Clock& clock_, Random random_, Ledger& ledger_, Options options_)
      : transport(transport_), clock(clock_), random(std::move(random_)), ledger(ledger_), options(std::move(options_)) {}

  struct Flight {
    Gate* gate;
    Job job;
  };

  const HostPolicy& policy_of(const std::string& service) const;
  std::string key_of(const Request& request) { return host_of(request.url) + "#" + accounts.name(request.auth); }
  Gate& gate_of(const Request&);
  Duration patience_for(const Gate& gate) const { return gate.policy.patience.value_or(options.patience); }
  bool stopped() const { return options.stop != nullptr && options.stop->load(); }

  void launch();
  void launch(Gate&, Instant now);
  void fly(Gate&, std::deque<Job>::iterator);
  Instant next_start(Instant now) const;

  void completed(Completion);
  void judge(Gate&, Job, Outcome);
  void come_back_later(Gate&, Job, const Response&);
  void try_again(Gate&, Job, const Outcome&);
  void deliver(const Job&, Outcome);
  void turn_away(Gate&, const Job&);
  void turn_all_away(Gate&);
  void stop_waiting();

  Transport& transport;
  const Clock& clock;
  Random random;
  Ledger& ledger;
  Options options;
  Accounts accounts;
  std::map<std::string, std::unique_ptr<Gate>, std::less<>> gates;
  std::map<Ticket, Flight> flights;  // by the transport's ticket
  std::deque<Delivered> ready;
  std::map<std::string, Traffic, std::less<>> traffic;
  std::map<std::string, Duration, std::less<>> ahead;  // clocks of services, against ours
  Ticket last = 0;
};

const HostPolicy& Courier::Impl::policy_of(const std::string& service) const {
  static const HostPolicy usual;
  const auto found = options.services.find(service);
  return found == options.services.end() ? usual : found->second;
}

Gate& Courier::Impl::gate_of(const Request& request) {
  auto key = key_of(request);
  auto& gate = gates[key];
  if (!gate) {
    const auto& policy = policy_of(request.service);
    gate = std::make_unique<Gate>(
        Gate{request.service, host_of(request.url), policy, SharedBudget(ledger, std::move(key), policy.rate), {}, 0, false, {}});
    gate->budget.refresh(clock.now());
  }
  return *gate;
}

void Courier::Impl::launch() {
  const auto now = clock.now();
  for (auto& [key, gate] : gates) launch(*gate, now);
}

void Courier::Impl::launch(Gate& gate, Instant now) {
  const auto closed = gate.budget.known().closed_until();
  if (!gate.waiting.empty() && closed - now > patience_for(gate)) gate.shut = closed;
  if (gate.shut) return turn_all_away(gate);
  while (gate.flying < gate.policy.in_flight && !stopped()) {
    const auto job =
        std::find_if(gate.waiting.begin(), gate.waiting.end(), [&](const Job& each) { return each.not_before <= now; });
    if (job == gate.waiting.end() || gate.budget.next(now) > now || !gate.budget.take(now)) return;
    fly(gate, job);
  }
}

void Courier::Impl::fly(Gate& gate, std::deque<Job>::iterator place) {
  auto job = std::move(*place);
  gate.waiting.erase(place);
  ++gate.flying;
  ++job.attempts;
  job.sent = clock.now();
  ++traffic[job.request.service].requests;
  const auto ticket = transport.start(job.request);
  flights.emplace(ticket, Flight{&gate, std::move(job)});
}

Instant Courier::Impl::next_start(Instant now) const {
  auto next = now + kLongestWait;
  for (const auto& [key, gate] : gates) {
    if (gate->flying >= gate->policy.in_flight) continue;
    for (const auto& job : gate->waiting) next = std::min(next, std::max(job.not_before, gate->budget.next(now)));
  }
  return next;
}

void Courier::Impl::completed(Completion completion) {
  const auto flight = flights.find(completion.ticket);
  if (flight == flights.end()) return;
  auto& gate = *flight->second.gate;
  auto job = std::move(flight->second.job);
  flights.erase(flight);
  --gate.flying;
  if (options.tape != nullptr) options.tape->record(job.request, completion.outcome, job.sent);
  judge(gate, std::move(job), std::move(completion.outcome));
}

void Courier::Impl::judge(Gate& gate, Job job, Outcome outcome) {
  if (const auto date = outcome ? outcome->date() : std::nullopt) ahead[job.request.service] = *date - clock.now();
  const auto then = what_then(job.request, outcome);
  const auto happened = what_happened(outcome);
  job.perhaps = job.perhaps || happened == Happened::lost || happened == Happened::oversized || happened == Happened::failing;
  if (happened == Happened::not_sent || happened == Happened::untrusted) {
    gate.budget.vanished(job.sent);
  } else if (happened != Happened::throttled) {
    gate.budget.accepted(job.sent, clock.now());
    gate.down = false;
  }
  switch (then) {
    case Then::deliver:
      return deliver(job, std::move(outcome));
    case Then::later:
      return come_back_later(gate, std::move(job), *outcome);
    case Then::again:
      if (gate.down || job.retries >= gate.policy.max_retries) {
        gate.down = happened == Happened::not_sent;
        return deliver(job, std::move(outcome));
      }
      return try_again(gate, std::move(job), outcome);
  }
}

void Courier::Impl::come_back_later(Gate& gate, Job job, const Response& response) {
  const auto now = clock.now();
  auto& counters = traffic[job.request.service];
  ++counters.throttled;
  auto told = retry_after(response, now);
  if (told == Duration::zero()) told.reset();
  const auto wait = told ? *told : backoff(job.attempts - 1, random());
  if (whom_it_means(response) == Meant::us) {
    gate.budget.refused(job.sent, now, told, now);
  } else {
    gate.budget.accepted(job.sent, now);
  }
  if (gate.budget.known().closed_until() < now + wait) gate.budget.close(now + wait, now);
  if (gate.policy.counts_refusals && ++job.retries > gate.policy.max_retries) return deliver(job, response);
  log(Level::debug, gate.service, where(job.request) + ": asked to wait " + format_duration(wait));
  if (!job.sent_away) job.sent_away = now;
  if (now + wait - *job.sent_away > patience_for(gate)) {
    gate.shut = now + wait;
    return turn_away(gate, job);
  }
  gate.waiting.push_front(std::move(job));
}

void Courier::Impl::try_again(Gate& gate, Job job, const Outcome& outcome) {
  const auto now = clock.now();
  const auto told = outcome ? retry_after(*outcome, now) : std::nullopt;
  if (told && *told > patience_for(gate)) return deliver(job, outcome);
  job.not_before = now + (told ? *told : backoff(job.retries, random()));
  ++job.retries;
  ++traffic[job.request.service].retried;
  gate.waiting.push_front(std::move(job));
}

void Courier::Impl::deliver(const Job& job, Outcome outcome) {
  if (outcome) {
    if (outcome->status == 400) ++traffic[job.request.service].found_bad;
    if (options.redact && (outcome->status < 200 || outcome->status > 299))
      outcome->body = options.redact(std::move(outcome->body));
    ready.push_back({job.ticket, std::move(*outcome), false});
  } else {
    ready.push_back({job.ticket, tl::unexpected(as_error(job.request, outcome.error())), job.perhaps});
  }
}

void Courier::Impl::turn_away(Gate& gate, const Job& job) {
  ready.push_back({job.ticket,
                   fail(Fault::throttled, gate.host + " asks to wait until " + format_instant(*gate.shut), where(job.request),
                        job.perhaps ? "a run after that goes on" : "nothing was sent; a run after that goes on"),
                   job.perhaps});
}

void Courier::Impl::turn_all_away(Gate& gate) {
  for (const auto& job : gate.waiting) turn_away(gate, job);
  gate.waiting.clear();
}

void Courier::Impl::stop_waiting() {
  for (auto& [key, gate] : gates) {
    for (const auto& job : gate->waiting) {
      const auto* what = job.perhaps ? "stopped before it was sent again" : "stopped before it was sent";
      ready.push_back({job.ticket, fail(Fault::unreachable, what, where(job.request), "the next run goes on"), job.perhaps});
    }
    gate->waiting.clear();
  }
}

Courier::Courier(Transport& transport, const Clock& clock, Random random, Ledger& ledger, Options options)
    : impl_(std::make_unique<Impl>(transport, clock, std::move(random), ledger, std::move(options))) {}

Courier::~Courier() {
  for (auto& [key, gate] : impl_->gates) {
    try {
      gate->budget.save(impl_->clock.now());
    } catch (const std::exception& error) {  // the next run learns a little less
      log(Level::warning, gate->service, std::string("the request budget could not be kept: ") + error.what());
    }
  }
}

bool Courier::can_start(const Request& request) const {
  if (impl_->stopped()) return false;
  const auto found = impl_->gates.find(impl_->key_of(request));
  if (found == impl_->gates.end()) return true;
  const auto& gate = *found->second;
  return gate.waiting.size() + gate.flying < gate.policy.in_flight;
}

Ticket Courier::start(Request request) {
  auto& gate = impl_->gate_of(request);
  Job job;
  job.ticket = ++impl_->last;
  job.request = std::move(request);
  gate.waiting.push_back(std::move(job));
  impl_->launch(gate, impl_->clock.now());
  return impl_->last;
}

std::optional<Delivered> Courier::wait() {
  auto& impl = *impl_;
  while (true) {
    if (impl.stopped()) impl.stop_waiting();
    impl.launch();
    if (!impl.ready.empty()) {
      auto delivered = std::move(impl.ready.front());
      impl.ready.pop_front();
      return delivered;
    }
    const bool waits =
        std::any_of(impl.gates.begin(), impl.gates.end(), [](const auto& entry) { return !entry.second->waiting.empty(); });
    if (impl.flights.empty() && !waits) return std::nullopt;
    if (auto completion = impl.transport.wait(impl.next_start(impl.clock.now()))) impl.completed(std::move(*completion));
  }
}

std::map<std::string, Traffic, std::less<>> Courier::traffic() const { return impl_->traffic; }

Duration Courier::clock_ahead(std::string_view service) const {
  constexpr Duration kExact = std::chrono::seconds(2);  // the header has whole seconds, and was on its way for a while
  const auto found = impl_->ahead.find(service);
  return found == impl_->ahead.end() || std::chrono::abs(found->second) < kExact ? Duration::zero() : found->second;
}

Duration Courier::estimate(std::string_view service, std::string_view url, std::size_t requests) const {
  const auto host = host_of(url);
  const auto in_flight = std::max<std::size_t>(1, impl_->policy_of(std::string(service)).in_flight);
  Duration longest = kUsualLatency * ((requests + in_flight - 1) / in_flight);
  for (const auto& [key, gate] : impl_->gates) {
    if (gate->service == service && gate->host == host)
      longest = std::max(longest, gate->budget.known().price(requests, impl_->clock.now()));
  }
  return longest;
}

}  // namespace hsn::http
