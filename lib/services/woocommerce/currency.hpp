// The store's currency: which places tell it, since a product does not and not every store shows both; and how many decimals
// its prices have.
#pragma once

#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "record/value.hpp"

namespace hsn::services::woocommerce {

struct CurrencySource {
  std::string_view path, fields, pointer;
};
inline constexpr CurrencySource kCurrencySources[] = {{"data/currencies/current", "code", "/code"},
                                                      {"settings/general", "id,value", "/[id=woocommerce_currency]/value"}};
inline constexpr std::string_view kNoCurrency = "-";  // asked, and not to be had

// The n-th place, from 1; null behind the last.
constexpr const CurrencySource* currency_source(int n) {
  return n >= 1 && n <= static_cast<int>(std::size(kCurrencySources)) ? &kCurrencySources[n - 1] : nullptr;
}

// What a place tells, when it can be a code; else empty.
std::string currency_code(std::string_view told);
// ISO 4217: two but for a few. Null for a currency that is not known.
std::optional<int> decimals_of(std::string_view currency);
// Money to those decimals; what has no more of them stays as it was written, and so does any other value.
FieldValue in_currency(const FieldValue&, std::string_view currency);

}  // namespace hsn::services::woocommerce
