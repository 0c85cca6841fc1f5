// The commands over a business in miniature: emulators instead of a network, everything else as in the program.
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "config/read_file.hpp"
#include "core/json.hpp"
#include "http/auth.hpp"
#include "outside.hpp"
#include "sandbox/seeds.hpp"
#include "sandbox/world.hpp"

namespace hsn::cli {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Business : Desk {
  sandbox::World world{sandbox::Notion::make({})};
  sandbox::Shop& shop = world.mount_shop("/wp-json/", sandbox::Shop::make({}));
  std::size_t writes = 0;
  int nonce = 0;

  Business() {
    sandbox::seed_shop(shop, {3, 2, 0, 3}, clock.now());
    std::ofstream(dir.path() / ".env")
        << "# mine\nNOTION_API_TOKEN=ntn_sandbox\nNOTION_BASE_URL=http://127.0.0.1:9\n"
           "NOTION_PARENT_PAGE_ID=11111111222243338444555555555555\nWOOCOMMERCE_URL=http://127.0.0.1:9\n"
           "WOOCOMMERCE_CONSUMER_KEY=ck_sandbox\nWOOCOMMERCE_CONSUMER_SECRET=cs_sandbox\n";
    network = [this](const http::Request& request, Instant now) { return serve(request, now); };
  }
  // As curl would send it.
  test::FakeTransport::Answer serve(http::Request request, Instant now) {
    const auto authorized = http::authorize(request, now, "nonce" + std::to_string(++nonce));
    request.url = authorized.url;
    request.headers.insert(request.headers.end(), authorized.headers.begin(), authorized.headers.end());
    const bool query = has(request.url, "/query");
    if (request.method != "GET" && !query) ++writes;
    auto exchange = world.serve(request, now);
    if (!exchange.response) return tl::unexpected(http::Failure{http::Failure::Kind::lost, "cut"});
    return std::move(*exchange.response);
  }
  void set_up() {
    REQUIRE(run({"init", "--yes"}) == 0);
    REQUIRE(run({"sync"}) == 0);
    clock.advance(std::chrono::hours(1));
  }
  sandbox::Notion::Page product(std::size_t index = 0) { return world.notion().pages("Products").at(index); }
  void price(const std::string& page, int value) {
    REQUIRE(world.notion().edit(page, "Regular Price", "{\"number\":" + std::to_string(value) + "}", clock.now()));
  }
  std::int64_t shop_id(const sandbox::Notion::Page& page) { return std::stoll(page.plain.at("WooCommerce ID")); }
  Json json() {
    const auto parsed = parse_json(out.str());
    REQUIRE(parsed);
    return *parsed;
  }
};

TEST_CASE("init: makes the databases, keeps the env file's lines, and a second run has nothing to do") {
  Business business;
  REQUIRE(business.run({"init", "--yes"}) == 0);
  CHECK(business.world.notion().databases().size() == 3);
  const auto text = *config::read_file(business.dir.path() / ".env");
  CHECK(text.starts_with("# mine\nNOTION_API_TOKEN=ntn_sandbox\n"));
  for (const char* name : {"CLIENTS", "PRODUCTS", "ORDERS"}) CHECK(has(text, "\nNOTION_" + std::string(name) + "_DATABASE_ID="));
  business.writes = 0;
  CHECK(business.run({"init", "--yes"}) == 0);
  CHECK(has(business.out.str(), "Nothing to do"));
  CHECK(business.writes == 0);
  CHECK(*config::read_file(business.dir.path() / ".env") == text);
}

TEST_CASE("init: with --dry-run makes nothing and writes nothing") {
  Business business;
  const auto before = *config::read_file(business.dir.path() / ".env");
  business.run({"init", "-n"});
  CHECK(business.writes == 0);
  CHECK(*config::read_file(business.dir.path() / ".env") == before);
}

TEST_CASE("sync: says nothing on success without terminal, one line with -v, and writes nothing the second time") {
  Business business;
  REQUIRE(business.run({"init", "--yes"}) == 0);
  CHECK(business.run({"sync"}) == 0);
  CHECK(business.out.str().empty());
  CHECK(business.err.str().empty());
  CHECK(business.world.notion().pages("Products").size() == 3);
  business.writes = 0;
  CHECK(business.run({"sync", "-v"}) == 0);
  CHECK(business.writes == 0);
  CHECK(has(business.err.str(), "run 2: created 0, updated 0"));
}

TEST_CASE("sync: --json is one document with a row per target, and the exit code in it") {
  Business business;
  REQUIRE(business.run({"init", "--yes"}) == 0);
  REQUIRE(business.run({"sync", "--json"}) == 0);
  const auto json = business.json();
  CHECK(text_at(json, "/status") == "ok");
  CHECK(int_at(json, "/exit") == 0);
  CHECK(int_at(json, "/run") == 1);
  CHECK(int_at(json, "/requests/notion").value_or(0) > 0);
  const auto* targets = at(json, "/targets");
  REQUIRE(targets != nullptr);
  std::int64_t created = 0;
  for (const auto& target : *targets) created += int_at(target, "/created").value_or(0);
  CHECK(created == static_cast<std::int64_t>(business.world.notion().pages("Products").size() +
                                             business.world.notion().pages("Clients").size() +
                                             business.world.notion().pages("Orders").size()));
  CHECK(std::count(business.out.str().begin(), business.out.str().end(), '\n') <= 1);
}

TEST_CASE("diff: shows, prices and saves what push then carries out; a plan is good once") {
  Business business;
  business.set_up();
  CHECK(business.run({"diff", "--exit-code"}) == 0);
  CHECK(has(business.out.str(), "Nothing to do"));
  const auto page = business.product();
  business.price(page.id, 77);
  const auto plan = (business.dir.path() / "plan.json").string();
  business.writes = 0;
  CHECK(business.run({"diff", "--now", "--exit-code", "-o", plan}) == 3);
  CHECK(business.writes == 0);
  CHECK(has(business.out.str(), "Regular Price"));
  CHECK(has(business.out.str(), "77"));
  CHECK(has(business.out.str(), "1 to WooCommerce"));
  CHECK(std::filesystem::status(plan).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(business.run({"diff", "--now", "--no-pull", "--json"}) == 0);
  const auto json = business.json();
  CHECK(text_at(json, "/changes/0/action") == "update");
  CHECK(text_at(json, "/changes/0/target") == "woocommerce");
  CHECK(int_at(json, "/cost/requests/woocommerce") == 1);

  CHECK(business.run({"push", "--plan", plan}) == 0);
  const auto products = business.shop.all("products");
  CHECK(std::any_of(products.begin(), products.end(), [](const std::string& one) { return has(one, "\"77\""); }));
  CHECK(business.run({"push", "--plan", plan}) == 9);
  CHECK(has(business.err.str(), page.plain.at("Name")));
}

TEST_CASE("push: towards the shop leaves its own changes alone, --dry-run leaves everything alone") {
  Business business;
  business.set_up();
  const auto mine = business.product(0), theirs = business.product(1);
  business.price(mine.id, 77);
  REQUIRE(business.shop.change("products", business.shop_id(theirs), R"({"name":"Renamed"})", business.clock.now()));
  business.writes = 0;
  CHECK(business.run({"push", "woocommerce", "--now", "-n"}) == 0);
  CHECK(business.writes == 0);
  CHECK(has(business.out.str(), "77"));
  CHECK(business.run({"push", "woocommerce", "--now"}) == 0);
  CHECK(business.product(1).plain.at("Name") == theirs.plain.at("Name"));
  CHECK(business.run({"push", "notion", "--now"}) == 0);
  CHECK(business.product(1).plain.at("Name") == "Renamed");
}

TEST_CASE("push: on a terminal it shows the plan and asks; no is no") {
  Business business;
  business.set_up();
  business.price(business.product().id, 77);
  business.terminal = true;
  business.in.str("n\n");
  CHECK(business.run({"push", "woocommerce", "--now"}) == 0);
  CHECK(has(business.err.str(), "Carry this out? [y/N]"));
  business.in.clear();
  business.in.str("y\n");
  CHECK(business.run({"push", "woocommerce", "--now"}) == 0);
  CHECK(has(business.err.str(), "updated 1"));
}

TEST_CASE("log, show, explain and undo tell of a change and take it back") {
  Business business;
  business.set_up();
  const auto page = business.product();
  const auto key = "woocommerce:product:" + page.plain.at("WooCommerce ID"), old = page.plain.at("Regular Price");
  business.price(page.id, 77);
  REQUIRE(business.run({"sync", "--now"}) == 0);
  CHECK(business.run({"log"}) == 0);
  CHECK(has(business.out.str(), "anna"));
  CHECK(has(business.out.str(), "hsn sync --now"));
  CHECK(business.run({"log", key}) == 0);
  CHECK(has(business.out.str(), "77"));
  CHECK(business.run({"show", page.id}) == 0);
  CHECK(has(business.out.str(), "woocommerce/products"));
  CHECK(business.run({"explain", key}) == 0);
  CHECK(has(business.out.str(), "Regular Price"));
  CHECK(business.run({"show", "nobody@example.com"}) == 2);

  CHECK(business.run({"undo", "2", "-n"}) == 0);
  CHECK(business.product().plain.at("Regular Price") == "77");
  CHECK(business.run({"undo", "2"}) == 0);
  CHECK(business.product().plain.at("Regular Price") == old);
  CHECK(business.run({"sync", "--now"}) == 0);
  CHECK(business.product().plain.at("Regular Price") == old);
  CHECK(business.run({"undo", "99"}) == 2);
}

TEST_CASE("conflicts: a held one is exit 5 at every run until it is resolved") {
  Business business;
  std::ofstream(business.dir.path() / "hsn.toml") << "[fields.products.\"Regular Price\"]\nconflict = \"hold\"\n";
  business.set_up();
  const auto page = business.product();
  const auto key = "woocommerce:product:" + page.plain.at("WooCommerce ID");
  business.price(page.id, 77);
  REQUIRE(business.shop.change("products", business.shop_id(page), R"({"regular_price":"88"})", business.clock.now()));
  CHECK(business.run({"sync", "--now"}) == 5);
  CHECK(has(business.err.str(), "1 conflict waits"));
  CHECK(business.run({"sync", "--now"}) == 5);
  CHECK(business.run({"conflicts"}) == 0);
  CHECK(has(business.out.str(), "88"));
  CHECK(business.run({"status", "--json"}) == 0);
  CHECK(has(business.out.str(), "\"conflicts\":1"));
  CHECK(business.run({"conflicts", "resolve", key, "--take", "service", "--field", "nonsense"}) == 2);
  CHECK(business.run({"conflicts", "resolve", key, "--take", "service", "--field", "regular price"}) == 0);
  CHECK(business.run({"sync", "--now"}) == 0);
  CHECK(business.product().plain.at("Regular Price") == "88");
  CHECK(business.run({"conflicts"}) == 0);
  CHECK(has(business.out.str(), "No conflicts"));
}

TEST_CASE("check: each line is ok on a sound set-up, and a wrong key fails its own lines with exit 6") {
  Business business;
  business.set_up();
  CHECK(business.run({"check", "--json"}) == 0);
  const auto json = business.json();
  CHECK(bool_at(json, "/ok") == true);
  for (const auto& line : *at(json, "/checks")) {
    INFO(dump_json(line));
    CHECK(bool_at(line, "/ok") == true);
    CHECK(line.contains("ms"));
  }
  business.environment["WOOCOMMERCE_CONSUMER_SECRET"] = "cs_wrong";
  CHECK(business.run({"check"}) == 6);
  CHECK(has(business.out.str(), "ok    notion: token"));
  CHECK(has(business.out.str(), "WOOCOMMERCE_CONSUMER_SECRET"));
  CHECK_FALSE(has(business.out.str(), "cs_wrong"));
}

TEST_CASE("check: a clock that is off is said, names that nothing reads are listed") {
  Business business;
  business.set_up();
  const auto text = *config::read_file(business.dir.path() / ".env");
  std::ofstream(business.dir.path() / ".env", std::ios::app) << "HUBSPOT_KEY=1\n";
  const auto honest = business.network;
  business.network = [&](const http::Request& request, Instant now) {
    auto answer = honest(request, now);
    if (answer) answer->headers.push_back({"Date", "Mon, 23 Nov 2020 05:10:00 GMT"});
    return answer;
  };
  business.run({"check", "notion"});
  CHECK(has(business.out.str(), "HUBSPOT_KEY"));
}

TEST_CASE("a service that is away leaves the other side's work done, exit 7") {
  Business business;
  business.set_up();
  const auto honest = business.network;
  business.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.service == "woocommerce") return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
    return honest(request, now);
  };
  CHECK(business.run({"sync"}) == 7);
  CHECK(std::count_if(business.err.str().begin(), business.err.str().end(), [](char) { return true; }) > 0);
}

TEST_CASE("a signal is the exit code of whatever it interrupted") {
  Business business;
  business.set_up();
  business.stop = true;
  business.signal = SIGTERM;
  CHECK(business.run({"sync"}) == 143);
  business.signal = SIGINT;
  CHECK(business.run({"sync"}) == 130);
}

TEST_CASE("a second run finds the lock taken: exit 8 with one line") {
  Business business;
  business.set_up();
  state::LockOptions options;
  options.file = business.dir.path() / "state" / "hsn.db.lock";
  options.holder = "run by bert";
  const auto lock = state::acquire(options);
  REQUIRE(lock);
  CHECK(business.run({"sync"}) == 8);
  const auto said = business.err.str();
  CHECK(std::count(said.begin(), said.end(), '\n') == 1);
  CHECK(has(said, "bert"));
  CHECK(business.run({"status"}) == 0);
  CHECK(business.run({"diff", "--no-pull"}) == 0);
}

TEST_CASE("relink: pairs a record with the page that was named, and refuses what is no page") {
  Business business;
  business.set_up();
  const auto page = business.product();
  const auto key = "woocommerce:product:" + page.plain.at("WooCommerce ID");
  CHECK(business.run({"relink", key, "99999999999999999999999999999999"}) == 2);
  CHECK(business.run({"relink", key, page.id}) == 0);
  CHECK(has(business.out.str(), page.id));
}

TEST_CASE("backfill: dates are checked before any request") {
  Business business;
  business.set_up();
  CHECK(business.run({"backfill", "woocommerce", "--since", "soon"}) == 2);
  CHECK(business.run({"backfill", "woocommerce", "--since", "2026-11-20", "--until", "2026-11-01"}) == 2);
  CHECK(business.run({"backfill", "woocommerce", "tasks", "--since", "2026-11-01"}) == 2);
  CHECK(business.run({"backfill", "etsy", "--since", "2026-11-01"}) == 2);
  CHECK(business.run({"backfill", "woocommerce", "orders", "--since", "2026-11-01"}) == 0);
}

}  // namespace
}  // namespace hsn::cli
