#include "record/canonical.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/record_text.hpp"
#include "record/rich_text.hpp"

namespace hsn {

namespace {

template <class T>
void sort_unique(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

FieldValue canonical_text(Shape shape, const std::string& text) {
  switch (shape) {
    case Shape::email:
      return text_value(fold_email(text));
    case Shape::rich:
      return text_value(to_markup(to_runs(text)));
    case Shape::url:
      return text_value(trim(text));
    case Shape::title:
    case Shape::text:
    case Shape::number:
    case Shape::checkbox:
    case Shape::select:
    case Shape::multi_select:
    case Shape::date:
    case Shape::datetime:
    case Shape::phone:
    case Shape::files:
    case Shape::people:
    case Shape::relation:
      break;
  }
  return text_value(clean_text(text));
}

std::vector<std::string> cleaned(const std::vector<std::string>& list) {
  std::vector<std::string> out;
  for (const auto& text : list)
    if (auto clean = clean_text(text); !clean.empty()) out.push_back(std::move(clean));
  return out;
}

Instant floor_second(Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

Date each_end(Date date, Instant (*floor)(Instant)) {
  date.start = floor(date.start);
  if (date.end) date.end = floor(*date.end);
  return date;
}

std::string digits(std::string_view phone) {
  std::string out;
  for (const char c : phone)
    if ((c >= '0' && c <= '9') || (c == '+' && out.empty())) out += c;
  return out;
}

bool same_options(std::vector<std::string> a, std::vector<std::string> b) {
  for (auto* list : {&a, &b}) {
    for (auto& option : *list) option = fold_case(option);
    sort_unique(*list);
  }
  return a == b;
}

}  // namespace

std::string fold_email(std::string_view address) { return lower_case(clean_text(address)); }

bool is_email(std::string_view address) {
  constexpr std::size_t kLongest = 200;
  const auto at = address.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < address.size() && at == address.rfind('@') &&
         address.size() <= kLongest && address.find_first_of(" \t\r\n<>,;") == std::string_view::npos;
}

std::string client_key(std::string_view address) {
  const auto email = fold_email(address);
  return is_email(email) ? std::string(kClientPrefix) + email : std::string();
}

FieldValue canonical(const FieldDef& field, FieldValue value) {
  if (const auto* text = std::get_if<std::string>(&value)) return canonical_text(field.shape, *text);
  if (auto* list = std::get_if<std::vector<std::string>>(&value)) {
    auto clean = cleaned(*list);
    if (field.shape != Shape::files) sort_unique(clean);
    if (clean.empty()) return std::monostate{};
    return clean;
  }
  if (auto* refs = std::get_if<std::vector<Ref>>(&value)) {
    sort_unique(*refs);
    if (refs->empty()) return std::monostate{};
    return value;
  }
  if (auto* date = std::get_if<Date>(&value)) {
    if (field.shape == Shape::date) date->date_only = true;
    return each_end(*date, date->date_only ? floor_day : floor_second);
  }
  return value;
}

void canonicalize(const Schema& schema, Record& record) {
  for (auto& [name, value] : record.fields)
    if (const auto* field = schema.find(name)) value = canonical(*field, std::move(value));
}

bool same(const FieldDef& field, const FieldValue& a, const FieldValue& b) {
  if (a == b) return true;
  const auto left = hub_form(field, canonical(field, a));
  const auto right = hub_form(field, canonical(field, b));
  if (left == right) return true;
  // An unticked box is all that Notion has for "not known to be ticked".
  if (field.shape == Shape::checkbox) {
    const auto ticked = [](const FieldValue& value) { return value == FieldValue(true); };
    return ticked(left) == ticked(right);
  }
  const auto* l = std::get_if<std::string>(&left);
  const auto* r = std::get_if<std::string>(&right);
  if (l != nullptr && r != nullptr) {
    if (field.shape == Shape::phone || field.special == MergeRule::digits) return !digits(*l).empty() && digits(*l) == digits(*r);
    if (field.shape == Shape::select) return fold_case(*l) == fold_case(*r);
  }
  const auto* many_l = std::get_if<std::vector<std::string>>(&left);
  const auto* many_r = std::get_if<std::vector<std::string>>(&right);
  return field.shape == Shape::multi_select && many_l != nullptr && many_r != nullptr && same_options(*many_l, *many_r);
}

namespace {

// 85.00 is 85, however it was written.
std::string text_by_value(const Fields& fields) {
  const auto number = [](auto& field) { return std::get_if<Decimal>(&field.second); };
  const auto is_plain = [&](const auto& field) { return !number(field) || number(field)->written() == number(field)->str(); };
  if (std::all_of(fields.begin(), fields.end(), is_plain)) return encode_fields(fields);
  Fields plain = fields;
  for (auto& field : plain)
    if (auto* written = number(field)) *written = Decimal::parse(written->str()).value_or(*written);
  return encode_fields(plain);
}

}  // namespace

std::string digest(const FieldValue& a, const FieldValue& b) { return sha256_hex(text_by_value({{"a", a}, {"b", b}})); }

}  // namespace hsn
