#include "cli/commands/all.hpp"

namespace hsn::cli {
namespace {

// In the order of `hsn --help`: set up, everyday, looking, mending, around.
constexpr Command kCommands[] = {
    {"init", "set up: env file, Notion databases, settings of the services", declare_init},
    {"check", "credentials, permissions, schema, clock, disk; with a remedy on each failing line", declare_check},
    {"pull", "read what changed on both sides into the local state; writes to no remote", declare_pull},
    {"diff", "what would change, in words, and what it would cost", declare_diff},
    {"push", "apply the changes towards one side", declare_push},
    {"sync", "pull, plan and apply, both ways; for cron", declare_sync},
    {"backfill", "read older records of a service, window by window; resumable", declare_backfill},
    {"status", "per service and entity: last success, what waits, what failed", declare_status},
    {"log", "the runs; or every change of one record", declare_log},
    {"show", "one record from all sides, side by side", declare_show},
    {"explain", "why a record would or would not change at the next sync", declare_explain},
    {"conflicts", "the conflicts that wait for a person; resolve settles one", declare_conflicts},
    {"undo", "put back the fields that a run changed, where nobody has changed them since", declare_undo},
    {"relink", "pair, or pair again, a record with a page by hand", declare_relink},
    {"ai", "ask an AI provider; bring conversations in, take examples for a training out", declare_ai},
    {"rebuild", "a new state from Notion and the services, writing to neither", declare_rebuild},
    {"forget", "erase a person on every side that allows it", declare_forget},
    {"feedback", "add or import what people said; answer it", declare_feedback},
    {"config", "the settings in force and where each came from; the table of all", declare_config},
    {"sandbox", "Notion and the services in miniature on this machine, with sample data", declare_sandbox},
    {"completion", "a completion script for bash, zsh or fish", declare_completion},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace hsn::cli
