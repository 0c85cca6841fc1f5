#include "remote/binding.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/time.hpp"
#include "support/fakes.hpp"

namespace binding_test {

using namespace hsn;
using namespace hsn::remote;
using Json = nlohmann::json;

namespace {

constexpr Alias kColours[] = {{"r", "Red"}, {"b", "Blue"}, {"b", "Azure"}};

Binding row(std::string_view pointer, As as = As::text) { return {"field", pointer, Mode::read_write, {}, {}, as}; }

std::optional<FieldValue> read(const Binding& binding, const Json& json) {
  const auto value = decode(binding, json);
  REQUIRE(value);
  return *value;
}

Json written(const Binding& binding, const FieldValue& value) {
  Json body = Json::object();
  REQUIRE(encode(binding, value, body));
  return body;
}

FieldValue text(const char* value) { return std::string(value); }

}  // namespace

TEST_CASE("absent is not known, null and empty are known to be empty") {
  CHECK_FALSE(read(row("/a"), Json::object()));
  CHECK_FALSE(read(row("/a/b"), {{"a", 5}}));
  for (const auto as : {As::text, As::escaped, As::html, As::decimal, As::number, As::utc, As::email}) {
    CHECK(read(row("/a", as), {{"a", nullptr}}) == FieldValue());
    CHECK(read(row("/a", as), {{"a", ""}}) == FieldValue());
  }
  CHECK(read(row("/list[key=x]/value"), {{"list", Json::array()}}) == FieldValue());
  CHECK_FALSE(read(row("/list[key=x]/value"), Json::object()));
  CHECK(read(row("/tags/*/name", As::escaped), {{"tags", Json::array()}}) == FieldValue());
  CHECK_FALSE(read(row("/tags/*/name", As::escaped), Json::object()));
}

TEST_CASE("what is read can be written back as it was") {
  struct Case {
    As as;
    Json there;
    FieldValue here;
  };
  const Date date{test::instant("2026-11-23T05:10:00Z"), {}, false, ""};
  const Case cases[] = {
      {As::text, "a & b", text("a & b")},
      {As::escaped, "5 &lt; 6 &amp; 7", text("5 < 6 & 7")},
      {As::decoded, "Smith & Sons", text("Smith & Sons")},
      {As::email, "a@example.com", text("a@example.com")},
      {As::decimal, "85.5", *Decimal::parse("85.5")},
      {As::number, 12, *Decimal::parse("12")},
      {As::number, nullptr, FieldValue()},
      {As::flag, true, true},
      {As::utc, "2026-11-23T05:10:00", date},
      {As::instant, "2026-11-23T05:10:00Z", date},
      {As::html, "<p>a <strong>b</strong></p>", text("a <b>b</b>")},
  };
  for (const auto& one : cases) {
    INFO(one.there.dump());
    const auto binding = row("/x/y", one.as);
    CHECK(read(binding, {{"x", {{"y", one.there}}}}) == one.here);
    CHECK(written(binding, one.here) == Json({{"x", {{"y", one.there}}}}));
  }
}

TEST_CASE("options are translated by the closed mapping; the first row of a word names it") {
  Binding binding = row("/c");
  binding.aliases = kColours;
  CHECK(read(binding, {{"c", "b"}}) == text("Blue"));
  CHECK_FALSE(read(binding, {{"c", "violet"}}));
  CHECK(written(binding, text("azure"))["c"] == "b");
  Json body;
  const auto refused = encode(binding, text("Violet"), body);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().remedy == "choose one of: Red, Blue, Azure");
}

TEST_CASE("lists: labels are decoded and sorted, addresses keep their order") {
  const auto json = Json::parse(R"({"l":[{"n":"b &amp; c"},{"n":"a"},{"n":"a"}]})");
  CHECK(read(row("/l/*/n", As::escaped), json) == FieldValue(std::vector<std::string>{"a", "b & c"}));
  CHECK(read(row("/l/*/n"), json) == FieldValue(std::vector<std::string>{"b &amp; c", "a", "a"}));
}

TEST_CASE("entries that are picked by key are written by key, side by side") {
  Json body = Json::object();
  REQUIRE(encode(row("/m[key=a]/value"), text("1"), body));
  REQUIRE(encode(row("/m[key=b]/value"), text("2"), body));
  REQUIRE(encode(row("/m[key=a]/value"), text("3"), body));
  CHECK(body == Json::parse(R"({"m":[{"key":"a","value":"3"},{"key":"b","value":"2"}]})"));
}

TEST_CASE("what does not fit its kind is an error that names the field, or tells nothing") {
  const std::pair<As, Json> wrong[] = {
      {As::text, Json::object()}, {As::decimal, "85,5"}, {As::number, "many"}, {As::utc, "yesterday"}, {As::html, Json::array()}};
  for (const auto& [as, there] : wrong) {
    const auto value = decode(row("/a", as), {{"a", there}});
    REQUIRE_FALSE(value);
    CHECK_THAT(value.error().what, Catch::Contains("field"));
  }
  CHECK_FALSE(decode(row("/l/*/n"), Json::parse(R"({"l":[{"n":{}}]})")));
  CHECK_FALSE(read(row("/a", As::flag), {{"a", "parent"}}));
  Json body;
  CHECK_FALSE(encode(row("/a", As::decimal), text("x"), body));
  CHECK_FALSE(encode(row("/a", As::flag), text("x"), body));
  CHECK_FALSE(encode(row("/a", As::utc), *Decimal::parse("1"), body));
}

TEST_CASE("members names what the table reads, each once") {
  Binding sent = row("/secret");
  sent.mode = Mode::write;
  const Binding table[] = {row("/a/b"), row("/a/c"), row("/m[key=x]/value"), row("/l/*/n"), sent, row("/id")};
  CHECK(members(table, "id,at") == "id,at,a,m,l");
}

}  // namespace binding_test
