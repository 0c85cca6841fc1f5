#include "record/value.hpp"

#include "core/overloaded.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn {

namespace {

std::string day_or_minute(Instant at, bool date_only, std::string_view zone) {
  return date_only ? format_date(at) : format_local(at, zone);
}

std::string one_line(std::string text) {
  for (auto& c : text)
    if (c == '\n' || c == '\t' || c == '\r') c = ' ';
  return text;
}

std::string shortened(const std::string& text, std::size_t columns) {
  if (columns == 0 || display_width(text) <= columns) return text;
  std::string cut;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto grapheme = utf16_front(rest, 2);
    if (display_width(cut) + display_width(grapheme) + 1 > columns) break;
    cut += grapheme;
    rest.remove_prefix(grapheme.size());
  }
  return cut + "…";
}

}  // namespace

bool is_option(const FieldValue* value, std::string_view option) {
  const auto* text = value ? std::get_if<std::string>(value) : nullptr;
  return text && fold_case(*text) == fold_case(option);
}

FieldValue text_value(std::string text) {
  if (text.empty()) return std::monostate{};
  return text;
}

bool is_empty(const FieldValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return true; }, [](const std::string& text) { return text.empty(); },
                               [](const std::vector<std::string>& list) { return list.empty(); },
                               [](const std::vector<Ref>& list) { return list.empty(); }, [](const auto&) { return false; }},
                    value);
}

std::string display(const FieldValue& value, std::size_t columns, std::string_view zone) {
  if (is_empty(value)) return "–";
  const auto text = std::visit(
      Overloaded{[](std::monostate) { return std::string(); }, [](const std::string& t) { return one_line(t); },
                 [](Decimal number) { return number.str(); }, [](bool ticked) { return std::string(ticked ? "yes" : "no"); },
                 [zone](const Date& date) {
                   auto shown = day_or_minute(date.start, date.date_only, zone);
                   if (date.end) shown += " – " + day_or_minute(*date.end, date.date_only, zone);
                   return shown;
                 },
                 [](const std::vector<std::string>& list) { return one_line(join(list, ", ")); },
                 [](const std::vector<Ref>& list) {
                   std::vector<std::string> ids;
                   ids.reserve(list.size());
                   for (const auto& ref : list) ids.push_back(ref.id);
                   return join(ids, ", ");
                 }},
      value);
  return shortened(text, columns);
}

}  // namespace hsn
