#include "services/user_feedback/item.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/persons.hpp"

namespace hsn::services::user_feedback {
namespace {

struct Named {
  std::string_view word, ours;
};
// "comment" is left to the rules.
constexpr Named kTypes[] = {{"suggestion", "Suggestion"},
                            {"bug", "Bug"},
                            {"rating", "Service Review"},
                            {"complaint", "Complaint"},
                            {"praise", "Praise"},
                            {"product review", "Product Review"},
                            {"service review", "Service Review"},
                            {"survey response", "Survey Response"},
                            {"survey", "Survey Response"}};
constexpr Named kChannels[] = {{"website", "Website"},
                               {"web", "Website"},
                               {"email", "Email"},
                               {"e-mail", "Email"},
                               {"in person", "In Person"},
                               {"phone", "Phone"},
                               {"social media", "Social Media"},
                               {"social", "Social Media"},
                               {"review site", "Review Site"},
                               {"typeform", "TypeForm"},
                               {"api", "API"},
                               {"import", "Import"}};
constexpr Named kCategories[] = {{"product quality", "Product Quality"},
                                 {"customer service", "Customer Service"},
                                 {"pricing", "Pricing"},
                                 {"delivery", "Delivery"},
                                 {"website", "Website"},
                                 {"staff", "Staff"},
                                 {"facilities", "Facilities"},
                                 {"experience", "Experience"},
                                 {"booking", "Booking"},
                                 {"other", "Other"}};

template <std::size_t size>
std::optional<std::string> named(const Named (&names)[size], std::string word) {
  word = lower_ascii(trim(word));
  std::replace(word.begin(), word.end(), '_', ' ');
  const auto* const found = std::find_if(std::begin(names), std::end(names), [&](const Named& one) { return one.word == word; });
  return found == std::end(names) ? std::nullopt : std::optional(std::string(found->ours));
}

// Under any of its spellings, in the item or in what it carries along.
std::string text_of(const Json& item, std::initializer_list<std::string_view> names) {
  for (const std::string_view where : {"", "/meta_data", "/metadata"}) {
    for (const auto name : names) {
      auto text = clean_text(text_at(item, std::string(where) + "/" + std::string(name)).value_or(""));
      if (!text.empty()) return text;
    }
  }
  return {};
}

// "4/5" says its scale too.
bool read_rating(const Json& item, Fields& fields) {
  const auto text = text_of(item, {"rating"});
  if (text.empty()) return true;
  const auto slash = text.find('/');
  const auto rating = Decimal::parse(trim(text.substr(0, slash)));
  const auto told = slash == std::string::npos ? text_of(item, {"rating_scale", "scale"}) : trim(text.substr(slash + 1));
  const auto scale = told.empty() ? Decimal(rating && *rating > Decimal(5) ? 10 : 5) : Decimal::parse(told).value_or(Decimal());
  if (!rating || *rating < Decimal(0) || *rating > scale || scale == Decimal(0)) return false;
  fields["rating"] = *rating;
  fields["rating_scale"] = scale;
  return true;
}

template <std::size_t size>
std::vector<std::string> words_for(const Named (&names)[size]) {
  std::vector<std::string> words;
  for (const Named& one : names) {
    if (std::find(words.begin(), words.end(), one.ours) == words.end()) words.emplace_back(one.ours);
  }
  return words;
}

void read_about(const Json& item, Fields& fields) {
  const auto put = [&](const char* field, std::string text) {
    if (!text.empty()) fields[field] = std::move(text);
  };
  put("about_product", text_of(item, {"product_id", "sku", "product"}));
  put("about_order", text_of(item, {"order_number", "order_id", "order"}));
  put("about_appointment", text_of(item, {"appointment_id", "appointment"}));
}

Seen client_of(const Json& item, const Seen& by, const std::string& email) {
  Seen client;
  client.record.key = {"clients", client_key(email)};
  client.at = by.at;
  client.created = by.created;
  client.version = by.version;
  auto& fields = client.record.fields;
  fields["email"] = email;
  const auto first = text_of(item, {"first_name"}), last = text_of(item, {"last_name"});
  if (!first.empty()) fields["first_name"] = first;
  if (!last.empty()) fields["last_name"] = last;
  const auto whole = first.empty() && last.empty() ? text_of(item, {"name"}) : std::string();
  if (!whole.empty()) fields[std::string(name_field(whole))] = whole;
  return client;
}

}  // namespace

std::string name_of(const Json& item) {
  const auto id = text_of(item, {"id"});
  return id.empty() ? std::string(kNameless) + sha256_hex(dump_json(item)).substr(0, 16) : id;
}

std::vector<Seen> decode(const Json& item, const Reading& reading) {
  Seen seen;
  auto& fields = seen.record.fields;
  const auto id = text_of(item, {"id"}), content = text_of(item, {"content", "feedback_text"});
  const auto address = text_of(item, {"user_email", "email"});
  const auto email = is_email(fold_email(address)) ? fold_email(address) : std::string();  // else it names nobody
  const auto created_text = text_of(item, {"created_at"}), updated_text = text_of(item, {"updated_at"});
  const auto created = parse_instant(created_text), updated = parse_instant(updated_text);

  const bool by_content = id.empty() && reading.imported;
  if (by_content) {
    const auto when = created ? format_instant(*created) : created_text;
    seen.remote_id = sha256_hex(email + "\n" + content + "\n" + when).substr(0, 16);
  } else {
    seen.remote_id = name_of(item);
  }
  seen.record.key = {"feedback", (by_content ? "user_feedback:import:" : "user_feedback:feedback:") + seen.remote_id};
  seen.created = created.value_or(Instant{});
  seen.at = updated.value_or(seen.created);
  seen.version = updated_text.empty() ? created_text : updated_text;

  if (!read_rating(item, fields))
    seen.problem = "the rating \"" + text_of(item, {"rating"}) +
                   "\" is no number from 0 to its scale (5, or 10 for more than 5, unless it says another)";
  if (!created && !created_text.empty()) seen.problem = "created_at \"" + created_text + "\" is no time";
  if (content.empty() && !fields.contains("rating") && seen.problem.empty())
    seen.problem = "it says nothing: neither content nor rating";
  if (reading.imported && !address.empty() && email.empty())
    seen.problem = "\"" + address + "\" is no e-mail address: write it as ana@example.com, without a name";
  if (is_nameless(seen.remote_id))
    seen.problem = "the service lists it without an id" + (created_text.empty() ? "" : " (created_at " + created_text + ")");
  if (!seen.problem.empty()) return {std::move(seen)};

  fields["content"] = text_value(content);
  fields["email"] = text_value(email);
  fields["channel"] = named(kChannels, text_of(item, {"channel", "source"})).value_or(reading.imported ? "Import" : "API");
  if (auto type = named(kTypes, text_of(item, {"feedback_type", "type"}))) fields["type"] = *type;
  if (auto category = named(kCategories, text_of(item, {"category"}))) fields["category"] = std::vector<std::string>{*category};
  if (created) fields["submitted"] = Date{.start = *created, .end = {}, .date_only = false, .zone = {}};
  read_about(item, fields);
  const auto who = client_key(email);
  if (!who.empty()) fields["client"] = std::vector<Ref>{{who}};
  if (who.empty()) return {std::move(seen)};
  auto client = client_of(item, seen, email);
  client.only_known = !reading.creates_clients;
  return {std::move(client), std::move(seen)};
}

Result<void> check_words(const Json& item) {
  const auto refuse = [](std::string_view name, const std::string& said, const std::vector<std::string>& words) {
    return fail(Fault::bad_config, "\"" + said + "\" is no " + std::string(name), "", "use one of " + join(words, ", "));
  };
  const auto channel = text_of(item, {"channel"}), type = text_of(item, {"feedback_type"}), email = text_of(item, {"email"});
  if (!channel.empty() && !named(kChannels, channel)) return refuse("channel", channel, words_for(kChannels));
  if (!type.empty() && !named(kTypes, type)) return refuse("type of feedback", type, words_for(kTypes));
  if (!email.empty() && !is_email(email))
    return fail(Fault::bad_config, "\"" + email + "\" is no e-mail address", "", "write it as ana@example.com, without a name");
  return {};
}

Seen gone(const std::string& id) {
  Seen seen;
  seen.remote_id = id;
  seen.record.key = {"feedback", "user_feedback:feedback:" + id};
  seen.gone = true;
  return seen;
}

}  // namespace hsn::services::user_feedback
