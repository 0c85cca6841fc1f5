// A product does not say its currency: the places that tell the store's, asked in turn, since not every store shows both.
#pragma once

#include <iterator>
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

}  // namespace hsn::services::woocommerce
