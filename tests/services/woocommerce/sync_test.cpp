// The shop against the engine: what becomes of an edit that the shop accepts and does not carry out.
#include <catch2/catch.hpp>

#include "support/studio.hpp"

namespace woocommerce_sync_test {

using namespace hsn;
using namespace hsn::test;

TEST_CASE("an edit that the shop accepts and leaves undone is put back, said on the page and reported", "[woocommerce]") {
  Studio studio;
  studio.shop->add_product(R"({"name":"Print","type":"variable","status":"publish","sku":"VAR-1"})", studio.clock.now());
  studio.settle_down();
  studio.edit("Products", "Print", "Regular Price", R"({"number":85})");
  studio.edit("Products", "Print", "SKU", R"({"rich_text":[{"type":"text","text":{"content":"VAR-2"}}]})");
  studio.clock.advance(std::chrono::minutes(3));
  const auto ran = studio.sync();
  REQUIRE(ran.report.errors.size() == 1);
  CHECK(describe(ran.report.errors[0].error).find("Regular Price: WooCommerce did not take 85") != std::string::npos);
  const auto page = studio.page("Products", "Print");
  CHECK(page.plain.at("Regular Price").empty());
  CHECK(page.plain.at("SKU") == "VAR-2");
  CHECK(page.plain.at("Sync Note").find("did not take 85") != std::string::npos);
  CHECK(studio.settle_down().writes == 0);
}

}  // namespace woocommerce_sync_test
