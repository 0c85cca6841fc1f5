// A small file as text; also pipes (--env-file <(pass show hsn)).
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace hsn::config {

// bad_config without `where`: "cannot be read: Permission denied".
Result<std::string> read_file(const std::filesystem::path&);

}  // namespace hsn::config
