// What the definition of a form says of its questions. Responses name them by id alone.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hsn::services::typeform {

struct Question {
  std::string id, ref, title, type;
  int scale = 0;  // of ratings: the highest one can give
};
struct Definition {
  std::string title;
  std::vector<Question> questions;  // those inside of groups too, in the order of the form
};

Definition definition_of(const nlohmann::json& form);
const Question* find(const Definition&, std::string_view id);

// The note that a walk takes along, and back.
nlohmann::json packed(const Definition&);
Definition unpacked(const nlohmann::json&);

// A title without emphasis and without what it recalls: "Hi {{field:01AB}}, *how* was it?" -> "Hi , how was it?"
std::string plain_title(std::string_view);

}  // namespace hsn::services::typeform
