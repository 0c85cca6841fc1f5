#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::conflicts_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A price that both sides have changed, where a person decides.
struct Held : Studio {
  explicit Held(bool inbox = false) {
    std::ofstream(dir.path() / "hsn.toml") << "[fields.products.\"Regular Price\"]\nconflict = \"hold\"\n";
    environment["HSN_CONFIG"] = (dir.path() / "hsn.toml").string();
    id = add_product("Lamp", "40");
    set_up();
    if (inbox) must(0, {"init", "--yes", "--with", "conflicts"});
    shop->change("products", id, R"({"regular_price":"50"})", clock.now());
    edit("Products", "Lamp", "Regular Price", R"({"number":45})");
    must(5, {"sync"});
  }
  std::string in_shop() const { return shop->all("products").front(); }
  std::int64_t id = 0;
};

TEST_CASE("conflicts: both values stand side by side with what was agreed, and when") {
  Held hsn;
  hsn.must(0, {"conflicts"});
  for (const auto* part : {"Lamp", "Regular Price", "45", "50", "40", "2026-11-23"}) CHECK(said(hsn.out.str(), part));
  hsn.must(0, {"conflicts", "--json"});
  const auto json = parse_json(hsn.out.str());
  REQUIRE(json);
  CHECK(int_at(*json, "/conflicts/0/notion") == 45);
  CHECK(int_at(*json, "/conflicts/0/service") == 50);
  CHECK(text_at(*json, "/conflicts/0/service_at").value_or("").starts_with("2026-11-23"));
}

TEST_CASE("conflicts: while one waits, diff does not call the sides equal and ends with 5") {
  Held hsn;
  hsn.must(5, {"diff"});
  CHECK(said(hsn.out.str(), "Nothing to do, but 1 conflict waits for a person."));
  hsn.must(5, {"diff", "--no-pull", "--exit-code"});
  CHECK_FALSE(said(hsn.out.str(), "equal"));
  hsn.must(5, {"sync", "-n"});
  hsn.must(0, {"conflicts", "resolve", "woocommerce:product:" + std::to_string(hsn.id), "--take", "notion"});
  hsn.must(3, {"diff", "--exit-code"});
}

TEST_CASE("conflicts: a dry run says what would be taken, and notes nothing") {
  Held hsn;
  const std::vector<std::string> resolve{"conflicts", "resolve", "woocommerce:product:" + std::to_string(hsn.id),
                                         "--take",    "service", "-n"};
  hsn.must(0, resolve);
  CHECK(said(hsn.out.str(), "Regular Price: 50 would be taken at the next sync"));
  hsn.must(5, {"sync"});
}

TEST_CASE("conflicts: resolved from the command line, the value goes and Sync Note says so") {
  Held hsn;
  hsn.must(0, {"conflicts", "resolve", "woocommerce:product:" + std::to_string(hsn.id), "--take", "service", "--field",
               "regular price"});
  CHECK(said(hsn.out.str(), "50 is taken"));
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Regular Price") == "50");
  CHECK(said(hsn.page("Products", "Lamp").plain.at("Sync Note"), "somebody has decided"));
}

TEST_CASE("conflicts: with an inbox, what staff take on its page is done at the next sync") {
  Held hsn(true);
  const auto asked = hsn.page("Conflicts", "Lamp: Regular Price");
  CHECK(asked.plain.at("In Notion") == "45");
  CHECK(asked.plain.at("At the Service") == "50");
  CHECK(asked.plain.at("Status") == "Open");
  hsn.edit("Conflicts", "Lamp: Regular Price", "Take", R"({"select":{"name":"Notion"}})");
  hsn.must(0, {"sync"});
  CHECK(said(hsn.in_shop(), R"("regular_price":"45")"));
  CHECK(hsn.page("Conflicts", "Lamp: Regular Price").plain.at("Status") == "Settled");
  CHECK(said(hsn.page("Products", "Lamp").plain.at("Sync Note"), "taken from Notion"));
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("conflicts: what staff have taken in the inbox is in the next plan, whether it is only shown or carried out") {
  Held hsn(true);
  hsn.must(5, {"sync"});
  hsn.edit("Conflicts", "Lamp: Regular Price", "Take", R"({"select":{"name":"Notion"}})");
  hsn.must(0, {"sync", "-n"});
  hsn.must(3, {"diff", "--exit-code"});
  CHECK(said(hsn.out.str(), "45"));
  CHECK(said(hsn.in_shop(), R"("regular_price":"50")"));
  hsn.must(0, {"sync"});
  CHECK(said(hsn.in_shop(), R"("regular_price":"45")"));
  CHECK(hsn.page("Conflicts", "Lamp: Regular Price").plain.at("Status") == "Settled");
}

TEST_CASE("conflicts: what else is told of an edit stays on the page for as long as the conflict waits, and goes with it") {
  Held hsn(false);
  hsn.edit("Products", "Lamp", "Currency", R"({"select":{"name":"JPY"}})");
  hsn.writes.clear();
  hsn.run({"sync"});
  const auto page = [&] { return hsn.page("Products", "Lamp").plain; };
  CHECK(hsn.writes.size() == 1);
  const auto note = page().at("Sync Note");
  CHECK(said(note, "Currency: put back"));
  CHECK(said(note, "Regular Price"));
  hsn.writes.clear();
  hsn.run({"sync"});
  CHECK(hsn.writes.empty());
  CHECK(page().at("Sync Note") == note);
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":50})");
  hsn.must(0, {"sync"});
  CHECK(page().at("Sync Status") == "Synced");
  CHECK_FALSE(said(page().at("Sync Note"), "a person decides"));
  hsn.writes.clear();
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("conflicts: the inbox stays in use at the next init, and check looks at it") {
  Held hsn(true);
  hsn.must(0, {"init", "--yes"});
  CHECK(hsn.writes.empty());
  hsn.must(0, {"check", "notion"});
  CHECK(said(hsn.out.str(), "conflicts"));
}

TEST_CASE("prompts: a signal ends the command with its code, and nothing is written") {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"push", "notion"}, {"rebuild"}, {"backfill", "woocommerce", "--since", "2024-01-01"}}) {
    Studio hsn;
    hsn.set_up();
    hsn.add_product("Lamp", "40");
    hsn.terminal = true;
    hsn.in.str("y\n");
    hsn.signal_at_prompt = SIGTERM;
    INFO(command.front());
    hsn.must(143, command);
    CHECK(hsn.writes.empty());
  }
}

TEST_CASE("relink: a page that is not in the record's database is a usage error that names the database") {
  Studio hsn;
  const auto lamp = hsn.add_product("Lamp", "40");
  hsn.add_customer("Ada", "ada@example.com");
  hsn.set_up();
  hsn.must(2, {"relink", "woocommerce:product:" + std::to_string(lamp), hsn.page("Clients", "Ada Lovelace").id});
  CHECK(said(hsn.err.str(), "Products"));
  CHECK(hsn.writes.empty());
}

TEST_CASE("relink: the page of another record is not taken from it without a person's word") {
  Studio hsn;
  const auto lamp = "woocommerce:product:" + std::to_string(hsn.add_product("Lamp", "40"));
  const auto bowl = "woocommerce:product:" + std::to_string(hsn.add_product("Bowl", "12"));
  hsn.set_up();
  const std::vector<std::string> take{"relink", lamp, hsn.page("Products", "Bowl").id};
  const auto shown_of = [&] {
    hsn.must(0, {"show", lamp, "--json"});
    return hsn.out.str();
  };
  const auto before = shown_of();
  hsn.must(9, take);
  CHECK(said(hsn.err.str(), bowl));
  CHECK(said(hsn.err.str(), "--yes"));
  hsn.must(9, {take[0], take[1], take[2], "-n"});
  hsn.terminal = true;
  hsn.in.str("n\n");
  hsn.must(0, take);
  CHECK(said(hsn.err.str(), bowl));
  hsn.terminal = false;
  CHECK(shown_of() == before);
  hsn.must(0, {take[0], take[1], take[2], "--yes"});
  CHECK(shown_of() != before);
  hsn.must(0, take);  // it is its own now
}

}  // namespace
}  // namespace hsn::cli::conflicts_test
