// Records as JSON: in the state, in plan files, for `--json`. Lossless.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/row.hpp"

namespace hsn {

nlohmann::json to_json(const FieldValue&);
Result<FieldValue> field_from_json(const nlohmann::json&);
nlohmann::json to_json(const Fields&);
Result<Fields> fields_from_json(const nlohmann::json&);
nlohmann::json to_json(const Write&);
Result<Write> write_from_json(const nlohmann::json&);
// For people and `--json` reports: text, number, bool, list of texts, null.
nlohmann::json plain_json(const FieldValue&);

// Compact text of `Fields`, for columns of the state.
std::string encode_fields(const Fields&);
Result<Fields> decode_fields(std::string_view);

}  // namespace hsn
