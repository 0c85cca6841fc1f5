// The lines of `hsn check`: does Typeform know the token, and is each form there and as the mapping file says.
#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/typeform/answer.hpp"
#include "services/typeform/typeform.hpp"

namespace hsn::services::typeform {
namespace {

using remote::Finding;
using Answered = Result<http::Response>;

Finding failed(const Error& error) { return {Finding::State::fail, error.what, error.remedy, error.fault}; }
Finding warning(std::string detail, std::string remedy) {
  return {Finding::State::warn, std::move(detail), std::move(remedy), Fault::bad_config};
}

Finding judge_token(const Answered& answered, bool has_forms) {
  if (!answered) return failed(answered.error());
  const auto account = answer(*answered, "token");
  // A token with the scopes for forms alone may do all that is needed.
  const bool hidden = answered->status == 403;
  if (!account && !hidden) return failed(account.error());
  if (!has_forms) {
    return warning("no form is named: nothing will be read",
                   "add [typeform.forms.<id>] to the mapping file, or set TYPEFORM_FORM_IDS");
  }
  if (hidden) return {Finding::State::ok, "known; it may not show its account", "", {}};
  return {Finding::State::ok, "of " + text_at(*account, "/email").value_or("an account"), "", {}};
}

std::string_view name_of(Route::Target target) {
  switch (target) {
    case Route::Target::clients:
      return "Clients";
    case Route::Target::feedback:
      return "Feedback";
    case Route::Target::appointments_request:
      return "Clients (a request for an appointment)";
    case Route::Target::store_only:
      return "Form Submissions alone";
  }
  return "";
}

bool fills(const Route& route, const Definition& form, std::string_view field) {
  return std::any_of(form.questions.begin(), form.questions.end(), [&](const Question& question) {
    const Slot* slot = route.slot(question);
    return slot != nullptr && slot->field == field;
  });
}

// Entries of the mapping file that no question of the form answers to.
std::vector<std::string> unmatched(const Route& route, const Definition& form) {
  std::vector<std::string> names;
  for (const auto& entry : route.fields) {
    Route alone;
    alone.fields = {entry};
    const bool met = std::any_of(form.questions.begin(), form.questions.end(),
                                 [&](const Question& question) { return alone.names(question); });
    if (!met) names.push_back("\"" + entry.first + "\"");
  }
  return names;
}

Finding judge_form(const Answered& answered, const Route& route) {
  if (!answered) return failed(answered.error());
  const auto told = answer(*answered, route.form);
  if (!told && told.error().fault == Fault::not_found) return warning(told.error().what, told.error().remedy);
  if (!told) return failed(told.error());
  const Definition form = definition_of(*told);
  const auto title = "\"" + form.title + "\"";
  if (const auto names = unmatched(route, form); !names.empty())
    return warning(title + " has no question " + join(names, ", "), "correct [typeform.forms." + route.form + ".fields]");
  const bool alone = !fills(route, form, "email") && route.target != Route::Target::store_only;
  if (alone && !route.mapped) {
    return warning(title + " asks for no e-mail and is not in the mapping file: its responses are only stored",
                   "add [typeform.forms." + route.form + "] to the mapping file");
  }
  return {Finding::State::ok, title + " -> " + std::string(name_of(route.target)), "", {}};
}

Finding judge_responses(const Answered& answered) {
  if (!answered) return failed(answered.error());
  const auto told = answer(*answered, "responses");
  if (!told && told.error().fault == Fault::not_found)
    return warning("not tried: the first form is not there", "correct its id, then run `hsn check` again");
  if (!told) return failed(told.error());
  if (items_of(*told) == nullptr) return failed(no_list("responses"));
  return {Finding::State::ok, "readable", "", {}};
}

}  // namespace

std::vector<remote::Probe> Typeform::probes() const {
  std::vector<remote::Probe> probes;
  const bool has_forms = !options_.routes.empty();
  probes.push_back({"token", get("/me"), [has_forms](const Answered& answered) { return judge_token(answered, has_forms); }});
  for (const Route& route : options_.routes) {
    probes.push_back({"form " + route.form, get("/forms/" + percent_encode(route.form)),
                      [route](const Answered& answered) { return judge_form(answered, route); }});
  }
  if (has_forms) {
    const auto path = "/forms/" + percent_encode(options_.routes.front().form) + "/responses";
    probes.push_back({"responses", get(path, {{"page_size", "1"}}), judge_responses});
  }
  return probes;
}

}  // namespace hsn::services::typeform
