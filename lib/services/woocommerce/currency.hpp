// The store's currency: which places tell it, since a product does not and not every store shows both.
#pragma once

#include <iterator>
#include <string>
#include <string_view>

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

}  // namespace hsn::services::woocommerce
