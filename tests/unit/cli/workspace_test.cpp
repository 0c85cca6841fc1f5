#include "cli/workspace.hpp"

#include <catch2/catch.hpp>

namespace workspace_test {

using namespace hsn;

TEST_CASE("workspace: a state that knows the pages of another database is refused, one that knows none is not") {
  notion::Layout known;
  known.sources["orders"].database_id = "aaaaaaaa-0000-4000-8000-000000000001";
  const std::map<std::string, config::NotionId, std::less<>> same{{"orders", {"aaaaaaaa-0000-4000-8000-000000000001", ""}}},
      other{{"orders", {"bbbbbbbb-0000-4000-8000-000000000002", ""}}}, none;
  const auto full = [](std::string_view) { return true; };
  const auto empty = [](std::string_view) { return false; };
  CHECK(cli::same_databases(same, known, full, "hsn.db"));
  CHECK(cli::same_databases(none, known, full, "hsn.db"));
  CHECK(cli::same_databases(other, known, empty, "hsn.db"));
  const auto refused = cli::same_databases(other, known, full, "hsn.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::bad_config);
  CHECK(refused.error().what.find("another Notion database of orders") != std::string::npos);
  CHECK(refused.error().where == "hsn.db");
}

TEST_CASE("workspace: a route that nobody could follow is told with the file and line of that route") {
  const std::string good = "[[ai.routes]]\nuse = \"openai:a\"\n";
  const auto error_of = [](const std::string& toml) {
    const auto mapping = config::parse_mapping(toml, "hsn.toml", cli::known_properties());
    REQUIRE(mapping);
    const auto sound = cli::sound_routes(*mapping);
    return sound ? Error{} : sound.error();
  };
  CHECK(error_of(good).where.empty());
  for (const std::string bad :
       {"use = \"nope:x\"", "task = \"Nope\"\nuse = \"openai:x\"", "use = \"openai\"", "entity = \"nope\"\nuse = \"openai:x\""}) {
    INFO(bad);
    const auto error = error_of(good + "[[ai.routes]]\n" + bad);
    CHECK(error.fault == Fault::bad_config);
    CHECK(error.where == "hsn.toml:3");
  }
}

TEST_CASE("settings: every number has a largest value, and its default lies below it") {
  for (const auto table : cli::setting_tables()) {
    for (const auto& def : table) {
      if (def.kind != config::Kind::integer) continue;
      INFO(def.name);
      CHECK(def.most > 0);
      CHECK((def.fallback.empty() || std::stoll(std::string(def.fallback)) <= def.most));
    }
  }
}

}  // namespace workspace_test
