// From argv to an exit code: builds the option tree from the table of commands, parses, runs, and reports what went wrong.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/command.hpp"
#include "cli/globals.hpp"
#include "cli/outside.hpp"

namespace hsn::cli {

class Session;

// The option tree, with what was parsed. Must outlive the run.
struct Parser {
  std::unique_ptr<CLI::App> app;
  Globals globals;
  std::vector<Run> runs;  // by the order of commands()
  Parser();
  ~Parser();
};

// `arguments` without the program's name. Throws nothing.
int run(const std::vector<std::string>& arguments, Outside&);

}  // namespace hsn::cli
