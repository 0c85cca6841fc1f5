// When two values are the same. Pure; idempotent; the law behind "a sync after a sync writes nothing".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "record/schema.hpp"

namespace hsn {

// An e-mail address as a key: trimmed, NFC, the whole of it in lower case (higherself-model.md 2).
std::string fold_email(std::string_view address);
// Whether mail could go there: one "@" between two words, and no longer than Notion holds (200, notion.md 3, Sizes).
bool is_email(std::string_view address);
// The External ID of the client with this address; empty where there is no address: nobody without one is a client (2).
std::string client_key(std::string_view address);

// The one way to write down a value of this shape: clean text, trimmed e-mail in lower case, sorted lists, dates of
// date-only fields cut to the day, empty text and lists as monostate. Never fails: what does not fit the shape is left.
FieldValue canonical(const FieldDef&, FieldValue);
void canonicalize(const Schema&, Record&);

// What one text property holds for us: a little under Notion's 100 items of 2,000 UTF-16 units, since items end on grapheme
// boundaries, and well under its 500 KB a request (notion.md 3, Sizes).
inline constexpr std::size_t kHubTextUnits = 190'000;
inline constexpr std::size_t kHubTextBytes = 300'000;
inline constexpr std::size_t kHubTextItems = 100;
inline constexpr std::size_t kHubItemUnits = 2'000;
inline constexpr std::size_t kHubOptionUnits = 100;
// A write replaces the whole list and takes no more (notion.md 3, Sizes).
inline constexpr std::size_t kHubRefs = 100;

// The value as far as the hub can hold it (notion.md 3, 7): commas in options become " /", options and texts are cut, texts
// with "…" at the end, times to the minute, numbers to what a double carries, relations to as many as one write takes.
// hub_form(hub_form(v)) == hub_form(v).
FieldValue hub_form(const FieldDef&, const FieldValue&);
std::string option_form(const std::string&);  // the same for the name of one option
// Equal on both sides: same hub form; phones by digits and a leading +, options ignoring case.
bool same(const FieldDef&, const FieldValue&, const FieldValue&);
// What a hub value means at a service, given the value that both last agreed on: undoes the comma and cut of options that
// nobody touched. Null when the hub holds a cut text that a person has changed: it cannot be pushed without losing the rest.
std::optional<FieldValue> from_hub_form(const FieldDef&, const FieldValue& hub, const FieldValue& base);

// SHA-256 of the canonical JSON of both, for Hold.
std::string digest(const FieldValue& a, const FieldValue& b);

}  // namespace hsn
