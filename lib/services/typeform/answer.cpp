#include "services/typeform/answer.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/sent_on.hpp"

namespace hsn::services::typeform {
namespace {

constexpr std::string_view kProxy = "a proxy may stand in the way: open TYPEFORM_BASE_URL in a browser";
constexpr std::size_t kShown = 300;  // of a message, in a report

// `at_least` up to the next row's.
struct Refusal {
  int at_least;
  Fault fault;
  std::string_view what, remedy;
};
constexpr Refusal kRefusals[] = {
    {400, Fault::bad_data, "the request was refused", "please report this, with what --trace FILE writes"},
    {401, Fault::refused, "the token is not known here",
     "check TYPEFORM_API_KEY; a token of the European data centre needs its TYPEFORM_BASE_URL"},
    {402, Fault::bad_data, "the request was refused", "look at the plan and limits of the account"},
    {403, Fault::forbidden, "the token may not do this", "make a token with the scopes forms:read and responses:read"},
    {404, Fault::not_found, "there is no such form", "check the form's id, and whose account the token is of"},
    {405, Fault::bad_data, "the request was refused", kProxy},
    {429, Fault::throttled, "asks to slow down", "try again later"},
    {430, Fault::bad_data, "the request was refused", kProxy},
    {499, Fault::unreachable, "gave up on a slow question", "try again in some minutes"},
    {500, Fault::unreachable, "failed", "try again in some minutes; status.typeform.com tells of outages"},
};

// "description (field: why)"; of a page in place of JSON its title.
std::string words(const http::Response& response) {
  std::string text;
  if (const auto json = parse_json(response.body)) {
    text = strip_html(text_at(*json, "/description").value_or(""));
    for (int i = 0; i < 3; ++i) {
      const auto detail = "/details/" + std::to_string(i);
      const auto field = text_at(*json, detail + "/field"), why = text_at(*json, detail + "/description");
      if (field && why) text += " (" + *field + ": " + strip_html(*why) + ")";
    }
  } else {
    text = strip_html(response.body.substr(0, 2000));
  }
  if (utf16_length(text) > kShown) text = std::string(utf16_front(text, kShown)) + "…";
  return text.empty() ? "HTTP " + std::to_string(response.status) : text;
}

}  // namespace

Result<Json> answer(const http::Response& response, std::string where) {
  if (response.status >= 200 && response.status < 300) {
    auto json = parse_json(response.body);
    if (json && json->is_object()) return json;
    return fail(Fault::bad_data, "Typeform's answer is not usable: " + (json ? std::string("not an object") : json.error().what),
                std::move(where), std::string(kProxy));
  }
  if (remote::is_redirect(response.status)) return tl::unexpected(remote::sent_on(response, "Typeform", "TYPEFORM_BASE_URL"));
  const auto after = std::upper_bound(std::begin(kRefusals), std::end(kRefusals), response.status,
                                      [](int status, const Refusal& row) { return status < row.at_least; });
  if (after == std::begin(kRefusals)) return fail(Fault::bad_data, "Typeform: " + words(response), std::move(where));
  const Refusal& row = *std::prev(after);
  // Typeform itself answers 404 in JSON. Anything else is a web server that does not know of it, and says nothing of a form.
  if (row.fault == Fault::not_found && !parse_json(response.body)) {
    return fail(Fault::bad_config, "Typeform is not at this address: " + words(response), "TYPEFORM_BASE_URL",
                "set it to https://api.typeform.com, or your region's");
  }
  return fail(row.fault, "Typeform: " + std::string(row.what) + ": " + words(response), std::move(where),
              std::string(row.remedy));
}

const Json* items_of(const Json& page) {
  const auto* items = at(page, "/items");
  return items != nullptr && items->is_array() ? items : nullptr;
}

Error no_list(std::string where) {
  return {Fault::bad_data, "Typeform's answer lists no responses", std::move(where), std::string(kProxy)};
}

}  // namespace hsn::services::typeform
