// A small file written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/result.hpp"

namespace hsn::config {

// Temporary file beside it, fsync, rename. Mode 0600; a file that was there keeps its owner, a link stays a link.
// What is there and is no file (a device, a pipe) stays what it is and is written to.
// bad_config names the file.
Result<void> write_file(const std::filesystem::path&, std::string_view text);

}  // namespace hsn::config
