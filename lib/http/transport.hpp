// The wire as two verbs, after ninja's CommandRunner: start this, wait for one. Whether there is room is the Courier's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::http {

using Ticket = std::uint64_t;

// No answer came.
struct Failure {
  enum class Kind {
    not_sent,   // DNS, connect, proxy: the request cannot have been carried out
    tls,        // certificate or handshake: not sent either, and repeating will not help
    lost,       // timeout, reset, cut in the middle: may have been carried out
    too_large,  // the answer was longer than the limit, or than there is memory for
  };
  Kind kind{};
  std::string detail;
};

struct Completion {
  Ticket ticket{};
  tl::expected<Response, Failure> outcome;
};

// One attempt per start. Redirects are followed for GET within the same origin only, never with credentials elsewhere.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Ticket start(const Request&) = 0;
  // The next completion. Null when the deadline has passed, and before it too: at a signal, or after a second in which nothing
  // moved, in flight or not. Whoever waits looks at the clock, and asks again.
  virtual std::optional<Completion> wait(Instant deadline) = 0;
};

}  // namespace hsn::http
