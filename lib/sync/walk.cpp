#include "sync/walk.hpp"

#include <utility>

#include "entities/entities.hpp"

namespace hsn::sync {
namespace {

// The whole service is away, whichever record was asked for: refused credentials, or no answer at all.
bool ends_the_walk(Fault fault) {
  switch (fault) {
    case Fault::refused:
    case Fault::throttled:
    case Fault::bad_config:
      return true;
    case Fault::bad_data:
    case Fault::forbidden:
    case Fault::unreachable:
    case Fault::ambiguous:
    case Fault::not_found:
    case Fault::conflict:
    case Fault::declined:
      return false;
  }
  return true;
}

}  // namespace

Walk::Walk(Course course, remote::Step first) : course_(std::move(course)) {
  take(std::move(first), false);
  advance();
}

std::optional<http::Request> Walk::ready() {
  if (leaving_ || ended_ || error_) return std::nullopt;
  if (course_.halting && course_.halting()) return std::nullopt;
  if (!details_.empty()) {
    leaving_ = Question{std::move(details_.front()), true};
    details_.pop_front();
  } else if (flying_.empty() && next_) {
    leaving_ = Question{std::move(*next_), false};
    next_.reset();
  } else {
    return std::nullopt;
  }
  point("before a question");
  return std::move(leaving_->ask.request);
}

void Walk::started(http::Ticket ticket) {
  flying_.emplace(ticket, std::move(*leaving_));
  leaving_.reset();
}

void Walk::outcome(http::Delivered delivered) {
  const auto flight = flying_.find(delivered.ticket);
  const auto question = std::move(flight->second);
  flying_.erase(flight);
  point("after a question");
  answer(question, std::move(delivered.outcome));
  if (!error_) advance();
}

void Walk::answer(const Question& question, Result<http::Response> response) {
  // No answer at all says nothing about the record: the service is away.
  if (!response) {
    if (!error_) error_ = std::move(response.error());
    return;
  }
  auto step = course_.remote.read(question.ask, *response);
  if (step) {
    take(std::move(*step), question.detail);
  } else if (question.detail && !question.ask.about.empty() && !ends_the_walk(step.error().fault)) {
    course_.spoilt(question.ask, step.error());
  } else if (!error_) {
    error_ = std::move(step.error());
  }
}

void Walk::take(remote::Step step, bool detail) {
  if (course_.service != kHub) {
    for (auto& told : step.seen) entities::canonicalize(told);
  }
  for (auto& ask : step.details) details_.push_back(std::move(ask));
  if (detail) {
    if (step.next) details_.push_back(std::move(*step.next));
    step.cursor.reset();  // a single record says nothing of the lane's position
  } else {
    next_ = std::move(step.next);
  }
  const bool complete = !detail && details_.empty();
  if (!step.seen.empty() || (complete && step.cursor)) course_.store(step.seen, complete ? step.cursor : std::nullopt);
  if (!complete && step.cursor) cursor_ = std::move(step.cursor);
}

void Walk::advance() {
  while (details_.empty() && flying_.empty() && !error_ && !ended_) {
    if (cursor_) {
      course_.store({}, cursor_);
      cursor_.reset();
    }
    if (next_) return;
    auto more = course_.then ? course_.then() : std::optional<remote::Step>();
    if (!more) {
      error_ = std::move(more.error());
    } else if (*more) {
      take(std::move(**more), false);
    } else {
      ended_ = true;
    }
  }
}

}  // namespace hsn::sync
