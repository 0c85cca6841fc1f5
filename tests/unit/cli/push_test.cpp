#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::push_test {
namespace {

TEST_CASE("push: a saved plan is carried out for a target however it is spelt") {
  for (const std::string target : {"woocommerce", "WooCommerce", " WOOCOMMERCE"}) {
    INFO(target);
    Studio hsn;
    hsn.add_product("Lamp", "40");
    hsn.set_up();
    hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
    const auto plan = (hsn.dir.path() / "plan.json").string();
    hsn.must(0, {"diff", "-o", plan});
    hsn.must(0, {"push", target, "--plan", plan});
    const auto product = *parse_json(hsn.shop->all("products").front());
    CHECK(text_at(product, "/regular_price") == "45");
  }
}

TEST_CASE("push: of a saved plan, what is for others stays undone") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.must(0, {"diff", "-o", plan});
  hsn.must(0, {"push", "notion", "--plan", plan});
  for (const auto& request : hsn.writes) CHECK(http::host_of(request.url) == "api.notion.com");
}

}  // namespace
}  // namespace hsn::cli::push_test
