#include "support/fakes.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "core/time.hpp"

namespace hsn::test {

FakeClock::FakeClock() : FakeClock(instant("2026-11-23T10:00:00Z")) {}

http::Ticket FakeTransport::start(const http::Request& request) {
  requests.push_back(request);
  const auto ticket = ++last_;
  flying_.push_back({clock_.now() + latency_, {ticket, handler_(request, clock_.now())}});
  return ticket;
}

std::optional<http::Completion> FakeTransport::wait(Instant deadline) {
  const auto first =
      std::min_element(flying_.begin(), flying_.end(), [](const Flying& a, const Flying& b) { return a.due < b.due; });
  if (first == flying_.end() || first->due > deadline) {
    clock_.set(std::max(clock_.now(), deadline));
    return std::nullopt;
  }
  clock_.set(std::max(clock_.now(), first->due));
  auto completion = std::move(first->completion);
  flying_.erase(first);
  return completion;
}

void MapLedger::update(std::string_view key, const std::function<std::string(std::string_view)>& change) {
  auto& text = texts[std::string(key)];
  text = change(text);
}

Random seeded(std::uint64_t seed) {
  // splitmix64
  return [state = seed]() mutable {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  };
}

TempDir::TempDir() {
  auto pattern = (std::filesystem::temp_directory_path() / "hsn-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
  path_ = pattern;
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

http::Response answer(int status, std::string body, std::vector<http::Header> headers) {
  http::Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

Instant instant(std::string_view text) {
  const auto at = parse_instant(text);
  if (!at) throw std::invalid_argument("not a time: " + std::string(text));
  return *at;
}

}  // namespace hsn::test
