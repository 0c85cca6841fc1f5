// hsn sandbox --chaos: one day's run with the user's own settings and mapping, killed at every journal point and robbed of every
// answer, each time from the beginning; then the next runs must reach what an undisturbed run reaches.
#pragma once

#include "cli/session.hpp"

namespace hsn::cli {

// `stride`: only each so-manieth point; a test has less patience than a person.
Outcome<Exit> run_chaos(Session&, std::uint64_t seed, std::size_t stride = 1);

}  // namespace hsn::cli
