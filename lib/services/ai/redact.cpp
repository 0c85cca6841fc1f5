#include "services/ai/redact.hpp"

#include <algorithm>
#include <string_view>

namespace hsn::services::ai {
namespace {

constexpr std::size_t kShortestSecret = 6;  // shorter ones would black out half of every text and protect nothing
constexpr std::size_t kCardDigits[] = {13, 19}, kPhoneDigits[] = {9, 15};
constexpr std::size_t kDialledDigits = 7;  // enough behind a "+"

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// Bytes beyond ASCII belong to letters.
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0; }

bool between(std::size_t n, const std::size_t (&limits)[2]) { return n >= limits[0] && n <= limits[1]; }

void hide_secrets(std::string& text, const std::vector<Secret>& secrets) {
  std::vector<std::string_view> needles;
  for (const auto& secret : secrets) {
    if (secret.reveal().size() >= kShortestSecret) needles.push_back(secret.reveal());
  }
  // The longest first: one secret may be the front of another.
  std::sort(needles.begin(), needles.end(), [](auto a, auto b) { return a.size() > b.size(); });
  constexpr std::string_view kMark = "[secret]";
  for (const auto needle : needles) {
    for (auto at = text.find(needle); at != std::string::npos; at = text.find(needle, at + kMark.size()))
      text.replace(at, needle.size(), kMark);
  }
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

// A number as people write it: digits with single separators between them.
struct Number {
  std::size_t begin = 0, end = 0;
  std::string digits;
};

Number number_at(std::string_view text, std::size_t begin, std::string_view separators, std::size_t run) {
  Number number{begin, begin, {}};
  std::size_t apart = 0;
  for (auto i = begin; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      number.digits += text[i];
      number.end = i + 1;
      apart = 0;
    } else if (separators.find(text[i]) == std::string_view::npos || ++apart > run) {
      break;
    }
  }
  return number;
}

bool starts_number(std::string_view text, std::size_t at) { return is_digit(text[at]) && (at == 0 || !is_word(text[at - 1])); }

void hide_cards(std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!starts_number(text, at)) continue;
    const auto number = number_at(text, at, " -", 1);
    if (number.end < text.size() && is_word(text[number.end])) continue;
    if (between(number.digits.size(), kCardDigits) && passes_luhn(number.digits))
      text.replace(number.begin, number.end - number.begin, "[card number]");
  }
}

void hide_emails(std::string& text) {
  const auto local = [](char c) { return is_word(c) || std::string_view(".+-'").find(c) != std::string_view::npos; };
  const auto domain = [](char c) { return is_word(c) || c == '.' || c == '-'; };
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    auto begin = at, end = at + 1;
    while (begin > 0 && local(text[begin - 1])) --begin;
    while (end < text.size() && domain(text[end])) ++end;
    while (end > at + 1 && !is_word(text[end - 1])) --end;  // the full stop of the sentence
    if (begin == at || text.substr(at + 1, end - at - 1).find('.') == std::string::npos) continue;
    text.replace(begin, end - begin, "[e-mail]");
    at = begin;
  }
}

// "2026-11-23 10:00" has as many digits as a phone number.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() < kForm.size()) return false;
  return std::equal(kForm.begin(), kForm.end(), text.begin(),
                    [](char form, char c) { return form == 'd' ? is_digit(c) : c == form; });
}

void hide_phones(std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dialled = text[at] == '+' && at + 1 < text.size() && (is_digit(text[at + 1]) || text[at + 1] == '(');
    const bool bracketed = text[at] == '(' && at + 1 < text.size() && is_digit(text[at + 1]);
    if (!dialled && !bracketed && !starts_number(text, at)) continue;
    if (is_date(std::string_view(text).substr(at))) {
      at += 9;
      continue;
    }
    const auto number = number_at(text, at, "+() -./", dialled || bracketed ? 3 : 2);
    const bool phone = between(number.digits.size(), kPhoneDigits) ||
                       (dialled && number.digits.size() >= kDialledDigits && number.digits.size() <= kPhoneDigits[1]);
    if (phone) text.replace(number.begin, number.end - number.begin, "[phone]");
  }
}

}  // namespace

Redactions redactions(const config::Config& config) { return {config.secrets(), config.flag("AI_REDACT_CONTACTS")}; }

std::string redact(std::string text, const Redactions& redactions) {
  hide_secrets(text, redactions.secrets);
  // What is hidden may leave a number beside it that was part of a longer one: until there is nothing more to hide.
  for (std::string before; before != text;) {
    before = text;
    hide_cards(text);
    if (redactions.contacts) {
      hide_emails(text);
      hide_phones(text);
    }
  }
  return text;
}

}  // namespace hsn::services::ai
