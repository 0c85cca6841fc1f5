#include "services/typeform/place.hpp"

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/mark.hpp"

namespace hsn::services::typeform {
namespace {

template <class Visit, class Any>
void each_text(Any& place, Visit visit) {
  visit("since", place.since);
  visit("until", place.until);
  visit("before", place.before);
  visit("began", place.began);
  visit("newest", place.newest);
  visit("from", place.from);
  visit("to", place.to);
}

template <class Visit, class Any>
void each_list(Any& place, Visit visit) {
  visit("left", place.left);
  visit("refused", place.refused);
  visit("tokens", place.tokens);
}

}  // namespace

std::string carry(const Place& place) {
  Json json{{"phase", static_cast<int>(place.phase)}, {"overlap", place.overlap.count()}, {"marks", place.marks}};
  each_text(place, [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  });
  each_list(place, [&](const char* name, const std::vector<std::string>& list) {
    if (!list.empty()) json[name] = list;
  });
  if (place.whole) json["whole"] = true;
  if (place.phase != Phase::form) json["definition"] = packed(place.definition);
  return dump_json(json);
}

Place place_of(std::string_view carry) {
  Place place;
  const auto json = parse_json(carry).value_or(Json::object());
  place.phase = static_cast<Phase>(int_at(json, "/phase").value_or(0));
  place.overlap = Duration(int_at(json, "/overlap").value_or(0));
  if (const auto* marks = at(json, "/marks")) place.marks = marks_of(dump_json(*marks));
  each_text(place, [&](const char* name, std::string& text) { text = text_at(json, "/" + std::string(name)).value_or(""); });
  each_list(place, [&](const char* name, std::vector<std::string>& list) {
    const auto* there = at(json, "/" + std::string(name));
    if (there == nullptr || !there->is_array()) return;
    for (const auto& one : *there) list.push_back(text_at(one, "").value_or(""));
  });
  place.whole = bool_at(json, "/whole").value_or(false);
  if (const auto* definition = at(json, "/definition")) place.definition = unpacked(*definition);
  return place;
}

Marks marks_of(std::string_view cursor) {
  Marks marks;
  const auto json = parse_json(cursor).value_or(Json::object());
  if (!json.is_object()) return marks;
  for (const auto& [form, time] : json.items()) {
    if (auto text = text_at(time, ""); text && parse_instant(*text)) marks.emplace(form, std::move(*text));
  }
  return marks;
}

std::string cursor_of(const Marks& marks) { return dump_json(Json(marks)); }

std::string reached(const Place& place) {
  const auto mark = next_mark(place.began, place.newest);
  return mark ? format_instant(*mark) : place.since;
}

}  // namespace hsn::services::typeform
