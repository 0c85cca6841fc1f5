#include <algorithm>
#include <iterator>

#include "core/time.hpp"
#include "services/typeform/sandbox_account.hpp"

namespace hsn::sandbox::forms {
namespace {

struct Kind {
  std::string_view question, answer;
};
constexpr Kind kKinds[] = {
    {"short_text", "text"},
    {"long_text", "text"},
    {"dropdown", "text"},
    {"email", "email"},
    {"phone_number", "phone_number"},
    {"number", "number"},
    {"rating", "number"},
    {"opinion_scale", "number"},
    {"nps", "number"},
    {"yes_no", "boolean"},
    {"legal", "boolean"},
    {"date", "date"},
    {"multiple_choice", "choice"},
    {"picture_choice", "choice"},
    {"ranking", "choices"},
    {"website", "url"},
    {"file_upload", "file_url"},
    {"payment", "payment"},
};

std::string_view answer_kind(const std::string& question) {
  const auto found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& kind) { return kind.question == question; });
  return found == std::end(kKinds) ? std::string_view(question) : found->answer;
}

}  // namespace

Json answer_to(const Json& field, const Json& typed) {
  const auto question = field.value("type", "");
  std::string kind(answer_kind(question));
  Json value = typed;
  if (kind == "choice" && typed.is_array()) kind = "choices";
  if (kind == "choice") value = {{"label", typed}};
  if (kind == "choices") value = {{"labels", typed}};
  if (kind == "date" && typed.is_string()) value = typed.get<std::string>() + "T00:00:00Z";
  return {{"type", kind},
          {"field", {{"id", field.value("id", "")}, {"ref", field.value("ref", "")}, {"type", question}}},
          {kind, value}};
}

Json shown_form(const Form& form) {
  Json json = form.definition;
  json["type"] = "quiz";
  json["created_at"] = "2026-01-05T09:00:00+00:00";
  json["_links"] = {{"display", "https://forms.example.com/to/" + json.value("id", "")}};
  return json;
}

// The vendor's own sample leaves response_id out of some items.
Json shown_response(const Response& response, std::size_t place) {
  Json json = response.body;
  json["token"] = response.token;
  json["landing_id"] = response.token;
  if (place % 3 != 2) json["response_id"] = response.token;
  json["landed_at"] = format_instant(response.landed);
  json["submitted_at"] = response.submitted ? format_instant(*response.submitted) : "0001-01-01T00:00:00Z";
  if (!response.submitted) json["staged_at"] = format_instant(response.staged);
  json["metadata"] = {{"platform", "other"}, {"browser", "default"}};
  return json;
}

}  // namespace hsn::sandbox::forms
