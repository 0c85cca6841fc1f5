// The text at a place in Notion's JSON; empty where there is none, which for all that we read this way means the same.
#pragma once

#include <string>
#include <string_view>

#include "core/json.hpp"

namespace hsn::notion {

inline std::string text_of(const Json& json, std::string_view pointer) { return text_at(json, pointer).value_or(std::string()); }

}  // namespace hsn::notion
