// How many decimals money has, by its currency.
#pragma once

#include <optional>
#include <string_view>

#include "record/value.hpp"

namespace hsn {

// ISO 4217: two but for a few. Null where no currency is known ("", "-").
std::optional<int> decimals_of(std::string_view currency);
// Money to those decimals; what has no more of them stays as it was written, and so does any other value.
FieldValue in_currency(const FieldValue&, std::string_view currency);

}  // namespace hsn
