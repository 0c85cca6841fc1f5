// Hosts that limit requests in the ways seen or to be expected (notion.md 3), and a network with delays, for the courier's
// simulation.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "http/transport.hpp"
#include "support/fakes.hpp"

namespace hsn::test {

// Null: accepted, and counted. Else how long it says to wait.
class Limiter {
 public:
  virtual ~Limiter() = default;
  virtual std::optional<Duration> refuse(Instant at) = 0;
};
using MakeLimiter = std::function<std::unique_ptr<Limiter>()>;

inline Duration whole_seconds(Duration exact) { return std::chrono::ceil<std::chrono::seconds>(std::max(exact, Duration(1))); }

class Bucket final : public Limiter {
 public:
  Bucket(double rate, double burst) : rate_(rate), burst_(burst), tokens_(burst) {}
  std::optional<Duration> refuse(Instant at) override {
    if (last_) tokens_ = std::min(burst_, tokens_ + rate_ * static_cast<double>((at - *last_).count()) / 1000);
    last_ = at;
    if (tokens_ < 1) return whole_seconds(Duration(static_cast<std::int64_t>((1 - tokens_) / rate_ * 1000)));
    tokens_ -= 1;
    return std::nullopt;
  }

 private:
  double rate_, burst_, tokens_;
  std::optional<Instant> last_;
};

// Opened by the first request after the last one's end, or at fixed times of the clock.
class FixedWindow final : public Limiter {
 public:
  FixedWindow(std::size_t limit, bool by_the_clock) : limit_(limit), by_the_clock_(by_the_clock) {}
  std::optional<Duration> refuse(Instant at) override {
    if (at >= end_) {
      end_ = (by_the_clock_ ? std::chrono::floor<std::chrono::minutes>(at) : at) + kLength;
      spent_ = 0;
    }
    if (spent_ >= limit_) return whole_seconds(end_ - at);
    ++spent_;
    return std::nullopt;
  }

 private:
  static constexpr Duration kLength = std::chrono::seconds(60);
  std::size_t limit_, spent_ = 0;
  bool by_the_clock_;
  Instant end_{};
};

class SlidingWindow final : public Limiter {
 public:
  explicit SlidingWindow(std::size_t limit) : limit_(limit) {}
  std::optional<Duration> refuse(Instant at) override {
    while (!log_.empty() && log_.front() <= at - kLength) log_.pop_front();
    if (log_.size() >= limit_) return whole_seconds(log_.front() + kLength - at);
    log_.push_back(at);
    return std::nullopt;
  }

 private:
  static constexpr Duration kLength = std::chrono::seconds(60);
  std::size_t limit_;
  std::deque<Instant> log_;
};

// Requests take a while to arrive and so do answers; the limiter sees them in the order of their arrival.
class Network final : public http::Transport {
 public:
  Network(FakeClock& clock, Limiter& limiter, Random random, Duration least, Duration most)
      : clock_(clock), limiter_(limiter), random_(std::move(random)), least_(least), most_(most) {}

  http::Ticket start(const http::Request&) override {
    const auto now = clock_.now();
    flying_.push_back({++last_, now + one_way(), {}, std::nullopt});
    return last_;
  }

  std::optional<http::Completion> wait(Instant deadline) override {
    while (true) {
      const auto next =
          std::min_element(flying_.begin(), flying_.end(), [](const auto& a, const auto& b) { return a.when() < b.when(); });
      if (next == flying_.end() || next->when() > deadline) {
        clock_.set(std::max(clock_.now(), deadline));
        return std::nullopt;
      }
      if (next->answer) {
        clock_.set(std::max(clock_.now(), next->due));
        http::Completion completion{next->ticket, std::move(*next->answer)};
        flying_.erase(next);
        return completion;
      }
      const auto wait = limiter_.refuse(next->arrives);
      ++(wait ? refused : accepted);
      next->answer = wait ? answer(429, "", {{"Retry-After", std::to_string(wait->count() / 1000)}}) : answer(200, "{}");
      next->due = next->arrives + one_way();
    }
  }

  Duration one_way() {
    const auto span = static_cast<std::uint64_t>((most_ - least_).count()) + 1;
    return Duration((least_.count() + static_cast<std::int64_t>(random_() % span)) / 2);
  }

  std::size_t accepted = 0, refused = 0;

 private:
  struct Flying {
    http::Ticket ticket;
    Instant arrives, due;
    std::optional<http::Response> answer;
    Instant when() const { return answer ? due : arrives; }
  };
  FakeClock& clock_;
  Limiter& limiter_;
  Random random_;
  Duration least_, most_;
  std::vector<Flying> flying_;
  http::Ticket last_ = 0;
};

}  // namespace hsn::test
