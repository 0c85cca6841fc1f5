// What has been said before of a field on which both sides differ: by an undo, by a person, by what became of a write. Pure.
// Private to this room.
#pragma once

#include <string_view>

#include "sync/decide.hpp"

namespace hsn::sync {

// What has been said about exactly these values; null: nothing.
const Hold* hold_on(const Row&, const Decision&);
// An undo has left the two sides apart, and since then only the page has moved: what it says is news to the service.
bool left_apart(const Row&, const Decision&);
// The two sides differ, and this (one of the next two) was said of what the page shows.
bool is_said(const Row&, const Decision&, Hold (*what)(std::string_view, const FieldValue& hub));

// A difference of which nobody can tell whether it was carried out: a conflict for as long as the page shows this number.
Hold unclear(std::string_view field, const FieldValue& hub);

// What Notion shows since hsn has written the agreed value there: a text trimmed, a relation without pages in the trash. Nobody's
// edit, for as long as both values are these.
Hold rendering(std::string_view field, const FieldValue& agreed, const FieldValue& shown);
bool is_rendering(const Row&, std::string_view field, const FieldValue& agreed, const FieldValue& shown);

// A step that a service has declined: for as long as the page shows it, it does not go out, and the service's value comes back.
Hold declined(std::string_view field, const FieldValue& hub);

// Something is said of the field that ends where both sides show the same.
bool is_over_when_equal(const Row&, std::string_view field);

}  // namespace hsn::sync
