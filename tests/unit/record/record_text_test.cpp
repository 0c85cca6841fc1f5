#include "record/record_text.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "core/time.hpp"
#include "record/record_json.hpp"

namespace record_text_test {

using namespace hsn;

namespace {

const Date kRange{parse_instant("2026-11-23T10:00:00Z").value(), parse_instant("2026-11-23T11:00:00Z"), false, "Europe/Berlin"};
const Date kDay{parse_instant("2026-11-23").value(), std::nullopt, true, {}};

const Fields kEveryKind{{"empty", {}},
                        {"text", std::string("5 < 6 \"quoted\" \\ / 🌙\n\t\x01\x1f\x7f")},
                        {"price", *Decimal::parse("-0.05")},
                        {"ticked", true},
                        {"unticked", false},
                        {"when", kRange},
                        {"day", kDay},
                        {"tags", std::vector<std::string>{"a", "b"}},
                        {"none", std::vector<std::string>{}},
                        {"client", std::vector<Ref>{{"client:a@example.com"}}},
                        {"odd \"name\"", std::string()}};

}  // namespace

TEST_CASE("text: every kind of value is read back as it was written") {
  CHECK(decode_fields(encode_fields(kEveryKind)).value() == kEveryKind);
  for (const auto& [name, value] : kEveryKind) CHECK(decode_value(encode_value(value)).value() == value);
  CHECK(decode_fields(encode_fields({})).value().empty());
}

// Digests are made of it: another spelling would make a change of every record that is known.
TEST_CASE("text: it is the one compact JSON with sorted members") {
  CHECK(encode_fields(kEveryKind) == dump_json(Json::parse(encode_fields(kEveryKind))));
  CHECK(encode_fields({{"a", *Decimal::parse("85.00")}, {"b", kRange}, {"c", kDay}}) ==
        R"({"a":{"n":"85.00"},"b":{"d":"2026-11-23T10:00:00Z","e":"2026-11-23T11:00:00Z","z":"Europe/Berlin"},)"
        R"("c":{"d":"2026-11-23T00:00:00Z","o":true}})");
  CHECK(encode_value(std::string("\x01\"\\\n")) == R"("\u0001\"\\\n")");
}

TEST_CASE("text: bytes that are no text are replaced as everywhere") {
  const std::string broken =
      "a\xff"
      "b";
  CHECK(encode_value(broken) == dump_json(Json(broken)));
}

TEST_CASE("text: blanks between the tokens are allowed, anything else is refused in words") {
  CHECK(decode_fields(" { \"a\" : { \"l\" : [ \"x\" , \"y\" ] } } ").value() ==
        Fields{{"a", std::vector<std::string>{"x", "y"}}});
  for (const auto* text :
       {"", "{", "{}x", "[]", R"({"a"})", R"({"a":})", R"({"a":1})", R"({"a":{}})", R"({"a":{"n":"x"}})", R"({"a":{"n":1}})",
        R"({"a":{"d":"soon"}})", R"({"a":{"x":"y"}})", R"({"a":{"l":["x",]}})", R"({"a":"\q"})", R"({"a":"\u12"})", R"({"a":")",
        R"({"a":null,})", R"({"a":{"l":[],"d":"2026-11-23"}})"}) {
    CAPTURE(text);
    const auto fields = decode_fields(text);
    REQUIRE_FALSE(fields.has_value());
    CHECK_FALSE(fields.error().remedy.empty());
  }
}

TEST_CASE("text: every prefix of a text is refused") {
  const auto text = encode_fields(kEveryKind);
  for (std::size_t size = 0; size < text.size(); ++size) CHECK_FALSE(decode_fields(text.substr(0, size)).has_value());
}

TEST_CASE("text: what a write agrees on is read back, whether it is what is written or not") {
  Write write;
  write.key = {"products", "woocommerce:product:1"};
  write.changes = {{"name", std::string("Lamp"), std::string("Lamp 2"), "changed"}, {"sku", {}, std::string("L"), "changed"}};
  write.agreed = {{"name", std::string("Lamp 2")}, {"sku", std::string("L-long")}, {"status", std::string("Draft")}};
  const auto back = write_from_json(Json::parse(encode_write(write))).value();
  CHECK(back.agreed == write.agreed);
  CHECK(back.changes == write.changes);
  CHECK(back.known == write.known);
}

TEST_CASE("text: a reason is said once for changes that have it in common, and read back for each") {
  Write write;
  const auto change = [&](const char* field, const char* reason, bool agrees) {
    write.changes.push_back({field, {}, std::string(field), reason});
    if (agrees) write.agreed.emplace(field, std::string(field));
  };
  change("a", "", false);
  change("b", "new", true);
  change("c", "new", true);
  change("d", "new", false);
  change("e", "page", false);
  change("f", "page", true);
  const auto text = encode_write(write);
  CHECK(text.find("new") != text.rfind("new"));  // once with agreement, once without
  CHECK(text.find(R"({"field":"c","to":"c"})") != std::string::npos);
  const auto back = write_from_json(Json::parse(text)).value();
  CHECK(back.changes == write.changes);
  CHECK(back.agreed == write.agreed);
}

// As version 1.0 wrote them.
TEST_CASE("text: a journal of before can still be read") {
  const auto write = write_from_json(Json::parse(
      R"({"agreed":{"sku":"L"},"at":"2026-11-23T10:00:00Z","changes":[{"agrees":true,"field":"name","reason":"changed","to":"Lamp"},)"
      R"({"field":"sku","from":null,"reason":"changed","to":"XL"}],)"
      R"("counts":true,"destructive":false,"expect":[],"key":{"entity":"products","external_id":"woocommerce:product:1"},)"
      R"("known":{"at":"1970-01-01T00:00:00Z","created":"1970-01-01T00:00:00Z","fields":{},"key":{"entity":"","external_id":""},)"
      R"("remote_id":"","version":""},"page_id":"","refs":{},"title":"Lamp","to":{"feed":"products","service":"notion"},)"
      R"("verb":"create","via":""})"));
  REQUIRE(write.has_value());
  CHECK(write->agreed == Fields{{"name", std::string("Lamp")}, {"sku", std::string("L")}});
  CHECK(write->known == Seen());
}

}  // namespace record_text_test
