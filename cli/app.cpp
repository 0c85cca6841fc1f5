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

namespace hsn::cli {
namespace {

int say(Terminal& terminal, const std::string& line, Exit exit) {
  terminal.out.flush();
  terminal.err << "hsn: " << line << std::endl;
  return static_cast<int>(exit);
}

// --help and --version answer on stdout; what cannot be parsed is one line and where to look.
int stopped(const CLI::App& app, const CLI::ParseError& error, Terminal& terminal) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    app.exit(error, terminal.out, terminal.err);
    terminal.out.flush();
    return 0;
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    const auto left = app.remaining();
    const auto word = std::find_if(left.begin(), left.end(), [](const std::string& text) { return !text.starts_with('-'); });
    if (word != left.end()) return say(terminal, "there is no command \"" + *word + "\" (hsn --help lists them)", Exit::usage);
    if (left.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
      return say(terminal, "which command? (hsn --help lists them)", Exit::usage);
    }
  }
  const std::string help = chosen.empty() ? "hsn --help" : "hsn " + chosen.front()->get_name() + " --help";
  return say(terminal, std::string(error.what()) + " (" + help + " shows how)", Exit::usage);
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
    sub->fallthrough();
    sub->footer(std::string(command.details) + (command.details.empty() ? "" : "\n\n") + "Global options: hsn --help");
    runs.push_back(command.declare(*sub));
  }
  app->footer("hsn COMMAND --help tells more; so do the man pages hsn(1) and hsn.conf(5).");
}

Parser::~Parser() = default;

int run(const std::vector<std::string>& arguments, Outside& outside) {
  // The version needs no table of options: it is what deploy scripts ask first and often.
  if (arguments.size() == 1 && arguments[0] == "--version") {
    outside.terminal.out << "hsn " HSN_VERSION << std::endl;
    return 0;
  }
  try {
    Parser parser;
    try {
      parser.app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
      return stopped(*parser.app, error, outside.terminal);
    }
    const auto& chosen = parser.app->get_subcommands().front()->get_name();
    const auto all = commands();
    const auto command = std::find_if(all.begin(), all.end(), [&](const Command& known) { return known.name == chosen; });
    Session session(outside, parser.globals, arguments);
    const auto exit = parser.runs[static_cast<std::size_t>(command - all.begin())](session);
    outside.terminal.out.flush();
    if (exit) return static_cast<int>(*exit);
    // Whatever a signal made fail, the signal is the reason.
    const int signal = session.signal();
    const int code = signal != 0 ? 128 + signal : static_cast<int>(exit.error().exit);
    if (parser.globals.json) outside.terminal.out << document(stop_json(exit.error().error, code)) << std::flush;
    session.say(exit.error().error);
    return code;
  } catch (const std::exception& error) {
    return say(outside.terminal, error.what(), Exit::unexpected);
  }
}

}  // namespace hsn::cli
