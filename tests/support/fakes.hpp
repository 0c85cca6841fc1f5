// Doubles for the few seams there are: a clock that is set by hand, a transport that calls a function, a ledger in a map.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "http/courier.hpp"
#include "http/transport.hpp"

namespace hsn::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant at) : at_(at) {}
  FakeClock();  // 2026-11-23 10:00:00 UTC
  Instant now() const override { return at_; }
  void set(Instant at) { at_ = at; }
  void advance(Duration by) { at_ += by; }

 private:
  Instant at_;
};

// Answers each request by a function at the time it is started; the answer arrives `latency` later, and waiting moves the clock.
// Keeps every request for assertions.
class FakeTransport final : public http::Transport {
 public:
  using Answer = tl::expected<http::Response, http::Failure>;
  using Handler = std::function<Answer(const http::Request&, Instant)>;
  FakeTransport(FakeClock& clock, Handler handler, Duration latency = Duration(100))
      : clock_(clock), handler_(std::move(handler)), latency_(latency) {}

  http::Ticket start(const http::Request&) override;
  std::optional<http::Completion> wait(Instant deadline) override;

  std::vector<http::Request> requests;

 private:
  struct Flying {
    Instant due;
    http::Completion completion;
  };
  FakeClock& clock_;
  Handler handler_;
  Duration latency_;
  std::deque<Flying> flying_;
  http::Ticket last_ = 0;
};

class MapLedger final : public http::Ledger {
 public:
  void update(std::string_view key, const std::function<std::string(std::string_view)>& change) override;
  std::map<std::string, std::string, std::less<>> texts;
};

// The same sequence for the same seed.
Random seeded(std::uint64_t seed);

// A directory that goes away with it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

http::Response answer(int status, std::string body, std::vector<http::Header> headers = {});
Instant instant(std::string_view text);  // fails the test on nonsense

}  // namespace hsn::test
