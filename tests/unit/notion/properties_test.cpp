#include "notion/properties.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/text.hpp"
#include "notion/rich_items.hpp"
#include "record/canonical.hpp"
#include "record/rich_text.hpp"
#include "unit/notion/workspace.hpp"

namespace properties_test {

using namespace hsn;
using namespace hsn::notion;
using test::instant;

namespace {

const FieldDef& field(std::string_view name) { return *test::kThings.find(name); }

Property column(std::string type, const std::vector<std::string>& options = {}) {
  Property property{"id", "Column", std::move(type), {}};
  for (const auto& name : options) property.options.push_back({"id of " + name, name, {}});
  return property;
}
Property column(const FieldDef& def) { return column(std::string(wanted_type(def.shape))); }

// What is sent, without the envelope. A test that gets nothing fails.
Json sent(const FieldDef& def, const Property& to, const FieldValue& value, const Pages& pages = {}) {
  auto json = encode(def, to, value, pages);
  REQUIRE(json);
  REQUIRE(*json);
  return (**json).at(to.type);
}
Json sent(std::string_view name, const FieldValue& value, const Pages& pages = {}) {
  return sent(field(name), column(field(name)), value, pages);
}

// As Notion would show it again.
std::optional<FieldValue> shown(const FieldDef& def, const std::string& type, const Json& value) {
  return decode(def, column(type), {{"id", "id"}, {"type", type}, {type, value}});
}
std::optional<FieldValue> shown(std::string_view name, const Json& value) {
  return shown(field(name), std::string(wanted_type(field(name).shape)), value);
}

std::string refused(std::string_view name, const FieldValue& value) {
  const auto json = encode(field(name), column(field(name)), value, {});
  return json ? "" : describe(json.error());
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::size_t longest_item(const Json& items) {
  std::size_t longest = 0;
  for (const auto& item : items) longest = std::max(longest, utf16_length(item["text"]["content"].get<std::string>()));
  return longest;
}

Date at(std::string_view start) { return {.start = instant(start), .end = {}, .date_only = false, .zone = {}}; }

}  // namespace

TEST_CASE("properties: what is sent and shown again is the same value, for every shape that is written") {
  auto range = at("2026-11-23T09:00:00Z");
  range.end = instant("2026-11-23T10:30:00Z");
  auto day = at("2026-11-23T00:00:00Z");
  day.date_only = true;
  const std::pair<std::string_view, FieldValue> cases[] = {
      {"name", std::string("Moon print 🌙")},
      {"sku", std::string("line one\nline two")},
      {"description", std::string("plain <b>bold</b> <i>it</i> <a href=\"https://example.com/\">link</a> &amp; done")},
      {"price", *Decimal::parse("19.99")},
      {"price", Decimal(0)},
      {"price", *Decimal::parse("-0.1")},
      {"price", Decimal(9007199254740991)},
      {"featured", true},
      {"featured", false},
      {"state", std::string("On Hold")},
      {"tags", std::vector<std::string>{"Art", "Print"}},
      {"made", day},
      {"when", range},
      {"when", day},
      {"link", std::string("https://shop.example.com/p/1")},
      {"email", std::string("ana@example.com")},
      {"phone", std::string("+49 30 1234")},
      {"images", std::vector<std::string>{"https://example.com/b.jpg", "https://example.com/a.jpg"}},
      {"makers", std::vector<Ref>{{"@p1"}, {"@p2"}}},
  };
  for (const auto& [name, value] : cases) {
    CAPTURE(name);
    CHECK(shown(name, sent(name, value)) == value);
  }
}

TEST_CASE("properties: empty is sent as Notion wants it cleared, and an empty property reads as empty") {
  const std::pair<std::string_view, Json> cases[] = {
      {"name", Json::array()},  {"sku", Json::array()}, {"description", Json::array()},
      {"price", nullptr},       {"state", nullptr},     {"tags", Json::array()},
      {"made", nullptr},        {"when", nullptr},      {"link", nullptr},
      {"email", nullptr},       {"phone", nullptr},     {"images", Json::array()},
      {"makers", Json::array()}};
  for (const auto& [name, cleared] : cases) {
    CAPTURE(name);
    CHECK(sent(name, FieldValue{}) == cleared);
    CHECK(shown(name, cleared) == FieldValue{});
  }
  CHECK(sent("featured", FieldValue{}) == Json(false));
  CHECK(sent("link", std::string()) == Json(nullptr));
}

TEST_CASE("properties: long text goes in items of at most 2,000 UTF-16 units that end between characters") {
  CHECK(sent("sku", repeated("a", 2000)).size() == 1);
  CHECK(sent("sku", repeated("a", 2001)).size() == 2);
  // An emoji is two units: at an odd place it would be cut in half.
  const auto emoji = "a" + repeated("🌙", 2500);
  const auto items = sent("sku", emoji);
  CHECK(longest_item(items) <= 2000);
  CHECK(items.size() == 3);
  CHECK(items_text(items) == emoji);
  for (const auto& item : items) CHECK(is_utf8(item["text"]["content"].get<std::string>()));
  // One grapheme of several code points: a family, a letter with a combining mark that has no composed form.
  const auto family = repeated("a", 1996) + "👨‍👩‍👧" + "z";
  CHECK(sent("sku", family)[0]["text"]["content"] == repeated("a", 1996));
  const auto combining = repeated("a", 1999) + "q̃" + "z";
  CHECK(sent("sku", combining)[0]["text"]["content"] == repeated("a", 1999));
}

TEST_CASE("properties: text beyond what a property holds is cut with an ellipsis, within 100 items") {
  for (const auto& piece : {"word ", "🌙", "q̃"}) {
    const auto items = sent("sku", repeated(piece, 210'000 / static_cast<int>(utf16_length(piece))));
    CHECK(items.size() <= 100);
    CHECK(longest_item(items) <= 2000);
    CHECK(items_text(items).ends_with("…"));
  }
  std::string runs;
  for (int i = 0; i < 150; ++i) runs += "<b>x</b>y";
  const auto items = sent("description", runs);
  CHECK(items.size() <= 100);
  CHECK(items_text(items).ends_with("…"));
}

TEST_CASE("properties: markup becomes annotated items, and runs that Notion splits read as one") {
  const auto items = sent("description", std::string("a <b>b</b><i>c</i> <a href=\"https://example.com\">d</a>"));
  REQUIRE(items.size() == 5);
  CHECK(items[0] == Json{{"type", "text"}, {"text", {{"content", "a "}}}});
  CHECK(items[1]["annotations"] == Json{{"bold", true}});
  CHECK(items[2]["annotations"] == Json{{"italic", true}});
  CHECK(items[4]["text"]["link"]["url"] == "https://example.com");
  auto split = Json::array();
  for (const auto* part : {"one ", "two"}) {
    auto item = test::rich(part)[0];
    item["annotations"]["bold"] = true;
    split.push_back(item);
  }
  CHECK(shown("description", split) == FieldValue(std::string("<b>one two</b>")));
}

TEST_CASE("properties: a link that Notion would refuse loses the link, not the words") {
  const auto items = sent("description", std::string("<a href=\"/shop\">here</a>"));
  CHECK(items_text(items) == "here");
  CHECK_FALSE(items[0]["text"].contains("link"));
  const auto longer = "https://example.com/" + repeated("a", 2000);
  CHECK_FALSE(sent("description", "<a href=\"" + longer + "\">here</a>")[0]["text"].contains("link"));
}

TEST_CASE("properties: mentions and equations count with the text they show") {
  Json items = test::rich("see ");
  items.push_back({{"type", "mention"}, {"mention", {{"type", "page"}}}, {"plain_text", "Moon print"}, {"href", "https://x"}});
  CHECK(shown("sku", items) == FieldValue(std::string("see Moon print")));
  CHECK(shown("description", items) == FieldValue(std::string("see Moon print")));
}

TEST_CASE("properties: numbers go as the shortest double and come back as the same decimal") {
  CHECK(sent("price", *Decimal::parse("0.1")).dump() == "0.1");
  CHECK(sent("price", *Decimal::parse("19.90")).dump() == "19.9");
  CHECK(sent("price", Decimal(85)).dump() == "85");
  CHECK(shown("price", 85.0) == FieldValue(Decimal(85)));
  CHECK(shown("price", 0.25) == FieldValue(*Decimal::parse("0.25")));
  CHECK(shown("price", 1e300) == std::nullopt);
  CHECK(shown("price", std::numeric_limits<std::uint64_t>::max()) == std::nullopt);
  CHECK(shown("price", "85") == std::nullopt);
}

TEST_CASE(
    "properties: options lose commas, take Notion's spelling, and carry neither colour nor, when they are people's own, an id") {
  const auto known = column("select", {"New", "On Hold"});
  CHECK(sent(field("state"), known, std::string("on hold")) == Json{{"name", "On Hold"}});
  CHECK(sent(field("state"), known, std::string("Paid, shipped")) == Json{{"name", "Paid / shipped"}});
  CHECK(sent(field("tags"), column("multi_select", {"ART"}), std::vector<std::string>{"Art", "art", "a, b"}) ==
        Json::array({{{"name", "ART"}}, {{"name", "a / b"}}}));
}

TEST_CASE("properties: an option that people renamed goes on meaning what it meant") {
  auto renamed = column("select");
  renamed.options = {{"o1", "Just in", "New"}, {"o2", "On Hold", "On Hold"}};
  CHECK(sent(field("state"), renamed, std::string("new")) == Json{{"id", "o1"}, {"name", "Just in"}});
  const auto reads = [&](const Json& option) {
    return decode(field("state"), renamed, {{"type", "select"}, {"select", option}});
  };
  CHECK(reads({{"id", "o1"}, {"name", "Just in"}}) == FieldValue(std::string("New")));
  CHECK(reads({{"id", "o2"}, {"name", "Renamed since"}}) == FieldValue(std::string("On Hold")));
  CHECK(reads({{"id", "o9"}, {"name", "Theirs"}}) == FieldValue(std::string("Theirs")));
  auto tags = column("multi_select");
  tags.options = renamed.options;
  CHECK(sent(field("tags"), tags, std::vector<std::string>{"New", "b"}) ==
        Json::array({{{"id", "o1"}, {"name", "Just in"}}, {{"name", "b"}}}));
  CHECK(decode(field("tags"), tags,
               {{"type", "multi_select"}, {"multi_select", Json::array({{{"id", "o1"}, {"name", "Just in"}}})}}) ==
        FieldValue(std::vector<std::string>{"New"}));
}

TEST_CASE("properties: a status takes only the options that it has") {
  const auto status = column("status", {"Not started", "Done"});
  CHECK(sent(field("state"), status, std::string("done")) == Json{{"name", "Done"}});
  const auto other = encode(field("state"), status, std::string("Packing"), {});
  REQUIRE_FALSE(other);
  CHECK(describe(other.error()).find("Packing") != std::string::npos);
  CHECK(shown(field("state"), "status", {{"id", "1"}, {"name", "Done"}, {"color", "green"}}) == FieldValue(std::string("Done")));
}

TEST_CASE("properties: types that are also accepted carry the same values") {
  CHECK(sent(field("state"), column("rich_text"), std::string("New"))[0]["text"]["content"] == "New");
  CHECK(shown(field("state"), "rich_text", test::rich("New")) == FieldValue(std::string("New")));
  CHECK(shown(field("email"), "rich_text", test::rich(" Ana@Example.com ")) == FieldValue(std::string("ana@example.com")));
  CHECK(shown(field("low_at"), "rich_text", test::rich("12.5")) == FieldValue(*Decimal::parse("12.5")));
  CHECK(shown(field("low_at"), "rich_text", test::rich("a dozen")) == std::nullopt);
  CHECK(shown(field("when"), "created_time", "2026-11-23T09:41:00.000Z") == FieldValue(at("2026-11-23T09:41:00Z")));
  CHECK(use_of(Shape::number, "rich_text") == Use::read_only);
  CHECK(use_of(Shape::relation, "rich_text") == Use::none);
  CHECK(use_of(Shape::checkbox, "select") == Use::none);
  CHECK(encode(field("low_at"), column("rich_text"), Decimal(3), {}).value() == std::nullopt);
}

TEST_CASE("properties: computed, unknown and retyped columns are not known, whatever they hold") {
  for (const auto* type : {"formula", "rollup", "unique_id", "button", "verification", "place", "created_by", "new_thing"})
    CHECK(shown(field("price"), type, {{"type", "number"}, {"number", 3}}) == std::nullopt);
  CHECK(decode(field("price"), column("number"), {{"id", "x"}, {"type", "number"}}) == std::nullopt);
  CHECK(decode(field("price"), column("number"), Json("nonsense")) == std::nullopt);
  CHECK(decode(field("price"), column("number"), Json::object()) == std::nullopt);
  CHECK(shown("tags", nullptr) == std::nullopt);
  CHECK(shown("tags", {{{"id", "1"}}}) == std::nullopt);
  CHECK(shown("when", {{"start", "soon"}}) == std::nullopt);
  CHECK(shown("when", {{"start", "2026-11-23"}, {"end", "later"}}) == std::nullopt);
}

TEST_CASE("properties: times keep their instant through zones and offsets, and days stay days") {
  CHECK(shown("when", {{"start", "2026-11-23T10:00:00.000+01:00"}, {"end", nullptr}, {"time_zone", nullptr}}) ==
        FieldValue(at("2026-11-23T09:00:00Z")));
  CHECK(shown("when", {{"start", "2026-11-23T10:00:00"}, {"time_zone", "Europe/Berlin"}}) ==
        FieldValue(at("2026-11-23T09:00:00Z")));
  CHECK(sent("when", at("2026-11-23T09:00:00Z")) == Json{{"start", "2026-11-23T09:00:00Z"}});
  auto zoned = at("2026-07-01T09:00:00Z");
  zoned.end = instant("2026-07-01T10:00:00Z");
  zoned.zone = "Europe/Berlin";
  CHECK(sent("when", zoned) ==
        Json{{"start", "2026-07-01T11:00:00"}, {"end", "2026-07-01T12:00:00"}, {"time_zone", "Europe/Berlin"}});
  CHECK(shown("when", sent("when", zoned)) == FieldValue(zoned));
  // 02:30 comes twice on that morning: the second one can only be said in UTC.
  auto twice = at("2026-10-25T01:30:00Z");
  twice.zone = "Europe/Berlin";
  CHECK(sent("when", twice) == Json{{"start", "2026-10-25T01:30:00Z"}});
  // The day as it stands there, not the day in UTC.
  const auto day = shown("made", {{"start", "2026-11-23T00:30:00.000+02:00"}});
  REQUIRE(day);
  CHECK(sent("made", *day) == Json{{"start", "2026-11-23"}});
  CHECK(sent("when", *shown("when", {{"start", "2026-11-23"}})) == Json{{"start", "2026-11-23"}});
}

TEST_CASE("properties: what Notion would refuse the whole request for is an error of that field alone") {
  CHECK(refused("email", repeated("a", 190) + "@example.com").find("200") != std::string::npos);
  CHECK(refused("phone", repeated("1", 201)).find("Column") != std::string::npos);
  CHECK(refused("phone", repeated("1", 200)).empty());
  CHECK(refused("link", "https://example.com/" + repeated("a", 2000)).find("2000") != std::string::npos);
  std::vector<std::string> tags;
  std::vector<Ref> makers;
  for (int i = 0; i < 101; ++i) {
    tags.push_back("t" + std::to_string(i));
    makers.push_back({"@p" + std::to_string(i)});
  }
  CHECK(refused("tags", tags).find("101") != std::string::npos);
  CHECK(sent("makers", makers).size() == 100);  // of a relation the first
  tags.pop_back();
  CHECK(refused("tags", tags).empty());
  CHECK(refused("price", std::string("85")).find("kind") != std::string::npos);
}

TEST_CASE("properties: files at Notion are not known, since their addresses expire") {
  const Json external = {{"name", "a"}, {"type", "external"}, {"external", {{"url", "https://example.com/a.jpg"}}}};
  const Json uploaded = {{"name", "b"}, {"type", "file"}, {"file", {{"url", "https://s3/b"}, {"expiry_time", "soon"}}}};
  CHECK(shown("images", Json::array({external})) == FieldValue(std::vector<std::string>{"https://example.com/a.jpg"}));
  CHECK(shown("images", Json::array({external, uploaded})) == std::nullopt);
  CHECK(sent("images", std::vector<std::string>{"https://example.com/a.jpg?w=2"})[0] ==
        Json{{"name", "a.jpg"}, {"type", "external"}, {"external", {{"url", "https://example.com/a.jpg?w=2"}}}});
}

TEST_CASE("properties: relations go to the pages of the records, and never clear what cannot be named yet") {
  const std::vector<Ref> two{{"client:a@example.com"}, {"client:b@example.com"}};
  CHECK(sent("makers", two, {{"client:a@example.com", "p1"}, {"client:b@example.com", "p2"}}) ==
        Json::array({{{"id", "p1"}}, {{"id", "p2"}}}));
  CHECK(sent("makers", two, {{"client:b@example.com", "p2"}}) == Json::array({{{"id", "p2"}}}));
  CHECK(encode(field("makers"), column("relation"), two, {}).value() == std::nullopt);
}

TEST_CASE("properties: people are read by id and never written") {
  CHECK(shown("reviewer", Json::array({{{"object", "user"}, {"id", "u1"}}})) == FieldValue(std::vector<std::string>{"u1"}));
  CHECK(encode(field("reviewer"), column("people"), std::vector<std::string>{"u1"}, {}).value() == std::nullopt);
}

}  // namespace properties_test
