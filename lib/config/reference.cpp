// The settings tables as text: .env.example and the settings of hsn.conf(5).
#include <utility>

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

std::string type_in_words(const SettingDef& def) {
  return def.kind == Kind::choice ? join(split(def.choices, ' '), " or ") : std::string(type_of(def));
}

// A word of mdoc text: backslashes begin an escape there, and a dot or quote at the start of a line is a request.
std::string mdoc_word(std::string_view word, bool first) {
  std::string out = first && (word.starts_with('.') || word.starts_with('\'')) ? "\\&" : "";
  for (const char c : word) out += c == '\\' ? std::string("\\e") : std::string(1, c);
  return out;
}

std::string mdoc(std::string_view text) {
  constexpr std::size_t kColumns = 78;
  std::string lines, line;
  for (const auto& part : split(text, ' ')) {
    if (!line.empty() && line.size() + 1 + part.size() > kColumns) lines += std::exchange(line, {}) + "\n";
    line += (line.empty() ? "" : " ") + mdoc_word(part, line.empty());
  }
  return lines + line + "\n";
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
      text += "# " + std::string(def.help) + " (" + type_in_words(def) + ")\n";
      const bool blank = def.fallback.find(' ') != std::string_view::npos;
      text += "#" + std::string(def.name) + "=" + (blank ? "\"" : "") + std::string(def.fallback) + (blank ? "\"\n" : "\n");
    }
  }
  return text;
}

std::string settings_man(std::span<const std::span<const SettingDef>> tables) {
  std::string text;
  std::string_view group;
  const auto end_list = [&] { return group.empty() ? "" : ".El\n"; };
  for (const auto table : tables) {
    for (const auto& def : table) {
      if (def.group != group) {
        text += end_list();
        group = def.group;
        text += ".Ss " + std::string(group) + "\n.Bl -tag -width Ds\n";
      }
      text += ".It Ev " + std::string(def.name) + " Pq " + type_in_words(def) + "\n" + mdoc(def.help);
      if (!def.fallback.empty()) text += ".Pp\n" + mdoc("Default: " + std::string(def.fallback));
      if (!def.aliases.empty()) text += ".Pp\n" + mdoc("Also read: " + join(split(def.aliases, ' '), ", "));
    }
  }
  return text + end_list();
}

}  // namespace hsn::config
