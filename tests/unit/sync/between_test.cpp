// Who was faster: what happens on a side between its reading and our write, and who spoke last.
#include "support/small_world.hpp"

namespace between_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Lamp : SmallWorld {
  std::string id = add_product("Lamp", 40), key = "woocommerce:product:" + id;
  Lamp() { settle_down(); }

  // Once, after the shop's list has been read.
  void after_reading(std::function<void()> then) {
    wire = [this, then = std::move(then), done = false](const http::Request& request,
                                                        const Pass& pass) mutable -> FakeTransport::Answer {
      auto response = pass();
      if (!done && request.service == "woocommerce" && request.url.find("/products?") != std::string::npos) {
        done = true;
        then();
      }
      return response;
    };
  }
  void sell(int left) { shop.edit("products", id, "stock_quantity", number(left), clock.now()); }
  FieldValue left() { return in_shop("products", id, "stock_quantity"); }
};

}  // namespace

TEST_CASE("between: the newest counts where the mapping file says so, whichever side it is") {
  Lamp lamp;
  lamp.catalog().policies[{"products", "regular_price"}].conflict = config::ConflictPolicy::newest;
  const bool shop_was_later = GENERATE(true, false);
  const auto in_hub = [&] { lamp.edit_page("products", lamp.key, "regular_price", number(45)); };
  const auto in_shop = [&] { lamp.shop.edit("products", lamp.id, "regular_price", number(50), lamp.clock.now()); };
  shop_was_later ? in_hub() : in_shop();
  lamp.clock.advance(2h);
  shop_was_later ? in_shop() : in_hub();
  lamp.clock.advance(2h);
  lamp.settle_down();
  CHECK(lamp.in_shop("products", lamp.id, "regular_price") == number(shop_was_later ? 50 : 45));
  CHECK(lamp.on_page("products", lamp.key, "regular_price") == number(shop_was_later ? 50 : 45));
}

TEST_CASE("between: what somebody at the shop has done as well is no failure, since nothing is left to be done") {
  Lamp lamp;
  lamp.edit_page("products", lamp.key, "stock_quantity", number(8));
  lamp.after_reading([&] { lamp.sell(8); });
  const auto ran = lamp.sync();
  CHECK(ran.report.errors.empty());
  CHECK(lamp.left() == number(8));
  CHECK(lamp.settle_down().report.errors.empty());
}

TEST_CASE("between: a write that a sale was faster than goes out in the next round, and nothing of it is told as failed") {
  Lamp lamp;
  lamp.edit_page("products", lamp.key, "stock_quantity", number(15));  // five more
  lamp.after_reading([&] { lamp.sell(8); });
  const auto ran = lamp.sync();
  CHECK(ran.report.errors.empty());
  CHECK(lamp.left() == number(13));
}

TEST_CASE("between: a page that is removed before it is written to is told as left alone, not as a failure") {
  Lamp lamp;
  lamp.shop.edit("products", lamp.id, "regular_price", number(50), lamp.clock.now());
  const auto page = lamp.page("products", lamp.key).id;
  lamp.wire = [&, done = false](const http::Request& request, const SmallWorld::Pass& pass) mutable -> FakeTransport::Answer {
    const bool writes = request.service == "notion" && request.method != "GET";
    if (!done && writes) {
      done = true;
      lamp.hub.erase("products", page);
    }
    return pass();
  };
  const auto ran = lamp.sync();
  CHECK(ran.report.errors.empty());
  REQUIRE(ran.report.warnings.size() == 1);
  CHECK(ran.report.warnings[0].find("is left alone") != std::string::npos);
}

}  // namespace between_test
