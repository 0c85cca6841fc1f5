// A saved plan: what `hsn diff -o` writes and `hsn push --plan` carries out. JSON, mode 0600, since it holds personal data.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "record/row.hpp"

namespace hsn::cli {

std::string encode_plan(const std::vector<Write>&, Instant made);
Result<std::vector<Write>> decode_plan(std::string_view text, const std::string& file);

Result<void> save_plan(const std::filesystem::path&, const std::vector<Write>&, Instant made);
Result<std::vector<Write>> load_plan(const std::filesystem::path&);

}  // namespace hsn::cli
