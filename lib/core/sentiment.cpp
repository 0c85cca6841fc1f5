#include "core/sentiment.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/sentiment_words.hpp"
#include "core/text.hpp"

namespace hsn {
namespace {

// What moves a valence (Hutto & Gilbert 2014, measured on human ratings).
constexpr double kCapitals = 0.733, kNegation = -0.74, kNever = 1.25;
constexpr double kBeforeBut = 0.5, kAfterBut = 1.5;
constexpr double kExclamation = 0.292, kQuestion = 0.18, kManyQuestions = 0.96;
constexpr double kNormal = 15;                              // approximates the largest sum to be expected
constexpr std::array<double, 3> kByDistance{1, 0.95, 0.9};  // of a booster one, two, three words back

using Lexicon = std::unordered_map<std::string_view, double>;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
constexpr std::string_view kLexiconText =
#include "core/lexicon.inc"
    ;
#pragma GCC diagnostic pop

Lexicon read_lexicon(std::string_view text) {
  Lexicon lexicon;
  lexicon.reserve(8192);
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto tab = line.rfind('\t');
    if (tab == std::string_view::npos) continue;
    double valence = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), valence);
    lexicon.emplace(line.substr(0, tab), valence);
  }
  return lexicon;
}

const Lexicon& lexicon() {
  static const Lexicon kLexicon = read_lexicon(kLexiconText);
  return kLexicon;
}

struct Word {
  std::string text, lower;
  bool capitals = false;
  double booster = 0;
  const double* valence = nullptr;  // of the lexicon; null: not in it
};

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool all_capitals(std::string_view word) {
  const auto any = [&](char from, char to) {
    return std::any_of(word.begin(), word.end(), [=](char c) { return c >= from && c <= to; });
  };
  return any('A', 'Z') && !any('a', 'z');
}

// Without the punctuation around it; what would leave two letters or less may be a face: ":)", ":D".
std::string_view stripped(std::string_view token) {
  auto word = token;
  while (!word.empty() && is_punctuation(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_punctuation(word.back())) word.remove_suffix(1);
  return utf16_length(word) <= 2 ? token : word;
}

// Typographic apostrophes as people type them on a keyboard, emoji as words.
std::string spelled_out(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto* const sign =
        std::find_if(std::begin(kSigns), std::end(kSigns), [&](const Sign& s) { return text.starts_with(s.sign); });
    if (sign == std::end(kSigns)) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const bool is_word = sign->word.size() > 1;
    if (is_word) out += ' ';
    out += sign->word;
    if (is_word) out += ' ';
    text.remove_prefix(sign->sign.size());
  }
  return out;
}

Word word_of(std::string_view token) {
  Word word;
  word.text = stripped(token);
  word.lower = lower_ascii(word.text);
  word.capitals = all_capitals(word.text);
  word.booster = booster(word.lower);
  if (const auto found = lexicon().find(word.lower); found != lexicon().end()) word.valence = &found->second;
  return word;
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  while (true) {
    const auto* const begin = std::find_if_not(text.begin(), text.end(), is_blank);
    text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
    if (text.empty()) return words;
    const auto* const end = std::find_if(text.begin(), text.end(), is_blank);
    const auto length = static_cast<std::size_t>(end - text.begin());
    words.push_back(word_of(text.substr(0, length)));
    text.remove_prefix(length);
  }
}

// One reading of one text; `back(i, n)` is the word n before the i-th.
class Reading {
 public:
  explicit Reading(std::string_view text) : words_(words_of(text)) {
    const auto loud =
        static_cast<std::size_t>(std::count_if(words_.begin(), words_.end(), [](const Word& w) { return w.capitals; }));
    shouts_ = loud > 0 && loud < words_.size();
  }

  std::vector<double> valences() const {
    std::vector<double> out;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const bool kind_of = words_[i].lower == "kind" && i + 1 < words_.size() && words_[i + 1].lower == "of";
      out.push_back(kind_of || words_[i].booster != 0 || words_[i].valence == nullptr ? 0 : valence(i));
    }
    weigh_but(out);
    return out;
  }

 private:
  const std::string& back(std::size_t i, std::size_t by) const { return words_[i - by].lower; }
  bool is_back(std::size_t i, std::size_t by, std::string_view word) const { return i >= by && back(i, by) == word; }

  double valence(std::size_t i) const {
    double v = *words_[i].valence;
    // "no" in front of a word that counts negates it, and says nothing by itself.
    if (words_[i].lower == "no" && i + 1 < words_.size() && words_[i + 1].valence != nullptr) v = 0;
    const bool listed = is_back(i, 3, "no") && (back(i, 1) == "or" || back(i, 1) == "nor");
    if (is_back(i, 1, "no") || is_back(i, 2, "no") || listed) v = *words_[i].valence * kNegation;
    if (words_[i].capitals && shouts_) v += v > 0 ? kCapitals : -kCapitals;
    for (std::size_t by = 1; by <= 3 && by <= i; ++by) {
      if (words_[i - by].valence != nullptr) continue;
      v += boost(words_[i - by], v) * kByDistance[by - 1];
      v *= negation(i, by);
      if (by == 3) v = idiom(i, v);
    }
    const bool lessened =
        is_back(i, 1, "least") && words_[i - 1].valence == nullptr && !is_back(i, 2, "at") && !is_back(i, 2, "very");
    return lessened ? v * kNegation : v;
  }

  double boost(const Word& word, double v) const {
    if (word.booster == 0) return 0;
    const double by = v < 0 ? -word.booster : word.booster;
    if (!word.capitals || !shouts_) return by;
    return v > 0 ? by + kCapitals : by - kCapitals;
  }

  // "never so good" praises, "without doubt" doubts nothing; else a negating word turns what follows.
  double negation(std::size_t i, std::size_t by) const {
    const auto between = [&](std::string_view a, std::string_view b) {
      for (std::size_t k = 1; k < by; ++k)
        if (back(i, k) == a || back(i, k) == b) return true;
      return false;
    };
    if (back(i, by) == "never" && between("so", "this")) return kNever;
    if (back(i, by) == "without" && between("doubt", "doubt")) return 1;
    return negates(back(i, by)) ? kNegation : 1;
  }

  // Words `from` … `to` before (or, negative, after) the i-th.
  std::string run(std::size_t i, int from, int to) const {
    std::string words;
    for (int at = from; at >= to; --at) {
      const auto place = static_cast<std::ptrdiff_t>(i) - at;
      if (place >= std::ssize(words_)) return {};
      words += (words.empty() ? "" : " ") + words_[static_cast<std::size_t>(place)].lower;
    }
    return words;
  }

  double idiom(std::size_t i, double v) const {
    constexpr std::pair<int, int> kBefore[] = {{1, 0}, {2, 0}, {2, 1}, {3, 1}, {3, 2}};
    for (const auto& [from, to] : kBefore) {
      if (const auto* known = find_idiom(run(i, from, to))) {
        v = known->valence;
        break;
      }
    }
    for (const int to : {-1, -2}) {
      if (const auto* known = find_idiom(run(i, 0, to))) v = known->valence;
    }
    for (const auto& [from, to] : {std::pair{3, 1}, std::pair{3, 2}, std::pair{2, 1}}) v += booster(run(i, from, to));
    return v;
  }

  void weigh_but(std::vector<double>& valences) const {
    const auto but = std::find_if(words_.begin(), words_.end(), [](const Word& word) { return word.lower == "but"; });
    if (but == words_.end()) return;
    const auto at = static_cast<std::size_t>(but - words_.begin());
    for (std::size_t i = 0; i < valences.size(); ++i) {
      if (i != at) valences[i] *= i < at ? kBeforeBut : kAfterBut;
    }
  }

  std::vector<Word> words_;
  bool shouts_ = false;  // some words, not all, are in capitals
};

double emphasis_of(std::string_view text) {
  const auto exclamations = std::min<std::ptrdiff_t>(4, std::count(text.begin(), text.end(), '!'));
  const auto questions = std::count(text.begin(), text.end(), '?');
  double emphasis = static_cast<double>(exclamations) * kExclamation;
  if (questions > 1) emphasis += questions <= 3 ? static_cast<double>(questions) * kQuestion : kManyQuestions;
  return emphasis;
}

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

}  // namespace

Sentiment sentiment_of(std::string_view text) {
  const auto plain = spelled_out(text);
  const auto valences = Reading(plain).valences();
  if (valences.empty()) return {};
  double sum = 0, positive = 0, negative = 0, neutral = 0;
  for (const double v : valences) {
    sum += v;
    if (v > 0) positive += v + 1;
    if (v < 0) negative += 1 - v;
    if (v == 0) neutral += 1;
  }
  const double emphasis = emphasis_of(plain);
  if (sum != 0) sum += sum > 0 ? emphasis : -emphasis;
  if (positive != negative) (positive > negative ? positive : negative) += emphasis;
  const double total = positive + negative + neutral;
  return {rounded(sum / std::sqrt(sum * sum + kNormal), 1e4), rounded(positive / total, 1e3), rounded(negative / total, 1e3),
          rounded(neutral / total, 1e3)};
}

bool sounds_english(std::string_view text) {
  constexpr std::size_t kTooFew = 4;
  constexpr std::size_t kOneIn = 8;  // running English has a third; a list of keywords an eighth
  const auto words = words_of(text);
  std::size_t common = 0, foreign = 0;
  for (const auto& word : words) {
    // "war" and "die" are of the lexicon, and everyday German.
    const bool abroad = is_everyday_abroad(word.lower);
    foreign += abroad ? 1U : 0U;
    common += is_everyday(word.lower) || (!abroad && word.valence != nullptr) ? 1U : 0U;
  }
  return words.size() < kTooFew || (common * kOneIn >= words.size() && common >= foreign);
}

}  // namespace hsn
