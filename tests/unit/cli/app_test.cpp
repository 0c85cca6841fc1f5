#include "cli/app.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <stdexcept>

#include "cli/commands/completion.hpp"
#include "cli/workspace.hpp"
#include "config/read_file.hpp"
#include "core/json.hpp"
#include "state/db.hpp"
#include "studio.hpp"

namespace hsn::cli::app_test {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const Globals& parsed(Parser& parser, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());
  parser.app->parse(arguments);
  return parser.globals;
}

TEST_CASE("app: version and help answer on stdout, with exit 0") {
  Desk desk;
  CHECK(desk.run({"--version"}) == 0);
  CHECK(desk.out.str() == "hsn " HSN_VERSION "\n");
  CHECK(desk.run({"--help"}) == 0);
  for (const auto& command : commands()) CHECK(has(desk.out.str(), command.name));
  CHECK(desk.err.str().empty());
  CHECK(desk.run({"sync", "--help"}) == 0);
  CHECK(has(desk.out.str(), "TARGET"));
}

TEST_CASE("app: what cannot be parsed is exit 2 with one line on stderr") {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{},
                                                {"frobnicate"},
                                                {"sync", "--frobnicate"},
                                                {"show"},
                                                {"sync", "--limit", "x"},
                                                {"undo", "x"},
                                                {"conflicts", "resolve", "a", "--take", "both"},
                                                {"completion", "tcsh"},
                                                {"status", "surplus"},
                                                {"--wait", "-1", "sync"}}) {
    Desk desk;
    CHECK(desk.run(wrong) == 2);
    CHECK(desk.out.str().empty());
    const auto said = desk.err.str();
    CHECK(said.starts_with("hsn: "));
    CHECK(std::count(said.begin(), said.end(), '\n') == 1);
  }
}

TEST_CASE("app: with --json, what cannot be parsed is a document too") {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--json", "sync", "--limit", "x"}, {"snyc", "--json"}}) {
    Desk desk;
    CHECK(desk.run(wrong) == 2);
    const auto json = parse_json(desk.out.str());
    REQUIRE(json);
    CHECK(text_at(*json, "/status") == "failed");
    CHECK(int_at(*json, "/exit") == 2);
    CHECK(text_at(*json, "/errors/0/code") == "bad_config");
  }
}

TEST_CASE("app: a count below its least is refused, naming its option") {
  for (const std::string option :
       {"--limit=0", "--limit=-1", "--limit=010", "--max-changes=-1", "--max-destructive=-1", "--wait=-1"}) {
    Desk desk;
    INFO(option);
    CHECK(desk.run({"log", option}) == 2);
    CHECK(has(desk.err.str(), "is not a whole number of at least "));
    CHECK(has(desk.err.str(), option.substr(0, option.find('='))));
  }
  Parser parser;
  CHECK(parsed(parser, {"sync", "--max-changes", "0", "--limit", "10"}).max_changes == std::size_t{0});
  CHECK(parser.globals.limit == 10);
}

TEST_CASE("app: a misspelt command is named, not called missing") {
  Desk desk;
  CHECK(desk.run({"-n", "snyc"}) == 2);
  CHECK(has(desk.err.str(), "there is no command \"snyc\" (did you mean \"sync\"? "));
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"bogus", "--version"}, {"--version", "bogus"}, {"bogus", "deployment", "--version", "1.2"}}) {
    CHECK(desk.run(wrong) == 2);
    CHECK(has(desk.err.str(), "there is no command \"bogus\" (hsn --help"));
    CHECK(desk.out.str().empty());
  }
  CHECK(desk.run({"-n", "--version"}) == 0);
  CHECK(desk.run({"-n"}) == 2);
  CHECK(has(desk.err.str(), "which command?"));
}

TEST_CASE("app: help on a command can be asked for as a command") {
  const auto printed = [](const std::vector<std::string>& arguments) {
    Desk desk;
    CHECK(desk.run(arguments) == 0);
    return desk.out.str();
  };
  CHECK(printed({"help"}) == printed({"--help"}));
  CHECK(printed({"help", "conflicts", "resolve"}) == printed({"conflicts", "resolve", "--help"}));
  CHECK(has(printed({"help", "push"}), "Usage: hsn push"));
  CHECK(printed({"--state", "x", "-n", "--wait=3", "help"}) == printed({"--help"}));
  CHECK(printed({"--state", "help", "-q", "help", "push"}) == printed({"push", "--help"}));
  Desk desk;
  CHECK(desk.run({"--state", "x", "help", "nope"}) == 2);
  CHECK(has(desk.err.str(), "there is no command \"nope\""));
  CHECK(desk.run({"--state", "help"}) == 2);
  CHECK(has(desk.err.str(), "which command?"));
  CHECK(desk.run({"help", "psuh"}) == 2);
  CHECK(has(desk.err.str(), "did you mean \"push\"?"));
}

TEST_CASE("app: global options are taken before and after the command") {
  const std::vector<std::vector<std::string>> orders = {
      {"--json", "-n", "--max-changes", "7", "--only", "orders", "sync", "woocommerce"},
      {"sync", "--json", "-n", "--max-changes", "7", "--only", "orders", "woocommerce"},
      {"sync", "woocommerce", "--json", "--dry-run", "--max-changes=7", "--only=orders"}};
  for (const auto& arguments : orders) {
    Parser parser;
    const auto& globals = parsed(parser, arguments);
    CHECK(globals.json);
    CHECK(globals.dry_run);
    CHECK(globals.max_changes == std::size_t{7});
    CHECK(globals.only == "orders");
    CHECK(globals.as_settings().find("MAX_PUSH_CHANGES")->second == "7");
    CHECK(parser.app->get_subcommands().front()->get_name() == "sync");
  }
  Parser parser;
  CHECK(parsed(parser, {"conflicts", "resolve", "a", "--take", "notion", "--json", "-vv"}).json);
  CHECK(parser.globals.verbose == 2);
}

TEST_CASE("app: a record may be called like a command") {
  Parser parser;
  parsed(parser, {"log", "status"});
  CHECK(parser.app->get_subcommands().size() == 1);
}

TEST_CASE("app: no two options of a command share a name with a global one") {
  Parser parser;
  std::set<std::string> global;
  for (const auto* option : parser.app->get_options()) {
    for (const auto& name : option->get_lnames()) global.insert(name);
    for (const auto& name : option->get_snames()) global.insert(name);
  }
  for (const auto* command : parser.app->get_subcommands([](const CLI::App*) { return true; })) {
    for (const auto* option : command->get_options()) {
      if (option->get_name() == "--help") continue;
      for (const auto& name : option->get_lnames()) CHECK_FALSE(global.contains(name));
      for (const auto& name : option->get_snames()) CHECK_FALSE(global.contains(name));
    }
  }
}

TEST_CASE("completion: every command and every option of it is in each shell's script") {
  Parser parser;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const auto script = completion(*parser.app, shell);
    const auto option_is_there = [&](const CLI::Option* option) {
      for (const auto& name : option->get_lnames()) CHECK(has(script, shell == "fish" ? "-l " + name : "--" + name));
    };
    for (const auto* option : parser.app->get_options()) option_is_there(option);
    for (const auto* command : parser.app->get_subcommands([](const CLI::App*) { return true; })) {
      INFO(shell << " " << command->get_name());
      CHECK(has(script, command->get_name()));
      for (const auto* option : command->get_options()) option_is_there(option);
      for (const auto* sub : command->get_subcommands([](const CLI::App*) { return true; })) {
        CHECK(has(script, sub->get_name()));
        for (const auto* option : sub->get_options()) option_is_there(option);
      }
    }
    CHECK(has(script, "woocommerce"));
  }
}

TEST_CASE("completion: the words that an option takes are offered, each once") {
  Parser parser;
  CHECK(has(completion(*parser.app, "zsh"), " conflicts:--take) compadd notion service; return ;;"));
  CHECK(has(completion(*parser.app, "fish"), "-l take -x -a 'notion service' "));
  const auto script = completion(*parser.app, "bash");
  CHECK(has(script, " conflicts:--take) COMPREPLY=($(compgen -W 'notion service' "));
  CHECK(has(script, " *:--only) COMPREPLY=($(compgen -W 'clients products "));
  CHECK(has(script, " backfill:--order) COMPREPLY=($(compgen -W 'newest oldest' "));
  CHECK(has(script, " feedback:--order) return ;;"));
  CHECK(has(script, " feedback:--channel) return ;;"));
  CHECK(has(script, "init) words='notion --help "));
  CHECK(has(script, "check) words='notion woocommerce "));
  CHECK(has(script, "completion) words='bash zsh fish --help -h --version "));
}

TEST_CASE("config: show masks secrets and tells where each setting came from") {
  Desk desk;
  std::ofstream(desk.dir.path() / ".env") << "NOTION_API_TOKEN=ntn_0123456789abcdef\nSETTLE_SECONDS=5\n";
  desk.environment["NOTION_RATE_LIMIT"] = "3/s";
  REQUIRE(desk.run({"config", "show"}) == 0);
  const auto text = desk.out.str();
  CHECK(has(text, "set (…cdef)"));
  CHECK_FALSE(has(text, "ntn_0123456789abcdef"));
  CHECK(has(text, ".env:2"));
  CHECK(has(text, "environment"));
  REQUIRE(desk.run({"config", "show", "--json"}) == 0);
  CHECK(parse_json(desk.out.str()));
  CHECK_FALSE(has(desk.out.str(), "ntn_0123456789abcdef"));
}

TEST_CASE("config: the reference names every setting; .env.example is what it prints") {
  Desk desk;
  REQUIRE(desk.run({"config", "reference"}) == 0);
  for (const auto table : setting_tables()) {
    for (const auto& def : table) CHECK(has(desk.out.str(), def.name));
  }
  REQUIRE(desk.run({"config", "reference", "--env"}) == 0);
  const auto file = config::read_file(HSN_SOURCE "/.env.example");
  REQUIRE(file);
  // When this fails: make reference
  CHECK(desk.out.str() == *file);
}

TEST_CASE("app: a wrong setting is exit 2 before anything else, naming setting and line") {
  Desk desk;
  std::ofstream(desk.dir.path() / ".env") << "\nSETTLE_SECONDS=soon\n";
  CHECK(desk.run({"sync"}) == 2);
  CHECK(has(desk.err.str(), "SETTLE_SECONDS (.env:2)"));
}

TEST_CASE("app: an unknown target, and one that is not set up, are exit 2 with what to do") {
  Desk desk;
  desk.environment["NOTION_API_TOKEN"] = "ntn_0123456789abcdef";
  CHECK(desk.run({"sync", "etsy"}) == 2);
  CHECK(has(desk.err.str(), "woocommerce"));
  CHECK(desk.run({"sync", "woocommerce"}) == 2);
  CHECK(has(desk.err.str(), "WOOCOMMERCE_URL"));
  CHECK(desk.run({"push"}) == 2);
}

TEST_CASE("app: backfill of Notion is refused in words") {
  Desk desk;
  CHECK(desk.run({"backfill", "notion", "--since", "2024-01-01"}) == 2);
  CHECK(has(desk.err.str(), "Notion is none"));
}

TEST_CASE("app: a service of which one credential is gone is named, and not left out in silence") {
  Desk desk;
  desk.environment["NOTION_API_TOKEN"] = "ntn_0123456789abcdef";
  desk.environment["WOOCOMMERCE_URL"] = "https://shop.example.com";
  desk.environment["WOOCOMMERCE_CONSUMER_KEY"] = "ck_0123456789";
  const std::string lost = "WOOCOMMERCE_CONSUMER_SECRET is missing";
  for (const std::vector<std::string>& command : {std::vector<std::string>{"sync"}, {"diff", "--no-pull"}, {"push", "notion"}}) {
    CHECK(desk.run(command) == 2);
    CHECK(has(desk.err.str(), lost));
  }
  desk.run({"check"});
  CHECK(has(desk.out.str(), lost));
  CHECK(has(desk.out.str(), "ENABLE_WOOCOMMERCE=false"));
  desk.environment["ENABLE_WOOCOMMERCE"] = "false";
  desk.run({"sync"});
  CHECK_FALSE(has(desk.err.str(), lost));
}

TEST_CASE("app: without token or databases sync says so, exit 2, and --json says it as JSON too") {
  Desk desk;
  CHECK(desk.run({"sync"}) == 2);
  CHECK(has(desk.err.str(), "NOTION_API_TOKEN"));
  desk.environment["NOTION_API_TOKEN"] = "ntn_0123456789abcdef";
  CHECK(desk.run({"sync", "--json"}) == 2);
  CHECK(has(desk.err.str(), "hsn init"));
  const auto json = parse_json(desk.out.str());
  REQUIRE(json);
  CHECK(int_at(*json, "/exit") == 2);
}

TEST_CASE("app: what breaks is told as a document too, with the state's file and what to do") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  state::Connection(hsn.state(), state::Connection::Mode::read_write).run("UPDATE intent SET write = 'x'");
  CHECK(hsn.run({"undo", "1", "--json"}) == 1);
  const auto json = parse_json(hsn.out.str());
  REQUIRE(json);
  CHECK(int_at(*json, "/exit") == 1);
  CHECK(text_at(*json, "/errors/0/code") == "bad_data");
  CHECK(has(text_at(*json, "/errors/0/message").value_or(""), "of the journal is damaged"));
  CHECK(text_at(*json, "/errors/0/where") == hsn.state().string());
  CHECK(has(text_at(*json, "/errors/0/remedy").value_or(""), "hsn rebuild"));
  CHECK(has(hsn.err.str(), "hsn: "));
}

TEST_CASE("app: an exception that nobody expects is exit 1, and a document with --json") {
  Studio hsn;
  hsn.set_up();
  hsn.network = [](const http::Request&, Instant) -> test::FakeTransport::Answer { throw std::runtime_error("no memory"); };
  CHECK(hsn.run({"pull", "--json"}) == 1);
  const auto json = parse_json(hsn.out.str());
  REQUIRE(json);
  CHECK(text_at(*json, "/errors/0/message") == "no memory");
  CHECK(hsn.run({"pull"}) == 1);
  CHECK(hsn.out.str().empty());
  CHECK(hsn.err.str() == "hsn: no memory\n");
}

TEST_CASE("app: init without terminal names the setting that is missing") {
  Desk desk;
  CHECK(desk.run({"init"}) == 2);
  CHECK(has(desk.err.str(), "NOTION_API_TOKEN"));
  desk.environment["NOTION_API_TOKEN"] = "ntn_0123456789abcdef";
  CHECK(desk.run({"init", "--yes"}) == 2);
  CHECK(has(desk.err.str(), "NOTION_PARENT_PAGE_ID"));
}

}  // namespace
}  // namespace hsn::cli::app_test
