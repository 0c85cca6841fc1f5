// Records as JSON trees: in plan files, for `--json`, and where a text is read that may have been damaged. Lossless, but
// for what only the moment of planning knows (Write::last) and what a walk tells once (Seen::former_key).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/result.hpp"
#include "record/row.hpp"

namespace hsn {

nlohmann::json to_json(const Fields&);
Result<Fields> fields_from_json(const nlohmann::json&);
nlohmann::json to_json(const Write&);
Result<Write> write_from_json(const nlohmann::json&);
// For people and `--json` reports: text, number, bool, list of texts, null.
nlohmann::json plain_json(const FieldValue&);

}  // namespace hsn
