#include "record/canonical.hpp"

#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "core/time.hpp"

namespace canonical_test {

using namespace hsn;

namespace {

constexpr FieldDef kText{"note", Shape::text, "Note", Owner::both};
constexpr FieldDef kRich{"description", Shape::rich, "Description", Owner::both};
constexpr FieldDef kTags{"tags", Shape::multi_select, "Tags", Owner::both};
constexpr FieldDef kStatus{"status", Shape::select, "Status", Owner::both};
constexpr FieldDef kPhone{"phone", Shape::phone, "Phone", Owner::both};
constexpr FieldDef kPrice{"price", Shape::number, "Price", Owner::both};
constexpr FieldDef kWhen{"when", Shape::datetime, "When", Owner::both};
constexpr FieldDef kDay{"day", Shape::date, "Day", Owner::both};
constexpr FieldDef kFiles{"images", Shape::files, "Images", Owner::both};
constexpr FieldDef kTicked{"featured", Shape::checkbox, "Featured", Owner::both};

Date at(std::string_view text) { return {parse_instant(text).value(), std::nullopt, false, {}}; }
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an e-mail address is folded whole, without touching dots or tags") {
  CHECK(fold_email("  Ana.Lima+shop@Example.COM ") == "ana.lima+shop@example.com");
  CHECK(fold_email("Info@Große-Ärzte.example") == "info@große-ärzte.example");  // "grosse" is another domain
}

TEST_CASE("a client's key: an address, and nothing that mail could not go to") {
  CHECK(client_key(" Ana@Example.com ") == "client:ana@example.com");
  CHECK(client_key(std::string(188, 'a') + "@example.com").size() == 207);
  for (const std::string slip : {"", "ana", "@example.com", "ana@", "ana@home@example.com", "ana lima@example.com",
                                 "<ana@example.com>", "ana@example.com, ben@example.com", "ana@example.com;"}) {
    INFO(slip);
    CHECK(client_key(slip).empty());
  }
  CHECK(client_key(std::string(189, 'a') + "@example.com").empty());
}

TEST_CASE("canonical text is trimmed, has LF line ends and is nothing when blank") {
  CHECK(canonical(kText, std::string("  a\r\nb ")) == FieldValue(std::string("a\nb")));
  CHECK(canonical(kText, std::string(" \n ")) == FieldValue());
}

TEST_CASE("canonical lists are sorted and without repeats, files keep their order") {
  CHECK(canonical(kTags, Texts{"b", "a", "b", " "}) == FieldValue(Texts{"a", "b"}));
  CHECK(canonical(kFiles, Texts{"b", "a"}) == FieldValue(Texts{"b", "a"}));
  CHECK(canonical(kTags, Texts{}) == FieldValue());
}

TEST_CASE("a date-only field drops the time, a date-time keeps seconds") {
  const auto day = std::get<Date>(canonical(kDay, at("2026-11-23T10:11:12.345Z")));
  CHECK(day.date_only);
  CHECK(day.start == parse_instant("2026-11-23"));
  CHECK(std::get<Date>(canonical(kWhen, at("2026-11-23T10:11:12.345Z"))).start == parse_instant("2026-11-23T10:11:12Z"));
}

TEST_CASE("the hub form replaces commas in options and cuts them to 100 units") {
  CHECK(hub_form(kStatus, std::string("a, b")) == FieldValue(std::string("a / b")));
  CHECK(utf16_length(std::get<std::string>(hub_form(kStatus, std::string(150, 'x')))) == 100);
  CHECK(hub_form(kTags, Texts{"x,y", "x /y"}) == FieldValue(Texts{"x /y"}));
}

TEST_CASE("the hub form of a long text ends with an ellipsis and is a fixed point") {
  std::string poem;
  while (poem.size() < 400'000) poem += "🌙 moon, ";
  for (const auto* field : {&kText, &kRich}) {
    const auto cut = hub_form(*field, canonical(*field, poem));
    CHECK(std::get<std::string>(cut).ends_with("…"));
    CHECK(hub_form(*field, cut) == cut);
    CHECK(hub_form(*field, canonical(*field, cut)) == cut);
    CHECK(std::get<std::string>(cut).size() > 200'000);
  }
}

TEST_CASE("a rich text of more than 100 differently styled runs is cut at a run") {
  std::string markup;
  for (int i = 0; i < 150; ++i) markup += "<b>x</b> y ";
  const auto cut = std::get<std::string>(hub_form(kRich, canonical(kRich, markup)));
  CHECK(cut.ends_with("…"));
  CHECK(hub_form(kRich, cut) == FieldValue(cut));
}

TEST_CASE("same: times to the minute, phones by digits, options ignoring case, an unticked box and none at all") {
  CHECK(same(kWhen, at("2026-11-23T10:11:12Z"), at("2026-11-23T10:11:00Z")));
  CHECK_FALSE(same(kWhen, at("2026-11-23T10:11:12Z"), at("2026-11-23T10:12:00Z")));
  CHECK(same(kPhone, std::string("+1 (805) 555-0142"), std::string("+18055550142")));
  CHECK_FALSE(same(kPhone, std::string("+1 805"), std::string("1 805")));
  CHECK_FALSE(same(kPhone, std::string("unknown"), std::string("none")));
  CHECK(same(kStatus, std::string("on hold"), std::string("On Hold")));
  CHECK(same(kTags, Texts{"VIP", "New"}, Texts{"new", "vip"}));
  CHECK(same(kTags, Texts{"VIP", "vip"}, Texts{"VIP"}));
  CHECK_FALSE(same(kTags, Texts{"VIP"}, Texts{"VIP", "New"}));
  CHECK(same(kTicked, false, FieldValue()));
  CHECK_FALSE(same(kTicked, true, FieldValue()));
  CHECK(same(kPrice, *Decimal::parse("85.00"), *Decimal::parse("85")));
  CHECK_FALSE(same(kText, std::string("a"), std::string("A")));
}

TEST_CASE("a hub value that nobody touched means the value it was made from") {
  CHECK(from_hub_form(kTags, Texts{"Prints / Large", "New"}, Texts{"Prints, Large"}) ==
        FieldValue(Texts{"New", "Prints, Large"}));
  CHECK(from_hub_form(kWhen, at("2026-11-23T10:11:00Z"), at("2026-11-23T10:11:42Z")) == FieldValue(at("2026-11-23T10:11:42Z")));
  CHECK(from_hub_form(kText, std::string("new"), std::string("old")) == FieldValue(std::string("new")));
}

TEST_CASE("an edited cut text cannot be pushed") {
  const auto whole = canonical(kText, std::string(400'000, 'x'));
  const auto cut = hub_form(kText, whole);
  CHECK(from_hub_form(kText, cut, whole) == whole);
  CHECK_FALSE(from_hub_form(kText, std::string("short now"), whole).has_value());
}

TEST_CASE("canonical: a digest goes by value, however a number is written") {
  const auto priced = [](std::string_view price) { return digest(std::string("Bowl"), Decimal::parse(price).value()); };
  CHECK(priced("85") == priced("85.00"));
  CHECK(priced("0.5") == priced("0.50"));
  CHECK(priced("85") != priced("85.01"));
}

}  // namespace canonical_test
