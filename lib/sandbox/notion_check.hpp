// Checks of request bodies that every endpoint shares: no unknown key, no wrong type, no size above notion.md 3.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

inline constexpr std::size_t kTextUnits = 2000, kUrlUnits = 2000, kItems = 100;  // notion.md 3, Sizes
inline constexpr std::string_view kColors[] = {"default", "gray", "brown",  "orange", "yellow",
                                               "green",   "blue", "purple", "pink",   "red"};

const Json& member(const Json& object, std::string_view key);  // null when there is none, or when it is no object

// `where` is the path in the body as Notion names it: "body.properties.Name".
Outcome<void> only(const Json&, std::initializer_list<std::string_view> keys, const std::string& where);
tl::unexpected<Refusal> expected(const std::string& where, std::string_view what, const Json& instead);
Outcome<void> at_most(std::size_t length, std::size_t limit, const std::string& where);

Outcome<std::string> text_in(const Json&, std::size_t limit, const std::string& where);  // a string of so many UTF-16 units
Outcome<Id> id_in(const Json&, const std::string& where);
Outcome<bool> flag_in(const Json&, const std::string& where);
// A list of rich text items. Empty ones go, neighbours of the same look become one: runs may be split at will (notion.md 2.5).
Outcome<Text> runs_in(const Json&, const std::string& where);

Json rich_text(const Text&);  // as answered
std::string plain(const Text&);
Outcome<Json> rich_text_in(const Json&, const std::string& where);  // checked, and as answered

Outcome<Json> icon_in(const Json&, const std::string& where);
Outcome<Json> cover_in(const Json&, const std::string& where);

}  // namespace hsn::sandbox::notion
