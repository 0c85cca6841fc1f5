// Short words for writing the tables of higherself-model.md 3 as they stand there. For the .cpp files of this room only.
#pragma once

#include "record/schema.hpp"

namespace hsn::entities {

using enum Shape;

inline constexpr Owner S = Owner::service, N = Owner::notion, B = Owner::both, T = Owner::tool, H = Owner::human;

constexpr FieldDef required(FieldDef field) {
  field.need = Need::required;
  return field;
}
constexpr FieldDef keeps_value(FieldDef field) {
  field.keeps_value = true;
  return field;
}
constexpr FieldDef in_body(FieldDef field) {
  field.in_body = true;
  return field;
}
constexpr FieldDef personal(FieldDef field) {
  field.personal = true;
  return field;
}
constexpr FieldDef choosing(FieldDef field, std::span<const Choice> choices) {
  field.choices = choices;
  return field;
}
constexpr FieldDef ruled(FieldDef field, MergeRule rule) {
  field.special = rule;
  return field;
}
constexpr FieldDef linked(FieldDef field, std::string_view target, std::string_view mirror) {
  field.target = target;
  field.mirror = mirror;
  return field;
}

// Null: not told, or a value of another kind.
template <class T>
const T* value_of(const Fields& fields, std::string_view name) {
  const auto it = fields.find(name);
  return it == fields.end() ? nullptr : std::get_if<T>(&it->second);
}
// A page that does not show a field, or shows it empty.
inline bool is_missing(const Record& hub, std::string_view field) {
  const FieldValue* value = hub.find(field);
  return !value || is_empty(*value);
}

// Of a record that is somebody's: without an e-mail it is nobody's (higherself-model.md 2). One whose person was forgotten tells
// of a client who is empty.
inline std::string no_email(const Fields& told) { return told.contains("client") ? "" : "no e-mail"; }

// What a service may keep of its page (higherself-model.md 4.2): rides along with a push, never alone, and is not in the hub.
inline constexpr FieldDef kPageId = ruled({"notion_page_id", text, "", T}, MergeRule::along);
inline constexpr FieldDef kManagedMark = ruled({"notion_managed", text, "", T}, MergeRule::along);
inline constexpr FieldDef kSyncTime = ruled({"notion_sync_time", datetime, "", T}, MergeRule::along);

}  // namespace hsn::entities
