#include "services/typeform/given.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::services::typeform {
namespace {

// An answer that is not of its kind, as text.
std::string as_told(const Json& value) { return clean_text(dump_json(value)); }

void read_words(const Json& value, Given& given) {
  given.text = value.is_string() ? clean_text(text_at(value, "").value_or("")) : value.is_null() ? "" : as_told(value);
}

void read_number(const Json& value, Given& given) {
  given.number = Decimal::parse(text_at(value, "").value_or(""));
  given.text = given.number ? given.number->str() : as_told(value);
}

void read_yes(const Json& value, Given& given) {
  given.yes = bool_at(value, "");
  given.text = !given.yes ? as_told(value) : *given.yes ? "Yes" : "No";
}

// A day comes as midnight in responses and bare in webhooks; a time only when it was asked for.
void read_date(const Json& value, Given& given) {
  constexpr std::string_view kMidnight = "T00:00:00Z";
  read_words(value, given);
  if (given.text.ends_with(kMidnight)) given.text.resize(given.text.size() - kMidnight.size());
}

void add_label(const Json& value, Given& given) {
  if (auto label = clean_text(text_at(value, "").value_or("")); !label.empty()) given.labels.push_back(std::move(label));
}

void join_labels(const Json& value, Given& given) {
  if (const auto* other = at(value, "/other")) add_label(*other, given);
  given.text = given.labels.empty() ? as_told(value) : join(given.labels, ", ");
}

void read_choice(const Json& value, Given& given) {
  if (const auto* label = at(value, "/label")) add_label(*label, given);
  join_labels(value, given);
}

void read_choices(const Json& value, Given& given) {
  if (const auto* labels = at(value, "/labels"); labels != nullptr && labels->is_array()) {
    for (const auto& label : *labels) add_label(label, given);
  }
  join_labels(value, given);
}

void read_payment(const Json& value, Given& given) {
  std::vector<std::string> parts;
  for (const char* where : {"/amount", "/name"}) {
    if (auto text = clean_text(text_at(value, where).value_or("")); !text.empty()) parts.push_back(std::move(text));
  }
  if (const auto card = text_at(value, "/last4")) parts.push_back("card …" + *card);
  if (bool_at(value, "/success") == false) parts.emplace_back("failed");
  given.text = parts.empty() ? as_told(value) : join(parts, ", ");
}

struct AnswerKind {
  std::string_view type;
  void (*read)(const Json& value, Given&);
};
constexpr AnswerKind kKinds[] = {
    {"text", read_words},    {"email", read_words},        {"url", read_words},       {"file_url", read_words},
    {"number", read_number}, {"phone_number", read_words}, {"boolean", read_yes},     {"date", read_date},
    {"choice", read_choice}, {"choices", read_choices},    {"payment", read_payment},
};

}  // namespace

Given given(const Json& answer) {
  Given given;
  const auto type = text_at(answer, "/type").value_or("");
  const auto* value = type.empty() || !answer.is_object() || !answer.contains(type) ? nullptr : &answer[type];
  if (value == nullptr) {
    given.text = as_told(answer);
    return given;
  }
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const AnswerKind& one) { return one.type == type; });
  (kind == std::end(kKinds) ? read_words : kind->read)(*value, given);
  return given;
}

}  // namespace hsn::services::typeform
