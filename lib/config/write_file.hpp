// A small file written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/result.hpp"

namespace hsn::config {

// Temporary file beside it, fsync, rename. Mode 0600; a file that was there keeps its owner, a link stays a link.
// bad_config names the file.
Result<void> write_file(const std::filesystem::path&, std::string_view text);

}  // namespace hsn::config
