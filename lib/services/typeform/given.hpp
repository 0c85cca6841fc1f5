// What a person answered: as a text for people, and as the value that a field takes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"

namespace hsn::services::typeform {

struct Given {
  std::string text;                 // every kind has one; an unknown kind is compact JSON
  std::optional<Decimal> number;    // ratings, numbers
  std::optional<bool> yes;          // yes_no, legal
  std::vector<std::string> labels;  // what was chosen, in the order it was told (a ranking's order is its answer)
};

// Goes by the answer's own type, never by the question's.
Given given(const nlohmann::json& answer);

}  // namespace hsn::services::typeform
