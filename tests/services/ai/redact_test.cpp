#include "services/ai/redact.hpp"

#include <catch2/catch.hpp>

namespace ai_redact_test {

using namespace hsn;
using services::ai::redact;

namespace {

const services::ai::Redactions kUsual{{Secret("ck_topsecret"), Secret("ck_topsecret_longer"), Secret("abc")}, false};
const services::ai::Redactions kContacts{{}, true};

}  // namespace

TEST_CASE("ai redaction: values of secrets go, the longer one first, and short ones are let be") {
  CHECK(redact("key ck_topsecret_longer, ck_topsecret; abc", kUsual) == "key [secret], [secret]; abc");
}

TEST_CASE("ai redaction: card numbers go however they are spaced; other long numbers stay") {
  CHECK(redact("4111 1111 1111 1111!", kUsual) == "[card number]!");
  CHECK(redact("pay 4111-1111-1111-1111 now", kUsual) == "pay [card number] now");
  CHECK(redact("378282246310005", kUsual) == "[card number]");
  CHECK(redact("order 4111111111111112", kUsual) == "order 4111111111111112");  // fails Luhn
  CHECK(redact("A4111111111111111B", kUsual) == "A4111111111111111B");          // part of a word
  CHECK(redact("#10234 of 2026-11-23 10:00", kUsual) == "#10234 of 2026-11-23 10:00");
}

TEST_CASE("ai redaction: contacts go only when asked for") {
  const std::string text = "Ask Ana.Reyes+shop@example.com or +1 (555) 010-0199, not (555) 010-0142.";
  CHECK(redact(text, kUsual) == text);
  CHECK(redact(text, kContacts) == "Ask [e-mail] or [phone], not [phone].");
  CHECK(redact("on 2026-11-23 10:00 order 10234, 85.00 EUR, @home", kContacts) ==
        "on 2026-11-23 10:00 order 10234, 85.00 EUR, @home");
}

TEST_CASE("ai redaction: twice is once") {
  for (const auto* text : {"4111 1111 1111 1111 ana@example.com +49 30 1234567", "", "ünïcode 🌙 @", "++1", "1@2@3.de",
                           "4111 1111 111111 1111 1111 1111"}) {
    const auto once = redact(text, kContacts);
    CHECK(redact(once, kContacts) == once);
  }
}

}  // namespace ai_redact_test
