// The questions of `hsn init`, on a terminal.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cli/session.hpp"

namespace hsn::cli {

struct Answers {
  std::map<std::string, std::string, std::less<>> settings;  // those that differ from what was in force
  bool may_write = true;                                     // the env file
};

// Each with its default and a word on where to find it; a service's settings are tried at once, Enter skips it. The session
// then works with the answers.
Outcome<Answers> ask_settings(Session&);

}  // namespace hsn::cli
