// Every response to a form, as it came: higherself-model.md 3.12.
#include <algorithm>

#include "core/text.hpp"
#include "entities/history.hpp"
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kResult[] = {
    {"Client Created", "green"}, {"Client Updated", "green"}, {"Feedback", "blue"}, {"Stored Only", "gray"}, {"Error", "red"}};

constexpr FieldDef kFields[] = {
    required(personal({"submission", title, "Submission", T})),
    {"form", select, "Form", S},
    {"submitted", datetime, "Submitted", S},
    personal({"email", email, "Email", S}),
    personal({"answers", text, "Answers", S}),
    personal({"answers_digest", text, "", T}),  // digest of what was answered, without the words of the form
    linked({"client", relation, "Client", T}, "clients", ""),
    choosing({"result", select, "Result", T}, kResult),
};

constexpr std::string_view kCreated = "Client Created", kUpdated = "Client Updated";

bool told_before(const Row& row, const RecordKey& client, const Look& look) {
  const auto submitted = first_told(row);
  for (const std::string_view entity : {"submissions", "orders", "appointments", "feedback"}) {
    for (const Row& record : look.referring(client, entity)) {
      const auto at = first_told(record);
      if (at && submitted && *at < *submitted) return true;
    }
  }
  return false;
}

// These show what was answered in the words of its form: its name, and those of its questions.
constexpr std::string_view kWorded[] = {"submission", "form", "answers"};

// "Phone: 12" and "Your number: 12".
bool differ_in_titles_alone(std::string_view one, std::string_view other) {
  const auto answers = [](std::string_view text) {
    auto lines = split(text, '\n');
    for (auto& line : lines) line.erase(0, std::min(line.find(": "), line.size()));
    return lines;
  };
  return answers(one) == answers(other);
}

// A form that is renamed, or asks otherwise, is no reason to write all its responses anew: as long as nothing else was answered
// they keep the words that they were written in. A state that was made anew knows these from the page alone.
void keep_words(const Row& row, const Fields& folded, Fields& derived) {
  static const Fields kNothing;
  const Fields& shown = row.hub ? row.hub->record.fields : kNothing;
  const Fields& written = row.base ? row.base->fields : shown;
  const auto *said = value_of<std::string>(folded, "answers_digest"), *known = value_of<std::string>(written, "answers_digest");
  const auto *now = value_of<std::string>(folded, "answers"), *before = value_of<std::string>(written, "answers");
  const bool as_before = said && known ? *said == *known : now && before && differ_in_titles_alone(*now, *before);
  for (const std::string_view field : kWorded) {
    const auto words = written.find(field);
    if (as_before && words != written.end() && !is_empty(words->second)) derived.insert(*words);
  }
}

// Whether the client was made of this response, or known before. Once said, it stays: older records may be read later.
Fields result_of(const Row& row, const Fields& folded, const Look& look) {
  if (folded.contains("result")) return {};
  const FieldValue* said = row.base ? row.base->find("result") : nullptr;
  if (said && (*said == FieldValue(std::string(kCreated)) || *said == FieldValue(std::string(kUpdated))))
    return {{"result", *said}};
  const auto* refs = value_of<std::vector<Ref>>(folded, "client");
  if (refs == nullptr || refs->empty()) return {};
  const bool before = told_before(row, {"clients", refs->front().id}, look);
  return {{"result", std::string(before ? kUpdated : kCreated)}};
}

Fields derive(const Row& row, const Fields& folded, const Look& look) {
  Fields derived = result_of(row, folded, look);
  keep_words(row, folded, derived);
  return derived;
}

// An e-mail alone makes no client of who has not sent the form yet.
std::string remark(const Fields& told) {
  const auto* email = value_of<std::string>(told, "email");
  return email && !email->empty() ? "" : no_email(told);
}

}  // namespace

extern const Schema k_submissions;
constexpr Schema k_submissions{
    .entity = "submissions", .title = "Form Submissions", .fields = kFields, .derive = derive, .remark = remark};

}  // namespace hsn::entities
