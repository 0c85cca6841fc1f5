#include "services/woocommerce/currency.hpp"

#include <algorithm>

namespace hsn::services::woocommerce {

std::string currency_code(std::string_view told) {
  constexpr std::size_t kLongest = 10;  // plugins add codes of their own
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return told.size() <= kLongest && std::all_of(told.begin(), told.end(), fits) ? std::string(told) : "";
}

}  // namespace hsn::services::woocommerce
