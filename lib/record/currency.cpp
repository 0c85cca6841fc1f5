#include "record/currency.hpp"

#include <algorithm>
#include <iterator>

namespace hsn {
namespace {

struct Decimals {
  std::string_view currency;
  int decimals;
};
constexpr Decimals kUnusual[] = {{"BIF", 0}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"ISK", 0}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0},
                                 {"PYG", 0}, {"RWF", 0}, {"UGX", 0}, {"UYI", 0}, {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0},
                                 {"XPF", 0}, {"BHD", 3}, {"IQD", 3}, {"JOD", 3}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"TND", 3}};

}  // namespace

std::optional<int> decimals_of(std::string_view currency) {
  if (currency.empty() || currency == "-") return std::nullopt;
  const auto found =
      std::find_if(std::begin(kUnusual), std::end(kUnusual), [&](const auto& c) { return c.currency == currency; });
  return found == std::end(kUnusual) ? 2 : found->decimals;
}

FieldValue in_currency(const FieldValue& value, std::string_view currency) {
  const auto* money = std::get_if<Decimal>(&value);
  const auto decimals = decimals_of(currency);
  if (money == nullptr || !decimals) return value;
  const auto rounded = money->rounded(*decimals);
  return rounded == *money ? value : FieldValue(rounded);
}

}  // namespace hsn
