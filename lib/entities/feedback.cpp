// What people say: higherself-model.md 3.7.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kChannel[] = {{"TypeForm"},     {"Website"},     {"Email"}, {"In Person"}, {"Phone"},
                               {"Social Media"}, {"Review Site"}, {"API"},   {"Import"}};
constexpr Choice kType[] = {{"General Feedback"}, {"Product Review"},  {"Service Review"}, {"Suggestion"},
                            {"Complaint", "red"}, {"Praise", "green"}, {"Bug", "orange"},  {"Survey Response"}};
constexpr Choice kSentiment[] = {{"Positive", "green"}, {"Neutral", "gray"}, {"Negative", "red"}, {"Mixed", "yellow"}};
constexpr Choice kSentimentSource[] = {{"Rule", "gray"}, {"AI", "blue"}, {"Staff", "green"}};
constexpr Choice kCategory[] = {{"Product Quality"}, {"Customer Service"}, {"Pricing"},    {"Delivery"}, {"Website"},
                                {"Staff"},           {"Facilities"},       {"Experience"}, {"Booking"},  {"Other"}};
constexpr Choice kStatus[] = {{"New", "blue"},        {"In Review", "yellow"}, {"Response Needed", "red"},
                              {"Responded", "green"}, {"Resolved", "green"},   {"Archived", "gray"}};

constexpr FieldDef kFields[] = {
    required(personal({"title", title, "Title", T})),
    personal({"content", text, "Content", S}),
    ruled(linked({"client", relation, "Client", T}, "clients", "Feedback"), MergeRule::until_edited),
    ruled(linked({"product", relation, "Product", T}, "products", "Feedback"), MergeRule::until_edited),
    ruled(linked({"order", relation, "Order", T}, "orders", "Feedback"), MergeRule::until_edited),
    ruled(linked({"appointment", relation, "Appointment", T}, "appointments", "Feedback"), MergeRule::until_edited),
    personal({"email", email, "Email", S}),
    choosing({"channel", select, "Channel", S}, kChannel),
    ruled(choosing({"type", select, "Type", T}, kType), MergeRule::until_edited),
    {"rating", number, "Rating", S},
    {"rating_scale", number, "Rating Scale", S},
    ruled(choosing({"sentiment", select, "Sentiment", T}, kSentiment), MergeRule::until_edited),
    {"sentiment_score", number, "Sentiment Score", T},
    choosing({"sentiment_source", select, "Sentiment Source", T}, kSentimentSource),
    ruled(choosing({"category", multi_select, "Category", T}, kCategory), MergeRule::until_edited),
    ruled(choosing({"status", select, "Status", T}, kStatus), MergeRule::until_edited),
    {"submitted", datetime, "Submitted", S},
    personal({"response", text, "Response", H}),
    {"response_date", datetime, "Response Date", T},
    {"responded_by", people, "Responded By", H},
    {"send_response", checkbox, "Send Response", H},
};

}  // namespace

extern const Schema k_feedback;
constexpr Schema k_feedback{.entity = "feedback", .title = "Feedback", .fields = kFields};

}  // namespace hsn::entities
