// The only loop: let each job start what the courier admits, wait for one outcome, hand it back, until all jobs are done.
#pragma once

#include <optional>
#include <span>

#include "http/courier.hpp"
#include "remote/remote.hpp"

namespace hsn::sync {

class Job {
 public:
  virtual ~Job() = default;
  // The next request that could go out now; null: waits for outcomes, or there is none. Called again after every outcome. The
  // pump keeps what the courier has no room for yet; a job that must not commit itself so early asks Courier::can_start itself.
  virtual std::optional<http::Request> ready() = 0;
  virtual void started(http::Ticket) = 0;  // the request that ready() gave is under way
  virtual void outcome(http::Delivered) = 0;
};

// Returns when nothing flies and nothing is ready: what a job has left then is blocked, and it reports so itself.
void pump(http::Courier&, std::span<Job* const>);

// Runs one conversation to its end.
Result<void> converse(http::Courier&, remote::Dialogue&);

}  // namespace hsn::sync
