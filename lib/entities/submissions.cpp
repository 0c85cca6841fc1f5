// Every response to a form, as it came: higherself-model.md 3.12.
#include "entities/history.hpp"
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kResult[] = {
    {"Client Created", "green"}, {"Client Updated", "green"}, {"Feedback", "blue"}, {"Stored Only", "gray"}, {"Error", "red"}};

// A response never changes. What it shows in the words of its form, the names of form and questions, is not written anew because
// somebody has renamed them.
constexpr FieldDef kFields[] = {
    required(personal(ruled({"submission", title, "Submission", T}, MergeRule::along))),
    ruled({"form", select, "Form", S}, MergeRule::along),
    {"submitted", datetime, "Submitted", S},
    personal({"email", email, "Email", S}),
    personal(ruled({"answers", text, "Answers", S}, MergeRule::along)),
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

// Whether the client was made of this response, or known before. Once said, it stays: older records may be read later.
Fields derive(const Row& row, const Fields& folded, const Look& look) {
  if (folded.contains("result")) return {};
  const FieldValue* said = row.base ? row.base->find("result") : nullptr;
  if (said && (*said == FieldValue(std::string(kCreated)) || *said == FieldValue(std::string(kUpdated))))
    return {{"result", *said}};
  const auto* refs = value_of<std::vector<Ref>>(folded, "client");
  if (refs == nullptr || refs->empty()) return {};
  const bool before = told_before(row, {"clients", refs->front().id}, look);
  return {{"result", std::string(before ? kUpdated : kCreated)}};
}

}  // namespace

extern const Schema k_submissions;
constexpr Schema k_submissions{.entity = "submissions", .title = "Form Submissions", .fields = kFields, .derive = derive};

}  // namespace hsn::entities
