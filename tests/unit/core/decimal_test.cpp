#include "core/decimal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace decimal_test {

using namespace hsn;

namespace {
std::string canonical(std::string_view text) {
  const auto value = Decimal::parse(text);
  return value ? value->str() : "(null)";
}
Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }
}  // namespace

TEST_CASE("decimal: equal amounts are equal however they are written") {
  CHECK(dec("85") == dec("85.00"));
  CHECK(dec("1e3") == dec("1000.0"));
  CHECK(dec("-0") == dec("0.000"));
  CHECK(Decimal(1200) == dec("1.2e+3"));
  CHECK(dec("85.1") != dec("85"));
}

TEST_CASE("decimal: the canonical text has no exponent and no trailing zeros") {
  CHECK(canonical("85.00") == "85");
  CHECK(canonical("-0.50") == "-0.5");
  CHECK(canonical(".5") == "0.5");
  CHECK(canonical("1e-3") == "0.001");
  CHECK(canonical("1200e-2") == "12");
  CHECK(canonical("0.000000000000000001") == "0.000000000000000001");
  CHECK(canonical("000123") == "123");
  CHECK(canonical("1.00000000000000000000000000") == "1");
}

TEST_CASE("decimal: a price is written as it was read, a sum with the places it needs") {
  for (const auto* text : {"85.00", "4.50", "0.00", "-1.10", "7", "0.000000000000000001"}) CHECK(dec(text).written() == text);
  CHECK(dec("1e3").written() == "1000");
  CHECK((dec("1.50") + dec("1.50")).written() == "3");
  CHECK(dec("1.255").rounded(2).written() == "1.26");
}

TEST_CASE("decimal: what is no number, or has more than 18 digits, does not parse") {
  const auto* text =
      GENERATE("", "-", ".", "5.", "1,000", "12 ", " 12", "+5", "1e", "1e+-3", "1e99999999999", "0x10", "1.2.3", "NaN", "inf",
               "1234567890123456789", "0.1234567890123456789", "1e18", "1e-19", "1e2147483648", "1e-2147483648");
  INFO(text);
  CHECK(canonical(text) == "(null)");
}

TEST_CASE("decimal: the largest numbers that parse come back unchanged") {
  CHECK(canonical("999999999999999999") == "999999999999999999");
  CHECK(canonical("-0.999999999999999999") == "-0.999999999999999999");
}

TEST_CASE("decimal: a fixed number of places is rounded half away from zero") {
  CHECK(dec("85").str(2) == "85.00");
  CHECK(dec("0.005").str(2) == "0.01");
  CHECK(dec("-0.005").str(2) == "-0.01");
  CHECK(dec("0.0049").str(2) == "0.00");
  CHECK(dec("-0.0049").str(2) == "0.00");
  CHECK(dec("9.999").str(2) == "10.00");
  CHECK(dec("2.5").str(0) == "3");
  CHECK(dec("1.25").rounded(1) == dec("1.3"));
}

TEST_CASE("decimal: sums are exact, differences too") {
  CHECK(dec("0.1") + dec("0.2") == dec("0.3"));
  CHECK(dec("10.00") - dec("0.01") == dec("9.99"));
  CHECK((dec("1.5") + dec("-1.5")).zero());
  CHECK(dec("100000000000000000") + dec("0.000000000000000001") == dec("100000000000000000"));
  CHECK(dec("999999999999999999") + dec("0.5") == Decimal(1'000'000'000'000'000'000));
  const Decimal most(std::numeric_limits<std::int64_t>::max());
  CHECK(most + most == most);
  CHECK(-Decimal(std::numeric_limits<std::int64_t>::min()) == most);
}

TEST_CASE("decimal: order is the order of amounts, not of texts") {
  CHECK(dec("9") < dec("10"));
  CHECK(dec("-10") < dec("-9.5"));
  CHECK(dec("0.1") > dec("0.099999999999999999"));
  CHECK(dec("2").negative() == false);
  CHECK(dec("-0.1").negative());
}

TEST_CASE("decimal: a double of Notion's reads as the text it was written as") {
  CHECK(Decimal::from_double(0.1) == dec("0.1"));
  CHECK(Decimal::from_double(85) == dec("85"));
  CHECK(Decimal::from_double(-1234.56) == dec("-1234.56"));
  CHECK(Decimal::from_double(1e-7) == dec("0.0000001"));
  CHECK_FALSE(Decimal::from_double(std::nan("")));
  CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(Decimal::from_double(1e300));
  CHECK(dec("19.99").to_double() == 19.99);
}

TEST_CASE("decimal: only whole numbers are integers") {
  CHECK(dec("12.0").to_int() == 12);
  CHECK_FALSE(dec("12.5").to_int());
}

}  // namespace decimal_test
