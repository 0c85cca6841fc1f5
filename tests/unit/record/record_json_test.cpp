#include "record/record_json.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "core/time.hpp"
#include "record/record_text.hpp"

namespace record_json_test {

using namespace hsn;

TEST_CASE("every kind of value survives the way through JSON") {
  Date range{parse_instant("2026-11-23T10:00:00Z").value(), parse_instant("2026-11-23T11:00:00Z"), false, "Europe/Berlin"};
  const Fields fields{{"empty", {}},
                      {"text", std::string("5 < 6 \"🌙\"")},
                      {"price", *Decimal::parse("-0.05")},
                      {"ticked", true},
                      {"when", range},
                      {"tags", std::vector<std::string>{"a", "b"}},
                      {"client", std::vector<Ref>{{"client:a@example.com"}}}};
  CHECK(decode_fields(encode_fields(fields)).value() == fields);
}

TEST_CASE("a write survives the way through JSON") {
  Write write;
  write.verb = Verb::append;
  write.to = {"woocommerce", "orders"};
  write.via = "tracking";
  write.key = {"orders", "woocommerce:order:7"};
  write.title = "#7";
  write.known.record = {write.key, {{"status", std::string("Processing")}}};
  write.known.remote_id = "7";
  write.known.at = parse_instant("2026-11-23T10:00:00.050Z").value();
  write.known.sure = false;
  write.changes = {{"tracking_number", FieldValue(), std::string("T1"), "changed in Notion", true}};
  write.agreed = {{"tracking_number", std::string("T1")}};
  write.expect = {{write.to, "status", std::string("Processing")}};
  write.refs = {{"client:a@example.com", "p1"}};
  write.page_id = "p2";
  write.destructive = true;
  const auto back = write_from_json(to_json(write)).value();
  CHECK(to_json(back) == to_json(write));
  CHECK(back.verb == write.verb);
  CHECK(back.changes == write.changes);
  CHECK(back.expect == write.expect);
  CHECK(back.known == write.known);
  CHECK(back.destructive);
}

TEST_CASE("a damaged plan file is refused in words, never thrown over") {
  for (const auto* text :
       {"1", "{}", "[]", R"({"verb":"create","known":7,"changes":[1,2],"agreed":{"a":{"n":"x"}}})",
        R"({"verb":"update","changes":[{"from":{"d":"soon"}}]})", R"({"verb":"update","changes":"x","expect":[null]})"}) {
    const auto write = write_from_json(parse_json(text).value());
    if (!write) CHECK_FALSE(write.error().remedy.empty());
  }
  CHECK_FALSE(write_from_json(parse_json(R"({"verb":"create","agreed":{"a":{"n":"x"}}})").value()).has_value());
}

}  // namespace record_json_test
