#include "notion/wire.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

constexpr std::size_t kMessageUnits = 500;

// What an answer means. The first row that fits counts; an empty code, or `hint` in the body, fits any.
struct Meaning {
  int status;
  std::string_view code, hint;
  Fault fault;
  std::string_view what, remedy;
  bool quote = true;  // with Notion's own message
};
constexpr Meaning kMeanings[] = {
    {400, "validation_error", "archived", Fault::not_found, "the page, or the page or database it lies in, is in Notion's trash",
     "restore it in Notion"},
    {400, "validation_error", "", Fault::bad_data, "Notion refused a value, or a column was changed there",
     "the next run reads the columns again"},
    {400, "", "", Fault::bad_data, "Notion did not understand the request", "please report this, with the log"},
    {401, "", "", Fault::refused, "Notion does not accept the token", "make a new one and set NOTION_API_TOKEN", false},
    {403, "", "block_limit", Fault::forbidden, "the workspace has used up the blocks of its free plan: no page can be added",
     "upgrade the plan, or remove the other members", false},
    {403, "restricted_resource", "", Fault::forbidden, "the connection lacks a capability",
     "in Notion's settings give the connection the capabilities to read, update and insert content"},
    {403, "", "", Fault::forbidden, "something between here and Notion refused the request", "check proxies and firewalls",
     false},
    {404, "", "", Fault::not_found, "Notion does not show it: it is gone, or not shared with the connection", kConnectRemedy},
    {409, "", "", Fault::conflict, "somebody else changed it at the same moment", "the next run tries again"},
    {413, "", "", Fault::bad_data, "the texts are together too long for Notion", "shorten them at the service", false},
    {429, "", "public_api_request_blocked", Fault::throttled, "Notion has blocked the requests of this connection",
     "ask Notion's support"},
    {429, "", "", Fault::throttled, "Notion asks to slow down", "the next run goes on", false},
    {529, "", "", Fault::throttled, "Notion is overloaded", "the next run goes on", false},
};

const Meaning* meaning_of(int status, const std::string& code, const std::string& body) {
  const auto* it = std::find_if(std::begin(kMeanings), std::end(kMeanings), [&](const Meaning& meaning) {
    return meaning.status == status && (meaning.code.empty() || meaning.code == code) &&
           body.find(meaning.hint) != std::string::npos;
  });
  return it == std::end(kMeanings) ? nullptr : it;
}

Error error_of(const http::Response& response, Sort sort, std::string_view where) {
  const auto refusal = refusal_of(response);
  Error error{Fault::unreachable, {}, std::string(where), "the next run tries again"};
  if (const auto* meaning = meaning_of(response.status, refusal.code, response.body)) {
    error = {meaning->fault, std::string(meaning->what), std::string(where), std::string(meaning->remedy)};
    if (meaning->quote && !refusal.message.empty()) error.what += ": " + refusal.message;
    // What may not be changed here may be changed nowhere (notion.md 6: stop writes).
    if (sort == Sort::write && meaning->code == "restricted_resource") error.fault = Fault::refused;
  } else if (response.status >= 500) {
    error.what = "Notion failed with status " + std::to_string(response.status);
    if (!refusal.guidance.empty()) error.what += ", and says: " + refusal.guidance;
    if (sort == Sort::write) error.fault = Fault::ambiguous;
  } else {
    if (sort == Sort::write) error.fault = Fault::ambiguous;  // whatever stands in between may have passed it on
    error.what = "the answer (status " + std::to_string(response.status) + ") is not one of Notion's";
    error.remedy = "check NOTION_BASE_URL and proxies";
  }
  return error;
}

constexpr std::size_t kDigits = 32;

bool is_bare_id(std::string_view text) {
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == kDigits && std::all_of(text.begin(), text.end(), hex);
}

// Notion prints ids with dashes and takes them without (notion.md 1); what stands in for it may print them without. All that is
// compared and kept has them.
std::optional<std::string> with_dashes(std::string_view body) {
  constexpr std::string_view kMember = "id\"";
  std::optional<std::string> dashed;
  std::size_t copied = 0;
  for (auto at = body.find(kMember); at != std::string_view::npos; at = body.find(kMember, at + kMember.size())) {
    const auto quote = body.find_first_not_of(" :\t\r\n", at + kMember.size());
    if (quote == std::string_view::npos || body[quote] != '"') continue;
    const auto id = body.substr(quote + 1, kDigits);
    if (!is_bare_id(id) || body.substr(quote + 1 + kDigits, 1) != "\"") continue;
    if (!dashed) dashed.emplace();
    for (const std::size_t part : std::array<std::size_t, 4>{8, 12, 16, 20}) {
      dashed->append(body.substr(copied, quote + 1 + part - copied)) += '-';
      copied = quote + 1 + part;
    }
  }
  if (dashed) dashed->append(body.substr(copied));
  return dashed;
}

// A question changes nothing: that somebody else was just writing is over the next moment (notion.md 6).
http::Verdict ask_again_when_busy(const http::Response& response, http::Repeat) {
  return response.status == 409 ? http::Verdict::repeat : http::Verdict::usual;
}

}  // namespace

http::Request Wire::make(std::string_view method, std::string_view path) const {
  http::Request request;
  request.service = "notion";
  request.method = method;
  request.url = account_.base_url + "/v1" + std::string(path);
  request.headers = {{"Notion-Version", account_.version}};
  request.auth = http::Bearer{account_.token};
  return request;
}

http::Request Wire::get(std::string_view path) const {
  auto request = make("GET", path);
  request.repeat = http::Repeat::safe;
  request.judge = ask_again_when_busy;
  return request;
}

http::Request Wire::post(std::string_view path, const Json& body) const {
  auto request = make("POST", path);
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = dump_json(body);
  return request;
}

http::Request Wire::ask(std::string_view path, const Json& body) const {
  auto request = post(path, body);
  request.repeat = http::Repeat::safe;
  request.judge = ask_again_when_busy;
  return request;
}

// Never repeated blindly although its values are absolute: a person may have edited the page in between.
http::Request Wire::patch(std::string_view path, const Json& body) const {
  auto request = post(path, body);
  request.method = "PATCH";
  return request;
}

std::string path_encoded(std::string_view property_id) { return percent_encode(percent_decode(property_id)); }

std::string query_of(std::string_view name, const std::vector<std::string>& property_ids) {
  std::string query;
  for (const auto& id : property_ids) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + path_encoded(id);
  return query;
}

bool same_id(std::string_view a, std::string_view b) { return a == b || percent_decode(a) == percent_decode(b); }

Refusal refusal_of(const http::Response& response) {
  const auto json = parse_json(response.body);
  if (!json) return {};
  const auto message = text_of(*json, "/message");
  return {text_of(*json, "/code"), std::string(utf16_front(message, kMessageUnits)),
          text_of(*json, "/additional_data/retry_guidance"), text_of(*json, "/additional_data/committed_resource_id")};
}

Result<Json> body_of(const http::Response& response, Sort sort, std::string_view where) {
  if (response.status < 200 || response.status > 299) return tl::unexpected(error_of(response, sort, where));
  const auto dashed = with_dashes(response.body);
  auto json = parse_json(dashed ? *dashed : response.body);
  if (json && json->is_object()) return std::move(*json);
  if (sort == Sort::write)
    return fail(Fault::ambiguous, "Notion's answer is not readable, so nobody can tell whether it was saved", std::string(where),
                "the next run looks");
  return fail(Fault::bad_data, "the answer is not one of Notion's", std::string(where), "check NOTION_BASE_URL and proxies");
}

}  // namespace hsn::notion
