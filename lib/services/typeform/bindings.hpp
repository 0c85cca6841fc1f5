// Which field of ours comes from where in a response, and which question fills which field when the mapping file says nothing
// (higherself-model.md 3.2, 3.7, 3.12, 4.1).
#pragma once

#include <span>
#include <string_view>

#include "remote/remote.hpp"

namespace hsn::services::typeform {

std::span<const remote::Feed> feeds();
inline constexpr std::string_view kResponses = "responses";

// How an answer becomes the field's value.
enum class Fill {
  text,
  name,     // a whole name: one word is a first name (15)
  email,    // of the client, the submission and the feedback alike
  consent,  // yes and no
  labels,   // each chosen one
  rating,   // with its scale
  words,    // what several questions say, one below the other
  about,    // names another record
};

// What a question can fill.
struct Slot {
  std::string_view entity, property, field;
  Fill fill = Fill::text;
};
const Slot* find_slot(std::string_view property);  // null: nothing that a form could tell
// By the question's type and title; null: it is only kept among the answers.
const Slot* usual_slot(std::string_view type, std::string_view title);

}  // namespace hsn::services::typeform
