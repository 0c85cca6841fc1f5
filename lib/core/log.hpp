// The log: stderr and, where set, a rotating file. spdlog stays behind this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace hsn {

enum class Level { debug, info, warning, error, off };

struct LogTargets {
  Level level = Level::info;            // for the file
  Level stderr_level = Level::warning;  // the program asks for off, and with -vv for debug (Session::stderr_level)
  std::filesystem::path file;           // empty: none
  std::size_t max_bytes = 10U << 20U;
  std::size_t keep = 5;
  bool json = false;
};

inline constexpr const char* kLogRemedy = "check LOG_FILE, LOG_DIR, and to whom file and folder belong";

// May be called again; the last call counts. bad_config: the file cannot be opened; the log goes to stderr alone.
Result<void> open_log(const LogTargets&);
// `lane` is "notion/orders" or empty. Personal data belongs at debug level only; secrets nowhere.
void log(Level, std::string_view lane, std::string_view message);
void log_run(std::int64_t run);  // from now on each line carries it

}  // namespace hsn
