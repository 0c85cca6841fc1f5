// A remote and who answers it, in process: walks to their end, writes to their outcome.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "remote/remote.hpp"

namespace hsn::test {

using Answering = std::function<http::Response(const http::Request&)>;

// What was seen, by External ID.
inline std::map<std::string, Seen> walked(const remote::Remote& client, remote::Step step, const Answering& send) {
  std::map<std::string, Seen> seen;
  std::deque<remote::Ask> waiting;
  const auto take = [&](remote::Step& taken) {
    for (auto& one : taken.seen) seen[one.record.key.external_id] = std::move(one);
    for (auto& ask : taken.details) waiting.push_back(std::move(ask));
    if (taken.next) waiting.push_back(std::move(*taken.next));
  };
  take(step);
  while (!waiting.empty()) {
    const auto ask = waiting.front();
    waiting.pop_front();
    auto read = client.read(ask, send(ask.request));
    INFO(ask.request.url);
    REQUIRE(read);
    take(*read);
  }
  return seen;
}

// The outcome of one write is the last answer's.
inline Result<Seen> carried_out(const remote::Remote& client, const Write& write, const Answering& send,
                                std::vector<Seen>* also = nullptr) {
  const std::vector<Write> writes{write};
  auto sending = client.write(writes);
  if (!sending) return tl::unexpected(sending.error());
  auto ask = std::move(sending->ask);
  for (int i = 0; i < 8; ++i) {
    auto sent = client.wrote(writes, ask, send(ask.request));
    REQUIRE(sent);
    if (!sent->next && also != nullptr) *also = std::move(sent->also);
    if (!sent->next) return std::move(sent->each.front());
    ask = std::move(*sent->next);
  }
  FAIL("it asks for ever");
  return {};
}

inline remote::Window window_at(Instant now, remote::Window::Kind kind) {
  remote::Window window;
  window.kind = kind;
  window.now = now;
  window.from = now - std::chrono::hours(24 * 30);
  window.until = now + std::chrono::hours(24 * 365);
  return window;
}

}  // namespace hsn::test
