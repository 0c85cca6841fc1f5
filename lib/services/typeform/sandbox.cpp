#include "services/typeform/sandbox.hpp"

#include <algorithm>
#include <iterator>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/typeform/sandbox_account.hpp"

namespace hsn::sandbox {
namespace forms {
namespace {

constexpr std::string_view kRoot = "/typeform";
constexpr std::size_t kPerSecond = 2;

http::Response say(int status, const Json& body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json; charset=UTF-8"}};
  response.body = dump_json(body);
  return response;
}
http::Response refuse(int status, std::string_view code, std::string_view description) {
  return say(status, {{"code", code}, {"description", description}});
}
http::Response invalid(std::string_view field, std::string_view why) {
  Json body{{"code", "VALIDATION_ERROR"}, {"description", "Invalid request"}};
  body["details"] = Json::array({{{"code", "INVALID"}, {"description", why}, {"field", field}, {"in", "query"}}});
  return say(400, body);
}

// What the list of responses may be asked. Anything else is refused.
constexpr std::string_view kParameters[] = {"page_size",
                                            "since",
                                            "until",
                                            "after",
                                            "before",
                                            "sort",
                                            "response_type",
                                            "included_response_ids",
                                            "excluded_response_ids",
                                            "query",
                                            "fields",
                                            "answered_fields"};

struct Question {
  std::size_t page_size = 25;
  std::optional<Instant> since, until;
  std::string before, types = "completed";
  std::vector<std::string> included;
};

struct Refused {
  std::string_view field, why;
};

std::optional<Refused> read(const std::string& name, const std::string& value, Question& question) {
  if (std::find(std::begin(kParameters), std::end(kParameters), name) == std::end(kParameters)) return Refused{name, "unknown"};
  if (name == "page_size") {
    const auto size = Decimal::parse(value).value_or(Decimal(0)).to_int().value_or(0);
    if (size < 1 || size > 1000) return Refused{name, "must be between 1 and 1000"};
    question.page_size = static_cast<std::size_t>(size);
  } else if (name == "since" || name == "until") {
    const auto at = parse_instant(value);
    if (!at || value.size() < 19 || value[10] != 'T') return Refused{name, "must be a time in UTC, to the second"};
    (name == "since" ? question.since : question.until) = at;
  } else if (name == "before") {
    question.before = value;
  } else if (name == "response_type") {
    question.types = value;
  } else if (name == "included_response_ids") {
    question.included = split(value, ',');
  } else {
    return Refused{name, "not in this sandbox"};
  }
  return std::nullopt;
}

bool is_asked_for(const Question& question, const Response& response, Instant now) {
  const auto types = split(question.types, ',');
  const auto asked = [&](std::string_view type) { return std::find(types.begin(), types.end(), type) != types.end(); };
  if (response.shown > now || !asked(response.submitted ? "completed" : "partial")) return false;
  // The column that the times filter: of what was sent, if that is asked for at all.
  const auto at = asked("completed") ? response.submitted : std::optional(response.staged);
  if ((question.since && (!at || *at < *question.since)) || (question.until && (!at || *at > *question.until))) return false;
  const auto& included = question.included;
  return included.empty() || std::find(included.begin(), included.end(), response.token) != included.end();
}

class Emulated final : public Forms {
 public:
  explicit Emulated(FormsOptions options) : options_(std::move(options)) {}

  http::Response serve(const http::Request& request, Instant now) override {
    ++account_.requests;
    auto response = route(request, now);
    response.headers.push_back({"Date", format_http_date(now)});
    return response;
  }

  Result<Json> act(std::string_view what, const Json& body, Instant now) override;
  Json tally() const override { return {{"requests", account_.requests}, {"throttled", account_.throttled}, {"writes", 0}}; }
  std::vector<Table> overview() const override;

 private:
  http::Response route(const http::Request& request, Instant now) {
    const auto host = request.url.find("://");
    const auto slash = request.url.find('/', host == std::string::npos ? 0 : host + 3);
    auto path = slash == std::string::npos ? std::string() : request.url.substr(slash, request.url.find('?') - slash);
    if (!path.starts_with(kRoot)) return refuse(404, "NOT_FOUND", "Endpoint not found");
    path.erase(0, kRoot.size());
    if (!is_known(request)) return refuse(401, "AUTHENTICATION_FAILED", "Authentication credentials not found on the Request");
    if (options_.limited && !has_room(now)) {
      ++account_.throttled;
      return refuse(429, "TOO_MANY_REQUESTS", "Rate limit exceeded");
    }
    if (request.method != "GET") return refuse(405, "METHOD_NOT_ALLOWED", "Method not allowed");
    if (path == "/me")
      return say(200, {{"alias", "studio"}, {"email", "studio@example.com"}, {"language", "en"}, {"user_id", "01"}});
    const auto parts = split(path, '/');
    if (parts.size() < 3 || parts[1] != "forms" || parts.size() > 4) return refuse(404, "NOT_FOUND", "Endpoint not found");
    const auto form = account_.forms.find(parts[2]);
    if (form == account_.forms.end()) return refuse(404, "FORM_NOT_FOUND", "Couldn't find a form with ID " + parts[2]);
    if (parts.size() == 3) return say(200, shown_form(form->second));
    if (parts[3] != "responses") return refuse(404, "NOT_FOUND", "Endpoint not found");
    return responses(form->second, request, now);
  }

  bool is_known(const http::Request& request) const {
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const http::Header& header) {
      return equals_ignoring_case(header.name, "Authorization") && header.value == "Bearer " + options_.token;
    });
  }

  // A bucket of two, refilled by two a second; a little early is on time.
  bool has_room(Instant now) {
    const auto passed = std::max<std::int64_t>(0, (now - counted_).count());
    tokens_ = std::min(static_cast<double>(kPerSecond), tokens_ + static_cast<double>(passed) * kPerSecond / 1000.0);
    counted_ = now;
    if (tokens_ < 0.9) return false;
    tokens_ -= 1;
    return true;
  }

  static http::Response responses(const Form& form, const http::Request& request, Instant now) {
    Question question;
    const auto query = http::query_of(request.url);
    for (const auto& [name, value] : query) {
      if (const auto refused = read(name, value, question)) return invalid(refused->field, refused->why);
    }
    std::vector<const Response*> found;
    for (const auto& response : form.responses) {
      if (is_asked_for(question, response, now)) found.push_back(&response);
    }
    const auto when = [](const Response& one) { return one.submitted.value_or(one.staged); };
    std::stable_sort(found.begin(), found.end(), [&](const auto* a, const auto* b) { return when(*a) > when(*b); });
    if (!question.before.empty()) {
      const auto last = std::find_if(found.begin(), found.end(), [&](const auto* one) { return one->token == question.before; });
      if (last == found.end()) return invalid("before", "no such token");
      found.erase(found.begin(), last + 1);
    }
    Json items = Json::array();
    for (std::size_t i = 0; i < std::min(found.size(), question.page_size); ++i) items.push_back(shown_response(*found[i], i));
    const auto pages = (found.size() + question.page_size - 1) / question.page_size;
    return say(200, {{"total_items", found.size()}, {"page_count", pages}, {"items", items}});
  }

  Result<Json> add_form(const Json& body);
  Result<Json> submit(const Json& body, Instant now);
  static Result<void> answer_more(const Form& form, Response& response, const Json& body);

  FormsOptions options_;
  Account account_;
  double tokens_ = kPerSecond;
  Instant counted_{};
};

std::string text(const Json& body, const char* name) { return text_at(body, std::string("/") + name).value_or(""); }

Result<Json> Emulated::add_form(const Json& body) {
  if (text(body, "id").empty() || !body.contains("fields")) return fail(Fault::bad_data, "a form has an id and fields");
  account_.forms[text(body, "id")].definition = body;
  return Json{{"id", text(body, "id")}};
}

Result<void> Emulated::answer_more(const Form& form, Response& response, const Json& body) {
  const auto all_typed = body.value("answers", Json::object());
  for (const auto& [ref, typed] : all_typed.items()) {
    const auto& fields = form.definition["fields"];
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&, &name = ref](const Json& one) { return text(one, "ref") == name; });
    if (field == fields.end()) return fail(Fault::bad_data, "the form has no question " + ref);
    response.body["answers"].push_back(answer_to(*field, typed));
  }
  return {};
}

Result<Json> Emulated::submit(const Json& body, Instant now) {
  const auto form = account_.forms.find(text(body, "form"));
  if (form == account_.forms.end()) return fail(Fault::bad_data, "there is no such form");
  Response response;
  const auto number = std::to_string(account_.next++);
  response.token = text(body, "token").empty() ? "tok" + std::string(6 - std::min<std::size_t>(6, number.size()), '0') + number
                                               : text(body, "token");
  const auto at = now - std::chrono::seconds(int_at(body, "/ago_seconds").value_or(0));
  response.staged = at;
  response.landed = at - std::chrono::minutes(2);
  response.shown = at + std::chrono::seconds(int_at(body, "/late_seconds").value_or(0));
  if (!bool_at(body, "/partial").value_or(false)) response.submitted = at;
  response.body["answers"] = body.value("raw", Json::array());
  if (auto done = answer_more(form->second, response, body); !done) return tl::unexpected(done.error());
  if (body.contains("hidden")) response.body["hidden"] = body["hidden"];
  if (body.contains("score")) response.body["calculated"]["score"] = body["score"];
  form->second.responses.push_back(std::move(response));
  return Json{{"token", form->second.responses.back().token}};
}

Result<Json> Emulated::act(std::string_view what, const Json& body, Instant now) {
  if (what == "form") return add_form(body);
  if (what == "submit") return submit(body, now);
  if (what != "more" && what != "finish" && what != "delete") return Emulator::act(what, body, now);
  auto* response = account_.find(text(body, "form"), text(body, "token"));
  if (response == nullptr) return fail(Fault::bad_data, "there is no such response");
  if (what == "more") {
    response->staged = response->shown = now;
    if (auto done = answer_more(account_.forms.at(text(body, "form")), *response, body); !done)
      return tl::unexpected(done.error());
  } else if (what == "finish") {
    response->submitted = response->shown = now;
  } else {
    std::erase_if(account_.forms.at(text(body, "form")).responses, [&](const Response& one) { return &one == response; });
  }
  return Json{{"ok", true}};
}

std::vector<Table> Emulated::overview() const {
  std::vector<Table> tables;
  for (const auto& [id, form] : account_.forms) {
    Table& table = tables.emplace_back(Table{"Form: " + text(form.definition, "title"), {"Token", "Sent", "Answers"}, {}});
    for (const auto& response : form.responses) {
      std::vector<std::string> said;
      for (const auto& answer : response.body["answers"]) {
        const auto& value = answer[text(answer, "type")];
        said.push_back(text_at(value, "").value_or(dump_json(value)));
      }
      table.rows.push_back({response.token, response.submitted ? format_instant(*response.submitted) : "", join(said, ", ")});
    }
  }
  return tables;
}

}  // namespace

Response* Account::find(const std::string& form, const std::string& token) {
  const auto found = forms.find(form);
  if (found == forms.end()) return nullptr;
  auto& all = found->second.responses;
  const auto one = std::find_if(all.begin(), all.end(), [&](const Response& response) { return response.token == token; });
  return one == all.end() ? nullptr : &*one;
}

}  // namespace forms

std::unique_ptr<Forms> Forms::make(FormsOptions options) { return std::make_unique<forms::Emulated>(std::move(options)); }

}  // namespace hsn::sandbox
