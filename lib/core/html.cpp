// The HTML half of text.hpp.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/html_entities.hpp"
#include "core/text.hpp"

namespace hsn {
namespace {

constexpr std::size_t kLongestName = 10;  // "&thetasym;", or "&#1114111;" and "&#x10FFFF;" without the "&" and ";"

std::optional<char32_t> code_of(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (hexadecimal) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size() || code == 0) return std::nullopt;
    if (utf8proc_codepoint_valid(static_cast<utf8proc_int32_t>(std::min(code, 0x110000U))) == 0) return std::nullopt;
    return static_cast<char32_t>(code);
  }
  const auto* const found =
      std::lower_bound(kNamedEntities.begin(), kNamedEntities.end(), name,
                       [](const NamedEntity& entity, std::string_view wanted) { return entity.name < wanted; });
  if (found == kNamedEntities.end() || found->name != name) return std::nullopt;
  return found->code;
}

void append_utf8(std::string& out, char32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The length of the tag or comment that the text begins with; 0 for a lone "<", as in "5 < 6".
std::size_t tag_length(std::string_view text) {
  if (text.starts_with("<!--")) {
    const auto end = text.find("-->", 4);
    return end == std::string_view::npos ? text.size() : end + 3;
  }
  const bool opens = text.size() > 1 && (is_letter(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
  const auto end = opens ? text.find('>') : std::string_view::npos;
  return end == std::string_view::npos ? 0 : end + 1;
}

std::string tag_name(std::string_view tag) {
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  const auto* const end = std::find_if_not(tag.begin(), tag.end(), is_letter);
  return lower_ascii(tag.substr(0, static_cast<std::size_t>(end - tag.begin())));
}

// Elements whose content is no text, and those that stand within a word.
constexpr std::array<std::string_view, 2> kSilent{"script", "style"};
constexpr std::array<std::string_view, 10> kInline{"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "u"};

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string without_tags(std::string_view html) {
  std::string out;
  while (!html.empty()) {
    const auto length = html.front() == '<' ? tag_length(html) : 0;
    if (length == 0) {
      out += html.front();
      html.remove_prefix(1);
      continue;
    }
    const auto tag = html.substr(0, length);
    const auto name = tag_name(tag);
    html.remove_prefix(length);
    if (!among(kInline, name)) out += ' ';
    if (among(kSilent, name) && !tag.starts_with("</")) html.remove_prefix(std::min(html.find("</"), html.size()));
  }
  return out;
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return trim(out);
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto start = std::min(text.find('&'), text.size());
    out += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) break;
    const auto end = text.substr(0, kLongestName + 2).find(';');
    const auto code = end == std::string_view::npos ? std::nullopt : code_of(text.substr(1, end - 1));
    if (code) {
      append_utf8(out, *code);
    } else {
      out += '&';
    }
    text.remove_prefix(code ? end + 1 : 1);
  }
  return out;
}

std::string encode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string strip_html(std::string_view html) { return with_single_blanks(decode_entities(without_tags(html))); }

}  // namespace hsn
