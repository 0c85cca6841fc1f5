// Short words for the values of fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/value.hpp"

namespace hsn::test {

inline FieldValue text(std::string_view value) { return std::string(value); }
inline FieldValue number(std::string_view value) { return *Decimal::parse(value); }
inline FieldValue number(int value) { return Decimal(value); }
inline FieldValue list(std::vector<std::string> values) { return values; }

}  // namespace hsn::test
