#include "core/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace hsn {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct CodePoint {
  utf8proc_int32_t code = -1;  // -1: the byte belongs to no valid character
  std::size_t bytes = 1;
};
CodePoint first_of(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return {byte, 1};
  CodePoint point;
  const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &point.code);
  if (taken <= 0) return {};
  point.bytes = static_cast<std::size_t>(taken);
  return point;
}

std::size_t units_of(CodePoint point) { return point.code > 0xFFFF ? 2 : 1; }

bool is_plain_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\0' || c == '\r'; });
}

// LF line ends, no NUL, U+FFFD for each byte that is not UTF-8.
std::string valid_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto point = first_of(text);
    if (point.code < 0) {
      out += kReplacement;
    } else if (point.code == '\r') {
      if (text.size() == 1 || text[1] != '\n') out += '\n';
    } else if (point.code != 0) {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::string mapped(std::string_view valid, int options, utf8proc_custom_func each = nullptr) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size =
      utf8proc_map_custom(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()), static_cast<utf8proc_ssize_t>(valid.size()),
                          &raw, static_cast<utf8proc_option_t>(options), each, nullptr);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  if (size < 0) return std::string(valid);
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

}  // namespace

std::string clean_text(std::string_view text) {
  if (is_plain_ascii(text)) return trim(text);
  return trim(mapped(valid_text(text), UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = first_of(text);
    if (point.code < 0) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

std::string fold_case(std::string_view text) {
  if (is_plain_ascii(text)) return lower_ascii(text);
  return mapped(valid_text(text), UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

std::string lower_case(std::string_view text) {
  if (is_plain_ascii(text)) return lower_ascii(text);
  const auto lower = [](utf8proc_int32_t code, void*) { return utf8proc_tolower(code); };
  return mapped(valid_text(text), UTF8PROC_STABLE | UTF8PROC_COMPOSE, lower);
}

std::string trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower_ascii(a) == lower_ascii(b);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

void add_line(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += line;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  while (!text.empty()) {
    const auto point = first_of(text);
    units += units_of(point);
    text.remove_prefix(point.bytes);
  }
  return units;
}

std::string_view utf16_front(std::string_view text, std::size_t units) {
  std::size_t place = 0, used = 0, boundary = 0;
  utf8proc_int32_t state = 0, before = -1;
  while (place < text.size()) {
    const auto point = first_of(text.substr(place));
    const auto code = point.code < 0 ? 0xFFFD : point.code;
    if (before < 0 || utf8proc_grapheme_break_stateful(before, code, &state)) boundary = place;
    if (used + units_of(point) > units) return text.substr(0, boundary > 0 ? boundary : place);
    used += units_of(point);
    place += point.bytes;
    before = code;
  }
  return text;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto point = first_of(text);
    columns += static_cast<std::size_t>(utf8proc_charwidth(point.code < 0 ? 0xFFFD : point.code));
    text.remove_prefix(point.bytes);
  }
  return columns;
}

// C0, DEL and C1 (U+0080 to U+009F, in UTF-8 0xC2 0x80..0x9F).
std::string on_one_line(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      line += ' ';
      ++i;
    } else {
      line += byte < 0x20 || byte == 0x7F ? ' ' : text[i];
    }
  }
  return line;
}

}  // namespace hsn
