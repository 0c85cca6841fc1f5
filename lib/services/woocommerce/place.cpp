#include "services/woocommerce/place.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/mark.hpp"
#include "services/woocommerce/currency.hpp"

namespace hsn::services::woocommerce {
namespace {

// Members by name: a note is read by the same program that wrote it, or by the next version of it.
template <class Visit, class Any>
void each(Any& place, Visit visit) {
  visit("start", place.start);
  visit("after", place.after);
  visit("until", place.until);
  visit("mark", place.mark);
  visit("began", place.began);
  visit("newest", place.newest);
  visit("currency", place.currency);
  visit("ends", place.ends);
  visit("parent", place.parent);
  visit("name", place.parent_name);
  visit("wanted", place.wanted);
}

}  // namespace

std::string carry(const Place& place) {
  Json json{{"phase", static_cast<int>(place.phase)}, {"page", place.page}};
  if (place.phase == Phase::currency) json["next"] = static_cast<int>(place.next);
  each(place, [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  });
  if (place.trash) json["trash"] = true;
  if (place.many) json["many"] = true;
  if (place.total != 0) json["total"] = place.total;
  if (place.known != 0) json["known"] = place.known;
  if (place.highest != 0) json["highest"] = place.highest;
  if (!place.ids.empty()) json["ids"] = place.ids;
  return dump_json(json);
}

Place place_of(std::string_view carry) {
  Place place;
  const auto json = parse_json(carry).value_or(Json::object());
  place.phase = static_cast<Phase>(int_at(json, "/phase").value_or(0));
  if (const auto next = int_at(json, "/next")) place.next = static_cast<Phase>(*next);
  place.page = static_cast<int>(int_at(json, "/page").value_or(1));
  each(place, [&](const char* name, std::string& text) { text = text_at(json, "/" + std::string(name)).value_or(""); });
  place.trash = bool_at(json, "/trash").value_or(false);
  place.many = bool_at(json, "/many").value_or(false);
  place.total = int_at(json, "/total").value_or(0);
  place.known = int_at(json, "/known").value_or(0);
  place.highest = int_at(json, "/highest").value_or(0);
  if (const auto* ids = at(json, "/ids"); ids != nullptr && ids->is_array()) {
    for (const auto& id : *ids) place.ids.push_back(text_at(id, "").value_or(""));
  }
  return place;
}

Mark mark_of(std::string_view cursor) {
  const auto blank = cursor.find(' ');
  if (blank == std::string_view::npos) return {std::string(cursor), ""};
  const auto currency = cursor.substr(blank + 1);
  return {std::string(cursor.substr(0, blank)), currency == kNoCurrency ? std::string(currency) : currency_code(currency)};
}

std::string cursor_of(const Mark& mark) { return mark.currency.empty() ? mark.time : mark.time + " " + mark.currency; }

std::string reached(const Place& place) {
  if (const auto before = parse_instant(place.mark); before && !place.many) {
    const auto newest = std::max(*before, parse_instant(place.newest).value_or(*before));
    return utc(std::min(newest, parse_instant(place.began).value_or(newest)));
  }
  const auto mark = next_mark(place.began, place.newest);
  return mark ? utc(*mark) : place.start;
}

std::string utc(Instant at) { return format_instant(at).substr(0, 19); }

std::string shifted(std::string_view time, Duration by) {
  const auto at = parse_instant(time);
  return at ? utc(*at + by) : std::string(time);
}

}  // namespace hsn::services::woocommerce
