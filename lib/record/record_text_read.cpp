#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/time.hpp"
#include "record/record_text.hpp"

namespace hsn {
namespace {

// A value, so that the search for what is not plain is one loop without calls: the state is read more than anything else.
constexpr auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Takes tokens off the front of a text; each says whether it was there.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  bool take(std::string_view token) {
    skip_blanks();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool next_is(char c) {
    skip_blanks();
    return rest_.starts_with(c);
  }
  bool done() {
    skip_blanks();
    return rest_.empty();
  }

  bool string(std::string& into) {
    into.clear();
    if (!take("\"")) return false;
    while (true) {
      const auto stop = std::find_if_not(rest_.begin(), rest_.end(), is_plain);
      const auto plain = static_cast<std::size_t>(stop - rest_.begin());
      into += rest_.substr(0, plain);
      rest_.remove_prefix(plain);
      if (rest_.starts_with('"')) break;
      if (!rest_.starts_with('\\') || !escape(into)) return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  // "[" items "]", or "{" items "}"; `each` reads one item.
  template <class Each>
  bool items(std::string_view open, std::string_view close, Each each) {
    if (!take(open)) return false;
    if (take(close)) return true;
    do {
      if (!each()) return false;
    } while (take(","));
    return take(close);
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }

  bool escape(std::string& into) {
    static constexpr std::pair<char, char> kShort[] = {{'"', '"'},  {'\\', '\\'}, {'/', '/'},  {'b', '\b'},
                                                       {'f', '\f'}, {'n', '\n'},  {'r', '\r'}, {'t', '\t'}};
    if (rest_.size() < 2) return false;
    const char kind = rest_[1];
    if (kind == 'u') return code_point(into);
    rest_.remove_prefix(2);
    for (const auto& [name, meant] : kShort) {
      if (name != kind) continue;
      into += meant;
      return true;
    }
    return false;
  }

  // Only control characters are written so.
  bool code_point(std::string& into) {
    constexpr std::size_t kLength = 6;  // \u001f
    unsigned code = 0;
    const auto* const first = rest_.data() + 2;
    if (rest_.size() < kLength) return false;
    const auto [end, error] = std::from_chars(first, first + 4, code, 16);
    if (error != std::errc() || end != first + 4 || code >= 0x80) return false;
    into += static_cast<char>(code);
    rest_.remove_prefix(kLength);
    return true;
  }

  std::string_view rest_;
};

bool read_texts(Tokens& in, std::vector<std::string>& texts) {
  return in.items("[", "]", [&] { return in.string(texts.emplace_back()); });
}

bool read_refs(Tokens& in, std::vector<Ref>& refs) {
  return in.items("[", "]", [&] { return in.string(refs.emplace_back().id); });
}

bool read_instant(Tokens& in, std::optional<Instant>& at) {
  std::string text;
  if (!in.string(text)) return false;
  at = parse_instant(text);
  return at.has_value();
}

// What the members of an object tell of a date that has begun with "d".
bool read_date_member(Tokens& in, std::string_view name, Date& date) {
  if (name == "e") return read_instant(in, date.end);
  if (name == "o") return date.date_only = in.take("true");
  return name == "z" && in.string(date.zone);
}

bool read_object(Tokens& in, FieldValue& value) {
  std::string name;
  bool first = true;
  return in.items("{", "}", [&] {
    if (!in.string(name) || !in.take(":")) return false;
    if (!std::exchange(first, false)) {
      auto* const date = std::get_if<Date>(&value);
      return date != nullptr && read_date_member(in, name, *date);
    }
    if (name == "l") return read_texts(in, value.emplace<std::vector<std::string>>());
    if (name == "r") return read_refs(in, value.emplace<std::vector<Ref>>());
    if (name == "d") {
      std::optional<Instant> start;
      const bool read = read_instant(in, start);
      value.emplace<Date>().start = start.value_or(Instant{});
      return read;
    }
    std::string number;
    if (name != "n" || !in.string(number)) return false;
    const auto decimal = Decimal::parse(number);
    value = decimal.value_or(Decimal());
    return decimal.has_value();
  }) && !first;
}

bool read_value(Tokens& in, FieldValue& value) {
  if (in.next_is('"')) return in.string(value.emplace<std::string>());
  if (in.next_is('{')) return read_object(in, value);
  if (in.take("null")) return true;
  const bool ticked = in.take("true");
  value = ticked;
  return ticked || in.take("false");
}

tl::unexpected<Error> unreadable(std::string where) {
  return fail(Fault::bad_data, "a value is of no known kind", std::move(where),
              "the file was not written by hsn, or was changed by hand");
}

}  // namespace

Result<Fields> decode_fields(std::string_view text) {
  Tokens in(text);
  Fields fields;
  std::string name;
  const bool read = in.items("{", "}", [&] {
    return in.string(name) && in.take(":") && read_value(in, fields.try_emplace(fields.end(), name)->second);
  });
  if (!read || !in.done()) return unreadable(std::move(name));
  return fields;
}

Result<FieldValue> decode_value(std::string_view text) {
  Tokens in(text);
  FieldValue value;
  if (!read_value(in, value) || !in.done()) return unreadable({});
  return value;
}

}  // namespace hsn
