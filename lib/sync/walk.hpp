// One job per lane walk, for list, find and single look-ups alike: store what is seen, run details side by side; once they are
// in, store the cursor and go on to `next`. A detail that fails about one record spoils that record alone; any other failure
// ends the walk. Private to this room.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "sync/pump.hpp"

namespace hsn::sync {

class Walk final : public Job {
 public:
  struct Course {
    const remote::Remote& remote;
    std::string service;
    std::function<void(std::span<const Seen>, const std::optional<remote::Cursor>&)> store;
    std::function<void(const remote::Ask&, const Error&)> spoilt;  // a detail about one record failed
    // The walk came to its end: another first stride to go on with, null when there is none, or why it must not count.
    std::function<Result<std::optional<remote::Step>>()> then{};
    std::function<bool()> halting{};
    std::function<void(const char*)> point{};
  };
  Walk(Course, remote::Step first);

  std::optional<http::Request> ready() override;
  void started(http::Ticket) override;
  void outcome(http::Delivered) override;

  bool ended() const { return ended_; }  // saw everything; false: failed, or told to stop
  const std::optional<Error>& error() const { return error_; }

 private:
  struct Question {
    remote::Ask ask;
    bool detail = false;
  };
  void take(remote::Step, bool detail);
  void answer(const Question&, Result<http::Response>);
  void advance();
  void point(const char* name) const {
    if (course_.point) course_.point(name);
  }

  Course course_;
  std::deque<remote::Ask> details_;
  std::optional<remote::Ask> next_;
  std::optional<remote::Cursor> cursor_;  // to be stored once the details are in
  std::optional<Question> leaving_;       // given to the pump, not yet under way
  std::map<http::Ticket, Question> flying_;
  std::optional<Error> error_;
  bool ended_ = false;
};

}  // namespace hsn::sync
