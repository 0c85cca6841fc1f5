// Rule 6 of cli.md: nothing that somebody has set goes without a word.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::overwritten_test {
namespace {

struct Lamp : Studio {
  Lamp() {
    environment["NO_COLOR"] = "1";
    id = add_product("Lamp", "40");
    set_up();
  }
  void both_change(const std::string& in_shop, const std::string& on_page) {
    shop->change("products", id, in_shop, clock.now());
    edit("Products", "Lamp", "Regular Price", R"({"number":)" + on_page + "}");
  }
  Json overwritten() {
    must(0, {"sync", "--json"});
    return *at(*parse_json(out.str()), "/overwritten");
  }
  // The words of the line that begins so, blanks aside.
  std::string line(const std::string& start) const {
    std::istringstream lines(err.str());
    for (std::string text, words; std::getline(lines, text); words.clear()) {
      std::istringstream parts(text);
      for (std::string part; parts >> part;) words += (words.empty() ? "" : " ") + part;
      if (words.starts_with(start)) return words;
    }
    return {};
  }
  std::int64_t id = 0;
};

TEST_CASE("overwritten: the side that a rule decided against is a line with old and new value, and counted") {
  Lamp hsn;
  hsn.both_change(R"({"regular_price":"50"})", "45");
  hsn.must(0, {"sync", "-v"});
  CHECK(hsn.line("Lamp") == "Lamp WooCommerce Regular Price 50 45 changed on both sides: Notion decides");
  CHECK(hsn.line("run").find(", overwritten 1,") != std::string::npos);
  hsn.must(0, {"sync", "-v"});
  CHECK(hsn.err.str().find("verwritten") == std::string::npos);
}

TEST_CASE("overwritten: an edit that is put back is a line of the report and of its JSON") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Currency", R"({"select":{"name":"JPY"}})");
  hsn.terminal = true;
  hsn.must(0, {"sync"});
  CHECK(hsn.line("Lamp").starts_with("Lamp Notion Currency JPY"));
  CHECK(hsn.line("Lamp").ends_with("put back: WooCommerce decides this field"));
  hsn.terminal = false;
  hsn.edit("Products", "Lamp", "Currency", R"({"select":{"name":"JPY"}})");
  const auto told = hsn.overwritten();
  REQUIRE(told.size() == 1);
  CHECK(told[0]["record"] == "woocommerce:product:" + std::to_string(hsn.id));
  CHECK(told[0]["target"] == "notion");
  CHECK(told[0]["field"] == "Currency");
  CHECK(told[0]["from"] == "JPY");
  CHECK(told[0]["to"] != "JPY");
}

TEST_CASE("overwritten: what staff had on a page that is linked anew, and the service decides, is told") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Notion Managed", R"({"checkbox":false})");
  hsn.must(0, {"sync"});
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.edit("Products", "Lamp", "Currency", R"({"select":{"name":"JPY"}})");  // the service's own in any case
  hsn.edit("Products", "Lamp", "Sale Price", R"({"number":44})");            // it has none
  std::filesystem::remove(hsn.state());
  std::map<std::string, Json> from;
  for (const auto& told : hsn.overwritten()) from.emplace(told["field"], told["from"]);
  CHECK(from == std::map<std::string, Json>{{"Regular Price", 45}, {"Sale Price", 44}, {"Currency", "JPY"}});
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note").find("first link: taken from WooCommerce (Notion: 45") !=
        std::string::npos);
}

TEST_CASE("overwritten: what the page's own write of a saved plan does not say stays to be said") {
  Lamp hsn;
  hsn.both_change(R"({"regular_price":"65","short_description":"New"})", "45");
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.run({"diff", "-o", plan});
  hsn.run({"push", "--plan", plan});
  hsn.run({"sync"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note").find("Regular Price: changed on both sides") != std::string::npos);
}

TEST_CASE("overwritten: a saved plan tells of it too") {
  Lamp hsn;
  hsn.both_change(R"({"regular_price":"50"})", "45");
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.must(0, {"diff", "-o", plan});
  hsn.must(0, {"push", "--plan", plan, "--json"});
  CHECK(text_at(*parse_json(hsn.out.str()), "/overwritten/0/from") == "50");
}

TEST_CASE("overwritten: what the shop answers to but does not take is told as an error, not as overwritten") {
  Lamp hsn;
  hsn.network = [&](http::Request request, Instant now) {
    if (const auto at = request.body.find(R"("regular_price":"45")"); at != std::string::npos)
      request.body.replace(at + 17, 2, "50");
    return hsn.serve(request, now);
  };
  hsn.both_change(R"({"regular_price":"50"})", "45");
  hsn.must(4, {"sync", "--json"});
  CHECK(at(*parse_json(hsn.out.str()), "/overwritten")->empty());
  CHECK(hsn.err.str().find("did not take 45") != std::string::npos);
}

TEST_CASE("overwritten: a stock of which both changes count is not") {
  Lamp hsn;
  hsn.shop->change("products", hsn.id, R"({"manage_stock":true,"stock_quantity":9})", hsn.clock.now());
  hsn.must(0, {"sync"});
  hsn.shop->change("products", hsn.id, R"({"stock_quantity":8})", hsn.clock.now());
  hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":19})");
  CHECK(hsn.overwritten().empty());
  CHECK(hsn.page("Products", "Lamp").plain.at("Stock Quantity") == "18");
}

TEST_CASE("overwritten: without a terminal, and with --quiet, nothing is printed") {
  Lamp hsn;
  hsn.both_change(R"({"regular_price":"50"})", "45");
  hsn.must(0, {"sync"});
  CHECK(hsn.out.str() + hsn.err.str() == "");
  hsn.both_change(R"({"regular_price":"51"})", "46");
  hsn.terminal = true;
  hsn.must(0, {"sync", "--quiet"});
  CHECK(hsn.out.str() + hsn.err.str() == "");
}

}  // namespace
}  // namespace hsn::cli::overwritten_test
