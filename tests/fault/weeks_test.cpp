// Random weeks with the real hub and the real shop client before their emulators: columns renamed, the databases not shared for a
// while, searches that lag, runs killed and answers lost. Each field is edited on one side only, so its last edit is what both
// sides must show in the end. HSN_SOAK: many more.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "core/json.hpp"
#include "support/studio.hpp"

namespace weeks_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Killed {};

sandbox::NotionOptions habits(Random& random) {
  sandbox::NotionOptions options;
  options.seed = random();
  if (random() % 2 == 0) options.index_lag = std::chrono::seconds(random() % 20);
  return options;
}

class Week {
 public:
  explicit Week(std::uint64_t seed) : random_(seeded(seed)), studio_(habits(random_)) {
    add_product();
    add_product();
    add_order();
  }

  void play() {
    for (std::uint64_t days = 4 + below(8); days > 0; --days) {
      happen(below(12));
      studio_.clock.advance(std::chrono::seconds(5 + below(200)));
    }
    studio_.notion->share(true);
    studio_.options.full = true;
    studio_.settle_down();
    studio_.options.full = false;
  }

  void check() {
    CHECK(studio_.store().open_intents().empty());
    CHECK(studio_.notion->pages("Orders").size() == orders_);
    CHECK(studio_.notion->pages("Products").size() == products_.size());
    CHECK(studio_.shop->all("products").size() == products_.size());
    for (const auto& record : studio_.shop->all("products")) {
      const auto json = *parse_json(record);
      const auto id = int_at(json, "/id").value();
      const auto& product = products_.at(id);
      INFO(key_of(id));
      CHECK(text_at(json, "/name") == product.name);
      CHECK(text_at(json, "/sku") == product.sku);
      CHECK(Decimal::parse(text_at(json, "/regular_price").value()) == Decimal::parse(product.price));
      const auto pages = pages_of(id);
      REQUIRE(pages.size() == 1);
      CHECK(pages.front().plain.at(columns_.at("Name")) == product.name);
      CHECK(pages.front().plain.at(columns_.at("SKU")) == product.sku);
      CHECK(pages.front().plain.at(columns_.at("Regular Price")) == product.price);
    }
    CHECK(studio_.sync().writes == 0);
  }

  std::string tale;

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  void say(const std::string& line) { tale += "  " + line + "\n"; }

  void happen(std::uint64_t what) {
    switch (what) {
      case 0:
        return add_product();
      case 1:
        return add_order();
      case 2:
      case 3:
        return edit_page();
      case 4:
      case 5:
        return change_product();
      case 6:
        return rename_column();
      case 7:
        say("the databases are not shared for a run");
        studio_.notion->share(false);
        run();
        return studio_.notion->share(true);
      case 8:
        return run_killed();
      case 9:
      case 10:
        return run_with_a_lost_answer();
      default:
        say("a run");
        return run();
    }
  }

  void add_product() {
    const auto name = "Product " + std::to_string(++words_);
    const auto id = studio_.shop->add_product(R"({"name":")" + name +
                                                  R"(","type":"simple","status":"publish","regular_price":"10.00","sku":"s)" +
                                                  std::to_string(words_) + R"("})",
                                              studio_.clock.now());
    products_[id] = {name, "10", "s" + std::to_string(words_)};
    say(name + " is new in the shop");
  }

  void add_order() {
    const auto product = pick();
    const auto email = "p" + std::to_string(++words_) + "@example.com";
    studio_.shop->add_order(R"({"status":"processing","billing":{"first_name":"Ada","email":")" + email +
                                R"("},"line_items":[{"product_id":)" + std::to_string(product) + R"(,"quantity":1}]})",
                            studio_.clock.now());
    ++orders_;
    say("an order of " + email);
  }

  std::int64_t pick() { return std::next(products_.begin(), static_cast<std::ptrdiff_t>(below(products_.size())))->first; }
  static std::string key_of(std::int64_t id) { return "woocommerce:product:" + std::to_string(id); }

  std::vector<sandbox::Notion::Page> pages_of(std::int64_t id) const {
    std::vector<sandbox::Notion::Page> found;
    for (auto& page : studio_.notion->pages("Products")) {
      if (page.plain.at("External ID") == key_of(id)) found.push_back(std::move(page));
    }
    return found;
  }

  void edit_page() {
    const auto id = pick();
    const auto pages = pages_of(id);
    if (pages.empty()) return;
    auto& product = products_.at(id);
    const bool price = below(2) == 0;
    ++words_;
    (price ? product.price : product.sku) = price ? std::to_string(100 + words_) : "n" + std::to_string(words_);
    const auto value = price ? R"({"number":)" + product.price + "}"
                             : R"({"rich_text":[{"type":"text","text":{"content":")" + product.sku + R"("}}]})";
    const auto& column = columns_.at(price ? "Regular Price" : "SKU");
    REQUIRE(studio_.notion->edit(pages.front().id, column, value, studio_.clock.now()));
    say("staff set " + column + " of " + key_of(id) + " to " + (price ? product.price : product.sku));
  }

  void change_product() {
    const auto id = pick();
    auto& name = products_.at(id).name;
    name = "Product " + std::to_string(++words_);
    REQUIRE(studio_.shop->change("products", id, R"({"name":")" + name + R"("})", studio_.clock.now()));
    say("the shop calls " + key_of(id) + " " + name);
  }

  void rename_column() {
    auto& column = std::next(columns_.begin(), static_cast<std::ptrdiff_t>(below(columns_.size())))->second;
    const auto renamed = "Column " + std::to_string(++words_);
    REQUIRE(studio_.notion->rename_property("Products", column, renamed));
    say("staff rename " + column + " to " + renamed);
    column = renamed;
  }

  void run() {
    try {
      studio_.sync();
    } catch (const Killed&) {
      say("  it dies");
    }
    studio_.journal_point = nullptr;
    studio_.wire = [](const http::Request&, const Studio::Pass& pass) -> FakeTransport::Answer { return pass(); };
  }

  void run_killed() {
    const auto n = 1 + below(80);
    say("a run, killed at journal point " + std::to_string(n));
    studio_.journal_point = [n, passed = std::uint64_t{0}](const char*) mutable {
      if (++passed == n) throw Killed{};
    };
    run();
  }

  void run_with_a_lost_answer() {
    const auto n = 1 + below(25), how = below(4);
    say("a run; answer " + std::to_string(n) + " is lost (" + std::to_string(how) + ")");
    studio_.wire = [n, how, passed = std::uint64_t{0}](const http::Request&,
                                                       const Studio::Pass& pass) mutable -> FakeTransport::Answer {
      if (++passed != n) return pass();
      if (how == 0) return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
      auto response = pass();
      if (how == 1) return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
      if (how == 2) return answer(502, "<html>bad gateway</html>");
      response.body.resize(response.body.size() / 3);
      return response;
    };
    run();
  }

  struct Product {
    std::string name, price, sku;
  };
  Random random_;
  Studio studio_;
  std::map<std::int64_t, Product> products_;
  std::map<std::string, std::string> columns_{{"Name", "Name"}, {"SKU", "SKU"}, {"Regular Price", "Regular Price"}};
  std::size_t orders_ = 0;
  int words_ = 0;
};

}  // namespace

TEST_CASE("fault: whatever a week brings, the last edit of a field is what both sides show") {
  const char* soak = std::getenv("HSN_SOAK");
  const std::uint64_t weeks = soak != nullptr && *soak != '\0' ? 20'000 : 200;
  for (std::uint64_t seed = 1; seed <= weeks; ++seed) {
    Week week(seed);
    REQUIRE_NOTHROW(week.play());
    INFO("week " << seed << ":\n" << week.tale);
    week.check();
  }
  std::cout << "weeks survived with the emulators: " << weeks << "\n";
}

}  // namespace weeks_test
