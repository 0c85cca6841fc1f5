#include "config/config.hpp"
#include "core/text.hpp"

namespace hsn::config {
namespace {

std::string_view type_of(const SettingDef& def) {
  switch (def.kind) {
    case Kind::text:
      return "text";
    case Kind::secret:
      return "secret";
    case Kind::url:
      return "address";
    case Kind::integer:
    case Kind::decimal:
      return "number";
    case Kind::boolean:
      return "true or false";
    case Kind::list:
      return "list, separated by commas";
    case Kind::id:
      return "Notion id or link";
    case Kind::zone:
      return "time zone";
    case Kind::path:
      return "path";
    case Kind::rate:
      return "rate";
    case Kind::choice:
      return "";
  }
  return "";
}

std::string comment(const SettingDef& def) {
  const std::string type = def.kind == Kind::choice ? join(split(def.choices, ' '), " or ") : std::string(type_of(def));
  return "# " + std::string(def.help) + " (" + type + ")\n";
}

}  // namespace

std::string env_example(std::span<const std::span<const SettingDef>> tables) {
  std::string text =
      "# Settings of hsn. Copy to .env, keep it to yourself (chmod 600), fill in what you need; `hsn init` can do it for you.\n"
      "# A line that is commented out shows the default. The environment wins over this file; see hsn.conf(5).\n"
      "# Each secret may stand in a file instead: NAME_FILE=/path.\n";
  for (const auto table : tables) {
    std::string_view group;
    for (const auto& def : table) {
      if (def.group != group) text += "\n# ---- " + std::string(group = def.group) + "\n";
      text += comment(def);
      const bool blank = def.fallback.find(' ') != std::string_view::npos;
      text += "#" + std::string(def.name) + "=" + (blank ? "\"" : "") + std::string(def.fallback) + (blank ? "\"\n" : "\n");
    }
  }
  return text;
}

}  // namespace hsn::config
