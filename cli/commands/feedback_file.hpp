// A file of feedback as items: JSON, a JSON document a line, or CSV with names in its first line. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "core/result.hpp"

namespace hsn::cli {

enum class FileKind { json, jsonl, csv };

// Where an item begins: its line; in a JSON list: which one it is.
using TakeItem = std::function<void(std::size_t line, const nlohmann::json& item)>;

// bad_data names the line of what breaks the file as a whole (an open quote, a row that is longer than the names): then nothing
// is given to `take`.
Result<void> read_feedback(std::string_view text, FileKind, const TakeItem& take);

}  // namespace hsn::cli
