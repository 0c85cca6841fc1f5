// The options that every command takes, before or after its name (cli.md, Global options).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace hsn::cli {

struct Globals {
  std::string env_file, config, state, log_level, log_file, trace;
  std::string only, record, progress;
  bool json = false, quiet = false, no_color = false, yes = false, dry_run = false, full = false, now = false;
  int verbose = 0;
  std::optional<std::size_t> max_changes, max_destructive;
  std::size_t limit = 0;
  std::uint32_t wait = 0;  // seconds

  // Those that are settings in other words: they beat all other sources.
  std::map<std::string, std::string, std::less<>> as_settings() const;
};

void declare_globals(CLI::App&, Globals&);

}  // namespace hsn::cli
