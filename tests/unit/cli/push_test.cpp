#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::push_test {
namespace {

// A price was changed in Notion, and the plan that would tell the shop is saved.
struct Planned : Studio {
  Planned() {
    add_product("Lamp", "40");
    set_up();
    edit("Products", "Lamp", "Regular Price", R"({"number":45})");
    must(0, {"diff", "-o", plan});
  }
  std::string plan = (dir.path() / "plan.json").string();
};

TEST_CASE("push: a saved plan is carried out for a target however it is spelt") {
  for (const std::string target : {"woocommerce", "WooCommerce", " WOOCOMMERCE"}) {
    INFO(target);
    Planned hsn;
    hsn.must(0, {"push", target, "--plan", hsn.plan});
    const auto product = *parse_json(hsn.shop->all("products").front());
    CHECK(text_at(product, "/regular_price") == "45");
  }
}

TEST_CASE("push: of a saved plan, what is for others stays undone") {
  Planned hsn;
  hsn.must(0, {"push", "notion", "--plan", hsn.plan});
  for (const auto& request : hsn.writes) CHECK(http::host_of(request.url) == "api.notion.com");
}

}  // namespace
}  // namespace hsn::cli::push_test
