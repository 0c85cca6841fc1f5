// What a person's words and stars say, by rule: higherself-model.md 9. What a language model has said of the sentiment takes the
// place of the rules' word for it, and what follows from it; the score stays theirs. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/words.hpp"

namespace hsn::entities {

struct Utterance {
  std::string_view text;
  std::optional<Decimal> rating{}, scale{};  // scale: the best there is; unknown: 5, or 10 for a rating above 5
  bool nps = false;                          // "would you recommend us", 0 … 10
  bool names_product = false;
  std::string_view type{};       // as given; empty: to be found
  std::string_view sentiment{};  // as a language model has judged it; empty: by rule
};

struct Opinion {
  std::string sentiment;  // Positive, Neutral, Negative, Mixed
  Decimal score;          // -1 … 1
  std::string type;
  std::vector<std::string> categories;  // never empty
  bool needs_response = false;
};

Opinion opinion_of(const Utterance&, const Words&);

}  // namespace hsn::entities
