// One field in Notion's JSON: pure codec between FieldValue and page property values, by the field's shape and the type that
// the column has in this workspace (want and also-accepted types: higherself-model.md 3).
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "notion/layout.hpp"
#include "record/schema.hpp"

namespace hsn::notion {

// What a column of some type is good for, as the home of a field of this shape.
enum class Use { none, read_only, full };
Use use_of(Shape, std::string_view type);
// The type that provisioning creates.
std::string_view wanted_type(Shape);

// `value` is a page property value: {"id","type",<type>:…}; type by its own word, since people retype columns. Null: not
// known (a type that does not fit, a number that does not fit a Decimal, files of which some lie at Notion).
std::optional<FieldValue> decode(const FieldDef&, const Property&, const nlohmann::json& value);

// External ID -> page id.
using Pages = std::map<std::string, std::string>;
// The value to send: {"number":85}. Values are cut to hub_form first. Null: there is nothing to send (read-only column, or a
// relation of which no target has a page yet: an empty list would clear what is there). Refs without a page are left out. The
// Error says what Notion would refuse the whole request for.
Result<std::optional<nlohmann::json>> encode(const FieldDef&, const Property&, const FieldValue&, const Pages&);

}  // namespace hsn::notion
