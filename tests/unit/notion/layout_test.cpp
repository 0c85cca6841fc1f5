#include "notion/layout.hpp"

#include <catch2/catch.hpp>

#include "unit/notion/workspace.hpp"

namespace layout_test {

using namespace hsn;

TEST_CASE("layout: what is stored is what comes back") {
  auto layout = test::layout();
  layout.read_at = test::instant("2026-11-23T10:00:00Z");
  layout.sources["things"].problems = {"column \"Link\" is missing"};
  layout.sources["makers"].usable = false;
  const auto back = notion::decode_layout(notion::encode(layout));
  REQUIRE(back);
  CHECK(notion::encode(*back) == notion::encode(layout));
  CHECK(back->read_at == layout.read_at);
  CHECK(back->bot_id == test::kBot);
  CHECK(back->sources.at("things").properties.at("sku").id == "f%5C%5C%3Ap");
  CHECK(back->sources.at("things").properties.at("state").options == layout.sources.at("things").properties.at("state").options);
  CHECK(back->sources.at("things").problems.size() == 1);
  CHECK_FALSE(back->sources.at("makers").usable);
}

TEST_CASE("layout: a stored text that is none is an error, not a crash") {
  CHECK_FALSE(notion::decode_layout("not json"));
  CHECK_FALSE(notion::decode_layout("[]"));
  const auto odd = notion::decode_layout(R"({"sources":{"things":{"properties":{"name":7}}}})");
  REQUIRE(odd);
  CHECK_FALSE(odd->sources.at("things").usable);
}

TEST_CASE("layout: a field is on another column when its id, its type or its absence has changed") {
  const auto before = test::layout();
  using Others = std::map<std::string, std::vector<std::string>>;
  CHECK(notion::other_columns(before, before).empty());
  auto now = before;
  now.sources["things"].properties["sku"].id = "new1";
  now.sources["things"].properties["price"].type = "rich_text";
  now.sources["things"].properties["state"].name = "Renamed";
  now.sources["things"].properties["tags"] = {"t4gs", "Tags", "multi_select", {}};
  now.sources["things"].properties.erase("makers");
  CHECK(notion::other_columns(before, now) == Others{{"things", {"price", "sku", "tags"}}});
  CHECK(notion::other_columns(now, before) == Others{{"things", {"makers", "price", "sku"}}});
  // A database that could not be read for a while comes back as it was.
  auto away = before;
  away.sources["things"].properties.clear();
  CHECK(notion::other_columns(away, before).empty());
  CHECK(notion::other_columns(before, away).empty());
  CHECK(notion::other_columns({}, before).empty());
}

}  // namespace layout_test
