// One `declare` per command; each is defined in the file of its name.
#pragma once

#include "cli/commands/command.hpp"

namespace hsn::cli {

Run declare_init(CLI::App&);
Run declare_check(CLI::App&);
Run declare_pull(CLI::App&);
Run declare_diff(CLI::App&);
Run declare_push(CLI::App&);
Run declare_sync(CLI::App&);
Run declare_backfill(CLI::App&);
Run declare_status(CLI::App&);
Run declare_log(CLI::App&);
Run declare_show(CLI::App&);
Run declare_explain(CLI::App&);
Run declare_conflicts(CLI::App&);
Run declare_undo(CLI::App&);
Run declare_relink(CLI::App&);
Run declare_ai(CLI::App&);
Run declare_rebuild(CLI::App&);
Run declare_forget(CLI::App&);
Run declare_feedback(CLI::App&);
Run declare_config(CLI::App&);
Run declare_sandbox(CLI::App&);
Run declare_completion(CLI::App&);

}  // namespace hsn::cli
