#include "sync/pump.hpp"

#include <map>
#include <utility>
#include <vector>

namespace hsn::sync {
namespace {

// A job's place in the loop, and the request that the courier had no room for yet.
struct Seat {
  Job* job;
  std::optional<http::Request> waiting;
};

}  // namespace

void pump(http::Courier& courier, std::span<Job* const> jobs) {
  std::vector<Seat> seats;
  for (auto* job : jobs) seats.push_back({job, std::nullopt});
  std::map<http::Ticket, Job*> flying;

  // One request a turn, so that jobs of the same host share it.
  const auto start_one = [&](Seat& seat) {
    if (!seat.waiting) seat.waiting = seat.job->ready();
    if (!seat.waiting || !courier.can_start(*seat.waiting)) return false;
    const auto ticket = courier.start(std::move(*seat.waiting));
    seat.waiting.reset();
    flying.emplace(ticket, seat.job);
    seat.job->started(ticket);
    return true;
  };

  while (true) {
    for (bool moved = true; moved;) {
      moved = false;
      for (auto& seat : seats) moved = start_one(seat) || moved;
    }
    if (flying.empty()) return;
    auto delivered = courier.wait();
    if (!delivered) return;  // told to stop: what is left was not started
    const auto flight = flying.find(delivered->ticket);
    if (flight == flying.end()) continue;
    auto* job = flight->second;
    flying.erase(flight);
    job->outcome(std::move(*delivered));
  }
}

Result<void> converse(http::Courier& courier, remote::Dialogue& dialogue) {
  while (auto request = dialogue.next()) {
    const auto path = http::path_of(request->url);
    courier.start(std::move(*request));
    auto delivered = courier.wait();
    auto heard = delivered ? dialogue.heard(delivered->outcome)
                           : dialogue.heard(fail(Fault::unreachable, "interrupted before an answer came", path, "run it again"));
    if (!heard) return heard;
    if (!delivered) return fail(Fault::unreachable, "interrupted before an answer came", path, "run it again");
  }
  return {};
}

}  // namespace hsn::sync
