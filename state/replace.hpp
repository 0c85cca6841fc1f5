// One state file in the place of another: at every instant one of the two stands there.
#pragma once

#include <filesystem>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace hsn::state {

// `fresh` becomes `state`. What was there stands beside it afterwards, under the dated name that comes back (empty: there was
// nothing). Both must be closed, and the lock held.
Result<std::filesystem::path> replace_state(const std::filesystem::path& state, const std::filesystem::path& fresh, Instant now);
// The file with what SQLite keeps beside it.
void remove_state(const std::filesystem::path&);

}  // namespace hsn::state
