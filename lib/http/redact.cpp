#include "http/redact.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace hsn::http {
namespace {

constexpr std::string_view kGone = "[secret]";

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// Words that tokens of the services begin with, and how long such a token is at least: "secret_santa" is a word.
struct Pattern {
  std::string_view front;
  std::size_t rest;
};
constexpr std::array kPatterns{Pattern{"ntn_", 16}, Pattern{"secret_", 20}, Pattern{"ck_", 20}, Pattern{"cs_", 20},
                               Pattern{"sk-", 16}};

// What follows these, up to the end of the value, is secret whoever wrote it. Matched without regard to case.
constexpr std::array kFronts{Pattern{"bearer ", 12}, Pattern{"basic ", 12}, Pattern{"oauth_signature=", 1},
                             Pattern{"consumer_key=", 1}, Pattern{"consumer_secret=", 1}};

void replace_patterns(std::string& text) {
  for (const auto& pattern : kPatterns) {
    for (auto at = text.find(pattern.front); at != std::string::npos; at = text.find(pattern.front, at + 1)) {
      if (at > 0 && is_token_character(text[at - 1])) continue;
      auto end = at + pattern.front.size();
      while (end < text.size() && is_token_character(text[end])) ++end;
      if (end - at >= pattern.front.size() + pattern.rest) text.replace(at, end - at, kGone);
    }
  }
}

void replace_values(std::string& text, const Pattern& pattern) {
  auto lower = lower_ascii(text);
  for (auto at = lower.find(pattern.front); at != std::string::npos; at = lower.find(pattern.front, at + pattern.front.size())) {
    const auto begin = at + pattern.front.size();
    const auto end = std::min(text.find_first_of("&\"'\\ \t\r\n,;<>", begin), text.size());
    if (end - begin < pattern.rest) continue;
    text.replace(begin, end - begin, kGone);
    lower.replace(begin, end - begin, kGone);
  }
}

}  // namespace

Redactor::Redactor(const std::vector<Secret>& secrets) {
  for (const auto& secret : secrets) {
    // Shorter ones would black out half of every text and protect nothing.
    if (secret.reveal().size() < 6) continue;
    for (auto& form : {secret.reveal(), base64(secret.reveal()), percent_encode(secret.reveal())}) needles_.push_back(form);
  }
  // The longest first: one secret may be the front of another.
  std::sort(needles_.begin(), needles_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  needles_.erase(std::unique(needles_.begin(), needles_.end()), needles_.end());
}

std::string Redactor::operator()(std::string text) const {
  for (const auto& needle : needles_) text = replaced(std::move(text), needle, kGone);
  for (const auto& front : kFronts) replace_values(text, front);
  replace_patterns(text);
  return text;
}

}  // namespace hsn::http
