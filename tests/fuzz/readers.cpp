// The small readers: times, numbers, encodings, entities, text.
#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

void times(std::string_view text) {
  const auto local = from_local(text, "America/Los_Angeles");
  if (!local) check(local.error());
  for (const auto& at : {parse_instant(text), parse_http_date(text), local ? std::optional(*local) : std::nullopt}) {
    if (!at) continue;
    const auto second = std::chrono::floor<std::chrono::seconds>(*at);
    law(parse_instant(format_instant(*at)) == second, "a time is written as it is read", format_instant(*at));
    law(parse_http_date(format_http_date(*at)) == second, "so is HTTP's", format_http_date(*at));
    law(floor_minute(floor_minute(*at)) == floor_minute(*at) && floor_day(*at) <= *at, "floors lie below");
    format_local(*at, "Europe/Berlin");
  }
}

void numbers(std::string_view text) {
  const auto cut_in_two = text.find(' ');
  const auto a = Decimal::parse(text.substr(0, cut_in_two));
  if (!a) return;
  law(Decimal::parse(a->str()) == a, "a number is written as it is read", a->str());
  law(a->rounded(2).rounded(2) == a->rounded(2), "rounding is idempotent", a->str());
  law(Decimal::parse(a->str(2)) == a->rounded(2), "so many places are a rounding", a->str());
  law(-(-*a) == *a && (*a - *a).zero(), "a - a = 0", a->str());
  const auto rough = Decimal::from_double(a->to_double());
  if (rough) law(Decimal::from_double(rough->to_double()) == rough, "what a double carries is carried twice", a->str());
  if (const auto whole = a->to_int()) law(Decimal(*whole) == *a, "whole numbers are whole", a->str());
  if (cut_in_two == std::string_view::npos) return;
  const auto b = Decimal::parse(text.substr(cut_in_two + 1));
  if (!b) return;
  law(*a + *b == *b + *a, "a + b = b + a", text);
  law((*a < *b) == (*b > *a) && (*a == *b) == ((*a <=> *b) == 0), "numbers are ordered", text);
}

void encodings(std::string_view text) {
  law(percent_decode(percent_encode(text)) == text, "percent encoding is undone", text);
  law(unbase64(base64(text)) == std::string(text), "base64 is undone", text);
  if (const auto bytes = unbase64(text)) law(unbase64(base64(*bytes)) == bytes, "what base64 says is said again", text);
  law(decode_entities(encode_entities(text)) == text, "encoded entities decode to what was encoded", text);
  percent_decode(text);
}

void words(std::string_view text) {
  const auto clean = clean_text(text);
  law(is_utf8(clean) && clean_text(clean) == clean, "clean text is clean", text);
  if (is_utf8(text)) law(is_utf8(decode_entities(text)) && is_utf8(strip_html(text)), "UTF-8 stays UTF-8", text);
  law(fold_email(fold_email(text)) == fold_email(text), "an address is folded once", text);
  law(fold_case(fold_case(clean)) == fold_case(clean), "case is folded once", text);
  const auto units = utf16_length(text);
  law(utf16_front(text, units) == text, "all of it is all of it", text);
  for (const std::size_t most : {2U, 3U, 7U, 60U}) {
    const auto front = utf16_front(text, most);
    law(text.starts_with(front) && utf16_length(front) <= most && (text.empty() || !front.empty()), "a front is in front", text);
    if (is_utf8(text)) law(is_utf8(front), "a front ends between characters", text);
  }
  display_width(text);
  law(join(split(text, ','), ",") == text, "join undoes split", text);
}

}  // namespace

FUZZ(readers, input) {
  times(input);
  numbers(input);
  encodings(input);
  words(input);
}
