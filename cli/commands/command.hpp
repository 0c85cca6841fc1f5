// One command, one file: an options struct, `declare` that only parses into it, and a `run` that only works on it.
// The table of all commands is commands/all.cpp.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "cli/exit_status.hpp"

namespace CLI {
class App;
}

namespace hsn::cli {

class Session;

// A Stop is printed as one line.
using Run = std::function<Outcome<Exit>(Session&)>;

struct Command {
  std::string_view name, summary;
  Run (*declare)(CLI::App&);   // adds the command's own options; what comes back works on what was parsed
  std::string_view details{};  // below the options in --help
};

std::span<const Command> commands();

}  // namespace hsn::cli
