// hsn ai ask, declared below `hsn ai`.
#pragma once

#include "cli/commands/command.hpp"

namespace hsn::cli {

Run declare_ask(CLI::App&);

}  // namespace hsn::cli
