#include "remote/binding.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "record/rich_text.hpp"
#include "record/schema.hpp"

namespace hsn::remote {
namespace {

using Decoded = Result<std::optional<FieldValue>>;

constexpr std::string_view kEach = "/*";  // the rest of the pointer holds for each element of the list

tl::unexpected<Error> unfit(const Binding& binding, const Json& there) {
  auto shown = dump_json(there);
  if (shown.size() > 80) shown = std::string(utf16_front(shown, 80)) + "…";
  return fail(Fault::bad_data, "the field " + std::string(binding.field) + " is not readable: " + shown);
}

// "on-hold" -> "On Hold". A word that the closed mapping lacks is not told: nothing is planned from it.
std::optional<FieldValue> named(const Binding& binding, std::string word) {
  if (word.empty() || binding.aliases.empty()) return text_value(std::move(word));
  for (const auto& alias : binding.aliases) {
    if (alias.remote == word) return FieldValue(std::string(alias.ours));
  }
  return std::nullopt;
}

std::optional<FieldValue> decimal_value(const std::string& text) {
  if (trim(text).empty()) return FieldValue();
  const auto number = Decimal::parse(trim(text));
  if (!number) return std::nullopt;
  return FieldValue(*number);
}

// WordPress keeps unset dates as zeros in older rows.
std::optional<FieldValue> utc_value(const std::string& text) {
  if (text.empty() || text.starts_with("0000-")) return FieldValue();
  const auto at = parse_instant(text);
  if (!at) return std::nullopt;
  return FieldValue(Date{.start = *at, .end = {}, .date_only = false, .zone = {}});
}

Decoded decode_text(const Binding& binding, const Json& there, std::string text) {
  switch (binding.as) {
    case As::text:
      return named(binding, clean_text(text));
    case As::escaped:
    case As::decoded:
      return named(binding, clean_text(decode_entities(text)));
    case As::html:
      return text_value(html_to_markup(text));
    case As::email:
      return text_value(fold_email(text));
    case As::decimal:
    case As::number:
      if (auto value = decimal_value(text)) return value;
      return unfit(binding, there);
    case As::utc:
    case As::instant:
      if (auto value = utc_value(text)) return value;
      return unfit(binding, there);
    case As::flag:
    case As::own:
      break;
  }
  return std::optional<FieldValue>();
}

Decoded decode_one(const Binding& binding, const Json& there) {
  if (there.is_null()) return std::optional<FieldValue>(FieldValue());
  if (binding.as == As::flag) {
    // A word that is neither yes nor no ("parent" of a variation's stock) tells nothing of the box.
    const auto flag = bool_at(there, "");
    return flag ? std::optional<FieldValue>(*flag) : std::nullopt;
  }
  auto text = text_at(there, "");
  if (!text && there.is_boolean()) text = there.get<bool>() ? "1" : "";
  if (!text) return unfit(binding, there);
  return decode_text(binding, there, std::move(*text));
}

Decoded decode_list(const Binding& binding, const Json& list, std::string_view member) {
  if (list.is_null()) return std::optional<FieldValue>(FieldValue());
  if (!list.is_array()) return unfit(binding, list);
  std::vector<std::string> texts;
  for (const auto& element : list) {
    const auto text = text_at(element, member);
    if (!text) return unfit(binding, element);
    texts.push_back(binding.as == As::escaped ? decode_entities(*text) : *text);
  }
  // Labels are a set; addresses of pictures are a sequence.
  FieldDef field;
  field.shape = binding.as == As::escaped ? Shape::multi_select : Shape::files;
  return std::optional<FieldValue>(canonical(field, std::move(texts)));
}

// The list that "[key=K]" picks from is there, so a missing entry of it is known to be empty.
bool told_empty(const Binding& binding, const Json& json) {
  const auto bracket = binding.pointer.find('[');
  return bracket != std::string_view::npos && at(json, binding.pointer.substr(0, bracket)) != nullptr;
}

tl::unexpected<Error> misfit(const Binding& binding, const FieldValue& value) {
  return fail(Fault::bad_data, "the value \"" + display(value, 60) + "\" of " + std::string(binding.field) + " cannot be sent");
}

Result<std::string> word(const Binding& binding, const std::string& ours) {
  if (binding.aliases.empty() || ours.empty()) return ours;
  for (const auto& alias : binding.aliases) {
    if (fold_case(alias.ours) == fold_case(ours)) return std::string(alias.remote);
  }
  std::vector<std::string> known;
  for (const auto& alias : binding.aliases) known.emplace_back(alias.ours);
  return fail(Fault::bad_data, "\"" + ours + "\" is no option that the service has for " + std::string(binding.field), "",
              "choose one of: " + join(known, ", "));
}

Result<Json> encode_text(const Binding& binding, const FieldValue& value) {
  std::string text;
  if (const auto* given = std::get_if<std::string>(&value)) {
    text = *given;
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    text = *flag ? "true" : "false";
  } else if (!std::holds_alternative<std::monostate>(value)) {
    return misfit(binding, value);
  }
  const auto there = word(binding, text);
  if (!there) return tl::unexpected(there.error());
  return binding.as == As::escaped ? Json(encode_entities(*there))
         : binding.as == As::html  ? Json(markup_to_html(text))
                                   : Json(*there);
}

// Whole numbers go as JSON integers: a shop refuses 7.0 where it wants an integer.
Json number_json(Decimal number) {
  if (const auto whole = number.to_int()) return *whole;
  return number.to_double();
}

Result<Json> encode_value(const Binding& binding, const FieldValue& value) {
  const bool empty = std::holds_alternative<std::monostate>(value);
  const auto* number = std::get_if<Decimal>(&value);
  const auto* date = std::get_if<Date>(&value);
  switch (binding.as) {
    case As::text:
      if (number != nullptr) return Json(number->str());
      return encode_text(binding, value);
    case As::escaped:
    case As::decoded:
    case As::html:
    case As::email:
      return encode_text(binding, value);
    case As::decimal:
      if (empty) return Json("");
      if (number != nullptr) return Json(number->written());
      return misfit(binding, value);
    case As::number:
      if (empty) return Json();
      if (number != nullptr) return number_json(*number);
      return misfit(binding, value);
    case As::flag:
      if (empty) return Json(false);
      if (const auto* flag = std::get_if<bool>(&value)) return Json(*flag);
      return misfit(binding, value);
    case As::utc:
      if (empty) return Json();
      if (date != nullptr) return Json(format_instant(date->start).substr(0, 19));
      return misfit(binding, value);
    case As::instant:
      if (empty) return Json("");
      if (date != nullptr) return Json(format_instant(date->start));
      return misfit(binding, value);
    case As::own:
      break;
  }
  return misfit(binding, value);
}

}  // namespace

Result<std::optional<FieldValue>> decode(const Binding& binding, const Json& json) {
  if (const auto each = binding.pointer.find(kEach); each != std::string_view::npos) {
    const auto* list = at(json, binding.pointer.substr(0, each));
    if (list == nullptr) return std::nullopt;
    return decode_list(binding, *list, binding.pointer.substr(each + kEach.size()));
  }
  const auto* there = at(json, binding.pointer);
  if (there == nullptr) return told_empty(binding, json) ? std::optional<FieldValue>(FieldValue()) : std::nullopt;
  return decode_one(binding, *there);
}

Result<Fields> decode_all(std::span<const Binding> bindings, const Json& json) {
  Fields fields;
  for (const auto& binding : bindings) {
    if (binding.mode == Mode::write || binding.as == As::own) continue;
    auto value = decode(binding, json);
    if (!value) return tl::unexpected(value.error());
    if (*value) fields.emplace(binding.field, std::move(**value));
  }
  return fields;
}

Result<void> encode(const Binding& binding, const FieldValue& value, Json& body) {
  auto there = encode_value(binding, value);
  if (!there) return tl::unexpected(there.error());
  made_at(body, binding.pointer) = std::move(*there);
  return {};
}

const Binding* find(std::span<const Binding> bindings, std::string_view field) {
  const auto found = std::find_if(bindings.begin(), bindings.end(), [&](const Binding& row) { return row.field == field; });
  return found == bindings.end() ? nullptr : &*found;
}

std::string members(std::span<const Binding> bindings, std::string_view always) {
  auto names = split(always, ',');
  for (const auto& binding : bindings) {
    if (binding.mode == Mode::write) continue;
    const auto end = binding.pointer.find_first_of("/[", 1);
    std::string name(binding.pointer.substr(1, end == std::string_view::npos ? end : end - 1));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return join(names, ",");
}

}  // namespace hsn::remote
