#include "services/typeform/decode.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/persons.hpp"
#include "services/typeform/given.hpp"

namespace hsn::services::typeform {
namespace {

using Target = Route::Target;

constexpr std::string_view kRecommends = "nps";  // would you recommend us: their word, and ours

std::optional<Instant> time_of(const Json& response, const char* where) {
  const auto at = parse_instant(text_at(response, where).value_or(""));
  return at && *at > Instant{} ? at : std::nullopt;
}

FieldValue moment(Instant at) { return Date{.start = at, .end = {}, .date_only = false, .zone = {}}; }

// What feedback may be about: the field, its hidden field, and "about_" with what people called it.
constexpr std::string_view kAbout[] = {"order", "product", "appointment"};

// An External ID is a reference; of any other words (number, SKU, exact name) lib/entities/feedback.cpp makes one.
void read_about(Fields& fields, std::string_view field, std::string text) {
  text = trim(text);
  if (text.starts_with('#')) text.erase(0, 1);
  const auto words = "about_" + std::string(field);
  if (text.empty() || fields.contains(field) || fields.contains(words)) return;
  if (text.find(':') != std::string::npos && text.find(' ') == std::string::npos) {
    fields.emplace(field, std::vector<Ref>{{std::move(text)}});
  } else {
    fields.emplace(words, std::move(text));
  }
}

// One response being read.
class Reading {
 public:
  Reading(const Json& response, const Definition& form, const Route& route, const Entities& entities)
      : response_(response), form_(form), route_(route), entities_(entities), submitted_(submitted_at(response)) {}

  std::vector<Seen> records() {
    Seen submission = frame("submissions");
    const auto* answers = at(response_, "/answers");
    if (answers != nullptr && !answers->is_array() && !answers->is_null()) {
      submission.problem = "the answers are not readable";
      return {std::move(submission)};
    }
    if (answers != nullptr) {
      for (const auto& answer : *answers) read(answer);
    }
    read_hidden();
    read_results();
    std::vector<Seen> seen;
    if (tells_of_client()) seen.push_back(client());
    submission.record.fields = submission_fields();
    seen.push_back(std::move(submission));
    if (is_feedback()) seen.push_back(feedback());
    return seen;
  }

 private:
  bool is_feedback() const { return submitted_ && route_.target == Target::feedback; }
  bool tells_of_client() const { return submitted_ && !email_.empty() && route_.target != Target::store_only; }

  void read(const Json& answer) {
    const Question question = asked(answer);
    const Given said = given(answer);
    if (said.text.empty()) return;
    lines_.push_back(question.title + ": " + said.text);
    said_.push_back(question.id + ": " + said.text);
    if (const Slot* slot = route_.slot(question)) fill(*slot, question, said);
  }

  // A question that the form no longer has is named by what the answer itself says.
  Question asked(const Json& answer) const {
    const auto id = text_at(answer, "/field/id").value_or("");
    if (const Question* known = find(form_, id); known != nullptr && !known->title.empty()) return *known;
    Question question;
    question.id = id;
    question.ref = text_at(answer, "/field/ref").value_or("");
    question.type = text_at(answer, "/field/type").value_or("");
    question.title = !question.ref.empty() ? question.ref : !id.empty() ? id : "?";
    return question;
  }

  // Of several questions for one field the first that was answered counts.
  void fill(const Slot& slot, const Question& question, const Given& said) {
    Fields& fields = slot.entity == "feedback" ? feedback_ : client_;
    const auto put = [&](std::string_view field, FieldValue value) {
      if (!is_empty(value)) fields.emplace(field, std::move(value));
    };
    switch (slot.fill) {
      case Fill::text:
        return put(slot.field, text_value(said.text));
      case Fill::name:
        return put(name_field(said.text), text_value(said.text));
      case Fill::email:
        if (email_.empty()) take_address(said.text);
        return;
      case Fill::consent:
        if (said.yes) put(slot.field, std::string(*said.yes ? "Opted In" : "Opted Out"));
        return;
      case Fill::labels:
        return put(slot.field, said.labels.empty() ? std::vector<std::string>{said.text} : sorted(said.labels));
      case Fill::rating:
        if (!said.number || fields.contains(slot.field)) return;
        put(slot.field, *said.number);
        if (question.scale > 0) put("rating_scale", Decimal(question.scale));
        if (question.type == kRecommends) put("rating_kind", std::string(kRecommends));
        return;
      case Fill::words:
        return add_words(fields, slot.field, said.text);
      case Fill::about:
        return read_about(fields, slot.field, said.text);
    }
  }

  static std::vector<std::string> sorted(std::vector<std::string> labels) {
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    return labels;
  }

  static void add_words(Fields& fields, std::string_view field, const std::string& text) {
    const auto [said, first] = fields.emplace(field, text);
    if (auto* words = std::get_if<std::string>(&said->second); !first && words != nullptr) *words += "\n\n" + text;
  }

  std::string hidden(std::string_view name) const {
    return clean_text(text_at(response_, "/hidden/" + std::string(name)).value_or(""));
  }

  // What is no address names nobody.
  void take_address(std::string_view text) {
    if (auto address = fold_email(text); is_email(address)) email_ = std::move(address);
  }

  // Whoever opens the form can change what its address says: good for where somebody comes from, not for joining people.
  void read_hidden() {
    if (email_.empty()) take_address(hidden("client_email"));
    if (const auto source = hidden("source"); !source.empty()) client_.insert_or_assign("lead_source", source);
    for (const auto field : kAbout) read_about(feedback_, field, hidden(field));
    entity_ = route_.entity;
    const auto named = fold_case(hidden("business_entity"));
    for (const auto& [slug, name] : entities_) {
      if (!named.empty() && (named == fold_case(slug) || named == fold_case(name))) entity_ = name;
    }
  }

  // What nobody typed: scores, variables and hidden fields stand below the answers.
  void read_results() {
    const auto add = [this](std::string line) { said_.push_back(lines_.emplace_back(std::move(line))); };
    if (const auto score = text_at(response_, "/calculated/score")) add("Score: " + *score);
    if (const auto* variables = at(response_, "/variables"); variables != nullptr && variables->is_array()) {
      for (const auto& one : *variables) {
        const auto key = text_at(one, "/key").value_or("");
        const auto value = text_at(one, one.contains("number") ? "/number" : "/text");
        if (key != "score" && !key.empty() && value) add(key + ": " + *value);
      }
    }
    const auto* hidden_fields = at(response_, "/hidden");
    if (hidden_fields == nullptr || !hidden_fields->is_object()) return;
    for (const auto& [name, value] : hidden_fields->items()) {
      if (const auto text = clean_text(text_at(value, "").value_or("")); !text.empty()) add(name + ": " + text);
    }
  }

  Seen frame(std::string_view entity) const {
    Seen seen;
    const auto token = token_of(response_);
    seen.remote_id = route_.form + "/" + token;
    seen.record.key = {std::string(entity), "typeform:response:" + route_.form + ":" + token};
    const auto at = submitted_ ? submitted_ : time_of(response_, "/staged_at");
    seen.at = at ? *at : time_of(response_, "/landed_at").value_or(Instant{});
    seen.created = seen.at;
    seen.version = format_instant(seen.at);
    return seen;
  }

  Seen client() const {
    Seen seen = frame("clients");
    seen.remote_id.clear();
    seen.only_known = is_feedback() && !route_.creates_clients;
    seen.record.key.external_id = client_key(email_);
    seen.record.fields = client_;
    seen.record.fields["email"] = email_;
    if (route_.consent) seen.record.fields.emplace("email_consent", std::string("Opted In"));
    if (!entity_.empty()) seen.record.fields["business_entity"] = std::vector<std::string>{entity_};
    return seen;
  }

  // What submissions and feedback have in common.
  void add_common(Fields& fields) const {
    fields["submitted"] = submitted_ ? moment(*submitted_) : FieldValue();
    fields["email"] = text_value(email_);
    if (submitted_ && !email_.empty()) fields["client"] = std::vector<Ref>{{client_key(email_)}};
    if (!entity_.empty()) fields["business_entity"] = entity_;
  }

  std::string who() const {
    std::vector<std::string> parts;
    for (const std::string_view field : {"first_name", "name", "last_name"}) {
      const auto found = client_.find(field);
      if (found != client_.end()) parts.push_back(display(found->second));
    }
    return !parts.empty() ? join(parts, " ") : !email_.empty() ? email_ : token_of(response_).substr(0, 8);
  }

  // What was answered, whatever the questions are called and in whatever order they stand.
  std::string said() const {
    auto all = said_;
    std::sort(all.begin(), all.end());
    return sha256_hex(join(all, "\n")).substr(0, 16);
  }

  Fields submission_fields() const {
    const auto form = form_.title.empty() ? route_.form : form_.title;
    Fields fields{{"submission", form + " — " + who()},
                  {"form", form},
                  {"answers", text_value(join(lines_, "\n"))},
                  {"answers_digest", said()}};
    add_common(fields);
    // Whether a client was made or changed is worked out where clients are known: lib/entities/submissions.cpp.
    if (is_feedback()) {
      fields["result"] = std::string("Feedback");
    } else if (!tells_of_client()) {
      fields["result"] = std::string("Stored Only");
    }
    return fields;
  }

  Seen feedback() const {
    Seen seen = frame("feedback");
    seen.record.fields = feedback_;
    seen.record.fields.emplace("content", FieldValue());
    seen.record.fields["channel"] = std::string("TypeForm");
    add_common(seen.record.fields);
    return seen;
  }

  const Json& response_;
  const Definition& form_;
  const Route& route_;
  const Entities& entities_;
  std::optional<Instant> submitted_;
  Fields client_, feedback_;
  std::string email_, entity_;
  std::vector<std::string> lines_, said_;
};

}  // namespace

std::string token_of(const Json& response) {
  const auto id = text_at(response, "/response_id");
  return id && !id->empty() ? *id : text_at(response, "/token").value_or("");
}

std::optional<Instant> submitted_at(const Json& response) { return time_of(response, "/submitted_at"); }

std::vector<Seen> decode(const Json& response, const Definition& form, const Route& route, const Entities& entities) {
  return Reading(response, form, route, entities).records();
}

std::vector<Seen> gone(const Route& route, const std::string& token) {
  std::vector<Seen> seen;
  for (const std::string_view entity : {"submissions", "feedback"}) {
    Seen& one = seen.emplace_back();
    one.remote_id = route.form + "/" + token;
    one.record.key = {std::string(entity), "typeform:response:" + route.form + ":" + token};
    one.gone = true;
  }
  return seen;
}

}  // namespace hsn::services::typeform
