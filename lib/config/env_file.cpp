#include "config/config.hpp"
#include "config/read_file.hpp"
#include "config/write_file.hpp"

namespace hsn::config {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view stripped(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_name(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// One line taken apart; `key` is empty for blank lines and comments.
struct Parsed {
  std::string_view lead, key;  // lead: "export " and the blanks before the name, so that set() keeps them
  std::string value;
};

Result<std::string> quoted(std::string_view text, char quote) {
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size() &&
        std::string_view("n\"\\$").find(text[i + 1]) != std::string_view::npos) {
      ++i;
      value += text[i] == 'n' ? '\n' : text[i];
    } else {
      value += text[i];
    }
  }
  if (i == text.size()) return fail(Fault::bad_config, "the quotation mark is not closed", {}, "close it on the same line");
  const auto rest = stripped(text.substr(i + 1));
  if (!rest.empty() && rest[0] != '#') {
    return fail(Fault::bad_config, "text after the closing quotation mark", {},
                "quote the whole value, or put # before a comment");
  }
  return value;
}

Result<std::string> value_of(std::string_view text) {
  if (!text.empty() && (text[0] == '\'' || text[0] == '"')) return quoted(text, text[0]);
  // As the shell has it: a # begins a comment only at the start of a word.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && (i == 0 || kBlanks.find(text[i - 1]) != std::string_view::npos)) {
      return std::string(stripped(text.substr(0, i)));
    }
  }
  return std::string(text);
}

Result<Parsed> parse_line(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const auto text = stripped(line);
  if (text.empty() || text[0] == '#') return Parsed{};
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) {
    return fail(Fault::bad_config, "no \"=\" in this line", {}, "write NAME=value, or # before a comment");
  }
  auto name = stripped(line.substr(0, equals));
  constexpr std::string_view kExport = "export";
  if (name.starts_with(kExport) && name.size() > kExport.size() && kBlanks.find(name[kExport.size()]) != std::string_view::npos) {
    name = stripped(name.substr(kExport.size()));
  }
  if (!is_name(name)) {
    // The text is not repeated: it may be the second half of a token that was broken over two lines.
    return fail(Fault::bad_config, "what stands before the \"=\" is not a setting's name", {}, "use letters, digits and _ alone");
  }
  auto value = value_of(stripped(line.substr(equals + 1)));
  if (!value) return tl::unexpected(value.error());
  return Parsed{line.substr(0, static_cast<std::size_t>(name.data() - line.data())), name, std::move(*value)};
}

std::string written(std::string_view value) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+,=";  // needs no quotes in a shell either
  if (value.find_first_not_of(kPlain) == std::string_view::npos) return std::string(value);
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text + "\"";
}

}  // namespace

Result<EnvFile> EnvFile::parse(std::string_view text, std::string name) {
  EnvFile file;
  file.name_ = std::move(name);
  while (!text.empty()) {
    const auto end = text.find('\n');
    file.lines_.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  for (std::size_t i = 0; i < file.lines_.size(); ++i) {
    std::string_view line = file.lines_[i];
    if (i == 0 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    const int number = static_cast<int>(i) + 1;
    const auto at = file.name_ + ":" + std::to_string(number);
    if (line.find('\0') != std::string_view::npos) return fail(Fault::bad_config, "a NUL character", at, "is this a text file?");
    auto parsed = parse_line(line);
    if (!parsed) return fail(parsed.error().fault, parsed.error().what, at, parsed.error().remedy);
    if (parsed->key.empty()) continue;
    const auto [entry, fresh] = file.entries_.insert_or_assign(std::string(parsed->key), std::pair(parsed->value, number));
    if (!fresh) file.repeated_.push_back(entry->first);
  }
  return file;
}

Result<EnvFile> EnvFile::read(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  return parse(*text, path.string());
}

void EnvFile::set(std::string_view key, std::string_view value) {
  const auto known = entries_.find(key);
  if (known == entries_.end()) {
    lines_.push_back(std::string(key) + "=" + written(value));
    entries_.emplace(std::string(key), std::pair(std::string(value), static_cast<int>(lines_.size())));
    return;
  }
  std::string& line = lines_[static_cast<std::size_t>(known->second.second) - 1];
  const std::string mark = line.starts_with(kByteOrderMark) ? std::string(kByteOrderMark) : "";
  const std::string end = line.ends_with('\r') ? "\r" : "";
  const auto parsed = parse_line(std::string_view(line).substr(mark.size()));
  const std::string lead = parsed ? std::string(parsed->lead) : "";
  line = mark + lead + std::string(key) + "=" + written(value) + end;
  known->second.first = value;
}

std::string EnvFile::str() const {
  std::string text;
  for (const auto& line : lines_) text += line + "\n";
  return text;
}

Result<void> EnvFile::write(const std::filesystem::path& path) const { return write_file(path, str()); }

}  // namespace hsn::config
