// All that a command may touch of the world around it, handed in by main(): so that a test can hand in another world.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "core/clock.hpp"
#include "http/curl_transport.hpp"
#include "http/transport.hpp"

namespace hsn::cli {

// Where a person may sit. Without terminal nothing is asked, and silence means success.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_tty = false, out_tty = false, err_tty = false;
  std::size_t columns = 0;  // of stdout; 0: unlimited
  // A line typed unseen (a token); null at the end of input.
  std::function<std::optional<std::string>()> hidden_line;
  std::function<bool()> await_input;  // until there is something to read, or its end; false: a signal came first

  bool attended() const { return in_tty && err_tty; }
};

struct Outside {
  Terminal terminal;
  config::Sources sources;
  const Clock& clock;
  Random random;
  std::function<std::unique_ptr<http::Transport>(const http::CurlOptions&)> transport;
  std::function<std::string()> who;  // SUDO_USER, else the user: the history names this person
  const std::atomic<bool>& stop;     // set by SIGINT and SIGTERM
  const std::atomic<int>& signal;    // which of the two; 0: none
};

}  // namespace hsn::cli
