#include "services/user_feedback/user_feedback.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/record_json.hpp"
#include "remote/sent_on.hpp"
#include "services/mark.hpp"
#include "services/user_feedback/bindings.hpp"

namespace hsn::services::user_feedback {
namespace {

using remote::Ask;
using remote::Step;

constexpr std::int64_t kPage = 100;
constexpr int kRestarts = 3;  // of a walk under which the list keeps moving
constexpr std::string_view kPath = "/api/feedback";

Error misunderstood(std::string what) {
  return {Fault::bad_data, "the feedback service's answer is not usable: " + std::move(what), "", "check USER_FEEDBACK_API_URL"};
}

Error refusal(const http::Response& response, bool change) {
  if (remote::is_redirect(response.status)) return remote::sent_on(response, "the feedback service", "USER_FEEDBACK_API_URL");
  const auto json = parse_json(response.body);
  auto said = json ? text_at(*json, "/error").value_or(text_at(*json, "/message").value_or(""))
                   : strip_html(response.body.substr(0, 2000));
  if (json && said.empty()) said = text_at(*json, "/error/message").value_or("");
  said = "the feedback service answers " + std::to_string(response.status) +
         (said.empty() ? "" : ": " + std::string(utf16_front(said, 120)));
  switch (response.status) {
    case 401:
    case 403:
      return {Fault::refused, said, "", "check USER_FEEDBACK_API_KEY"};
    case 404:
      return {Fault::not_found, said, "", "check USER_FEEDBACK_API_URL"};
    case 429:
      return {Fault::throttled, said, "", "try again later"};
    default:
      if (response.status >= 500) return {change ? Fault::ambiguous : Fault::unreachable, said, "", "try again later"};
      return {Fault::bad_data, said, "", "check USER_FEEDBACK_API_URL; the service's own log tells more"};
  }
}

Result<Json> answer(const http::Response& response, bool change = false) {
  if (response.status < 200 || response.status >= 300) return tl::unexpected(refusal(response, change));
  auto json = parse_json(response.body);
  if (json && json->is_structured()) return json;
  auto error = misunderstood(json ? "neither an item nor a list" : json.error().what);
  if (change) error.fault = Fault::ambiguous;
  return tl::unexpected(std::move(error));
}

// Bare, or under one of the names that such services use.
const Json* list_in(const Json& json) {
  if (json.is_array()) return &json;
  for (const auto* name : {"/feedback", "/items", "/data", "/results"}) {
    if (const auto* list = at(json, name); list != nullptr && list->is_array()) return list;
  }
  return nullptr;
}
const Json& item_in(const Json& json) {
  const auto* inner = at(json, "/feedback");
  return inner != nullptr && inner->is_object() ? *inner : json;
}

std::string text_in(const Json& place, const char* name) { return text_at(place, std::string("/") + name).value_or(""); }

std::string reached(const Json& place) {
  const auto mark = next_mark(text_in(place, "began"), text_in(place, "newest"));
  return mark ? format_instant(*mark) : text_in(place, "after");
}

}  // namespace

http::Request UserFeedback::request(std::string_view method, const std::string& path) const {
  http::Request request;
  request.service = "user_feedback";
  request.method = method;
  request.url = options_.url + path;
  request.headers.push_back({"Accept", "application/json"});
  request.auth = http::Bearer{options_.key};
  if (method == "GET") request.repeat = http::Repeat::safe;
  return request;
}

Ask UserFeedback::page(const Json& place) const {
  const auto offset = std::max<std::int64_t>(0, int_at(place, "/offset").value_or(0));
  std::string query = "?limit=" + std::to_string(kPage) + "&offset=" + std::to_string(offset);
  if (const auto after = text_in(place, "after"); !after.empty()) query += "&updated_after=" + percent_encode(after);
  if (!options_.project.empty()) query += "&project_id=" + percent_encode(options_.project);
  return {request("GET", std::string(kPath) + query), std::string(kFeedback), "", dump_json(place)};
}

Step UserFeedback::list(const remote::Feed&, const remote::Window& window) const {
  Step step;
  if (options_.url.empty()) return step;
  if (window.kind == remote::Window::Kind::these) {
    for (const auto& id : window.ids) {
      // Nobody can be asked about it: whether it is there still is seen from the list.
      if (is_nameless(id)) {
        step.details.push_back(page({{"find", id}}));
        step.details.back().about = id;
        continue;
      }
      step.details.push_back(
          {request("GET", std::string(kPath) + "/" + percent_encode(id)), std::string(kFeedback), id, dump_json({{"one", id}})});
    }
    return step;
  }
  Json place = Json::object();
  if (window.kind == remote::Window::Kind::since) {
    if (const auto at = parse_instant(window.cursor))
      place["after"] = format_instant(*at - window.overlap - std::chrono::seconds(1));
  } else if (window.kind == remote::Window::Kind::range) {
    place["after"] = format_instant(window.from - std::chrono::seconds(1));
    place["until"] = format_instant(window.until);
  }
  step.next = page(place);
  return step;
}

Result<Step> UserFeedback::read(const Ask& asked, const http::Response& response) const {
  auto place = parse_json(asked.carry).value_or(Json::object());
  if (place.contains("find")) return read_list_for(std::move(place), response);
  return place.contains("one") ? read_one(place, response) : read_page(std::move(place), response);
}

// Page by page until it is met.
Result<Step> UserFeedback::read_list_for(Json place, const http::Response& response) const {
  const auto json = answer(response);
  if (!json) return tl::unexpected(json.error());
  const auto* list = list_in(*json);
  if (list == nullptr) return tl::unexpected(misunderstood("no list of items"));
  const auto wanted = text_in(place, "find");
  const auto met = std::find_if(list->begin(), list->end(), [&](const Json& item) { return name_of(item) == wanted; });
  const auto next = int_at(place, "/offset").value_or(0) + static_cast<std::int64_t>(list->size());
  Step step;
  if (met != list->end()) {
    step.seen = decode(*met, {false, options_.creates_clients});
  } else if (!list->empty() && next < int_at(*json, "/total").value_or(next + 1)) {
    place["offset"] = next;
    step.next = page(place);
    step.next->about = wanted;
  } else {
    step.seen.push_back(gone(wanted));
  }
  return step;
}

Result<Step> UserFeedback::read_one(const Json& place, const http::Response& response) const {
  const auto id = text_in(place, "one");
  Step step;
  if (response.status == 404 && parse_json(response.body)) {
    if (!place.contains("response")) step.seen.push_back(gone(id));
    return step;
  }
  const auto json = answer(response);
  if (!json) return tl::unexpected(json.error());
  const auto& item = item_in(*json);
  if (text_in(item, "id") != id) return tl::unexpected(misunderstood("another item than " + id));
  if (place.contains("response") && clean_text(text_in(item, "response")) != text_in(place, "response")) return step;
  step.seen = decode(item, {false, options_.creates_clients});
  if (place.contains("response")) step.seen.back().record.fields["response"] = text_in(place, "response");
  return step;
}

// Pages overlap by one item: when it is another than before, the list has moved under the walk, and it starts anew.
Result<Step> UserFeedback::read_page(Json place, const http::Response& response) const {
  const auto json = answer(response);
  if (!json && json.error().fault == Fault::not_found) {
    auto error = json.error();
    error.fault = Fault::bad_config;
    return tl::unexpected(std::move(error));
  }
  if (!json) return tl::unexpected(json.error());
  const auto* list = list_in(*json);
  if (list == nullptr) return tl::unexpected(misunderstood("no list of items"));
  if (!place.contains("began")) place["began"] = response.date() ? format_instant(*response.date()) : "";
  const auto offset = int_at(place, "/offset").value_or(0);
  const auto count = static_cast<std::int64_t>(list->size());

  Step step;
  const auto last = text_in(place, "last"), until = text_in(place, "until");
  if (!last.empty() && (list->empty() || name_of(list->front()) != last)) {
    const auto restarts = int_at(place, "/restarts").value_or(0);
    if (restarts >= kRestarts) return tl::unexpected(misunderstood("the list changes while it is read"));
    place["restarts"] = restarts + 1;
    place["offset"] = 0;
    place.erase("last");
    step.next = page(place);
    return step;
  }
  // One without an id is told of, and the others arrive; where none has one, these are no items.
  const auto lacks_id = [](const Json& item) { return is_nameless(name_of(item)); };
  if (count > 1 && std::all_of(list->begin(), list->end(), lacks_id)) return tl::unexpected(misunderstood("items without an id"));
  const auto end = parse_instant(until);
  for (const auto& item : *list) {
    auto all = decode(item, {false, options_.creates_clients});
    if (const auto at = format_instant(all.back().at); all.back().at != Instant{} && at > text_in(place, "newest"))
      place["newest"] = at;
    if (end && all.back().at >= *end) continue;
    for (auto& seen : all) step.seen.push_back(std::move(seen));
  }
  const auto total = int_at(*json, "/total");
  const bool brought = count > (last.empty() ? 0 : 1);
  const bool more = total ? offset + count < *total && brought : brought;
  if (more) {
    place["offset"] = offset + count - 1;
    place["last"] = name_of(list->back());
    step.next = page(place);
  } else if (!end) {
    step.cursor = reached(place);
  }
  return step;
}

Result<remote::Sending> UserFeedback::write(std::span<const Write> writes) const {
  const auto& write = writes.front();
  const auto change =
      std::find_if(write.changes.begin(), write.changes.end(), [](const Change& one) { return one.field == "response"; });
  if (write.via != kRespond || change == write.changes.end() || write.known.remote_id.empty())
    return fail(Fault::bad_data, "the feedback service takes nothing but a response", write.key.external_id);
  auto sent = request("PATCH", std::string(kPath) + "/" + percent_encode(write.known.remote_id));
  sent.headers.push_back({"Content-Type", "application/json"});
  sent.body = dump_json({{"response", display(change->to)}});
  return remote::Sending{{std::move(sent), std::string(kFeedback), write.known.remote_id, ""}, 1};
}

// Whatever the service shows of a response, what counts is that it took ours.
Result<remote::Sent> UserFeedback::wrote(std::span<const Write> writes, const Ask&, const http::Response& response) const {
  const auto& write = writes.front();
  remote::Sent sent;
  const auto json = answer(response, true);
  if (json) {
    auto seen = write.known;
    for (const auto& change : write.changes) seen.record.fields[change.field] = change.to;
    sent.each.emplace_back(std::move(seen));
    return sent;
  }
  auto error = json.error();
  error.where = write.key.external_id;
  if (response.status == 404 || response.status == 405 || response.status == 501) {
    error = {Fault::refused, "the feedback service takes no responses (" + std::to_string(response.status) + ")",
             write.key.external_id, "answer by mail, and untick Notion Managed on the page"};
    error.fault = Fault::bad_data;
  }
  sent.each.emplace_back(tl::unexpected(std::move(error)));
  return sent;
}

std::optional<Step> UserFeedback::find(const Write& write, Instant) const {
  const auto change =
      std::find_if(write.changes.begin(), write.changes.end(), [](const Change& one) { return one.field == "response"; });
  if (change == write.changes.end() || write.known.remote_id.empty()) return std::nullopt;
  const auto& id = write.known.remote_id;
  Step step;
  step.next = Ask{request("GET", std::string(kPath) + "/" + percent_encode(id)), std::string(kFeedback), id,
                  dump_json({{"one", id}, {"response", display(change->to)}})};
  return step;
}

std::vector<remote::Probe> UserFeedback::probes() const {
  if (options_.url.empty()) return {};
  return {{"feedback", request("GET", std::string(kPath) + "?limit=1&offset=0"), [](const Result<http::Response>& answered) {
             using remote::Finding;
             const auto json = answered ? answer(*answered) : tl::unexpected(answered.error());
             if (!json) return Finding{Finding::State::fail, json.error().what, json.error().remedy, json.error().fault};
             if (list_in(*json) == nullptr)
               return Finding{Finding::State::fail, "no list of items", "check USER_FEEDBACK_API_URL", Fault::bad_config};
             return Finding{Finding::State::ok, "readable", "", {}};
           }}};
}

}  // namespace hsn::services::user_feedback
