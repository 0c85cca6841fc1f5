#include "config/config.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <set>

#include "config/check_value.hpp"
#include "config/read_file.hpp"
#include "core/text.hpp"

namespace hsn::config {
namespace {

// Aliases that other programs use too: taken when they fit, never complained about.
constexpr std::string_view kForeign[] = {"TZ", "HOST", "PORT"};

bool is_foreign(std::string_view name) { return std::find(std::begin(kForeign), std::end(kForeign), name) != std::end(kForeign); }

struct Found {
  std::string text, origin;
};

// Where a text may come from, first hit first.
class Lookup {
 public:
  Lookup(const Sources& sources, const EnvFile& file, std::string file_name)
      : sources_(sources), file_(file), file_name_(std::move(file_name)) {}

  // An empty value counts as not set (higherself-model.md 11).
  std::optional<Found> under(std::string_view name) const {
    if (const auto text = environment(name)) return Found{*text, "environment"};
    const auto entry = file_.entries().find(name);
    if (entry == file_.entries().end() || entry->second.first.empty()) return std::nullopt;
    return Found{entry->second.first, file_name_ + ":" + std::to_string(entry->second.second)};
  }
  std::optional<Found> flag(std::string_view name) const {
    const auto entry = sources_.flags.find(name);
    if (entry == sources_.flags.end()) return std::nullopt;
    return Found{entry->second, "command line"};
  }
  std::optional<std::string> environment(std::string_view name) const {
    auto text = sources_.environment ? sources_.environment(name) : std::nullopt;
    return text && !text->empty() ? text : std::nullopt;
  }

 private:
  const Sources& sources_;
  const EnvFile& file_;
  std::string file_name_;
};

bool readable_by_others(const std::filesystem::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077U) != 0;
}

Result<std::string> read_secret(const std::filesystem::path& path) {
  auto text = read_file(path);
  if (!text) return fail(Fault::bad_config, path.string() + " " + text.error().what, {}, text.error().remedy);
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  return text;
}

// NAME and its aliases; the main name wins, then the aliases in their order.
std::optional<Found> by_any_name(const SettingDef& def, const Lookup& lookup, Config& config) {
  std::optional<Found> found = lookup.under(def.name);
  for (const auto& alias : split(def.aliases, ' ')) {
    if (alias.empty()) continue;
    const auto other = lookup.under(alias);
    if (!other) continue;
    if (!found) {
      if (is_foreign(alias) && !check_value(def, other->text)) continue;
      found = Found{other->text, other->origin + " (" + alias + ")"};
    } else if (found->text != other->text && !is_foreign(alias)) {
      config.warnings.push_back(std::string(def.name) + " and its other name " + alias +
                                " are set to different values: the one from " + found->origin + " is used; remove the other");
    }
  }
  return found;
}

// The places where a secret may stand besides the setting itself.
Result<std::optional<Found>> from_files(const SettingDef& def, const Lookup& lookup, bool set_directly, Config& config) {
  const std::string name(def.name), file_name = name + "_FILE";
  if (const auto file = lookup.under(file_name)) {
    if (set_directly) {
      return fail(Fault::bad_config, "set, and " + file_name + " too", name, "keep one of the two");
    }
    auto text = read_secret(file->text);
    if (!text) return fail(Fault::bad_config, text.error().what, file_name, text.error().remedy);
    if (readable_by_others(file->text)) {
      config.warnings.push_back(file->text + " can be read by other accounts: chmod 600 " + file->text);
    }
    return Found{std::move(*text), file_name};
  }
  if (set_directly) return std::nullopt;
  const auto folder = lookup.environment("CREDENTIALS_DIRECTORY");
  if (!folder) return std::nullopt;
  const auto path = std::filesystem::path(*folder) / name;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  auto text = read_secret(path);
  if (!text) return fail(Fault::bad_config, text.error().what, name, text.error().remedy);
  return Found{std::move(*text), "credentials directory"};
}

Result<std::optional<Found>> find_value(const SettingDef& def, const Lookup& lookup, Config& config) {
  if (auto flag = lookup.flag(def.name)) return flag;
  auto found = by_any_name(def, lookup, config);
  if (def.kind == Kind::secret) {
    auto file = from_files(def, lookup, found.has_value(), config);
    if (!file || *file) return file;
  }
  return found;
}

Result<void> load_one(const SettingDef& def, const Lookup& lookup, Config& config) {
  auto found = find_value(def, lookup, config);
  if (!found) return tl::unexpected(found.error());
  if (!*found || (*found)->text.empty()) *found = Found{std::string(def.fallback), def.fallback.empty() ? "" : "default"};
  Value value{{}, {}, (*found)->origin};
  if (!(*found)->text.empty()) {
    auto text = check_value(def, (*found)->text);
    if (!text) {
      return fail(Fault::bad_config, text.error().what, std::string(def.name) + " (" + value.origin + ")", text.error().remedy);
    }
    if (def.kind == Kind::secret) {
      value.secret = Secret(std::move(*text));
    } else {
      value.text = std::move(*text);
    }
  }
  config.values.insert_or_assign(std::string(def.name), std::move(value));
  return {};
}

// Plain http would show keys and customers to everybody on the way (higherself-model.md 11). A service may have an
// ..._ALLOW_HTTP of its own.
Result<void> check_encryption(const SettingDef& def, const Config& config) {
  const auto& value = config.values.find(def.name)->second;
  if (def.kind != Kind::url || !value.text.starts_with("http://") || is_loopback_url(value.text)) return {};
  const std::string allow = std::string(def.name.substr(0, def.name.find('_'))) + "_ALLOW_HTTP";
  if (config.find(allow) != nullptr && config.flag(allow)) return {};
  return fail(Fault::bad_config, "plain http is for this machine only", std::string(def.name) + " (" + value.origin + ")",
              "use https://");
}

Result<EnvFile> read_env_file(const Sources& sources, Config& config) {
  if (sources.env_file) {
    config.env_file = *sources.env_file;
    return EnvFile::read(*sources.env_file);
  }
  for (const auto& candidate : sources.candidates) {
    std::error_code ignored;
    if (!std::filesystem::exists(candidate, ignored) || std::filesystem::is_directory(candidate, ignored)) continue;
    config.env_file = candidate;
    return EnvFile::read(candidate);
  }
  return EnvFile{};
}

// Names that nothing reads: left over from older deployments, or misspelt.
std::vector<std::string> unused_names(std::span<const std::span<const SettingDef>> tables, const EnvFile& file) {
  std::set<std::string, std::less<>> known;
  for (const auto table : tables) {
    for (const auto& def : table) {
      known.insert(std::string(def.name));
      if (def.kind == Kind::secret) known.insert(std::string(def.name) + "_FILE");
      for (auto& alias : split(def.aliases, ' ')) known.insert(std::move(alias));
    }
  }
  std::vector<std::string> unused;
  for (const auto& entry : file.entries()) {
    if (!known.contains(entry.first)) unused.push_back(entry.first);
  }
  return unused;
}

}  // namespace

Result<Config> load(std::span<const std::span<const SettingDef>> tables, const Sources& sources) {
  Config config;
  auto file = read_env_file(sources, config);
  if (!file) return tl::unexpected(file.error());
  const auto file_name = config.env_file.filename().string();
  if (!config.env_file.empty() && readable_by_others(config.env_file)) {
    config.warnings.push_back(config.env_file.string() + " can be read by other accounts: chmod 600 " + config.env_file.string());
  }
  for (const auto& name : file->repeated()) {
    config.warnings.push_back(name + " is set more than once in " + config.env_file.string() + ": the last one counts");
  }
  const Lookup lookup(sources, *file, file_name);
  for (const auto table : tables) {
    for (const auto& def : table) {
      if (auto loaded = load_one(def, lookup, config); !loaded) return tl::unexpected(loaded.error());
    }
  }
  for (const auto table : tables) {
    for (const auto& def : table) {
      if (auto checked = check_encryption(def, config); !checked) return tl::unexpected(checked.error());
    }
  }
  config.unused = unused_names(tables, *file);
  return config;
}

const Value* Config::find(std::string_view name) const {
  const auto entry = values.find(name);
  return entry == values.end() ? nullptr : &entry->second;
}

std::string Config::text(std::string_view name) const {
  const auto* value = find(name);
  assert(value != nullptr);
  return value != nullptr ? value->text : std::string();
}

Secret Config::secret(std::string_view name) const {
  const auto* value = find(name);
  assert(value != nullptr);
  return value != nullptr ? value->secret : Secret();
}

bool Config::has(std::string_view name) const {
  const auto* value = find(name);
  return value != nullptr && (!value->text.empty() || !value->secret.empty());
}

bool Config::flag(std::string_view name) const { return text(name) == "true"; }

std::int64_t Config::integer(std::string_view name) const {
  const auto digits = text(name);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Duration Config::seconds(std::string_view name) const { return std::chrono::seconds(integer(name)); }

std::vector<std::string> Config::list(std::string_view name) const {
  std::vector<std::string> items;
  for (const auto& part : split(text(name), ',')) {
    if (auto item = trim(part); !item.empty()) items.push_back(std::move(item));
  }
  return items;
}

std::vector<Secret> Config::secrets() const {
  std::vector<Secret> all;
  for (const auto& [name, value] : values) {
    if (!value.secret.empty()) all.push_back(value.secret);
  }
  return all;
}

Sources system_sources() {
  Sources sources;
  sources.environment = [](std::string_view name) -> std::optional<std::string> {
    const char* text = std::getenv(std::string(name).c_str());
    if (text == nullptr) return std::nullopt;
    return std::string(text);
  };
  sources.candidates.emplace_back(".env");
  const auto folder = sources.environment("XDG_CONFIG_HOME").value_or("");
  const auto home = sources.environment("HOME").value_or("");
  if (!folder.empty()) {
    sources.candidates.push_back(std::filesystem::path(folder) / "hsn" / "hsn.env");
  } else if (!home.empty()) {
    sources.candidates.push_back(std::filesystem::path(home) / ".config" / "hsn" / "hsn.env");
  }
  sources.candidates.emplace_back("/etc/hsn/hsn.env");
  return sources;
}

}  // namespace hsn::config
