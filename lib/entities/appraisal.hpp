// Who has judged the words of a feedback: staff, a language model, or nobody yet, so that the rules do. What a model has said is
// noted beside the record, with a digest of the very words that it was asked about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/row.hpp"

namespace hsn::entities {

// A page shows something else than hsn wrote last, or hsn does not know what it wrote.
bool is_edited(const Row&, std::string_view field);
// Once a person has judged, it stays so for ever; that Source says Staff outlives even the state.
bool is_judged_by_staff(const Row&);

// What a model has said of these words, `told` being what the services tell: one of the four sentiments, or empty where its
// answer was none of them. Null: it was not asked about exactly these words.
std::optional<std::string> appraisal_of(const Row&, const Fields& told);

// What a model is asked, and about what. Null: there are no words, or somebody has judged them.
struct Question {
  std::string instruction, text;
};
std::optional<Question> to_appraise(const Row&, const Fields& told);
// What is noted once it has answered; an answer that is no sentiment leaves the judgement to the rules.
Fields appraised(const Fields& told, std::string_view answer);

}  // namespace hsn::entities
