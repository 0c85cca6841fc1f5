// One row per line of cli.md's table of exit codes; the man page's EXIT STATUS and `hsn --help` derive from it.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "sync/engine.hpp"

namespace hsn::cli {

enum class Exit : int {
  done = 0,
  unexpected = 1,
  usage = 2,
  changes = 3,
  some_failed = 4,
  conflicts = 5,
  refused = 6,
  unreachable = 7,
  busy = 8,
  limits = 9,
  interrupted = 130,
  terminated = 143,
};

struct ExitRow {
  Exit code;
  std::string_view meaning;
};
inline constexpr ExitRow kExits[] = {
    {Exit::done, "done; nothing needs a person"},
    {Exit::unexpected, "unexpected failure"},
    {Exit::usage, "usage or configuration error, found before any request"},
    {Exit::changes, "diff --exit-code only: there are changes"},
    {Exit::some_failed, "finished, but some records failed; they are tried again next time"},
    {Exit::conflicts, "finished, but conflicts wait for a person"},
    {Exit::refused, "a remote refused the credentials or the permission"},
    {Exit::unreachable, "a remote was unreachable, or kept answering 429 or 5xx until the time limit"},
    {Exit::busy, "another run holds the lock"},
    {Exit::limits, "refused by a safety limit"},
    {Exit::interrupted, "interrupted (SIGINT); the state is whole, the next run resumes"},
    {Exit::terminated, "interrupted (SIGTERM); the state is whole, the next run resumes"},
};

// Where several hold, the first of these is returned (cli.md). A setting that only a remote could show to be wrong (a database
// whose data source is not named) is told with the surprises: nobody else can mend it.
inline constexpr Exit kPrecedence[] = {Exit::interrupted, Exit::terminated,  Exit::unexpected,  Exit::usage,    Exit::limits,
                                       Exit::refused,     Exit::unreachable, Exit::some_failed, Exit::conflicts};

// All that hold, in that order; empty: done. `signal`: the one that interrupted, 0 for none.
std::vector<Exit> exits_of(const sync::Report&, int signal);
Exit exit_of(const sync::Report&, int signal);
// Of a command that could not do its work at all.
Exit exit_of(const Error&);

// Why a command stopped. An Error becomes one by itself; where its kind does not tell the exit code, it is given.
struct Stop {
  Error error;
  Exit exit;
  Stop(Error what) : error(std::move(what)), exit(exit_of(error)) {}  // NOLINT(google-explicit-constructor): see above
  Stop(Error what, Exit code) : error(std::move(what)), exit(code) {}
};
template <class T>
using Outcome = tl::expected<T, Stop>;

}  // namespace hsn::cli
