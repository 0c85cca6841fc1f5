// Files that only their owner may read, whatever the umask says: personal data lies in them.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace hsn::state {

// The folder (0700, and those above it that are missing) and an empty file (0600). What is there already is left as it is.
Result<void> make_private_file(const std::filesystem::path&);

}  // namespace hsn::state
