// What people say: higherself-model.md 3.7.
#include <algorithm>

#include "core/sentiment.hpp"
#include "core/text.hpp"
#include "entities/appraisal.hpp"
#include "entities/opinion.hpp"
#include "entities/table.hpp"
#include "record/canonical.hpp"

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
    personal(ruled({"response", text, "Response", H}, MergeRule::told_once)),
    {"response_date", datetime, "Response Date", T},
    {"responded_by", people, "Responded By", H},
    {"send_response", checkbox, "Send Response", H},
    // What the writer named, as written; not in the hub. The relations above come from them.
    ruled({"about_product", text, "", T}, MergeRule::along),      // id, SKU or exact name
    ruled({"about_order", text, "", T}, MergeRule::along),        // number
    ruled({"about_appointment", text, "", T}, MergeRule::along),  // id
    ruled({"rating_kind", text, "", T}, MergeRule::along),        // "nps": 0 … 10, would you recommend us
    // What a language model has said of which words: noted by hsn itself (sync/appraisal.hpp), and no service's word.
    ruled({"judged_words", text, "", T}, MergeRule::along),  // their digest
    ruled({"judged_as", text, "", T}, MergeRule::along),     // a sentiment, or "Rule"
};

constexpr std::size_t kTitleUnits = 60;

// ---- what it is about

struct Place {
  std::string_view entity, field, about;
  std::span<const std::string_view> keys;  // External IDs by the service's own number
  bool in_text;                            // "#1234" may mean it
};
constexpr std::string_view kProductKeys[] = {"woocommerce:product:"};
constexpr std::string_view kOrderKeys[] = {"woocommerce:order:"};
constexpr std::string_view kAppointmentKeys[] = {"acuity:appointment:", "amelia:booking:"};
constexpr Place kPlaces[] = {{"products", "product", "about_product", kProductKeys, false},
                             {"orders", "order", "about_order", kOrderKeys, true},
                             {"appointments", "appointment", "about_appointment", kAppointmentKeys, true}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::string> found(const Place& place, const std::string& words, const Look& look) {
  if (words.empty()) return std::nullopt;
  if (auto known = look.called(place.entity, words)) return known;
  const std::string id = words.starts_with('#') ? words.substr(1) : words;
  if (id.empty() || !std::all_of(id.begin(), id.end(), is_digit)) return std::nullopt;
  for (const std::string_view prefix : place.keys) {
    std::string key = std::string(prefix) + id;
    if (look.nameable({std::string(place.entity), key})) return key;
  }
  return std::nullopt;
}

std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> numbers;
  for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    const auto rest = text.substr(at + 1);
    const auto length = static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_digit) - rest.begin());
    if (length > 0 && length <= 12) numbers.emplace_back(rest.substr(0, length));
  }
  return numbers;
}

Fields links_in(const Fields& folded, const Look& look) {
  Fields links;
  const auto numbers = numbers_in(text_in(folded, "content"));
  bool number_taken = false;
  for (const Place& place : kPlaces) {
    if (const auto* told = value_of<std::vector<Ref>>(folded, place.field); told && !told->empty()) continue;
    auto key = found(place, text_in(folded, place.about), look);
    for (auto number = numbers.begin(); place.in_text && !key && !number_taken && number != numbers.end(); ++number) {
      key = found(place, *number, look);
      number_taken = key.has_value();
    }
    if (key) links.emplace(place.field, std::vector<Ref>{{*key}});
  }
  return links;
}

// ---- what it says

const FieldValue* shown(const Row& row, std::string_view field) { return row.hub ? row.hub->record.find(field) : nullptr; }
const FieldValue* agreed(const Row& row, std::string_view field) { return row.base ? row.base->find(field) : nullptr; }

std::string title_of(const std::string& type, const Fields& known) {
  const auto content = strip_html(text_in(known, "content"));
  if (!content.empty()) return type + ": " + std::string(utf16_front(content, kTitleUnits));
  const auto* rating = value_of<Decimal>(known, "rating");
  return rating ? type + ": " + rating->str() : type;
}

// An answer that was taken back: nothing is said, and the page waits for a word again.
bool is_unanswered(const Row& row) {
  const FieldValue *status = shown(row, "status"), *response = shown(row, "response");
  const auto is = [&](std::string_view option) { return is_option(status, option); };
  return response && is_empty(*response) && (is("New") || is("In Review") || is("Response Needed"));
}

// The day it was set to Responded; once known it stays, unless the answer was taken back.
std::optional<FieldValue> response_date(const Row& row) {
  for (const FieldValue* known : {agreed(row, "response_date"), shown(row, "response_date")}) {
    if (known && !is_empty(*known)) return is_unanswered(row) ? FieldValue() : *known;
  }
  if (!is_option(shown(row, "status"), "Responded")) return std::nullopt;
  return Date{.start = row.hub->at, .end = {}, .date_only = false, .zone = {}};
}

Fields derive(const Row& row, const Fields& folded, const Look& look) {
  Fields derived = links_in(folded, look);
  if (auto date = response_date(row)) derived["response_date"] = std::move(*date);
  return derived;
}

Fields assess(const Row& row, const Fields& known, const Words& words) {
  const auto content = text_in(known, "content"), type = text_in(known, "type");
  const auto number = [&](std::string_view name) {
    const auto* value = value_of<Decimal>(known, name);
    return value ? std::optional(*value) : std::nullopt;
  };
  const auto* product = value_of<std::vector<Ref>>(known, "product");
  const auto model = appraisal_of(row, known).value_or("");
  const auto opinion = opinion_of({.text = content,
                                   .rating = number("rating"),
                                   .scale = number("rating_scale"),
                                   .nps = text_in(known, "rating_kind") == "nps",
                                   .names_product = product && !product->empty(),
                                   .type = type,
                                   .sentiment = model},
                                  words);
  Fields fields{{"sentiment_score", opinion.score},
                {"type", opinion.type},
                {"status", std::string(opinion.needs_response ? "Response Needed" : "New")}};
  if (const auto* told = value_of<std::vector<std::string>>(known, "category"); !told || told->empty())
    fields["category"] = opinion.categories;
  const bool by_staff = is_judged_by_staff(row);
  if (!by_staff) fields["sentiment"] = opinion.sentiment;
  fields["sentiment_source"] = std::string(by_staff ? "Staff" : model.empty() ? "Rule" : "AI");
  const auto* edited = is_edited(row, "type") ? std::get_if<std::string>(shown(row, "type")) : nullptr;
  fields["title"] = title_of(edited ? *edited : opinion.type, known);
  return fields;
}

// By rule English alone is understood (9).
bool is_beyond_the_rules(const Fields& told) {
  const auto content = strip_html(text_in(told, "content"));
  const bool judged =
      text_in(told, "sentiment_source") != "Rule" || content.empty() || value_of<Decimal>(told, "rating") != nullptr;
  return !judged && !sounds_english(content);
}

std::string remark(const Fields& told) {
  std::vector<std::string> lines;
  if (auto line = no_email(told); !line.empty()) lines.push_back(std::move(line));
  if (is_beyond_the_rules(told)) lines.emplace_back("Sentiment: language not covered");
  return join(lines, "\n");
}

}  // namespace

extern const Schema k_feedback;
constexpr Schema k_feedback{.entity = "feedback",
                            .title = "Feedback",
                            .fields = kFields,
                            .derive = derive,
                            .assess = assess,
                            .starts_unmanaged = true,
                            .remark = remark};

}  // namespace hsn::entities
