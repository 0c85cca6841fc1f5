// What stands where the state should be, before it is opened.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace hsn::cli {

// bad_config: this account may not look.
Result<bool> is_there(const std::filesystem::path& state);
// A file that never was a state: --state is wrong. A damaged state is none of these, unless its first page is gone.
bool is_of_another_program(const std::filesystem::path& state);

}  // namespace hsn::cli
