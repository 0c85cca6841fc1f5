#include <catch2/catch.hpp>
#include <set>

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

TEST_CASE("push: of a saved plan, --record, --only and --limit take a part") {
  const auto changed = [](const std::vector<std::string>& options) {
    Studio hsn;
    const auto lamp = hsn.add_product("Lamp", "40");
    hsn.add_product("Bowl", "12");
    hsn.set_up();
    hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
    hsn.edit("Products", "Bowl", "Regular Price", R"({"number":15})");
    const auto plan = (hsn.dir.path() / "plan.json").string();
    hsn.must(0, {"diff", "-o", plan});
    std::vector<std::string> command{"push", "--plan", plan};
    for (const auto& option : options)
      command.push_back(option == "LAMP" ? "woocommerce:product:" + std::to_string(lamp) : option);
    hsn.must(0, command);
    std::set<std::string> prices;
    for (const auto& product : hsn.shop->all("products")) prices.emplace(*text_at(*parse_json(product), "/regular_price"));
    return prices;
  };
  CHECK(changed({}) == std::set<std::string>{"45", "15"});
  CHECK(changed({"--record", "LAMP"}) == std::set<std::string>{"45", "12"});
  CHECK(changed({"--only", "clients"}) == std::set<std::string>{"40", "12"});
  CHECK(changed({"--only", "products", "--limit", "1"}).count("45") + changed({"--limit", "1"}).count("15") == 1);
}

TEST_CASE("push: a saved plan makes no page while those that are there have not been read") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  const auto plan = (hsn.dir.path() / "plan.json").string();
  std::filesystem::remove(hsn.state());
  const auto whole = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.url.find("/query") != std::string::npos) return test::answer(503, "{}");
    return whole(request, now);
  };
  hsn.must(7, {"diff", "-o", plan});
  hsn.network = whole;
  hsn.must(9, {"push", "--plan", plan});
  CHECK(hsn.err.str().find("only once all pages have been read") != std::string::npos);
  hsn.must(0, {"sync"});
  CHECK(hsn.notion->pages("Products").size() == 1);
}

TEST_CASE("push: what the shop has changed since it was read is not written over unseen, with --no-pull either") {
  Studio hsn;
  const auto lamp = hsn.add_product("Lamp", "40");
  const auto order = hsn.add_order("Ada", "ada@example.com", lamp);
  hsn.set_up();
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.edit("Orders", "woocommerce:order:" + std::to_string(order), "Status", R"({"select":{"name":"Completed"}})");
  hsn.must(0, {"pull"});
  hsn.shop->change("products", lamp, R"({"regular_price":"99"})", hsn.clock.now());
  hsn.shop->change("orders", order, R"({"status":"refunded"})", hsn.clock.now());
  hsn.clock.advance(std::chrono::seconds(68));
  hsn.run({"push", "woocommerce", "--no-pull", "--json"});
  CHECK(text_at(*parse_json(hsn.shop->all("orders").front()), "/status") == "refunded");
  CHECK(text_at(*parse_json(hsn.out.str()), "/overwritten/0/from") == "99");
}

TEST_CASE("diff: a side that could not be read is not called equal") {
  Planned hsn;
  hsn.must(0, {"sync"});
  hsn.must(0, {"diff"});
  CHECK(hsn.out.str().find("both sides are equal") != std::string::npos);
  hsn.environment["WOOCOMMERCE_CONSUMER_SECRET"] = "cs_wrong";
  hsn.must(6, {"diff"});
  CHECK(hsn.out.str().find("Nothing to do with what could be read.") != std::string::npos);
}

TEST_CASE("push: a category that the shop lacks is an error, and made there with --create-terms") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.edit("Products", "Lamp", "Categories", R"({"multi_select":[{"name":"Light & Sound"}]})");
  hsn.must(4, {"sync"});
  CHECK(hsn.err.str().find("--create-terms") != std::string::npos);
  hsn.must(0, {"push", "woocommerce", "--create-terms"});
  CHECK(text_at(*parse_json(hsn.shop->all("products").front()), "/categories/0/name") == "Light &amp; Sound");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("push: a saved plan with nothing for what was asked is a document too") {
  Planned hsn;
  hsn.must(0, {"push", "--plan", hsn.plan, "--only", "clients", "--json"});
  CHECK(int_at(*parse_json(hsn.out.str()), "/exit") == 0);
  hsn.must(0, {"push", "--plan", hsn.plan, "--only", "clients", "--json", "-n"});
  CHECK(at(*parse_json(hsn.out.str()), "/changes")->empty());
  CHECK(hsn.writes.empty());
}

TEST_CASE("push: of a saved plan, what is for others stays undone") {
  Planned hsn;
  hsn.must(0, {"push", "notion", "--plan", hsn.plan});
  for (const auto& request : hsn.writes) CHECK(http::host_of(request.url) == "api.notion.com");
}

TEST_CASE("push: a saved plan is refused whole when a page of it has gone to the trash since") {
  Planned hsn;
  hsn.notion->trash(hsn.page("Products", "Lamp").id, true, hsn.clock.now());
  hsn.must(9, {"push", "--plan", hsn.plan});
  CHECK(hsn.writes.empty());
}

TEST_CASE("push: a dry run of a saved plan reads its records again, and refuses it as the real run would") {
  Planned hsn;
  hsn.must(0, {"push", "--plan", hsn.plan, "-n"});
  CHECK(hsn.out.str().find("Regular Price") != std::string::npos);
  CHECK(hsn.writes.empty());
  hsn.must(9, {"push", "--plan", hsn.plan, "-n", "--max-changes", "0"});
  hsn.must(0, {"push", "--plan", hsn.plan});
  hsn.must(9, {"push", "--plan", hsn.plan, "-n"});
  CHECK(hsn.out.str().empty());
  CHECK(hsn.err.str().find("Regular Price is 45") != std::string::npos);
  hsn.must(9, {"push", "--plan", hsn.plan, "-n", "--json"});
  CHECK(at(*parse_json(hsn.out.str()), "/refused/0") != nullptr);
  CHECK(hsn.writes.empty());
}

TEST_CASE("push: a dry run of a saved plan keeps nothing of what it reads") {
  Planned hsn;
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":46})");
  hsn.must(9, {"push", "--plan", hsn.plan, "-n"});
  hsn.must(0, {"show", "--json", hsn.page("Products", "Lamp").plain.at("External ID")});
  CHECK(int_at(*parse_json(hsn.out.str()), "/sides/Notion/fields/Regular Price") == 45);
}

TEST_CASE("diff: a plan that cannot be saved is one document with --json, and no plan beside it") {
  Planned hsn;
  hsn.must(2, {"diff", "--json", "-o", (hsn.dir.path() / "nowhere" / "plan.json").string()});
  CHECK(parse_json(hsn.out.str()).has_value());
}

TEST_CASE("log: a run that was refused or failed is not one that had nothing to do") {
  Planned hsn;
  hsn.must(9, {"push", "woocommerce", "--max-changes", "0"});
  CHECK(hsn.err.str().find(": 1 record would change, more than the limit of 0") != std::string::npos);
  hsn.network = [](const http::Request&, Instant) -> test::FakeTransport::Answer {
    return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "the line is dead"});
  };
  hsn.must(7, {"sync"});
  hsn.must(0, {"log"});
  CHECK(hsn.out.str().find("failed: ") != std::string::npos);
  CHECK(hsn.out.str().find("refused") != std::string::npos);
}

TEST_CASE("a question that is not agreed to ends with a word and nothing done") {
  Planned hsn;
  hsn.must(0, {"sync"});
  hsn.terminal = true;
  hsn.in.str("n\n");
  hsn.must(0, {"undo", "2"});
  CHECK(hsn.err.str().ends_with("Nothing was done.\n"));
  CHECK(hsn.writes.empty());
}

}  // namespace
}  // namespace hsn::cli::push_test
