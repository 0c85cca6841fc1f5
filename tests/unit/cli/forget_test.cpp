#include <catch2/catch.hpp>
#include <filesystem>

#include "config/read_file.hpp"
#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::forget_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Two clients; Ada has an account and an order, and Notion has the last word on her name.
struct Known : Studio {
  Known() {
    lamp = add_product("Lamp", "40");
    ada = add_customer("Ada", "ada@example.com");
    add_customer("Grace", "grace@example.com");
    add_order("Ada", "ada@example.com", lamp);
    add_order("Grace", "grace@example.com", lamp);
    environment["LOG_LEVEL"] = "DEBUG";
    set_up();
    edit("Clients", "client:ada@example.com", "First Name",
         R"({"rich_text":[{"type":"text","text":{"content":"Augusta Ada"}}]})");
    must(0, {"sync"});
  }
  // Everything that hsn has written down, in bytes.
  std::string written() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir.path() / "state")) {
      if (entry.is_regular_file()) all += *config::read_file(entry.path());
    }
    return all;
  }
  std::size_t clients() const {
    std::size_t count = 0;
    for (const auto& page : notion->pages("Clients")) count += page.in_trash ? 0U : 1U;
    return count;
  }
  std::int64_t lamp = 0, ada = 0;
};

TEST_CASE("forget: the plan is shown, and without an answer nothing is done") {
  Known hsn;
  hsn.must(0, {"forget", "-n", "ada@example.com"});
  CHECK(hsn.writes.empty());
  for (const auto* part : {"WooCommerce", "Notion", "Email", "Orders (1) as they are"}) CHECK(said(hsn.out.str(), part));
  hsn.terminal = true;
  hsn.in.str("n\n");
  hsn.must(0, {"forget", "ada@example.com"});
  CHECK(hsn.writes.empty());
  CHECK(said(hsn.written(), "ada@example.com"));
}

TEST_CASE("forget: a person is erased on both sides, and in every byte that hsn has written") {
  Known hsn;
  hsn.must(0, {"forget", "ada@example.com"});
  CHECK(said(hsn.out.str(), "account deleted"));
  CHECK(said(hsn.out.str(), "kept without them: orders woocommerce:order:"));
  CHECK(hsn.shop->all("customers").size() == 1);
  CHECK(hsn.clients() == 1);
  for (const auto& database : {"Clients", "Orders"}) {
    for (const auto& page : hsn.notion->pages(database)) {
      for (const auto& [property, text] : page.plain) {
        for (const auto* part : {"ada@example.com", "Augusta", "Lovelace", "7946", "Analytical"}) {
          INFO(database << ", " << property);
          if (!said(page.plain.at(database == std::string("Orders") ? "Billing Email" : "Email"), "grace"))
            CHECK_FALSE(said(text, part));
        }
      }
    }
  }
  const auto all = hsn.written();
  for (const auto* part : {"ada@example.com", "Augusta Ada", "Ada Lovelace"}) {
    INFO(part);
    CHECK_FALSE(said(all, part));
  }
  CHECK(said(all, "grace@example.com"));
}

TEST_CASE("forget: nothing that is read later brings the person back, and the others go on") {
  Known hsn;
  hsn.must(0, {"forget", "ada@example.com"});
  hsn.must(0, {"sync", "--full"});
  hsn.must(0, {"backfill", "woocommerce", "orders", "--since", "2020-01-01"});
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.clients() == 1);
  CHECK_FALSE(said(hsn.written(), "ada@example.com"));
  hsn.must(0, {"rebuild"});
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.clients() == 1);
  CHECK(hsn.page("Orders", "#" + std::string(*text_at(*parse_json(hsn.shop->all("orders").front()), "/number")))
            .plain.at("Billing Email")
            .empty());
}

TEST_CASE("forget: who orders anew afterwards is a new client") {
  Known hsn;
  hsn.must(0, {"forget", "ada@example.com"});
  hsn.clock.advance(std::chrono::hours(24));
  hsn.add_order("Ada", "ada@example.com", hsn.lamp);
  hsn.must(0, {"sync"});
  CHECK(hsn.clients() == 2);
  CHECK(hsn.page("Clients", "client:ada@example.com").plain.at("Email") == "ada@example.com");
}

TEST_CASE("forget: when the shop cannot be reached the command can be given again") {
  Known hsn;
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "DELETE") return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
    return reached(request, now);
  };
  CHECK(hsn.run({"forget", "ada@example.com"}) == 7);
  CHECK(said(hsn.out.str(), "run it again"));
  CHECK(hsn.clients() == 2);
  hsn.network = reached;
  hsn.must(0, {"forget", "ada@example.com", "--json"});
  const auto json = parse_json(hsn.out.str());
  REQUIRE(json);
  CHECK(bool_at(*json, "/complete") == true);
  CHECK(hsn.clients() == 1);
}

TEST_CASE("forget: what was left undone is not filled again before the command is given again") {
  Known hsn;
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (said(request.body, "in_trash")) return test::answer(503, "{}");
    return reached(request, now);
  };
  CHECK(hsn.run({"forget", "ada@example.com"}) == 4);
  CHECK(hsn.clients() == 2);
  hsn.network = reached;
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
  hsn.must(0, {"sync", "--full", "-v"});
  CHECK(hsn.writes.empty());
  CHECK(said(hsn.err.str(), "run `hsn forget` again"));
  hsn.must(0, {"forget", "ada@example.com"});
  CHECK(hsn.clients() == 1);
  const auto all = hsn.written();
  for (const auto* part : {"ada@example.com", "Augusta Ada", "Ada Lovelace"}) {
    INFO(part);
    CHECK_FALSE(said(all, part));
  }
}

TEST_CASE("forget: words of the person's that are everybody's stay in what others have, and their runs can be undone") {
  Known hsn;
  hsn.edit("Clients", "client:ada@example.com", "Notes",
           R"({"rich_text":[{"type":"text","text":{"content":"create\n      \nLovelace\nforgotten"}}]})");
  hsn.edit("Clients", "client:grace@example.com", "First Name", R"({"rich_text":[{"type":"text","text":{"content":"create"}}]})");
  hsn.must(0, {"sync", "--json"});
  const auto run = std::to_string(*int_at(*parse_json(hsn.out.str()), "/run"));
  hsn.must(0, {"forget", "ada@example.com"});
  hsn.must(0, {"undo", "-n", run});
  CHECK(said(hsn.out.str(), "First Name  create  Grace  undoes run"));
  hsn.must(0, {"log", "client:grace@example.com"});
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.clients() == 1);
}

TEST_CASE("forget: what other people's records say of the person by name is struck where hsn may write, and told where not") {
  Known hsn;
  hsn.edit("Clients", "client:grace@example.com", "Notes",
           R"({"rich_text":[{"type":"text","text":{"content":"sister of Augusta Ada Lovelace, in Berlin"}}]})");
  const auto order = *int_at(*parse_json(hsn.shop->all("orders").back()), "/id");
  hsn.shop->change("orders", order, R"({"customer_note":"a gift for ADA@example.com"})", hsn.clock.now());
  hsn.must(0, {"sync"});
  hsn.must(0, {"forget", "ada@example.com"});
  const auto key = "woocommerce:order:" + std::to_string(order);
  CHECK(hsn.page("Clients", "client:grace@example.com").plain.at("Notes") == "sister of [forgotten], in Berlin");
  CHECK(said(hsn.out.str(), "struck out of: clients client:grace@example.com"));
  CHECK(said(hsn.out.str(), "WooCommerce and the page in Notion go on naming them in Customer Note of orders " + key));
  CHECK_FALSE(said(hsn.written(), "Augusta Ada"));
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.page("Clients", "client:grace@example.com").plain.at("Notes") == "sister of [forgotten], in Berlin");
}

// A conflict about Ada waits, and its page tells of her.
struct Asked : Known {
  Asked() {
    std::ofstream(dir.path() / "hsn.toml") << "[fields.clients.\"First Name\"]\nconflict = \"hold\"\n";
    environment["HSN_CONFIG"] = (dir.path() / "hsn.toml").string();
    must(0, {"init", "--yes", "--with", "conflicts"});
    shop->change("customers", ada, R"({"first_name":"Countess"})", clock.now());
    edit("Clients", "client:ada@example.com", "First Name", R"({"rich_text":[{"type":"text","text":{"content":"Ada Byron"}}]})");
    must(5, {"sync"});
    conflict = notion->pages("Conflicts").at(0).id;
  }
  // As if it were not shared with hsn any more.
  void hide(const std::string& setting) {
    const auto file = *config::read_file(dir.path() / ".env");
    const auto at = file.find(setting + "=");
    REQUIRE(at != std::string::npos);
    const auto from = at + setting.size() + 1;
    const auto id = file.substr(from, file.find('\n', from) - from);
    const auto reached = network;
    network = [reached, id](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
      if (said(request.url, id)) return test::answer(404, R"({"object":"error","status":404,"code":"object_not_found"})");
      return reached(request, now);
    };
  }
  std::string conflict;
};

TEST_CASE("forget: a page about the person goes with them") {
  Asked hsn;
  hsn.must(0, {"forget", "ada@example.com"});
  CHECK(hsn.notion->pages("Conflicts").at(0).in_trash);
}

TEST_CASE("forget: a page in a database that cannot be used today is told, and the rest is erased") {
  Asked hsn;
  hsn.clock.advance(std::chrono::hours(48));
  hsn.hide("NOTION_CONFLICTS_DATABASE_ID");
  hsn.hide("NOTION_ORDERS_DATABASE_ID");
  const auto order = hsn.page("Orders", "#" + std::string(*text_at(*parse_json(hsn.shop->all("orders").front()), "/number"))).id;
  for (const auto& arguments : {std::vector<std::string>{"forget", "-n", "ada@example.com"}, {"forget", "ada@example.com"}}) {
    hsn.must(0, arguments);
    INFO(hsn.out.str());
    CHECK(said(hsn.out.str(), "Stays: a page in Notion's database Conflicts still tells of them"));
    CHECK(said(hsn.out.str(), "empty or delete it there: " + hsn.conflict));
    CHECK(said(hsn.out.str(), "empty or delete it there: " + order));
  }
  CHECK(hsn.clients() == 1);
}

TEST_CASE("forget: while the answer about a page or an account is missing nothing is erased here, and the next one looks") {
  Asked hsn;
  const auto order = hsn.page("Orders", "#" + std::string(*text_at(*parse_json(hsn.shop->all("orders").front()), "/number"))).id;
  const auto client = hsn.page("Clients", "client:ada@example.com").id;
  struct Lost {
    const char *url, *body;
  };
  const auto lost = GENERATE(values<Lost>({{"order", ""},
                                           {"conflict", "Forgotten"},
                                           {"conflict", "in_trash"},
                                           {"client", "Forgotten"},
                                           {"client", "in_trash"},
                                           {"account", ""}}));
  const std::map<std::string, std::string> urls{
      {"order", order}, {"conflict", hsn.conflict}, {"client", client}, {"account", "/customers/" + std::to_string(hsn.ada)}};
  const bool carried_out = GENERATE(true, false);
  INFO(lost.url << " " << lost.body << (carried_out ? ", carried out" : ", not carried out"));
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    const bool changes = request.method == "PATCH" || request.method == "DELETE";
    const bool meant = changes && said(request.url, urls.at(lost.url)) && said(request.body, lost.body);
    if (!meant || carried_out) {
      auto answer = reached(request, now);
      if (!meant) return answer;
    }
    return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
  };
  const bool repeated = std::string_view(lost.url) == "account";  // a deletion may be sent twice: the shop is just away
  CHECK(hsn.run({"forget", "ada@example.com", "--json"}) == (repeated ? 7 : 4));
  const auto unfinished = parse_json(hsn.out.str());
  REQUIRE(unfinished);
  CHECK(bool_at(*unfinished, "/complete") == false);
  CHECK(text_at(*unfinished, "/errors/0/code") == (repeated ? "unreachable" : "ambiguous"));
  CHECK(said(hsn.err.str(), "whether it was changed is not known yet"));
  CHECK(said(hsn.written(), "ada@example.com"));
  hsn.network = reached;
  hsn.must(0, {"forget", "ada@example.com", "--json"});
  INFO(hsn.err.str());
  CHECK(bool_at(*parse_json(hsn.out.str()), "/complete") == true);
  CHECK(hsn.clients() == 1);
  CHECK(hsn.shop->all("customers").size() == 1);
  CHECK_FALSE(said(hsn.written(), "ada@example.com"));
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.err.str().empty());
}

TEST_CASE("forget: logs are cleaned wherever they lie, and what cannot be read is told") {
  Known hsn;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(hsn.dir.path());
  hsn.environment["LOG_FILE"] = "here.log";
  std::ofstream("here.log") << "about ada@example.com\n";
  std::ofstream("here.1.log") << "about Ada@Example.com\n";
  std::ofstream("here.not.log") << "about ada@example.com\n";
  hsn.must(0, {"forget", "ada@example.com"});
  CHECK(said(*config::read_file("here.log"), "about [forgotten]"));
  CHECK(*config::read_file("here.1.log") == "about [forgotten]\n");
  CHECK(*config::read_file("here.not.log") == "about ada@example.com\n");
  CHECK_FALSE(said(hsn.out.str(), "cannot be read"));
  std::ofstream("file").flush();
  hsn.environment["LOG_FILE"] = "file/hsn.log";
  hsn.must(0, {"forget", "grace@example.com"});
  CHECK(said(hsn.out.str(), "Stays: logs in file, which cannot be read"));
  std::filesystem::current_path(before);
}

TEST_CASE("forget: a dry run's document says what would be erased, and cannot be taken for a receipt") {
  Known hsn;
  hsn.must(0, {"forget", "-n", "--json", "ada@example.com"});
  const auto intention = parse_json(hsn.out.str());
  REQUIRE(intention);
  CHECK(bool_at(*intention, "/dry_run") == true);
  CHECK(intention->contains("would_erase"));
  CHECK_FALSE(intention->contains("erased"));
  CHECK_FALSE(intention->contains("complete"));
  CHECK(hsn.writes.empty());
  hsn.must(0, {"forget", "--json", "ada@example.com"});
  const auto receipt = parse_json(hsn.out.str());
  REQUIRE(receipt);
  CHECK(bool_at(*receipt, "/dry_run") == false);
  CHECK(bool_at(*receipt, "/complete") == true);
  CHECK(receipt->at("erased") == intention->at("would_erase"));
  CHECK(text_at(*receipt, "/kept_without_them/0/entity") == "orders");
}

TEST_CASE("forget: what is no client is refused") {
  Known hsn;
  hsn.must(2, {"forget", "woocommerce:product:" + std::to_string(hsn.lamp)});
  CHECK(hsn.writes.empty());
  hsn.must(2, {"forget", "nobody@example.com"});
  CHECK(hsn.writes.empty());
}

}  // namespace
}  // namespace hsn::cli::forget_test
