// Conditions on single values: the operators of each type (notion.md 2.4).
#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_dates.hpp"
#include "sandbox/notion_filter.hpp"
#include "sandbox/notion_render.hpp"

namespace hsn::sandbox::notion {
namespace {

// ---- text. Letter case is ignored: what the real one does is not documented, so a client has to look again (notion.md 2.4).
struct TextOperator {
  std::string_view name;
  bool (*holds)(std::string_view text, std::string_view wanted);
};
bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
constexpr TextOperator kText[] = {
    {"equals", [](std::string_view a, std::string_view b) { return a == b; }},
    {"does_not_equal", [](std::string_view a, std::string_view b) { return a != b; }},
    {"contains", has},
    {"does_not_contain", [](std::string_view a, std::string_view b) { return !has(a, b); }},
    {"starts_with", [](std::string_view a, std::string_view b) { return a.starts_with(b); }},
    {"ends_with", [](std::string_view a, std::string_view b) { return a.ends_with(b); }},
};
// ---- numbers
struct NumberOperator {
  std::string_view name;
  bool (*holds)(double number, double wanted);
};
constexpr NumberOperator kNumber[] = {
    {"equals", [](double a, double b) { return a == b; }},
    {"does_not_equal", [](double a, double b) { return a != b; }},
    {"greater_than", [](double a, double b) { return a > b; }},
    {"less_than", [](double a, double b) { return a < b; }},
    {"greater_than_or_equal_to", [](double a, double b) { return a >= b; }},
    {"less_than_or_equal_to", [](double a, double b) { return a <= b; }},
};
// ---- dates: a bare date stands for its whole day
struct DateOperator {
  std::string_view name;
  bool (*holds)(Instant at, const Moment&);
};
constexpr DateOperator kDate[] = {
    {"equals", [](Instant at, const Moment& m) { return at == m.from || (at >= m.from && at < m.until); }},
    {"before", [](Instant at, const Moment& m) { return at < m.from; }},
    {"after", [](Instant at, const Moment& m) { return m.until == m.from ? at > m.from : at >= m.until; }},
    {"on_or_before", [](Instant at, const Moment& m) { return m.until == m.from ? at <= m.from : at < m.until; }},
    {"on_or_after", [](Instant at, const Moment& m) { return at >= m.from; }},
};
struct Period {
  std::string_view name;
  int from, until;  // days from today
};
constexpr Period kPeriods[] = {{"past_week", -7, 1}, {"past_month", -30, 1}, {"past_year", -365, 1},
                               {"next_week", 0, 8},  {"next_month", 0, 31},  {"next_year", 0, 366}};

template <class Row, std::size_t N>
const Row* row_named(const Row (&rows)[N], std::string_view name) {
  const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& known) { return known.name == name; });
  return row == std::end(rows) ? nullptr : &*row;
}

std::string plain_of(const Value& value) {
  if (const auto* text = std::get_if<Text>(&value)) return plain(*text);
  const auto* line = std::get_if<std::string>(&value);
  return line ? *line : std::string();
}

using Dated = std::function<std::optional<Instant>(const StoredPage&, const PageState&)>;
using Numbered = std::function<std::optional<double>(const StoredPage&, const PageState&)>;

Outcome<Test> text_test(std::size_t slot, std::string_view name, const Json& value, const std::string& where) {
  const auto* row = row_named(kText, name);
  if (!row) return expected(where, "an operator of text", std::string(name));
  const auto wanted = text_in(value, kTextUnits, where);
  if (!wanted) return tl::unexpected(wanted.error());
  return Test([slot, holds = row->holds, wanted = lower_ascii(*wanted)](const StoredPage&, const PageState& state) {
    const auto& held = state.at(slot);
    const auto* text = std::get_if<Text>(&held);
    // The common case, a lookup by key in many rows, without a copy of each.
    if (text && text->runs.size() == 1 && holds == kText[0].holds && text->runs[0].content.size() != wanted.size()) return false;
    return holds(lower_ascii(plain_of(held)), wanted);
  });
}

Outcome<Test> number_test(Numbered of, std::string_view name, const Json& value, const std::string& where) {
  const auto* row = row_named(kNumber, name);
  if (!row) return expected(where, "an operator of numbers", std::string(name));
  if (!value.is_number()) return expected(where, "a number", value);
  return Test([of = std::move(of), holds = row->holds, wanted = value.get<double>(), unequal = name == "does_not_equal"](
                  const StoredPage& page, const PageState& state) {
    const auto number = of(page, state);
    return number ? holds(*number, wanted) : unequal;
  });
}

Outcome<Test> date_test(const Scope& scope, Dated of, std::string_view name, const Json& value, const std::string& where) {
  Moment moment;
  bool (*holds)(Instant, const Moment&) = kDate[0].holds;
  if (const auto* period = row_named(kPeriods, name)) {
    if (auto shape = only(value, {}, where); !shape) return tl::unexpected(shape.error());
    const auto today = floor_day(scope.now);
    moment = {today + std::chrono::days(period->from), today + std::chrono::days(period->until)};
  } else if (name == "this_week") {
    if (auto shape = only(value, {}, where); !shape) return tl::unexpected(shape.error());
    const auto today = std::chrono::floor<std::chrono::days>(scope.now);
    const auto sunday = today - (std::chrono::weekday(today) - std::chrono::Sunday);
    moment = {Instant(sunday), Instant(sunday + std::chrono::days(7))};
  } else {
    const auto* row = row_named(kDate, name);
    if (!row) return expected(where, "an operator of dates", std::string(name));
    const auto read = value.is_string() ? moment_in(value.get_ref<const std::string&>(), scope.now) : std::nullopt;
    if (!read) return expected(where, "a valid ISO 8601 date string", value);
    moment = *read;
    holds = row->holds;
  }
  return Test([of = std::move(of), holds, moment](const StoredPage& page, const PageState& state) {
    const auto at = of(page, state);
    return at && holds(*at, moment);
  });
}

Outcome<Test> pick_test(const Property& property, std::string_view name, const Json& value, const std::string& where) {
  const bool list = property.type == Type::multi_select;
  const bool negative = name == (list ? "does_not_contain" : "does_not_equal");
  if (!negative && name != (list ? "contains" : "equals")) return expected(where, "an operator of its type", std::string(name));
  std::vector<std::string> wanted;
  for (const auto& item : value.is_array() ? value : Json::array({value})) {
    if (!item.is_string()) return expected(where, "a string or a list of strings", value);
    wanted.push_back(item);
  }
  return Test([&property, negative, wanted](const StoredPage&, const PageState& state) {
    const auto held = picked(property, state);
    return negative != std::any_of(held.begin(), held.end(), [&](const Option* option) {
             return std::find(wanted.begin(), wanted.end(), option->name) != wanted.end();
           });
  });
}

Outcome<Test> relation_test(const Scope& scope, const Property& property, std::string_view name, const Json& value,
                            const std::string& where) {
  const bool negative = name == "does_not_contain";
  if (!negative && name != "contains") return expected(where, "an operator of relations", std::string(name));
  const auto id = id_in(value, where);
  if (!id) return tl::unexpected(id.error());
  const auto place = scope.space.places.find(*id);
  const bool known = place != scope.space.places.end() && place->second.kind == Place::Kind::page;
  return Test(
      [slot = property.slot, negative, known, page = known ? place->second.at : 0](const StoredPage&, const PageState& state) {
        const auto* refs = std::get_if<Refs>(&state.at(slot));
        return negative != (known && refs && std::find(refs->pages.begin(), refs->pages.end(), page) != refs->pages.end());
      });
}

Outcome<Test> people_test(const Scope& scope, const Property& property, std::string_view name, const Json& value,
                          const std::string& where) {
  const bool negative = name == "does_not_contain";
  if (!negative && name != "contains") return expected(where, "an operator of people", std::string(name));
  const auto id = value == "me" ? Outcome<Id>(scope.space.bot) : id_in(value, where);
  if (!id) return tl::unexpected(id.error());
  return Test([&space = scope.space, property, negative, wanted = to_text(*id)](const StoredPage& page, const PageState& state) {
    auto shown = show_value(space, property, page, state, kRefsShown);
    if (!shown.is_array()) shown = Json::array({shown});
    return negative != std::any_of(shown.begin(), shown.end(), [&](const Json& user) { return user["id"] == wanted; });
  });
}

Dated date_of(const Property& property) {
  if (property.type == Type::created_time) {
    return [](const StoredPage& page, const PageState&) { return std::optional(floor_minute(page.created)); };
  }
  if (property.type == Type::last_edited_time) {
    return [](const StoredPage&, const PageState& state) { return std::optional(floor_minute(state.edited)); };
  }
  return [slot = property.slot](const StoredPage&, const PageState& state) -> std::optional<Instant> {
    const auto* span = std::get_if<Span>(&state.at(slot));
    return span ? parse_instant(span->start) : std::nullopt;
  };
}

Numbered number_of(const Property& property) {
  if (property.type == Type::unique_id)
    return [](const StoredPage& page, const PageState&) { return std::optional<double>(page.number); };
  return [slot = property.slot](const StoredPage&, const PageState& state) -> std::optional<double> {
    const auto* number = std::get_if<double>(&state.at(slot));
    return number ? std::optional(*number) : std::nullopt;
  };
}

Outcome<Test> rollup_test(const Scope& scope, const Property& property, std::string_view name, const Json& value,
                          const std::string& where) {
  const auto shown = [&space = scope.space, property](const StoredPage& page, const PageState& state) {
    return show_rollup(space, property, page, state, kRefsShown);
  };
  if (!value.is_object() || value.size() != 1) return expected(where, "one condition", value);
  const auto inner = where + "." + value.begin().key();
  if (name == "number") {
    const auto of = [shown](const StoredPage& page, const PageState& state) -> std::optional<double> {
      const auto rollup = shown(page, state);
      return member(rollup, "number").is_number() ? std::optional(rollup["number"].get<double>()) : std::nullopt;
    };
    return number_test(of, value.begin().key(), value.front(), inner);
  }
  if (name == "date") {
    const auto of = [shown](const StoredPage& page, const PageState& state) -> std::optional<Instant> {
      const auto rollup = shown(page, state);
      const auto& start = member(member(rollup, "date"), "start");
      return start.is_string() ? parse_instant(start.get<std::string>()) : std::nullopt;
    };
    return date_test(scope, of, value.begin().key(), value.front(), inner);
  }
  return invalid(where + ": this sandbox filters rollups by number and date only.");
}

}  // namespace

Outcome<Test> condition_in(const Scope& scope, const Property& property, const Json& condition, const std::string& where) {
  if (!condition.is_object() || condition.size() != 1) return expected(where, "one condition", condition);
  const auto& name = condition.begin().key();
  const auto& value = condition.front();
  const auto inner = where + "." + name;
  const bool emptiness = name == "is_empty" || name == "is_not_empty";
  if (emptiness && property.type != Type::checkbox && property.type != Type::rollup) {
    if (value != true) return expected(inner, "true", value);
    return Test([&space = scope.space, property, empty = name == "is_empty"](const StoredPage& page, const PageState& state) {
      return is_empty(space, property, page, state) == empty;
    });
  }
  switch (property.type) {
    case Type::title:
    case Type::rich_text:
    case Type::url:
    case Type::email:
    case Type::phone_number:
      return text_test(property.slot, name, value, inner);
    case Type::number:
    case Type::unique_id:
      return number_test(number_of(property), name, value, inner);
    case Type::select:
    case Type::status:
    case Type::multi_select:
      return pick_test(property, name, value, inner);
    case Type::date:
    case Type::created_time:
    case Type::last_edited_time:
      return date_test(scope, date_of(property), name, value, inner);
    case Type::checkbox: {
      if (name != "equals" && name != "does_not_equal") return expected(inner, "an operator of checkboxes", name);
      if (!value.is_boolean()) return expected(inner, "a boolean", value);
      return Test(
          [slot = property.slot, wanted = value.get<bool>() == (name == "equals")](const StoredPage&, const PageState& state) {
            const auto* flag = std::get_if<bool>(&state.at(slot));
            return (flag && *flag) == wanted;
          });
    }
    case Type::relation:
      return relation_test(scope, property, name, value, inner);
    case Type::people:
    case Type::created_by:
    case Type::last_edited_by:
      return people_test(scope, property, name, value, inner);
    case Type::rollup:
      return rollup_test(scope, property, name, value, inner);
    case Type::files:
    case Type::formula:
      break;
  }
  return expected(inner, "a condition that " + property.name + " can be filtered by", name);
}

}  // namespace hsn::sandbox::notion
