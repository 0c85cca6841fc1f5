#include "core/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace hsn {
namespace {

__extension__ using Wide = __int128;

constexpr int kDigits = 18;

Wide power_of_ten(int exponent) {
  Wide power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

Wide divided_half_away(Wide value, Wide by) {
  const Wide half = by / 2;
  return (value < 0 ? value - half : value + half) / by;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits of a number as written, and where its point is: "12.50" is 1250 with 2.
struct Written {
  std::string digits;
  std::int64_t scale = 0;
};

std::optional<Written> read_digits(std::string_view& text) {
  Written written;
  bool any = false, point = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point) {
      point = true;
    } else if (is_digit(text[i])) {
      any = true;
      if (point) ++written.scale;
      if (text[i] != '0' || !written.digits.empty()) written.digits += text[i];
    } else {
      break;
    }
  }
  if (!any || text[i - 1] == '.') return std::nullopt;
  text.remove_prefix(i);
  return written;
}

std::optional<std::int64_t> read_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.size() > 1 && text.front() == '+' && is_digit(text[1])) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return exponent;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool minus = !text.empty() && text.front() == '-';
  if (minus) text.remove_prefix(1);
  auto written = read_digits(text);
  if (!written) return std::nullopt;
  const auto exponent = read_exponent(text);
  if (!exponent) return std::nullopt;
  auto& [digits, scale] = *written;
  const auto places = static_cast<std::int16_t>(std::clamp<std::int64_t>(scale, 0, kDigits));
  scale -= *exponent;
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    --scale;
  }
  Decimal result;
  result.places_ = places;
  if (digits.empty()) return result;
  if (scale < 0 && digits.size() <= kDigits && -scale <= kDigits) {
    digits.append(static_cast<std::size_t>(-scale), '0');
    scale = 0;
  }
  if (digits.size() > kDigits || scale < 0 || scale > kDigits) return std::nullopt;
  for (const char c : digits) result.units_ = result.units_ * 10 + (c - '0');
  if (minus) result.units_ = -result.units_;
  result.scale_ = static_cast<std::int16_t>(scale);
  return result;
}

std::optional<Decimal> Decimal::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  if (error != std::errc()) return std::nullopt;
  return parse({buffer.data(), end});
}

std::string Decimal::str() const {
  auto text = std::to_string(units_);
  if (scale_ == 0) return text;
  const bool minus = text.front() == '-';
  if (minus) text.erase(0, 1);
  const auto scale = static_cast<std::size_t>(scale_);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  text.insert(text.size() - scale, 1, '.');
  return minus ? "-" + text : text;
}

std::string Decimal::str(int digits) const {
  const auto value = rounded(digits);
  auto text = value.str();
  if (digits <= 0) return text;
  if (value.scale_ == 0) text += '.';
  return text.append(static_cast<std::size_t>(digits - value.scale_), '0');
}

std::string Decimal::written() const { return str(std::max(scale_, places_)); }

Decimal Decimal::rounded(int digits) const {
  digits = std::max(digits, 0);
  if (digits >= scale_) return *this;
  Decimal result;
  result.units_ = static_cast<std::int64_t>(divided_half_away(units_, power_of_ten(scale_ - digits)));
  result.scale_ = static_cast<std::int16_t>(digits);
  result.normalize();
  return result;
}

double Decimal::to_double() const {
  const auto text = str();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::int64_t> Decimal::to_int() const {
  if (scale_ != 0) return std::nullopt;
  return units_;
}

Decimal Decimal::operator-() const {
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  Decimal result = *this;
  result.units_ = units_ == kLowest ? std::numeric_limits<std::int64_t>::max() : -units_;
  return result;
}

// Places beyond the range are rounded away; a sum beyond the range of whole numbers stays at its edge.
Decimal operator+(Decimal a, Decimal b) {
  constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
  int scale = std::max(a.scale_, b.scale_);
  Wide sum = a.units_ * power_of_ten(scale - a.scale_) + b.units_ * power_of_ten(scale - b.scale_);
  if (const Wide size = sum < 0 ? -sum : sum; size > kMost) {
    int excess = 0;
    while (excess < scale && size / power_of_ten(excess) > kMost / 10) ++excess;
    sum = divided_half_away(sum, power_of_ten(excess));
    scale -= excess;
  }
  Decimal result;
  result.units_ = static_cast<std::int64_t>(std::clamp(sum, -kMost, kMost));
  result.scale_ = static_cast<std::int16_t>(scale);
  result.normalize();
  return result;
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  const int scale = std::max(a.scale_, b.scale_);
  const Wide left = a.units_ * power_of_ten(scale - a.scale_);
  const Wide right = b.units_ * power_of_ten(scale - b.scale_);
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace hsn
