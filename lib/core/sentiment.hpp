// How a text sounds, offline and by rule: the VADER lexicon (lib/core/vader/) with its rules for negation, intensifiers,
// capitals, "but", punctuation and emoji. English only. Same text, same answer.
#pragma once

#include <string_view>

namespace hsn {

struct Sentiment {
  double compound = 0;                             // -1 … 1, four digits
  double positive = 0, negative = 0, neutral = 0;  // shares of the words, three digits; all 0 for a text without words
};

Sentiment sentiment_of(std::string_view text);

// Enough of its words are everyday English or of the lexicon, and no more are everyday German, French, Spanish, Italian,
// Portuguese or Dutch; a text of a few words gets the benefit of the doubt.
bool sounds_english(std::string_view text);

}  // namespace hsn
