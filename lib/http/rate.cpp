#include <charconv>

#include "core/text.hpp"
#include "http/courier.hpp"

namespace hsn::http {
namespace {

// The number at the front, taken off it; 0 when there is none that fits.
int take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

Result<Rate> parse_rate(std::string_view text) {
  const auto trimmed = trim(text);
  std::string_view rest = trimmed;
  if (rest.empty()) return Rate{};
  const auto refuse = [&] {
    return fail(Fault::bad_config, "\"" + trimmed + "\" is not a request rate", {},
                "write it like 3/s or 180/60s, or leave it empty");
  };
  constexpr int kMost = 100'000, kLongest = 86'400;
  Rate rate{take_number(rest), std::chrono::seconds(1)};
  if (rate.requests < 1 || rate.requests > kMost) return refuse();
  if (rest.empty()) return rate;
  if (!rest.starts_with('/')) return refuse();
  rest.remove_prefix(1);
  if (!rest.starts_with('s')) {
    const int seconds = take_number(rest);
    if (seconds < 1 || seconds > kLongest) return refuse();
    rate.per = std::chrono::seconds(seconds);
  }
  if (rest != "s") return refuse();
  return rate;
}

}  // namespace hsn::http
