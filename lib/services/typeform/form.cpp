#include "services/typeform/form.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::services::typeform {
namespace {

constexpr int kDeepest = 8;  // groups inside of groups

int scale_of(const std::string& type, const Json& field) {
  const auto steps = int_at(field, "/properties/steps");
  if (type == "nps") return 10;
  if (type == "rating") return static_cast<int>(steps.value_or(5));
  if (type != "opinion_scale") return 0;
  // Eleven steps from zero by default.
  const bool from_one = bool_at(field, "/properties/start_at_one").value_or(false);
  return static_cast<int>(steps.value_or(11)) - (from_one ? 0 : 1);
}

void add_questions(const Json* fields, int depth, std::vector<Question>& questions) {
  if (fields == nullptr || !fields->is_array() || depth > kDeepest) return;
  for (const auto& field : *fields) {
    Question question;
    question.id = text_at(field, "/id").value_or("");
    question.ref = text_at(field, "/ref").value_or("");
    question.type = text_at(field, "/type").value_or("");
    question.title = plain_title(text_at(field, "/title").value_or(""));
    question.scale = scale_of(question.type, field);
    if (!question.id.empty()) questions.push_back(std::move(question));
    add_questions(at(field, "/properties/fields"), depth + 1, questions);
  }
}

std::string without_recalls(std::string_view title) {
  std::string out;
  while (!title.empty()) {
    const auto open = title.find("{{"), close = title.find("}}", open == std::string_view::npos ? open : open + 2);
    out += title.substr(0, close == std::string_view::npos ? title.size() : open);
    title.remove_prefix(close == std::string_view::npos ? title.size() : close + 2);
  }
  return out;
}

}  // namespace

Definition definition_of(const Json& form) {
  Definition definition{plain_title(text_at(form, "/title").value_or("")), {}};
  add_questions(at(form, "/fields"), 0, definition.questions);
  return definition;
}

const Question* find(const Definition& definition, std::string_view id) {
  const auto& questions = definition.questions;
  const auto found = std::find_if(questions.begin(), questions.end(), [&](const Question& one) { return one.id == id; });
  return found == questions.end() ? nullptr : &*found;
}

Json packed(const Definition& definition) {
  Json questions = Json::array();
  for (const auto& one : definition.questions) questions.push_back({one.id, one.ref, one.title, one.type, one.scale});
  return {{"title", definition.title}, {"questions", std::move(questions)}};
}

Definition unpacked(const Json& json) {
  Definition definition{text_at(json, "/title").value_or(""), {}};
  const auto* questions = at(json, "/questions");
  if (questions == nullptr || !questions->is_array()) return definition;
  for (const auto& one : *questions) {
    const auto text = [&](const char* where) { return text_at(one, where).value_or(""); };
    definition.questions.push_back(
        {text("/0"), text("/1"), text("/2"), text("/3"), static_cast<int>(int_at(one, "/4").value_or(0))});
  }
  return definition;
}

// Underscores are emphasis around words, and letters inside of them.
std::string plain_title(std::string_view title) {
  const auto text = without_recalls(clean_text(title));
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool edge = i == 0 || i + 1 == text.size() || text[i - 1] == ' ' || text[i + 1] == ' ';
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (c == '*' || (c == '_' && edge)) continue;
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return trim(out);
}

}  // namespace hsn::services::typeform
