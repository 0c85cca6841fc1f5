#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "record/rich_text.hpp"

namespace hsn {

namespace {

constexpr std::string_view kCut = "…";

std::string cut_text(std::string text) {
  if (text.size() <= kHubTextBytes && utf16_length(text) <= kHubTextUnits) return text;
  auto front = utf16_front(text, kHubTextUnits - 1);
  while (front.size() + kCut.size() > kHubTextBytes) front = utf16_front(front, utf16_length(front) * 9 / 10);
  return trim(front) + std::string(kCut);
}

// The beginning alone: the page's body has the whole.
std::string cut_to_item(const std::string& text) {
  if (utf16_length(text) <= kHubItemUnits) return text;
  return trim(utf16_front(text, kHubItemUnits - 1)) + std::string(kCut);
}

std::size_t items_of(std::string_view text) {
  std::size_t items = 0;
  for (; !text.empty(); ++items) text.remove_prefix(utf16_front(text, kHubItemUnits).size());
  return items;
}

// Whole runs as long as they fit, then "…": a cut inside a run would save little and explain badly.
std::string cut_rich(const std::string& markup) {
  const auto runs = to_runs(markup);
  std::size_t items = 0, bytes = 0;
  for (const auto& run : runs) {
    items += items_of(run.text);
    bytes += run.text.size() + run.link.size();
  }
  if (items <= kHubTextItems && bytes <= kHubTextBytes) return markup;
  std::vector<Run> kept;
  items = bytes = 0;
  for (const auto& run : runs) {
    items += items_of(run.text);
    bytes += run.text.size() + run.link.size();
    if (items >= kHubTextItems || bytes + kCut.size() > kHubTextBytes) break;
    kept.push_back(run);
  }
  if (kept.empty()) return to_markup({{cut_text(runs.front().text), false, false, {}}});
  kept.push_back({std::string(kCut), false, false, {}});
  return to_markup(kept);
}

FieldValue text_form(const FieldDef& field, const std::string& text) {
  if (field.in_body) return cut_to_item(text);
  switch (field.shape) {
    case Shape::title:
    case Shape::text:
      return cut_text(text);
    case Shape::rich:
      return cut_rich(text);
    case Shape::select:
      return option_form(text);
    case Shape::number:
    case Shape::checkbox:
    case Shape::multi_select:
    case Shape::date:
    case Shape::datetime:
    case Shape::url:
    case Shape::email:
    case Shape::phone:
    case Shape::files:
    case Shape::people:
    case Shape::relation:
      break;
  }
  return text;
}

bool is_text(Shape shape) { return shape == Shape::title || shape == Shape::text || shape == Shape::rich; }

}  // namespace

std::string option_form(const std::string& option) {
  std::string out;
  for (const char c : option) out += c == ',' ? std::string(" /") : std::string(1, c);
  if (utf16_length(out) > kHubOptionUnits) out = utf16_front(out, kHubOptionUnits);
  return trim(out);
}

FieldValue hub_form(const FieldDef& field, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_form(field, *text);
  if (const auto* number = std::get_if<Decimal>(&value)) return Decimal::from_double(number->to_double()).value_or(*number);
  if (const auto* date = std::get_if<Date>(&value); date != nullptr && !date->date_only) {
    auto whole = *date;
    whole.start = floor_minute(whole.start);
    if (whole.end) whole.end = floor_minute(*whole.end);
    return whole;
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value); list != nullptr && field.shape == Shape::multi_select) {
    std::vector<std::string> options;
    for (const auto& option : *list) options.push_back(option_form(option));
    std::sort(options.begin(), options.end());
    options.erase(std::unique(options.begin(), options.end()), options.end());
    return options;
  }
  if (const auto* refs = std::get_if<std::vector<Ref>>(&value); refs != nullptr && refs->size() > kHubRefs)
    return std::vector<Ref>(refs->begin(), refs->begin() + kHubRefs);
  return value;
}

std::optional<FieldValue> from_hub_form(const FieldDef& field, const FieldValue& hub, const FieldValue& base) {
  const auto shown = hub_form(field, base);
  if (same(field, hub, shown)) return base;
  if (is_text(field.shape) && shown != base) return std::nullopt;
  const auto* options = std::get_if<std::vector<std::string>>(&hub);
  const auto* before = std::get_if<std::vector<std::string>>(&base);
  if (field.shape != Shape::multi_select || options == nullptr || before == nullptr) return hub;
  std::vector<std::string> restored;
  for (const auto& option : *options) {
    const auto known = std::find_if(before->begin(), before->end(),
                                    [&](const std::string& b) { return fold_case(option_form(b)) == fold_case(option); });
    restored.push_back(known == before->end() ? option : *known);
  }
  return canonical(field, restored);
}

}  // namespace hsn
