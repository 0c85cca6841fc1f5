// One client, one order …: a key and what is known of its fields.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <string_view>

#include "record/value.hpp"

namespace hsn {

// How the External IDs begin that are not of one service.
inline constexpr std::string_view kClientPrefix = "client:";  // a person, by e-mail, whoever tells of them
inline constexpr std::string_view kPagePrefix = "notion:";  // a page without a key: born in the hub, and no service knows it yet
std::string page_link(std::string page_id);                 // where people open it

// external_id: "<service>:<kind>:<native id>", "client:<e-mail>", "notion:<page id>" (higherself-model.md 2).
struct RecordKey {
  std::string entity;
  std::string external_id;
  auto operator<=>(const RecordKey&) const = default;
};

using Fields = std::map<std::string, FieldValue, std::less<>>;  // by FieldDef::name
std::string text_in(const Fields&, std::string_view name);      // "" where there is none

struct Record {
  RecordKey key;
  // A field that is absent here is not known: it plans nothing and is never taken for empty.
  Fields fields;
  bool operator==(const Record&) const = default;

  const FieldValue* find(std::string_view field) const {
    const auto it = fields.find(field);
    return it == fields.end() ? nullptr : &it->second;
  }
};

}  // namespace hsn
