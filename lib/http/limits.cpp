#include "http/limits.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"

namespace hsn::http {
namespace {

// The number at the front, taken off it; 0 when there is none that fits.
template <class Number>
Number take_number(std::string_view& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// Requests are whole: 0.5 in a second is one in two, 2.5 are two in 800 ms.
Rate whole(double requests, double length) {
  const double at_once = std::max(1.0, std::floor(requests));
  return {static_cast<int>(at_once), Duration(std::llround(at_once / requests * length * 1000))};
}

}  // namespace

Result<Rate> parse_rate(std::string_view text) {
  const auto trimmed = trim(text);
  std::string_view rest = trimmed;
  if (rest.empty()) return Rate{};
  const auto refuse = [&] {
    return fail(Fault::bad_config, "\"" + trimmed + "\" is not a request rate", {},
                "write it like 3/s, 0.5/s or 180/60s, or leave it empty");
  };
  constexpr double kMost = 100'000, kLeast = 0.001;
  constexpr int kLongest = 86'400;
  const auto requests = take_number<double>(rest);
  if (!(requests >= kLeast && requests <= kMost)) return refuse();
  if (rest.empty()) return whole(requests, 1);
  if (!rest.starts_with('/')) return refuse();
  rest.remove_prefix(1);
  int length = 1;
  if (!rest.starts_with('s')) {
    length = take_number<int>(rest);
    if (length < 1 || length > kLongest) return refuse();
  }
  if (rest != "s") return refuse();
  return whole(requests, length);
}

}  // namespace hsn::http
