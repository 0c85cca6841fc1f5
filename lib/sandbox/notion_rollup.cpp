// Rollups, computed when they are read.
#include <algorithm>
#include <set>

#include "core/json.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_dates.hpp"
#include "sandbox/notion_options.hpp"
#include "sandbox/notion_render.hpp"

namespace hsn::sandbox::notion {
namespace {

struct Gathered {
  std::size_t rows = 0, empty = 0, checked = 0;
  std::vector<double> numbers;
  std::vector<std::string> dates, texts;
  Json shown = Json::array();
};

double sum(const Gathered& all) {
  double total = 0;
  for (const auto number : all.numbers) total += number;
  return total;
}
double median(const Gathered& all) {
  auto sorted = all.numbers;
  std::sort(sorted.begin(), sorted.end());
  const auto half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
double least(const Gathered& all) { return *std::min_element(all.numbers.begin(), all.numbers.end()); }
double most(const Gathered& all) { return *std::max_element(all.numbers.begin(), all.numbers.end()); }
double share(std::size_t part, const Gathered& all) { return static_cast<double>(part) / static_cast<double>(all.rows); }

struct Function {
  std::string_view name;
  enum class Needs { nothing, rows, numbers } needs;
  double (*compute)(const Gathered&);
};
constexpr Function kNumbers[] = {
    {"count", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.rows); }},
    {"count_values", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.rows - all.empty); }},
    {"empty", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.empty); }},
    {"not_empty", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.rows - all.empty); }},
    {"unique", Function::Needs::nothing,
     [](const Gathered& all) { return static_cast<double>(std::set<std::string>(all.texts.begin(), all.texts.end()).size()); }},
    {"checked", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.checked); }},
    {"unchecked", Function::Needs::nothing, [](const Gathered& all) { return static_cast<double>(all.rows - all.checked); }},
    {"percent_empty", Function::Needs::rows, [](const Gathered& all) { return share(all.empty, all); }},
    {"percent_not_empty", Function::Needs::rows, [](const Gathered& all) { return share(all.rows - all.empty, all); }},
    {"percent_checked", Function::Needs::rows, [](const Gathered& all) { return share(all.checked, all); }},
    {"percent_unchecked", Function::Needs::rows, [](const Gathered& all) { return share(all.rows - all.checked, all); }},
    {"sum", Function::Needs::nothing, sum},
    {"average", Function::Needs::numbers, [](const Gathered& all) { return sum(all) / static_cast<double>(all.numbers.size()); }},
    {"median", Function::Needs::numbers, median},
    {"min", Function::Needs::numbers, least},
    {"max", Function::Needs::numbers, most},
    {"range", Function::Needs::numbers, [](const Gathered& all) { return most(all) - least(all); }},
};

Gathered gather(const Workspace& space, const Property& rolled, const Refs& refs, std::size_t limit) {
  Gathered all;
  all.rows = std::min(refs.pages.size(), limit);
  for (std::size_t i = 0; i < all.rows; ++i) {
    const auto& page = space.pages[refs.pages[i]];
    const auto& value = page.live.at(rolled.slot);
    if (is_empty(space, rolled, page, page.live)) {
      ++all.empty;
    } else {
      all.texts.push_back(plain_value(space, rolled, page, page.live));
    }
    if (const auto* number = std::get_if<double>(&value)) all.numbers.push_back(*number);
    if (const auto* flag = std::get_if<bool>(&value)) all.checked += *flag ? 1 : 0;
    if (const auto* span = std::get_if<Span>(&value)) all.dates.push_back(span->start);
    if (rolled.type == Type::created_time) all.dates.push_back(show_minute(page.created));
    if (rolled.type == Type::last_edited_time) all.dates.push_back(show_minute(page.live.edited));
    const auto type = std::string(describe(rolled.type).name);
    all.shown.push_back({{"type", type}, {type, show_value(space, rolled, page, page.live, kRefsShown)}});
  }
  return all;
}

bool earlier(const std::string& a, const std::string& b) {
  const auto first = moment_in(a, {}), second = moment_in(b, {});
  return first && second && first->from < second->from;
}

}  // namespace

Json show_rollup(const Workspace& space, const Property& property, const StoredPage& page, const PageState& state,
                 std::size_t limit) {
  Json unsupported = {{"type", "unsupported"}, {"unsupported", Json::object()}, {"function", property.rollup_function}};
  const auto* relation = property_by_id(space.sources[page.source], property.rollup_relation);
  if (!relation || relation->type != Type::relation) return unsupported;
  const auto* rolled = property_by_id(space.sources[relation->target], property.rollup_property);
  if (!rolled || rolled->type == Type::rollup) return unsupported;
  const auto* refs = std::get_if<Refs>(&state.at(relation->slot));
  const auto all = gather(space, *rolled, refs ? *refs : Refs{}, limit);
  const auto& name = property.rollup_function;
  if (name == "show_original" || name == "show_unique") return {{"type", "array"}, {"array", all.shown}, {"function", name}};
  if (name == "earliest_date" || name == "latest_date") {
    Json date;
    if (!all.dates.empty()) {
      const auto [first, last] = std::minmax_element(all.dates.begin(), all.dates.end(), earlier);
      date = {{"start", name == "earliest_date" ? *first : *last}, {"end", nullptr}, {"time_zone", nullptr}};
    }
    return {{"type", "date"}, {"date", std::move(date)}, {"function", name}};
  }
  const auto row =
      std::find_if(std::begin(kNumbers), std::end(kNumbers), [&](const Function& known) { return known.name == name; });
  if (row == std::end(kNumbers)) return unsupported;
  const bool none =
      (row->needs == Function::Needs::rows && all.rows == 0) || (row->needs == Function::Needs::numbers && all.numbers.empty());
  return {{"type", "number"}, {"number", none ? Json() : show_number(row->compute(all))}, {"function", name}};
}

}  // namespace hsn::sandbox::notion
