#include "entities/opinion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/sentiment.hpp"
#include "core/text.hpp"

namespace hsn::entities {

namespace {

constexpr double kTold = 0.05;   // a compound nearer to zero is neutral
constexpr double kShare = 0.25;  // of praise and of blame, both: mixed
constexpr double kPraise = 0.6;

// clang-format off
constexpr std::string_view kAlarm[] = {"refund*", "injur*", "unsafe", "lawyer*", "discriminat*", "chargeback*"};
constexpr std::string_view kComplaint[] = {
    "complain*", "disappoint*", "refund*", "terribl*", "horribl*", "awful", "unacceptable", "rude", "broken", "damaged", "worst",
    "waste of", "never again", "money back", "let down", "ripped off", "fed up"};
constexpr std::string_view kSuggestion[] = {"should", "could you", "wish", "please add"};

constexpr std::string_view kQuality[] = {
    "quality", "print", "prints", "broken", "damaged", "faulty", "defect*", "fell apart", "craftsmanship", "colour*", "color*",
    "size", "product", "products", "item", "frame"};
constexpr std::string_view kService[] = {
    "customer service", "support", "helpful", "unhelpful", "response", "reply", "replied", "answered", "phone", "email", "e-mail"};
constexpr std::string_view kPricing[] = {
    "price", "prices", "priced", "pricing", "expensive", "cheap", "cost", "costs", "afford*", "overpriced", "value for money",
    "discount*", "refund*", "charge", "charged", "fee", "fees"};
constexpr std::string_view kDelivery[] = {
    "deliver*", "shipping", "shipped", "shipment", "package", "packaging", "parcel", "courier", "tracking", "arrived", "arrive"};
constexpr std::string_view kWebsite[] = {
    "website", "web site", "site", "page", "link", "links", "login", "log in", "checkout", "cart", "app", "browser", "password",
    "newsletter"};
constexpr std::string_view kStaff[] = {
    "staff", "teacher*", "instructor*", "therapist*", "facilitator*", "host", "team", "receptionist", "coach", "rude", "friendly",
    "welcoming"};
constexpr std::string_view kFacilities[] = {
    "room", "rooms", "studio", "gallery", "parking", "clean", "dirty", "bathroom*", "toilet*", "heating", "cold", "noisy",
    "temperature", "space", "building", "accessib*"};
constexpr std::string_view kExperience[] = {
    "experience*", "atmosphere", "session", "sessions", "class", "classes", "workshop*", "retreat*", "relax*", "breathwork",
    "massage*", "ceremony", "course", "courses", "healing"};
constexpr std::string_view kBooking[] = {
    // A book is also something to read: what is done with it tells.
    "to book", "book a", "book an", "book it", "book me", "book my", "book online", "book us", "i book", "we book", "can book",
    "can't book", "cannot book", "could book", "couldn't book", "could not book", "double book*", "booked", "booking*", "appointment*", "reschedul*", "cancel*", "schedul*", "calendar", "slot", "slots", "reservation*",
    "time zone", "reminder*"};
// clang-format on

struct Category {
  std::string_view name;
  std::span<const std::string_view> texts;
};
constexpr Category kCategories[] = {
    {"Product Quality", kQuality}, {"Customer Service", kService}, {"Pricing", kPricing},
    {"Delivery", kDelivery},       {"Website", kWebsite},          {"Staff", kStaff},
    {"Facilities", kFacilities},   {"Experience", kExperience},    {"Booking", kBooking},
};
constexpr std::string_view kOther = "Other";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80; }

// `text` and `wanted` are folded. "deliver*" is in "delivered", "late" is not in "later".
bool says(std::string_view text, std::string_view wanted) {
  const bool open = wanted.ends_with('*');
  if (open) wanted.remove_suffix(1);
  if (wanted.empty()) return false;
  for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (open || end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

bool says_any(std::string_view text, std::span<const std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view wanted) { return says(text, wanted); });
}
bool says_any(std::string_view text, const std::vector<std::string>& list) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& wanted) { return says(text, fold_case(wanted)); });
}

enum class Tone { negative, neutral, positive };

struct Rated {
  Tone tone{};
  double score = 0;  // -1 … 1
};

// Of stars from 1 to the best a third to each side of the middle; NPS from 0, where 7 and 8 are no more than content.
std::optional<Rated> rated(const Utterance& said) {
  if (!said.rating) return std::nullopt;
  const double rating = said.rating->to_double();
  const double best = said.nps ? 10 : said.scale && *said.scale > Decimal(1) ? said.scale->to_double() : rating > 5 ? 10 : 5;
  const double least = said.nps ? 0 : 1;
  const double score = std::clamp(2 * (rating - least) / (best - least) - 1, -1.0, 1.0);
  if (said.nps) return Rated{rating >= 9 ? Tone::positive : rating >= 7 ? Tone::neutral : Tone::negative, score};
  constexpr double kThird = 1.0 / 3 - 1e-9;
  return Rated{score >= kThird ? Tone::positive : score <= -kThird ? Tone::negative : Tone::neutral, score};
}

Tone tone_of(double compound) { return compound >= kTold ? Tone::positive : compound <= -kTold ? Tone::negative : Tone::neutral; }

std::string name_of(Tone tone) {
  constexpr std::array<std::string_view, 3> kNames{"Negative", "Neutral", "Positive"};
  return std::string(kNames[static_cast<std::size_t>(tone)]);
}

std::string combined(const Sentiment& words, const std::optional<Rated>& stars) {
  if (words.positive >= kShare && words.negative >= kShare) return "Mixed";
  const Tone text = tone_of(words.compound);
  if (!stars) return name_of(text);
  if (text == Tone::neutral) return name_of(stars->tone);
  return stars->tone == Tone::neutral || stars->tone == text ? name_of(text) : "Mixed";
}

std::string type_of(const Utterance& said, std::string_view text, const Opinion& opinion) {
  if (!said.type.empty()) return std::string(said.type);
  if (said.rating && said.names_product) return "Product Review";
  if (opinion.sentiment == "Negative" && says_any(text, kComplaint)) return "Complaint";
  if (opinion.sentiment == "Positive" && opinion.score.to_double() >= kPraise) return "Praise";
  return says_any(text, kSuggestion) ? "Suggestion" : "General Feedback";
}

std::vector<std::string> categories_of(std::string_view text, const Words& words) {
  std::vector<std::string> found;
  for (const Category& category : kCategories) {
    const auto own = words.categories.find(category.name);
    const bool fits = own == words.categories.end() ? says_any(text, category.texts) : says_any(text, own->second);
    if (fits) found.emplace_back(category.name);
  }
  for (const auto& [name, texts] : words.categories) {
    const bool known = std::any_of(std::begin(kCategories), std::end(kCategories),
                                   [&, &own = name](const Category& c) { return c.name == own; });
    if (!known && says_any(text, texts)) found.push_back(name);
  }
  if (found.empty()) found.emplace_back(kOther);
  return found;
}

}  // namespace

Opinion opinion_of(const Utterance& said, const Words& words) {
  const auto stars = rated(said);
  const auto content = strip_html(said.text);  // sentiment.md 5: neither tags nor addresses in them are words
  const bool readable = !content.empty() && sounds_english(content);
  const auto sentiment = readable ? sentiment_of(content) : Sentiment{};
  double score = sentiment.compound;
  if (stars) score = readable ? (score + stars->score) / 2 : stars->score;

  Opinion opinion;
  opinion.sentiment = said.sentiment.empty() ? combined(sentiment, stars) : std::string(said.sentiment);
  opinion.score = Decimal::from_double(std::round(score * 1e4) / 1e4).value_or(Decimal());
  const auto text = fold_case(content);
  opinion.type = type_of(said, text, opinion);
  opinion.categories = categories_of(text, words);
  const bool alarming = words.alarm.empty() ? says_any(text, kAlarm) : says_any(text, words.alarm);
  opinion.needs_response = opinion.sentiment == "Negative" || (stars && stars->tone == Tone::negative) ||
                           opinion.type == "Complaint" || opinion.type == "Bug" || alarming ||
                           content.find('?') != std::string::npos;
  return opinion;
}

}  // namespace hsn::entities
