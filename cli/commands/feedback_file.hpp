// A file of feedback as items: JSON, a JSON document a line, or CSV with names in its first line. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "core/json.hpp"
#include "core/result.hpp"

namespace hsn::cli {

enum class FileKind { json, jsonl, csv };

// Where an item begins: its line; in a JSON list: which one it is. Or what is wrong with that line: the others are taken.
using TakeItem = std::function<void(std::size_t line, const Result<nlohmann::json>& item)>;

// bad_data: the file is broken as a whole, and nothing of it is given to `take`.
Result<void> read_feedback(std::string_view text, FileKind, const TakeItem& take);

}  // namespace hsn::cli
