// One form after the other: its definition, its responses newest first, page by page by the last token.
#include <algorithm>
#include <chrono>
#include <set>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/typeform/answer.hpp"
#include "services/typeform/decode.hpp"
#include "services/typeform/typeform.hpp"

namespace hsn::services::typeform {
namespace {

using remote::Ask;
using remote::Step;
using remote::Window;

constexpr std::size_t kPage = 1000;  // the most a page gives (typeform.md 3)
constexpr std::size_t kAtOnce = 100;
// Responses of the last half hour may be missing from the list (typeform.md 3): each read goes an hour back at the least.
constexpr Duration kLate = std::chrono::hours(1);

std::string label(const Place& place) { return "typeform form " + (place.left.empty() ? "?" : place.left.front()); }

// "intake01/a1b2" is response a1b2 of form intake01.
std::pair<std::string, std::string> form_and_token(const std::string& remote_id) {
  const auto slash = remote_id.find('/');
  if (slash == std::string::npos) return {remote_id, ""};
  return {remote_id.substr(0, slash), remote_id.substr(slash + 1)};
}

std::string cursor_token(const Json& response) {
  const auto token = text_at(response, "/token");
  return token && !token->empty() ? *token : token_of(response);
}

bool has_more(const Json& page, std::size_t count) {
  // Counts what this question matches: with each page that is left behind it is one less.
  const auto pages = int_at(page, "/page_count");
  return count > 0 && (pages ? *pages > 1 : count >= kPage);
}

}  // namespace

http::Request Typeform::get(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query) const {
  http::Request request;
  request.service = "typeform";
  request.method = "GET";
  request.url = options_.root + path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    request.url += separator + name + "=" + percent_encode(value);
    separator = '&';
  }
  request.headers.push_back({"Accept", "application/json"});
  request.auth = http::Bearer{options_.token};
  request.repeat = http::Repeat::safe;
  return request;
}

const Route* Typeform::find_route(std::string_view form) const {
  const auto found =
      std::find_if(options_.routes.begin(), options_.routes.end(), [&](const Route& one) { return one.form == form; });
  return found == options_.routes.end() ? nullptr : &*found;
}

Route Typeform::route(const std::string& form) const {
  if (const Route* known = find_route(form)) return *known;
  Route unknown;
  unknown.form = form;
  return unknown;
}

Step Typeform::list(const remote::Feed&, const Window& window) const {
  if (window.kind == Window::Kind::these) return these(window.ids);
  Place place;
  for (const auto& one : options_.routes) place.left.push_back(one.form);
  if (place.left.empty()) return {};
  place.whole = window.kind == Window::Kind::all;
  place.overlap = std::max(window.overlap, kLate);
  if (window.kind == Window::Kind::range) {
    place.from = format_instant(window.from);
    place.to = format_instant(window.until - std::chrono::seconds(1));  // inclusive there
  } else {
    place.marks = marks_of(window.cursor);
  }
  Step step;
  step.next = ask(place);
  return step;
}

Ask Typeform::ask(const Place& place) const {
  Ask out;
  out.feed = kResponses;
  out.carry = carry(place);
  const auto path = "/forms/" + percent_encode(place.left.front());
  if (place.phase == Phase::form) {
    out.request = get(path);
    return out;
  }
  std::vector<std::pair<std::string, std::string>> query{{"page_size", std::to_string(kPage)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
  };
  add("since", place.since);
  add("until", place.until);
  add("before", place.before);
  add("included_response_ids", join(place.tokens, ","));
  if (place.phase == Phase::partial) add("response_type", "partial");
  if (place.phase == Phase::these && options_.partial) add("response_type", "partial,completed");
  out.request = get(path + "/responses", query);
  return out;
}

Result<Step> Typeform::read(const Ask& asked, const http::Response& response) const {
  auto place = place_of(asked.carry);
  if (place.left.empty()) return fail(Fault::bad_data, "the walk's own note is not readable", asked.carry);
  switch (place.phase) {
    case Phase::form:
      return read_form(std::move(place), response);
    case Phase::sent:
    case Phase::partial:
      return read_page(std::move(place), response);
    case Phase::these:
      return read_these(place, response);
  }
  return fail(Fault::bad_data, "the walk's own note is not readable", asked.carry);
}

// A form that is not there, or not for this token, is put off: the others are read first, and then it is asked once more, so that
// its refusal is what the walk ends with.
Result<Step> Typeform::read_form(Place place, const http::Response& response) const {
  const std::string form = place.left.front();
  const auto told = answer(response, label(place));
  if (!told) {
    const bool missing = told.error().fault == Fault::not_found;
    if (!place.tokens.empty() && missing) {
      Step step;
      for (const auto& token : place.tokens) {
        for (auto& seen : gone(route(form), token)) step.seen.push_back(std::move(seen));
      }
      return step;
    }
    const bool put_off = std::count(place.refused.begin(), place.refused.end(), form) > 0;
    const bool about_it = missing || response.status == 403;
    if (!about_it || !place.tokens.empty() || put_off || place.left.size() == 1) {
      Error error = told.error();
      if (put_off && place.refused.size() > 1) error.where = "typeform forms " + join(place.refused, ", ");
      return tl::unexpected(std::move(error));
    }
    place.refused.push_back(form);
    std::rotate(place.left.begin(), place.left.begin() + 1, place.left.end());
    Step step;
    step.next = ask(place);
    return step;
  }
  place.definition = definition_of(*told);
  if (!place.tokens.empty()) return read_tokens(std::move(place));
  begin_form(place);
  Step step;
  step.next = ask(place);
  return step;
}

void Typeform::begin_form(Place& place) const {
  const auto& form = place.left.front();
  const auto first = route(form).since;
  place.phase = Phase::sent;
  place.before = place.began = place.newest = "";
  place.until = place.to;
  const auto mark = place.marks.find(form);
  const auto known = mark == place.marks.end() || place.whole ? std::nullopt : parse_instant(mark->second);
  auto since = known ? std::optional<Instant>(*known - place.overlap) : parse_instant(place.from);
  if (first) since = std::max(since.value_or(*first), *first);
  place.since = since ? format_instant(*since) : "";
}

Result<Step> Typeform::read_page(Place place, const http::Response& response) const {
  const auto page = answer(response, label(place));
  if (!page) return tl::unexpected(page.error());
  const auto* items = items_of(*page);
  if (items == nullptr) return tl::unexpected(no_list(label(place)));
  if (place.began.empty()) {
    if (const auto date = response.date()) place.began = format_instant(*date);
  }
  const auto& form = place.left.front();
  const Route of = route(form);
  Step step;
  for (const auto& item : *items) {
    if (token_of(item).empty()) return fail(Fault::bad_data, "Typeform lists a response without an id", label(place));
    const auto sent = submitted_at(item);
    if (sent) place.newest = std::max(place.newest, format_instant(*sent));
    if (!sent && !options_.partial) continue;
    for (auto& seen : decode(item, place.definition, of, options_.entities)) step.seen.push_back(std::move(seen));
  }
  if (has_more(*page, items->size())) {
    const auto last = cursor_token(items->back());
    if (last == place.before) return fail(Fault::bad_data, "Typeform shows the same page again", label(place));
    place.before = last;
    step.next = ask(place);
    return step;
  }
  if (options_.partial && place.phase == Phase::sent) {
    place.phase = Phase::partial;
    place.before.clear();
    if (place.to.empty()) place.since.clear();
    step.next = ask(place);
    return step;
  }
  auto after = after_form(std::move(place));
  step.next = std::move(after.next);
  step.cursor = std::move(after.cursor);
  return step;
}

// A backfill's window proves nothing of what lies outside of it: no cursor.
Step Typeform::after_form(Place place) const {
  Step step;
  if (place.to.empty()) {
    if (auto mark = reached(place); !mark.empty()) place.marks.insert_or_assign(place.left.front(), std::move(mark));
    step.cursor = cursor_of(place.marks);
  }
  place.left.erase(place.left.begin());
  place.phase = Phase::form;
  place.definition = {};
  if (!place.left.empty()) step.next = ask(place);
  return step;
}

Step Typeform::these(const std::vector<std::string>& ids) const {
  std::map<std::string, std::vector<std::string>> by_form;
  Step step;
  for (const auto& id : ids) {
    const auto [form, token] = form_and_token(id);
    if (!form.empty() && !token.empty()) {
      by_form[form].push_back(token);
    } else {
      Seen& seen = step.seen.emplace_back();
      seen.remote_id = id;
      seen.record.key = {"submissions", "typeform:response:" + id};
      seen.problem = "\"" + id + "\" is no id of a response";
    }
  }
  for (auto& [form, tokens] : by_form) {
    Place place;
    place.left = {form};
    place.tokens = std::move(tokens);
    step.details.push_back(ask(place));
  }
  return step;
}

Step Typeform::read_tokens(Place place) const {
  const auto tokens = std::exchange(place.tokens, {});
  place.phase = Phase::these;
  Step step;
  for (std::size_t from = 0; from < tokens.size(); from += kAtOnce) {
    const auto until = std::min(tokens.size(), from + kAtOnce);
    place.tokens.assign(tokens.begin() + static_cast<std::ptrdiff_t>(from), tokens.begin() + static_cast<std::ptrdiff_t>(until));
    step.details.push_back(ask(place));
  }
  return step;
}

Result<Step> Typeform::read_these(const Place& place, const http::Response& response) const {
  const auto page = answer(response, label(place));
  if (!page) return tl::unexpected(page.error());
  const auto* items = items_of(*page);
  if (items == nullptr) return tl::unexpected(no_list(label(place)));
  const Route of = route(place.left.front());
  Step step;
  std::set<std::string> met;
  for (const auto& item : *items) {
    if (!submitted_at(item) && !options_.partial) continue;
    met.insert(token_of(item));
    for (auto& seen : decode(item, place.definition, of, options_.entities)) step.seen.push_back(std::move(seen));
  }
  for (const auto& token : place.tokens) {
    if (met.contains(token)) continue;
    for (auto& seen : gone(of, token)) step.seen.push_back(std::move(seen));
  }
  return step;
}

Result<remote::Sending> Typeform::write(std::span<const Write>) const {
  return fail(Fault::bad_data, "a response to a form cannot be changed");
}

Result<remote::Sent> Typeform::wrote(std::span<const Write>, const Ask&, const http::Response&) const {
  return fail(Fault::bad_data, "a response to a form cannot be changed");
}

std::optional<Step> Typeform::find(const Write&, Instant) const { return std::nullopt; }

}  // namespace hsn::services::typeform
