// A world for commands that is only what the test says: streams in strings, an environment in a map, no network.
#pragma once

#include <atomic>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/outside.hpp"
#include "support/fakes.hpp"

namespace hsn::cli {

struct Desk {
  test::TempDir dir;
  test::FakeClock clock;
  std::map<std::string, std::string, std::less<>> environment;
  std::istringstream in;
  std::ostringstream out, err;
  bool terminal = false;
  std::size_t columns = 0;
  std::uint64_t runs = 0;  // each has its own randomness
  test::FakeTransport::Handler network = [](const http::Request&, Instant) -> test::FakeTransport::Answer {
    return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no network in this test"});
  };
  int signal_at_prompt = 0;  // comes when something is asked
  std::atomic<bool> stop{false};
  std::atomic<int> signal{0};

  Desk() { environment["HSN_STATE_DIR"] = (dir.path() / "state").string(); }

  Outside outside() {
    config::Sources sources;
    sources.environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto entry = environment.find(name);
      if (entry == environment.end()) return std::nullopt;
      return entry->second;
    };
    sources.candidates = {dir.path() / ".env"};
    return {{in, out, err, terminal, terminal, terminal, columns,
             [this]() -> std::optional<std::string> {
               std::string line;
               if (!std::getline(in, line)) return std::nullopt;
               return line;
             },
             [this] {
               if (signal_at_prompt != 0) stop = true;
               if (signal_at_prompt != 0) signal = signal_at_prompt;
               return !stop;
             }},
            sources,
            clock,
            test::seeded(++runs),
            [this](const http::CurlOptions&) { return std::make_unique<test::FakeTransport>(clock, network); },
            [] { return std::string("anna"); },
            stop,
            signal};
  }
  int run(const std::vector<std::string>& arguments) {
    out.str("");
    err.str("");
    auto world = outside();
    return cli::run(arguments, world);
  }
};

}  // namespace hsn::cli
