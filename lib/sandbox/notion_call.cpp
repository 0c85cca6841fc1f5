#include "sandbox/notion_call.hpp"

#include <charconv>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "http/message.hpp"
#include "sandbox/notion_check.hpp"

namespace hsn::sandbox::notion {

std::vector<std::string> query_values(const std::string& url, std::string_view name) {
  std::vector<std::string> values;
  const auto mark = url.find('?');
  if (mark == std::string::npos) return values;
  for (const auto& pair : split(url.substr(mark + 1), '&')) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) continue;
    const auto key = percent_decode(pair.substr(0, equals));
    if (key == name || key == std::string(name) + "[]") values.push_back(percent_decode(pair.substr(equals + 1)));
  }
  return values;
}

// Names or ids; the official client sends ids with one level of encoding (notion.md 2.5), so both forms are known here.
Outcome<View> view_of(const Call& call, const DataSource& source) {
  auto view = call.view();
  const auto wanted = query_values(call.url, "filter_properties");
  if (wanted.empty()) return view;
  view.properties.emplace();
  for (const auto& key : wanted) {
    const auto* property = find_property(source, key);
    if (!property) property = property_by_id(source, percent_encode(key));
    if (!property) return invalid("Could not find property with name or id: " + key);
    view.properties->push_back(property->id);
  }
  return view;
}

Outcome<std::size_t> page_size_in(const Json& json) {
  if (json.is_null()) return std::size_t{100};
  if (!json.is_number_integer() || json < 1 || json > 100) return expected("body.page_size", "a number from 1 to 100", json);
  return json.get<std::size_t>();
}

tl::unexpected<Refusal> bad_cursor(const std::string& cursor) {
  return invalid("The start_cursor provided is invalid: " + cursor);
}

Outcome<Paging> paging_of(const Workspace& space, const Call& call, const std::string& asked) {
  Paging paging;
  if (const auto size = http::query_value(call.url, "page_size")) {
    const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), paging.size);
    if (error != std::errc{} || end != size->data() + size->size() || paging.size < 1 || paging.size > 100) {
      return expected("query.page_size", "a number from 1 to 100", *size);
    }
  }
  if (const auto cursor = http::query_value(call.url, "start_cursor")) {
    const auto* mark = space.bookmark(*cursor);
    if (!mark || mark->asked != asked) return bad_cursor(*cursor);
    paging.from = mark->delivered;
  }
  return paging;
}

Json list_of(std::string_view type, Json results, const std::string& next) {
  return {{"object", "list"},
          {"results", std::move(results)},
          {"next_cursor", next.empty() ? Json() : Json(next)},
          {"has_more", !next.empty()},
          {"type", type},
          {std::string(type), Json::object()}};
}

Outcome<Json> paged(Workspace& space, const Call& call, std::string_view type, const std::string& asked, Json all) {
  const auto paging = paging_of(space, call, asked);
  if (!paging) return tl::unexpected(paging.error());
  auto results = Json::array();
  const auto until = std::min(all.size(), paging->from + paging->size);
  for (auto i = paging->from; i < until; ++i) results.push_back(std::move(all[i]));
  Bookmark mark;
  mark.asked = asked;
  mark.delivered = until;
  return list_of(type, std::move(results), until < all.size() ? space.keep_bookmark(std::move(mark)) : "");
}

std::optional<Refusal> archived_key(const Call& call) {
  if (call.before_2026 || !call.body.contains("archived")) return std::nullopt;
  return invalid("body failed validation: body.archived should be not present: use `in_trash` since 2026-03-11.").value();
}

Outcome<Json> get_self(Workspace& space, const Call&) { return show_self(space); }
Outcome<Json> get_users(Workspace& space, const Call& call) {
  return paged(space, call, "user", "users", Json::array({show_person(space), show_self(space)}));
}
Outcome<Json> get_user(Workspace& space, const Call& call) {
  const auto id = parse_id(call.arguments.front());
  if (id && *id == space.bot) return show_self(space);
  if (id && *id == space.person) return show_person(space);
  return not_found("user", id.value_or(Id{}));
}

}  // namespace hsn::sandbox::notion
