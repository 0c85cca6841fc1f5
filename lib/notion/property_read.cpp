#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "core/time.hpp"
#include "notion/property_types.hpp"
#include "notion/rich_items.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

constexpr std::size_t kDayLength = 10;  // "2026-11-23": without a time it is a day, and stays one

bool has_offset(std::string_view time) {
  const auto clock = time.substr(std::min(time.size(), kDayLength));
  return clock.find_first_of("Zz+-") != std::string_view::npos;
}

// With a zone Notion writes wall-clock time; mostly it writes an offset and no zone (notion.md 7, Dates).
std::optional<Instant> instant_of(const std::string& text, const std::string& zone) {
  if (zone.empty() || has_offset(text) || text.size() <= kDayLength) return parse_instant(text);
  const auto local = from_local(text, zone);
  return local ? std::optional<Instant>(*local) : std::nullopt;
}

std::optional<FieldValue> date_of(const Json& json, std::size_t length) {
  if (json.is_null()) return FieldValue{};
  const auto start = text_at(json, "/start");
  if (!start) return std::nullopt;
  Date date;
  date.zone = text_of(json, "/time_zone");
  date.date_only = std::min(start->size(), length) <= kDayLength;
  const auto from = instant_of(start->substr(0, length), date.zone);
  if (!from) return std::nullopt;
  date.start = *from;
  if (const auto end = text_at(json, "/end")) {
    date.end = instant_of(end->substr(0, length), date.zone);
    if (!date.end) return std::nullopt;
  }
  return date;
}

// The texts at `pointer` of each element; null when one has none.
std::optional<std::vector<std::string>> each_text(const Json& list, std::string_view pointer) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& item : list) {
    auto text = text_at(item, pointer);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::optional<FieldValue> list_of(const Json& json, std::string_view pointer) {
  auto texts = each_text(json, pointer);
  if (!texts) return std::nullopt;
  return std::move(*texts);
}

std::optional<std::string> meaning_of(const Json& option, const Property& property) {
  auto name = text_at(option, "/name");
  const auto id = text_of(option, "/id");
  const auto known = std::find_if(property.options.begin(), property.options.end(),
                                  [&](const Option& o) { return id.empty() ? o.name == name : o.id == id; });
  if (known != property.options.end() && !known->choice.empty()) return known->choice;
  return name;
}

}  // namespace

std::optional<FieldValue> read_text(const Json& json, const Property&) {
  if (!json.is_array()) return std::nullopt;
  return items_text(json);
}

std::optional<FieldValue> read_markup(const Json& json, const Property&) {
  if (!json.is_array()) return std::nullopt;
  return items_markup(json);
}

std::optional<FieldValue> read_number(const Json& json, const Property&) {
  constexpr double kExact = 9007199254740992;  // 2^53
  if (json.is_null()) return FieldValue{};
  if (!json.is_number()) return std::nullopt;
  const auto number = json.get<double>();
  if (json.is_number_integer() && std::abs(number) < kExact) return Decimal(json.get<std::int64_t>());
  const auto decimal = Decimal::from_double(number);
  return decimal ? std::optional<FieldValue>(*decimal) : std::nullopt;
}

std::optional<FieldValue> read_number_text(const Json& json, const Property&) {
  if (!json.is_array()) return std::nullopt;
  const auto text = trim(items_text(json));
  if (text.empty()) return FieldValue{};
  const auto decimal = Decimal::parse(text);
  return decimal ? std::optional<FieldValue>(*decimal) : std::nullopt;
}

std::optional<FieldValue> read_checkbox(const Json& json, const Property&) {
  if (!json.is_boolean()) return std::nullopt;
  return json.get<bool>();
}

std::optional<FieldValue> read_option(const Json& json, const Property& property) {
  if (json.is_null()) return FieldValue{};
  auto name = meaning_of(json, property);
  return name ? std::optional<FieldValue>(std::move(*name)) : std::nullopt;
}

std::optional<FieldValue> read_options(const Json& json, const Property& property) {
  if (!json.is_array()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& option : json) {
    auto name = meaning_of(option, property);
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  }
  return names;
}

std::optional<FieldValue> read_date(const Json& json, const Property&) { return date_of(json, std::string::npos); }

// The day that stands there: the wall calendar of whoever wrote it, not the day in UTC.
std::optional<FieldValue> read_day(const Json& json, const Property&) { return date_of(json, kDayLength); }

std::optional<FieldValue> read_timestamp(const Json& json, const Property&) {
  if (!json.is_string()) return std::nullopt;
  const auto at = parse_instant(json.get_ref<const std::string&>());
  if (!at) return std::nullopt;
  return Date{.start = *at, .end = {}, .date_only = false, .zone = {}};
}

std::optional<FieldValue> read_plain(const Json& json, const Property&) {
  if (json.is_null()) return FieldValue{};
  if (!json.is_string()) return std::nullopt;
  return json.get<std::string>();
}

// Files that lie at Notion have addresses that expire within the hour (notion.md 7). A list with one of them is not known, or
// a picture that staff uploaded in place of a link would look like a removed one and be removed from the shop.
std::optional<FieldValue> read_files(const Json& json, const Property&) { return list_of(json, "/external/url"); }

std::optional<FieldValue> read_people(const Json& json, const Property&) { return list_of(json, "/id"); }

std::optional<FieldValue> read_names(const Json& json, const Property&) {
  if (!json.is_array()) return std::nullopt;
  return split(items_text(json), ',');
}

std::optional<FieldValue> read_relation(const Json& json, const Property&) {
  const auto ids = each_text(json, "/id");
  if (!ids) return std::nullopt;
  std::vector<Ref> refs;
  for (const auto& id : *ids) refs.push_back({"@" + id});
  return refs;
}

}  // namespace hsn::notion
