// The manual says what the program does: every command, option, exit code and setting is in its page, and nothing else is.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "cli/app.hpp"
#include "cli/workspace.hpp"
#include "config/read_file.hpp"

namespace hsn::cli::man_test {
namespace {

std::string page(const std::string& name) {
  const auto text = config::read_file(HSN_SOURCE "/man/" + name);
  INFO(name);
  REQUIRE(text);
  return *text;
}

std::vector<const CLI::App*> below(const CLI::App& app) {
  std::vector<const CLI::App*> all;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) all.push_back(sub);
  return all;
}

// As mdoc writes them behind Fl: "-take" for --take, "o" for -o.
std::set<std::string> option_words(const CLI::App& app) {
  std::set<std::string> words;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) words.insert("-" + name);
    for (const auto& name : option->get_snames()) words.insert(name);
  }
  return words;
}

// The options that a page explains: what stands behind each Fl of its .It lines.
std::set<std::string> explained(const std::string& text) {
  std::set<std::string> words;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(".It ")) continue;
    std::istringstream parts(line);
    for (std::string part, before; parts >> part; before = part) {
      if (before == "Fl") words.insert(part);
    }
  }
  return words;
}

TEST_CASE("man: the page of each command explains its options, all of them and no others") {
  Parser parser;
  for (const auto* command : below(*parser.app)) {
    const auto text = page("hsn-" + command->get_name() + ".1");
    auto options = option_words(*command);
    for (const auto* sub : below(*command)) {
      options.merge(option_words(*sub));
      CHECK(text.find("Cm " + sub->get_name()) != std::string::npos);
    }
    options.erase("-help");
    options.erase("h");
    CHECK(explained(text) == options);
    for (const auto* option : command->get_options()) {
      if (option->get_positional()) CHECK(text.find("Ar " + option->get_name()) != std::string::npos);
    }
  }
}

TEST_CASE("man: hsn(1) names every command and explains the global options, all of them and no others") {
  Parser parser;
  const auto text = page("hsn.1");
  for (const auto* command : below(*parser.app)) {
    CHECK(text.find(".It Xr hsn-" + command->get_name() + " 1\n") != std::string::npos);
  }
  CHECK(explained(text) == option_words(*parser.app));
}

TEST_CASE("man: hsn(1) has every exit code with its meaning") {
  const auto text = page("hsn.1");
  for (const auto& row : kExits) {
    CHECK(text.find(".It " + std::to_string(static_cast<int>(row.code)) + "\n" + std::string(row.meaning)) != std::string::npos);
  }
}

TEST_CASE("man: the settings of hsn.conf(5) are those that are declared") {
  const auto text = page("hsn.conf.5");
  const std::string begin = ".\\\" settings: begin\n", end = ".\\\" settings: end\n";
  const auto from = text.find(begin), to = text.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  // When this fails: make reference
  CHECK(text.substr(from + begin.size(), to - from - begin.size()) == config::settings_man(setting_tables()));
}

}  // namespace
}  // namespace hsn::cli::man_test
