// What a trace writes down: <text before>\n----\n<text behind>, with a secret in between.
#include "core/digest.hpp"
#include "fuzz/fuzz.hpp"
#include "http/redact.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(redactor, input) {
  static const std::string secret = "a/secret+of our=own";
  static const http::Redactor redact({Secret(secret), Secret(std::string(kSecret)), Secret("short")});
  const std::string before(cut(input, "\n----\n")), behind(input);
  for (const auto& form : {secret, base64(secret), percent_encode(secret), std::string(kSecret)}) {
    const auto clean = redact(before + form + behind);
    law(clean.find(form) == std::string::npos, "no known secret is left", clean);
    law(redact(clean) == clean, "redacting twice is redacting once", clean);
  }
  if (input.find("abcdefghij") != std::string_view::npos || before.find("abcdefghij") != std::string::npos) return;
  const auto token = redact(before + " ntn_0123456789abcdefghijklmnop " + behind);
  law(token.find("ntn_0123456789abcdefghijklmnop") == std::string::npos, "no token of a known pattern is left", token);
  const auto header = redact(before + " Authorization: Bearer abcdefghijklmnopqrst\r\n" + behind);
  law(header.find("abcdefghijklmnopqrst") == std::string::npos, "no credentials are left", header);
}
