// Every response to a form, as it came: higherself-model.md 3.12.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kResult[] = {
    {"Client Created", "green"}, {"Client Updated", "green"}, {"Feedback", "blue"}, {"Stored Only", "gray"}, {"Error", "red"}};

constexpr FieldDef kFields[] = {
    required({"submission", title, "Submission", T}),
    {"form", select, "Form", S},
    {"submitted", datetime, "Submitted", S},
    {"email", email, "Email", S},
    {"answers", text, "Answers", S},
    linked({"client", relation, "Client", T}, "clients", ""),
    choosing({"result", select, "Result", T}, kResult),
};

}  // namespace

extern const Schema k_submissions;
constexpr Schema k_submissions{.entity = "submissions", .title = "Form Submissions", .fields = kFields};

}  // namespace hsn::entities
