// Patience around a Transport: per-host budget (learnt and shared), retries, embargoes, counters, the tape.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "http/ledger.hpp"
#include "http/limits.hpp"
#include "http/transport.hpp"

namespace hsn::http {

struct Delivered {
  Ticket ticket{};
  // Whatever the server answered in the end, 4xx and 5xx included; an Error only when there is no answer:
  // unreachable (not carried out), ambiguous (perhaps carried out), throttled (embargo beyond patience), refused (TLS),
  // bad_data (what may be sent again: the answer is too large).
  Result<Response> outcome;
  // With an Error: an attempt left all the same, and may have been carried out. Of a read it means nothing; a write that may be
  // sent again (Repeat::safe) is told as unreachable when all its attempts were in vain.
  bool perhaps = false;
};

// Counters of one service, for the report.
struct Traffic {
  std::size_t requests = 0, throttled = 0, retried = 0;
  std::size_t found_bad = 0;  // answered 400
};

class Tape;

class Courier {
 public:
  struct Options {
    Duration patience = std::chrono::seconds(300);            // PATIENCE_SECONDS: longer embargoes end the lane
    std::map<std::string, HostPolicy, std::less<>> services;  // by Request::service; missing: the defaults
    Tape* tape = nullptr;                                     // not owned; records every attempt, secrets out
    // Takes the secrets out of what a server says of a refusal: it may quote them, and its words end in messages, the state and
    // on pages. Empty: nothing is taken out.
    std::function<std::string(std::string)> redact{};
    const std::atomic<bool>* stop = nullptr;  // set by SIGTERM: what has not started is not started
  };
  Courier(Transport&, const Clock&, Random, Ledger&, Options);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  // Is there room for one more now? False while the host is at its parallel limit; waiting for budget is the courier's own
  // business (start() queues), so that a caller need not poll.
  bool can_start(const Request&) const;
  Ticket start(Request);
  // The next outcome; null when nothing is in flight or queued, or when the stop flag is set and nothing flies.
  std::optional<Delivered> wait();

  std::map<std::string, Traffic, std::less<>> traffic() const;
  // How much the service's clock is ahead of ours, as its last answer showed; zero: not at all, or not known.
  Duration clock_ahead(std::string_view service) const;
  // When so many further requests to the service would be done, by the budget as learnt: the price of a plan.
  Duration estimate(std::string_view service, std::string_view url, std::size_t requests) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hsn::http
