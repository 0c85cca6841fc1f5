// Somebody on a terminal waits for the lock while cron works: who gives way, and who finishes.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::gives_way_test {
namespace {

struct Waited : Studio {
  Waited() {
    lamp = add_product("Lamp", "40");
    set_up();
    chair = add_product("Chair", "60");
  }
  ~Waited() { nobody_waits(); }
  void somebody_waits() {
    want = ::open((state().string() + ".want").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(want >= 0);
    REQUIRE(::flock(want, LOCK_SH) == 0);
  }
  void nobody_waits() {
    if (want >= 0) ::close(want);
    want = -1;
  }
  std::size_t products() const { return notion->pages("Products").size(); }
  std::int64_t lamp = 0, chair = 0;
  int want = -1;
};

TEST_CASE("lock: a sync or a pull that somebody waits for ends, and the next one goes on") {
  const std::string command = GENERATE("sync", "pull");
  Waited hsn;
  hsn.somebody_waits();
  hsn.must(0, {command});
  CHECK(hsn.products() == 1);
  hsn.nobody_waits();
  hsn.must(0, {command});
  hsn.must(0, {"sync"});
  CHECK(hsn.products() == 2);
}

TEST_CASE("lock: a push that somebody waits for leaves its rows due; of one record, or by hand, it finishes") {
  Waited hsn;
  hsn.must(0, {"sync"});
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  const auto price = [&] { return text_at(*parse_json(hsn.shop->all("products").front()), "/regular_price"); };
  hsn.must(0, {"pull"});
  hsn.somebody_waits();
  hsn.must(0, {"push", "woocommerce", "--no-pull"});
  CHECK(hsn.writes.empty());
  SECTION("the next one goes on") {
    hsn.nobody_waits();
    hsn.must(0, {"push", "woocommerce"});
  }
  SECTION("one record") { hsn.must(0, {"push", "woocommerce", "--record", "woocommerce:product:" + std::to_string(hsn.lamp)}); }
  SECTION("by hand") {
    hsn.terminal = true;
    hsn.must(0, {"push", "woocommerce", "--yes"});
  }
  CHECK(price() == "45");
}

TEST_CASE("lock: with what a backfill leaves nobody would go on, so it finishes whoever waits") {
  Waited hsn;
  hsn.somebody_waits();
  hsn.must(0, {"backfill", "woocommerce", "products", "--since", "2020-01-01"});
  CHECK(hsn.products() == 2);
}

TEST_CASE("lock: a saved plan, an undo and a rebuild are carried out whole, whoever waits") {
  Waited hsn;
  hsn.must(0, {"sync"});
  hsn.shop->change("products", hsn.lamp, R"({"regular_price":"50"})", hsn.clock.now());
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.must(0, {"diff", "-o", plan});
  hsn.somebody_waits();
  hsn.must(0, {"push", "--plan", plan, "--json"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Regular Price") == "50");
  const auto run = std::to_string(*int_at(*parse_json(hsn.out.str()), "/run"));
  hsn.must(0, {"undo", run});
  CHECK(hsn.page("Products", "Lamp").plain.at("Regular Price") == "40");
  hsn.must(0, {"rebuild", "--yes"});
}

}  // namespace
}  // namespace hsn::cli::gives_way_test
