#include "services/typeform/bindings.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "core/text.hpp"

namespace hsn::services::typeform {
namespace {

using remote::Binding;

// Everything is composed: which answer fills what is the form's own affair.
constexpr Binding told(std::string_view field, std::string_view pointer) {
  return {field, pointer, remote::Mode::read, {}, {}, remote::As::own};
}

constexpr Binding kSubmissions[] = {
    told("submission", "/answers"),
    told("form", ""),
    told("submitted", "/submitted_at"),
    told("email", "/answers"),
    told("answers", "/answers"),
    told("answers_digest", "/answers"),
    told("client", "/answers"),
    told("result", ""),
    told("business_entity", "/hidden/business_entity"),
};
constexpr Binding kClients[] = {
    told("email", "/answers"),
    told("name", "/answers"),
    told("first_name", "/answers"),
    told("last_name", "/answers"),
    told("phone", "/answers"),
    told("email_consent", "/answers"),
    told("company", "/answers"),
    told("job_title", "/answers"),
    told("address", "/answers"),
    told("city", "/answers"),
    told("state", "/answers"),
    told("postal_code", "/answers"),
    told("country", "/answers"),
    told("tags", "/answers"),
    told("notes", "/answers"),
    told("lead_source", "/hidden/source"),
    told("business_entity", "/hidden/business_entity"),
};
constexpr Binding kFeedback[] = {
    told("content", "/answers"),
    told("rating", "/answers"),
    told("rating_scale", "/answers"),
    told("rating_kind", "/answers"),
    told("type", "/answers"),
    told("email", "/answers"),
    told("client", "/answers"),
    told("product", "/hidden/product"),
    told("about_product", "/hidden/product"),
    told("order", "/hidden/order"),
    told("about_order", "/hidden/order"),
    told("appointment", "/hidden/appointment"),
    told("about_appointment", "/hidden/appointment"),
    told("channel", ""),
    told("submitted", "/submitted_at"),
    told("business_entity", "/hidden/business_entity"),
};

constexpr remote::EntityBinding kEntities[] = {{.entity = "submissions", .fields = kSubmissions},
                                               {.entity = "clients", .fields = kClients, .hearsay = true},
                                               {.entity = "feedback", .fields = kFeedback}};
constexpr remote::Feed kFeeds[] = {{.name = kResponses, .entities = kEntities}};

constexpr std::string_view kClient = "clients", kOpinion = "feedback";
constexpr Slot kSlots[] = {
    {kClient, "Email", "email", Fill::email},
    {kClient, "Name", "name", Fill::name},
    {kClient, "First Name", "first_name"},
    {kClient, "Last Name", "last_name"},
    {kClient, "Phone", "phone"},
    {kClient, "Company", "company"},
    {kClient, "Job Title", "job_title"},
    {kClient, "Address", "address"},
    {kClient, "City", "city"},
    {kClient, "State", "state"},
    {kClient, "Postal Code", "postal_code"},
    {kClient, "Country", "country"},
    {kClient, "Lead Source", "lead_source"},
    {kClient, "Email Consent", "email_consent", Fill::consent},
    {kClient, "Tags", "tags", Fill::labels},
    {kClient, "Notes", "notes", Fill::words},
    {kOpinion, "Content", "content", Fill::words},
    {kOpinion, "Rating", "rating", Fill::rating},
    {kOpinion, "Type", "type"},
    {kOpinion, "Order", "order", Fill::about},
    {kOpinion, "Appointment", "appointment", Fill::about},
    {kOpinion, "Product", "product", Fill::about},
};

// The first row that fits counts. `types` and `titles` are separated by commas; no titles: the type alone decides.
struct Usual {
  std::string_view types, titles, property;
};
constexpr std::string_view kText = "short_text,long_text";
constexpr Usual kUsual[] = {
    {"email", "", "Email"},
    {"phone_number", "", "Phone"},
    {"rating,opinion_scale,nps", "", "Rating"},
    {"yes_no,legal", "consent,newsletter", "Email Consent"},
    {kText, "first name", "First Name"},
    {kText, "last name", "Last Name"},
    {kText, "company", "Company"},
    {kText, "message,feedback,comment", "Content"},
    {kText, "name", "Name"},
    {"long_text", "", "Content"},
};

bool is_listed(std::string_view list, std::string_view word) {
  const auto words = split(list, ',');
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "What's your first name?" -> " what s your first name ": a tournament is no name.
std::string as_words(std::string_view title) {
  std::string words = " ";
  for (const char c : fold_case(title)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter || words.back() != ' ') words += letter ? c : ' ';
  }
  return words.back() == ' ' ? words : words + " ";
}

bool speaks_of(const std::string& words, std::string_view titles) {
  if (titles.empty()) return true;
  const auto all = split(titles, ',');
  return std::any_of(all.begin(), all.end(), [&](const std::string& title) {
    return words.find(" " + title + " ") != std::string::npos || words.find(" " + title + "s ") != std::string::npos;
  });
}

}  // namespace

std::span<const remote::Feed> feeds() { return kFeeds; }

const Slot* find_slot(std::string_view property) {
  const auto found =
      std::find_if(std::begin(kSlots), std::end(kSlots), [&](const Slot& slot) { return slot.property == property; });
  return found == std::end(kSlots) ? nullptr : found;
}

const Slot* usual_slot(std::string_view type, std::string_view title) {
  const auto words = as_words(title);
  const auto found = std::find_if(std::begin(kUsual), std::end(kUsual), [&](const Usual& usual) {
    return is_listed(usual.types, type) && speaks_of(words, usual.titles);
  });
  return found == std::end(kUsual) ? nullptr : find_slot(found->property);
}

}  // namespace hsn::services::typeform
