#include "cli/commands/chaos.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "core/json.hpp"
#include "outside.hpp"

namespace hsn::cli::chaos_test {
namespace {

constexpr std::size_t kStride = 53;  // the whole of it takes minutes without optimisation: `hsn sandbox --chaos`

TEST_CASE("chaos: with the user's own mapping each crash point is survived, and counted") {
  Desk desk;
  const auto mapping = desk.dir.path() / "hsn.toml";
  std::ofstream(mapping) << "[notion.products.properties]\n\"Regular Price\" = \"Preis\"\n"
                         << "[fields.products.\"Regular Price\"]\nconflict = \"hold\"\n";
  auto outside = desk.outside();
  Globals globals;
  globals.config = mapping.string();
  globals.json = true;
  Session session(outside, globals, "sandbox", {"sandbox", "--chaos"});
  const auto exit = run_chaos(session, 1, kStride);
  INFO(desk.out.str() << (exit ? "" : describe(exit.error().error)));
  REQUIRE(exit);
  CHECK(*exit == Exit::done);
  const auto json = parse_json(desk.out.str());
  REQUIRE(json);
  CHECK(int_at(*json, "/journal").value_or(0) > 2);
  CHECK(int_at(*json, "/wire").value_or(0) > 0);
  CHECK(int_at(*json, "/lost") == 0);
  CHECK(int_at(*json, "/twice") == 0);
  CHECK(int_at(*json, "/echoes") == 0);
  CHECK(json->at("story").is_null());
}

}  // namespace
}  // namespace hsn::cli::chaos_test
