#include "core/json.hpp"

#include <catch2/catch.hpp>

namespace json_test {

using namespace hsn;

namespace {
std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }
std::string complaint(std::string_view text, Lead lead = Lead::none) {
  const auto json = parse_json(text, lead);
  return json ? "(parsed)" : json.error().what;
}
}  // namespace

TEST_CASE("json: a byte order mark before the text is passed over") {
  CHECK(parse_json("\xEF\xBB\xBF{\"id\":1}").value()["id"] == 1);
}

TEST_CASE("json: warnings that WordPress prints before the JSON are passed over when asked") {
  const std::string noisy =
      "<br />\n<b>Warning</b>:  Undefined array key [0] in <b>/home/site/x.php</b> on line <b>12</b><br />\n{\"id\":15}";
  CHECK(parse_json(noisy, Lead::skip).value()["id"] == 15);
  CHECK_FALSE(parse_json(noisy, Lead::none));
  CHECK(parse_json("\xEF\xBB\xBF\xEF\xBB\xBF[1]", Lead::skip).value()[0] == 1);
  CHECK(parse_json("Notice: x [1]", Lead::skip).value()[0] == 1);
  CHECK(parse_json("<p>[notice]</p>\nArray\n(\n  [0] => 1\n)\n[{\"id\":15}]", Lead::skip).value()[0]["id"] == 15);
}

TEST_CASE("json: what a plugin prints behind the JSON is passed over when asked") {
  CHECK(parse_json("{\"id\":15}\n<!-- cached -->", Lead::skip).value()["id"] == 15);
  CHECK_FALSE(parse_json("{\"id\":15}\n<!-- cached -->"));
  CHECK_FALSE(parse_json("{\"id\":15}}", Lead::skip));
  CHECK_FALSE(parse_json("{\"id\":15<!-- cached -->", Lead::skip));
}

TEST_CASE("json: an answer that was cut short is never taken for a part of itself") {
  CHECK_FALSE(parse_json("{\"id\":1,\"meta_data\":[]", Lead::skip));
  CHECK_FALSE(parse_json("{\n \"a\":\n [1]", Lead::skip));
  CHECK(complaint("{\"id\":1") == "the JSON is cut short or damaged");
  CHECK(complaint("{} {}") == "the JSON is cut short or damaged");
}

TEST_CASE("json: foreign bytes give an error that says what came instead") {
  CHECK(complaint("") == "the answer is empty where JSON was expected");
  CHECK(complaint(" \r\n") == "the answer is empty where JSON was expected");
  CHECK(complaint("<html><title>502 Bad Gateway</title>") == "not JSON; it begins with \"502 Bad Gateway\"");
  CHECK_FALSE(parse_json("{\"a\":\"\xC3\x28\"}"));
  CHECK_FALSE(parse_json("[1e999]"));
  CHECK_FALSE(parse_json("[NaN]"));
  CHECK_FALSE(parse_json(std::string_view("[\0]", 3)));
  CHECK_FALSE(parse_json("[\"\\ud800\"]"));
}

TEST_CASE("json: 200 levels of nesting are read, 201 are not, brackets within texts do not count") {
  CHECK(parse_json(nested(200)));
  CHECK(complaint(nested(201)) == "the JSON is nested more than 200 levels deep");
  CHECK_FALSE(parse_json(std::string(1'000'000, '[')));
  CHECK(parse_json("[\"" + std::string(300, '[') + "\\\"" + std::string(300, '{') + "\"]"));
}

TEST_CASE("json: it is read as nlohmann's own parser reads it") {
  const auto* text = GENERATE(
      R"({"a":{"b":[1,-2,0,-0,2.5,-1e-3,1E+2,18446744073709551615,18446744073709551616,-9223372036854775808]},"a":[ ]})",
      R"(["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20ac\ud83c\udf19","é€🌙",""])", " \t\r\n{ } ", "[true,false,null]", "7", "\"x\"",
      // and what is refused
      "[01]", "[1.]", "[.5]", "[+1]", "[-]", "[1e]", "[1 2]", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:2}", "['a']",
      "[tru]", "[nulls]", "[\"\\x\"]", "[\"\\u12g4\"]", "[\"\\udc00\"]", "[\"\\ud800\\u0041\"]", "[\"a\nb\"]",
      "[\"\xed\xa0\x80\"]", "[\"\xc0\xaf\"]", "[\"", "[\"\\", "[\"\\u00", "[", "{\"a\":", "-", "]");
  INFO(text);
  const auto ours = parse_json(text);
  const auto theirs = Json::parse(text, nullptr, false);
  REQUIRE(ours.has_value() != theirs.is_discarded());
  if (ours) CHECK(ours->dump() == theirs.dump());
}

TEST_CASE("json: writing replaces bytes that are not UTF-8") {
  CHECK(dump_json(Json{{"a", "x\xFFy"}}) == "{\"a\":\"x\xEF\xBF\xBDy\"}");
}

TEST_CASE("json: a pointer leads through members, indexes and picks") {
  const auto json = parse_json(R"({"billing":{"email":"a@b.c","x/y~z":1},"lines":[{"id":7},{"id":8}],"[k]":2,
      "meta_data":[{"key":"other","value":1},5,{"key":"notion/page","value":"p1"},{"key":"notion/page","value":"p2"}]})")
                        .value();
  CHECK(text_at(json, "/billing/email") == "a@b.c");
  CHECK(int_at(json, "/billing/x~1y~0z") == 1);
  CHECK(int_at(json, "/lines/1/id") == 8);
  CHECK(text_at(json, "/meta_data[key=notion/page]/value") == "p1");
  CHECK(int_at(json, "/lines[id=8]/id") == 8);
  CHECK(int_at(json["lines"], "/[id=7]/id") == 7);
  CHECK(int_at(json, "/[k]") == 2);
  CHECK(at(json, "") == &json);
}

TEST_CASE("json: a pointer to nothing is null") {
  const auto json = parse_json(R"({"a":{"b":[1]},"text":"x"})").value();
  const auto* pointer =
      GENERATE("/x", "/a/b/1", "/a/b/-1", "/a/b/x", "/a/b/00", "/a/b/0/c", "/text/0", "/a[key=b]", "/a/b[key=1]", "a", "/", "//");
  INFO(pointer);
  CHECK(at(json, pointer) == nullptr);
  CHECK_FALSE(text_at(json, pointer));
}

TEST_CASE("json: what a pointer leads to is made where it is missing, and left where it is there") {
  auto json = parse_json(R"({"billing":{"city":"Berlin"},"meta_data":[{"key":"a/b","value":1,"id":7}],"text":"x"})").value();
  const auto* pointer = GENERATE("/billing/email", "/shipping/email", "/meta_data[key=a/b]/value", "/meta_data[key=c]/value",
                                 "/lines[id=8]/total", "/x~1y", "/text/deep", "/text[key=k]/value", "");
  INFO(pointer);
  made_at(json, pointer) = "made";
  CHECK(text_at(json, pointer) == "made");
  if (*pointer == '\0') return;
  CHECK(text_at(json, "/billing/city") == "Berlin");
  CHECK(int_at(json, "/meta_data[key=a/b]/id") == 7);
}

TEST_CASE("json: numbers and texts of numbers are both taken, other types are not") {
  const auto json = parse_json(R"({"n":12,"f":12.50,"whole":3.0,"t":" 12 ","b":true,"yes":"Yes","one":1,"null":null,"list":[],
      "big":18446744073709551615,"price":"0.10"})")
                        .value();
  CHECK(text_at(json, "/n") == "12");
  CHECK(text_at(json, "/f") == "12.5");
  CHECK(text_at(json, "/big") == "18446744073709551615");
  CHECK(text_at(json, "/price") == "0.10");
  CHECK_FALSE(text_at(json, "/b"));
  CHECK_FALSE(text_at(json, "/null"));
  CHECK_FALSE(text_at(json, "/list"));
  CHECK(int_at(json, "/t") == 12);
  CHECK(int_at(json, "/whole") == 3);
  CHECK_FALSE(int_at(json, "/f"));
  CHECK_FALSE(int_at(json, "/big"));
  CHECK_FALSE(int_at(json, "/b"));
  CHECK(bool_at(json, "/b") == true);
  CHECK(bool_at(json, "/yes") == true);
  CHECK(bool_at(json, "/one") == true);
  CHECK_FALSE(bool_at(json, "/n"));
  CHECK_FALSE(bool_at(json, "/null"));
}

}  // namespace json_test
