// The settings in force and where each came from: flag, environment, env file, secret file, credential, default
// (higherself-model.md 11). Read once at start; a value afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace hsn::config {

struct Value {
  std::string text;  // empty for secrets
  Secret secret;
  std::string origin;  // "environment", ".env:12", "default", "--state", "NOTION_API_TOKEN_FILE"
};

class Config {
 public:
  // Each setting's value, validated when it was loaded; the default where nothing was set. Asking for a name that is in no
  // table is a bug.
  std::string text(std::string_view name) const;
  Secret secret(std::string_view name) const;
  bool flag(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  Duration seconds(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;  // comma-separated, trimmed
  bool has(std::string_view name) const;                       // set to something, the default included
  const Value* find(std::string_view name) const;
  std::vector<Secret> secrets() const;  // all that are set: for redaction

  std::map<std::string, Value, std::less<>> values;  // every setting of the tables
  std::vector<std::string> warnings;                 // alias and main name differ, set twice, file readable by others
  std::vector<std::string> unused;                   // names in the env file that no table knows: `hsn check` lists them
  std::filesystem::path env_file;                    // the one that was read; empty: none found
};

// What the outside offers. Functions, so that tests need no environment.
struct Sources {
  std::function<std::optional<std::string>(std::string_view)> environment;
  std::optional<std::filesystem::path> env_file;          // --env-file: must exist
  std::vector<std::filesystem::path> candidates;          // else the first that exists
  std::map<std::string, std::string, std::less<>> flags;  // settings given as flags
};
// The real environment and the candidate files of cli.md, "Files and users".
Sources system_sources();

// bad_config names the setting, the file and the line.
Result<Config> load(std::span<const std::span<const SettingDef>> tables, const Sources&);

// The env file as lines: parse keeps comments and order so that `hsn init` can set a few lines and keep all others.
class EnvFile {
 public:
  static Result<EnvFile> parse(std::string_view text, std::string name);
  static Result<EnvFile> read(const std::filesystem::path&);
  const std::map<std::string, std::pair<std::string, int>, std::less<>>& entries() const { return entries_; }  // value, line
  const std::vector<std::string>& repeated() const { return repeated_; }  // names set more than once; the last one counts
  void set(std::string_view key, std::string_view value);                 // in place, or at the end
  std::string str() const;
  // Atomic (temporary file, fsync, rename), mode 0600.
  Result<void> write(const std::filesystem::path&) const;

 private:
  std::vector<std::string> lines_;
  std::map<std::string, std::pair<std::string, int>, std::less<>> entries_;
  std::vector<std::string> repeated_;
  std::string name_;
};

// "32 hex", dashed UUID or a notion.so URL -> dashed UUID, lower case. "db/source" keeps the part behind the slash in `source`.
struct NotionId {
  std::string id, source;
};
Result<NotionId> parse_notion_id(std::string_view text);

// .env.example, from the same tables; a test compares it with the file in the repository.
std::string env_example(std::span<const std::span<const SettingDef>> tables);
// The settings of hsn.conf(5), in mdoc; kept true in the same way.
std::string settings_man(std::span<const std::span<const SettingDef>> tables);

}  // namespace hsn::config
