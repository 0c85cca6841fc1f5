#include "cli/app.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <exception>
#include <ostream>

#include "cli/output/json.hpp"
#include "cli/session.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "state/store.hpp"

namespace hsn::cli {
namespace {

int say(Terminal& terminal, const Error& error, Exit exit, bool json) {
  if (json) terminal.out << document(stop_json(error, static_cast<int>(exit)));
  terminal.out.flush();
  terminal.err << "hsn: " << on_one_line(describe(error)) << std::endl;
  return static_cast<int>(exit);
}

Error misuse(std::string what, std::string remedy) { return {Fault::bad_config, std::move(what), "", std::move(remedy)}; }

// How many letters must be added, dropped, changed or swapped with their neighbours to make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const bool same = a[i - 1] == b[j - 1];
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

Error no_such_command(const std::string& word) {
  const auto all = commands();
  const auto nearest = std::min_element(all.begin(), all.end(), [&](const Command& a, const Command& b) {
    return distance(word, a.name) < distance(word, b.name);
  });
  const bool near = distance(word, nearest->name) <= 2 && word.size() > 2;
  return misuse("there is no command \"" + word + "\"",
                (near ? "did you mean \"" + std::string(nearest->name) + "\"? " : "") + std::string("hsn --help lists them"));
}

// "hsn help push" is "hsn push --help", wherever the global options stand.
std::vector<std::string> with_help_last(std::vector<std::string> arguments, const CLI::App& app) {
  auto word = arguments.begin();
  while (word != arguments.end() && word->starts_with('-')) {
    const auto* option = app.get_option_no_throw(*word);
    const bool takes_value = option != nullptr && option->get_items_expected_max() > 0;
    word += takes_value && std::next(word) != arguments.end() ? 2 : 1;
  }
  if (word == arguments.end() || *word != "help") return arguments;
  arguments.erase(word);
  arguments.push_back("--help");
  return arguments;
}

// Why nothing is run; null: --help or --version was asked for. A misspelt command is told first, whatever comes with it.
std::optional<Error> misuse_of(const CLI::App& app, const CLI::ParseError& error) {
  const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    const auto left = app.remaining();
    const auto word = std::find_if(left.begin(), left.end(), [](const std::string& text) { return !text.starts_with('-'); });
    if (word != left.end()) return no_such_command(*word);
    if (!asked && !left.empty()) return misuse("there is no option " + left.front(), "hsn --help lists them");
    if (!asked && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
      return misuse("which command?", "hsn --help lists them");
  }
  if (asked) return std::nullopt;
  const CLI::App* named = &app;
  std::string words = "hsn";
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    words += " " + named->get_name();
  }
  std::vector<std::string> further;
  for (const auto* sub : named->get_subcommands([](const CLI::App*) { return true; })) further.push_back(sub->get_name());
  const bool unfinished = !further.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  return misuse(unfinished ? words + " what? One of: " + join(further, ", ") : error.what(), words + " --help shows how");
}

}  // namespace

Parser::Parser()
    : app(std::make_unique<CLI::App>("Keeps Notion and the services of a small business true to each other.", "hsn")) {
  app->set_version_flag("--version", "hsn " HSN_VERSION, "print the version and exit");
  app->set_help_flag("-h,--help", "print this help and exit");
  app->require_subcommand(1);
  app->fallthrough();
  declare_globals(*app, globals);
  for (const Command& command : commands()) {
    auto* sub = app->add_subcommand(std::string(command.name), std::string(command.summary));
    sub->footer(std::string(command.details) + (command.details.empty() ? "" : "\n\n") + "Global options: hsn --help");
    runs.push_back(command.declare(*sub));
  }
  app->footer("hsn COMMAND --help tells more; so do the man pages hsn(1) and hsn.conf(5).");
}

Parser::~Parser() = default;

int run(const std::vector<std::string>& given, Outside& outside) {
  // The version needs no table of options: it is what deploy scripts ask first and often.
  if (given.size() == 1 && given[0] == "--version") {
    outside.terminal.out << "hsn " HSN_VERSION << std::endl;
    return 0;
  }
  // Wanted before it is parsed: what cannot be parsed is a document too, and so is what breaks.
  const bool json = std::find(given.begin(), given.end(), "--json") != given.end();
  try {
    Parser parser;
    const auto arguments = with_help_last(given, *parser.app);
    try {
      parser.app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
      if (const auto why = misuse_of(*parser.app, error)) return say(outside.terminal, *why, Exit::usage, json);
      parser.app->exit(error, outside.terminal.out, outside.terminal.err);
      outside.terminal.out.flush();
      return 0;
    }
    const auto& chosen = parser.app->get_subcommands().front()->get_name();
    const auto all = commands();
    const auto command = std::find_if(all.begin(), all.end(), [&](const Command& known) { return known.name == chosen; });
    Session session(outside, parser.globals, chosen, arguments);
    const auto exit = parser.runs[static_cast<std::size_t>(command - all.begin())](session);
    outside.terminal.out.flush();
    if (exit) return static_cast<int>(*exit);
    // Whatever a signal made fail, the signal is the reason.
    const int signal = session.signal();
    const int code = signal != 0 ? 128 + signal : static_cast<int>(exit.error().exit);
    if (parser.globals.json) outside.terminal.out << document(stop_json(exit.error().error, code)) << std::flush;
    session.say(exit.error().error);
    return code;
  } catch (const state::Broken& broken) {
    return say(outside.terminal, broken.error, Exit::unexpected, json);
  } catch (const std::exception& error) {
    return say(outside.terminal, {Fault::bad_data, error.what(), "", ""}, Exit::unexpected, json);
  }
}

}  // namespace hsn::cli
