// Exact decimal numbers: money, quantities, ids. No binary floating point anywhere near a price.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hsn {

// A whole number times a power of ten, held without trailing zeros, so that 85, 85.0 and 85.00 are equal; beside it, how many
// places it was written with, so that a price can be put back to the letter. Range: 18 significant digits; what does not fit does
// not parse.
class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr explicit Decimal(std::int64_t whole) : units_(whole) { normalize(); }

  // "12", "-0.50", "1e3". Null for anything else, thousands separators included.
  static std::optional<Decimal> parse(std::string_view text);
  // The shortest decimal text that reads back as this double (JSON numbers of Notion). Null for NaN and infinity.
  static std::optional<Decimal> from_double(double);

  std::string str() const;            // "85", "-0.5": canonical, never an exponent
  std::string str(int digits) const;  // "85.00": rounded half away from zero to so many places
  std::string written() const;        // with the places that it was parsed with; what was worked out has those it needs
  Decimal rounded(int digits) const;
  double to_double() const;
  std::optional<std::int64_t> to_int() const;  // null when it is not whole or does not fit
  bool negative() const { return units_ < 0; }
  bool zero() const { return units_ == 0; }

  Decimal operator-() const;
  friend Decimal operator+(Decimal, Decimal);
  friend Decimal operator-(Decimal a, Decimal b) { return a + -b; }
  friend bool operator==(Decimal a, Decimal b) { return a.units_ == b.units_ && a.scale_ == b.scale_; }
  friend std::strong_ordering operator<=>(Decimal, Decimal);

 private:
  constexpr void normalize() {
    if (units_ == 0) scale_ = 0;
    while (scale_ > 0 && units_ % 10 == 0) {
      units_ /= 10;
      --scale_;
    }
  }
  std::int64_t units_ = 0;
  std::int16_t scale_ = 0;   // digits after the point, 0..18
  std::int16_t places_ = 0;  // digits after the point as it was written; those of scale_ where that is more
};

}  // namespace hsn
