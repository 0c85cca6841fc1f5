#include "cli/state_file.hpp"

#include <fstream>
#include <string>
#include <string_view>

namespace hsn::cli {

Result<bool> is_there(const std::filesystem::path& state) {
  std::error_code failed;
  const bool there = std::filesystem::exists(state, failed);
  if (!failed) return there;
  return fail(Fault::bad_config, "the state cannot be reached: " + failed.message(), state.string(),
              "check --state, and that the place belongs to the account that runs hsn");
}

// An SQLite file begins with these words; later on it names the program that made it (state/store_open.cpp).
bool is_of_another_program(const std::filesystem::path& state) {
  constexpr std::string_view kSqlite("SQLite format 3\0", 16), kOurs = "hsn1";
  constexpr std::size_t kProgram = 68;
  std::string begin(kProgram + kOurs.size(), '\0');
  std::ifstream file(state, std::ios::binary);
  if (!file.is_open() || file.peek() == std::ifstream::traits_type::eof()) return false;
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return !begin.starts_with(kSqlite) || begin.substr(kProgram) != kOurs;
}

}  // namespace hsn::cli
