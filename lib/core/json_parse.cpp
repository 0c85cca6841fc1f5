// Text into a tree. The tree is nlohmann's, the reading our own: answers of remotes are most of what a run reads, and this takes
// a third of the time.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn {
namespace {

constexpr int kDeepest = 200;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kJsonBlank = " \t\r\n";

bool is_digit_at(const char* at, const char* end) { return at != end && *at >= '0' && *at <= '9'; }

void put_utf8(std::string& out, unsigned code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

// RFC 8259 to the letter. Each function takes one thing off the front and says whether it was there.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool document(Json& into, Lead lead) {
    if (!value(into, 0)) return false;
    skip_blanks();
    // A plugin's word after the answer ("<!-- cached … -->") is as little a part of it as a warning before it.
    return at_ == end_ || (lead == Lead::skip && *at_ == '<');
  }
  bool too_deep() const { return too_deep_; }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool next_is(char c) {
    skip_blanks();
    return at_ != end_ && *at_ == c;
  }
  bool skip(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  bool value(Json& into, int depth) {
    skip_blanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '{':
        return object(into, depth + 1);
      case '[':
        return array(into, depth + 1);
      case '"':
        into = Json(Json::value_t::string);
        return string(into.get_ref<std::string&>());
      case 't':
        into = true;
        return word("true");
      case 'f':
        into = false;
        return word("false");
      case 'n':
        into = nullptr;
        return word("null");
      default:
        return number(into);
    }
  }

  bool goes_down(int depth) {
    ++at_;
    too_deep_ = depth > kDeepest;
    return !too_deep_;
  }

  bool object(Json& into, int depth) {
    if (!goes_down(depth)) return false;
    into = Json::object();
    if (skip('}')) return true;
    auto& members = into.get_ref<Json::object_t&>();
    do {
      std::string name;
      if (!next_is('"') || !string(name) || !skip(':') || !value(members[std::move(name)], depth)) return false;
    } while (skip(','));
    return skip('}');
  }

  bool array(Json& into, int depth) {
    if (!goes_down(depth)) return false;
    into = Json::array();
    if (skip(']')) return true;
    auto& items = into.get_ref<Json::array_t&>();
    do {
      if (!value(items.emplace_back(), depth)) return false;
    } while (skip(','));
    return skip(']');
  }

  bool word(std::string_view expected) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  bool string(std::string& out) {
    bool ascii = true;
    for (++at_; at_ != end_;) {
      const auto* const from = at_;
      while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) {
        ascii = ascii && static_cast<unsigned char>(*at_) < 0x80;
        ++at_;
      }
      out.append(from, at_);
      if (at_ == end_ || static_cast<unsigned char>(*at_) < 0x20) return false;
      if (*at_++ == '"') return ascii || is_utf8(out);
      if (!escape(out)) return false;
    }
    return false;
  }

  bool escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    if (at_ == end_) return false;
    const char name = *at_++;
    if (name == 'u') return code_point(out);
    const auto place = kNames.find(name);
    if (place == std::string_view::npos) return false;
    out += kMeant[place];
    return true;
  }

  // Beyond the first 65,536 characters it takes two halves, neither of which may stand alone.
  bool code_point(std::string& out) {
    const auto first = unit();
    if (!first || (*first >= 0xDC00 && *first < 0xE000)) return false;
    if (*first < 0xD800 || *first >= 0xE000) {
      put_utf8(out, *first);
      return true;
    }
    if (!word("\\u")) return false;
    const auto second = unit();
    if (!second || *second < 0xDC00 || *second >= 0xE000) return false;
    put_utf8(out, 0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U));
    return true;
  }

  std::optional<unsigned> unit() {
    unsigned code = 0;
    if (end_ - at_ < 4) return std::nullopt;
    const auto [end, error] = std::from_chars(at_, at_ + 4, code, 16);
    if (error != std::errc() || end != at_ + 4) return std::nullopt;
    at_ = end;
    return code;
  }

  bool digits() {
    if (!is_digit_at(at_, end_)) return false;
    while (is_digit_at(at_, end_)) ++at_;
    return true;
  }

  bool number(Json& into) {
    const auto* const from = at_;
    const bool minus = *at_ == '-';
    if (minus) ++at_;
    const bool zero = at_ != end_ && *at_ == '0';
    if (!digits() || (zero && at_ - from > (minus ? 2 : 1))) return false;
    bool whole = true;
    if (at_ != end_ && *at_ == '.') {
      whole = false;
      ++at_;
      if (!digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      whole = false;
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!digits()) return false;
    }
    if (whole && (minus ? read<std::int64_t>(from, into) : read<std::uint64_t>(from, into))) return true;
    double real = 0;
    if (std::from_chars(from, at_, real).ec != std::errc() || !std::isfinite(real)) return false;
    into = real;
    return true;
  }

  template <class Whole>
  bool read(const char* from, Json& into) const {
    Whole whole = 0;
    if (std::from_chars(from, at_, whole).ec != std::errc()) return false;
    into = whole;
    return true;
  }

  const char *at_, *end_;
  bool too_deep_ = false;
};

bool looks_like_json(std::string_view text) {
  const auto next = text.find_first_not_of(kJsonBlank, 1);
  if (next == std::string_view::npos) return true;  // cut short
  return text[0] == '{' ? text[next] == '"' || text[next] == '}'
                        : std::string_view("{[]\"").find(text[next]) != std::string_view::npos;
}

// Warnings may hold brackets themselves ("Undefined array key [x]", "[notice]"), but JSON begins a line or follows a tag, and
// goes on like a record or a list of records.
std::string_view skip_lead(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] != '{' && text[i] != '[') || !looks_like_json(text.substr(i))) continue;
    const auto before = text.substr(0, i).find_last_not_of(" \t");
    if (before == std::string_view::npos || text[before] == '\n' || text[before] == '>' ||
        text.substr(0, before + 1).ends_with(kByteOrderMark)) {
      return text.substr(i);
    }
  }
  const auto first = text.find_first_of("{[");
  return first == std::string_view::npos ? text : text.substr(first);
}

Error not_json(std::string_view text) {
  const auto first = text.find_first_not_of(kJsonBlank);
  if (first == std::string_view::npos) return {Fault::bad_data, "the answer is empty where JSON was expected", "", ""};
  if (text[first] == '{' || text[first] == '[') return {Fault::bad_data, "the JSON is cut short or damaged", "", ""};
  // What is not even JSON holds no record; its first words ("<html><title>Bad gateway") tell what answered instead.
  const auto words = strip_html(text.substr(0, 2000));
  return {Fault::bad_data, "not JSON; it begins with \"" + std::string(utf16_front(words, 60)) + "\"", "", ""};
}

}  // namespace

Result<Json> parse_json(std::string_view text, Lead lead) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto body = lead == Lead::skip ? skip_lead(text) : text;
  JsonReader reader(body);
  Json json;
  if (reader.document(json, lead)) return json;
  if (reader.too_deep()) return fail(Fault::bad_data, "the JSON is nested more than 200 levels deep");
  return tl::unexpected(not_json(body));
}

}  // namespace hsn
