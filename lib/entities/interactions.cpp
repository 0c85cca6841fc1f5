// Conversations with AI providers, one page for a question and its answer: higherself-model.md 3.9.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kProvider[] = {{"OpenAI"}, {"Anthropic"}, {"Hugging Face"}, {"Custom"}};
constexpr Choice kTask[] = {{"Question"}, {"Summarize"}, {"Translate"}, {"Classify"}, {"Sentiment"}, {"Draft"}, {"Analyze"}};
constexpr Choice kOutcome[] = {{"OK", "green"}, {"Truncated", "yellow"}, {"Filtered", "orange"}, {"Error", "red"}};
constexpr Choice kReview[] = {
    {"Not Reviewed", "gray"}, {"Approved", "green"}, {"Needs Correction", "yellow"}, {"Rejected", "red"}};

constexpr FieldDef kFields[] = {
    required(personal({"title", title, "Title", T})),
    {"thread_id", text, "Thread ID", T},
    {"turn", number, "Turn", T},
    choosing({"provider", select, "Provider", T}, kProvider),
    {"model", text, "Model", T},
    choosing({"task_type", select, "Task Type", T}, kTask),
    personal(in_body({"prompt", text, "Prompt", T})),
    personal(in_body({"response", text, "Response", T})),
    choosing({"outcome", select, "Outcome", T}, kOutcome),
    {"tokens_in", number, "Tokens In", T},
    {"tokens_out", number, "Tokens Out", T},
    {"latency_ms", number, "Latency ms", T},
    {"asked_by", text, "Asked By", T},
    {"knowledge_version", text, "Knowledge Version", T},
    linked({"client", relation, "Client", T}, "clients", "AI Interactions"),
    linked({"feedback", relation, "Feedback", T}, "feedback", ""),
    {"created", datetime, "Created", T},
    choosing({"review", select, "Review", H}, kReview),
    {"review_rating", number, "Review Rating", H},
    personal({"corrected_response", text, "Corrected Response", H}),
    {"reviewer", people, "Reviewer", H},
    {"use_for_training", checkbox, "Use For Training", H},
};

}  // namespace

extern const Schema k_interactions;
constexpr Schema k_interactions{.entity = "interactions", .title = "AI Interactions", .fields = kFields};

}  // namespace hsn::entities
