// hsn completion bash|zsh|fish: written from the option tree itself, so that it cannot know less than the parser.
#include "cli/commands/completion.hpp"

#include <algorithm>
#include <ostream>
#include <set>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/session.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"

namespace hsn::cli {

struct CompletionOptions {
  std::string shell;
};

namespace {

struct Word {
  std::string text, help;
};

// One line of help inside single quotes of any of the three shells, and inside zsh's brackets.
std::string tame(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (const char bad : {'\'', '[', ']', ':', '\\', '`', '$', '"'}) std::replace(text.begin(), text.end(), bad, ' ');
  return text;
}

std::vector<Word> option_words(const CLI::App& app) {
  std::vector<Word> words;
  for (const auto* option : app.get_options()) {
    const auto help = tame(option->get_description());
    for (const auto& name : option->get_lnames()) words.push_back({"--" + name, help});
    for (const auto& name : option->get_snames()) words.push_back({"-" + name, help});
  }
  return words;
}

std::vector<Word> command_words(const CLI::App& app) {
  std::vector<Word> words;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back({sub->get_name(), tame(sub->get_description())});
  }
  return words;
}

std::string joined(const std::vector<Word>& words) {
  std::set<std::string> known;
  std::string line;
  for (const auto& word : words) {
    if (known.insert(word.text).second) line += (line.empty() ? "" : " ") + word.text;
  }
  return line;
}

// What may follow an option, or stand for an argument: "{bash,zsh,fish}" of its check, or the entities. Empty: anything.
std::vector<Word> values_of(const CLI::Option& option) {
  std::vector<Word> values;
  const auto type = option.get_type_name();
  if (const auto open = type.find('{'); open != std::string::npos) {
    for (const auto& value : split(type.substr(open + 1, type.find('}', open) - open - 1), ',')) values.push_back({value, {}});
  } else if (type.starts_with("ENTITY") || option.get_name() == "ENTITY" || option.get_name() == "--with") {
    for (const auto* schema : entities::all()) values.push_back({std::string(schema->entity), std::string(schema->title)});
  }
  return values;
}

std::vector<Word> plus(std::vector<Word> words, const std::vector<Word>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// What a command can be followed by: its subcommands, else TARGETs where it takes them.
std::vector<Word> arguments_of(const CLI::App& command) {
  auto words = command_words(command);
  for (const auto* option : command.get_options()) {
    const auto values = option->get_positional() ? values_of(*option) : std::vector<Word>();
    words = plus(std::move(words), values);
    if (!values.empty()) continue;
    if (option->get_name() == "TARGET") words.push_back({"notion", "all enabled services"});
    if (option->get_name() != "TARGET" && option->get_name() != "SERVICE") continue;
    for (const auto* service : remote::services()) words.push_back({std::string(service->name), std::string(service->title)});
  }
  return words;
}

// The options of a command and of what is below it (conflicts resolve --take).
std::vector<Word> options_below(const CLI::App& command) {
  auto words = option_words(command);
  for (const auto* sub : command.get_subcommands([](const CLI::App*) { return true; })) words = plus(words, option_words(*sub));
  return words;
}

constexpr std::string_view kTakesFile[] = {"--env-file", "--config", "--state",  "--log-file",
                                           "--trace",    "--plan",   "--output", "-o"};
constexpr std::string_view kTakesFolder[] = {"--dir"};

bool takes_path(const std::string& name) {
  return std::count(std::begin(kTakesFile), std::end(kTakesFile), name) > 0 ||
         std::count(std::begin(kTakesFolder), std::end(kTakesFolder), name) > 0;
}

// "*:--state|*:-o": of any command.
template <std::size_t size>
std::string anywhere(const std::string_view (&names)[size]) {
  std::string text;
  for (const auto name : names) text += (text.empty() ? "*:" : "|*:") + std::string(name);
  return text;
}

// "    conflicts:--take) …": each option that wants a value, by the command that it belongs to (`command`; "*": all). One of a
// few words goes between `before` and `after`; for other values there is nothing to offer, neither words nor files.
std::string value_cases(const CLI::App& app, const std::string& command, const std::string& before, const std::string& after) {
  std::string text;
  for (const auto* option : app.get_options()) {
    if (option->get_items_expected_max() == 0 || option->get_lnames().empty()) continue;
    const auto name = "--" + option->get_lnames().front();
    if (takes_path(name)) continue;
    const auto values = values_of(*option);
    text += "    " + command + ":" + name + ") " + (values.empty() ? "" : before + joined(values) + after + "; ") + "return ;;\n";
  }
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    text += value_cases(*sub, command == "*" ? sub->get_name() : command, before, after);
  return text;
}

std::string bash(const CLI::App& app) {
  std::string text =
      "# bash completion for hsn\n_hsn() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= "
      "word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case $word in\n      ";
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (std::size_t i = 0; i < commands.size(); ++i) text += (i > 0 ? "|" : "") + commands[i]->get_name();
  text +=
      ") command=$word; break ;;\n    esac\n  done\n  case $command:$prev in\n"
      "    " +
      anywhere(kTakesFile) + ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n    " + anywhere(kTakesFolder) +
      ") COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n";
  text += value_cases(app, "*", "COMPREPLY=($(compgen -W '", "' -- \"$cur\"))") + "  esac\n";
  text += "  local words='" + joined(plus(command_words(app), option_words(app))) + "'\n  case $command in\n";
  for (const auto* command : commands) {
    text += "    " + command->get_name() + ") words='" +
            joined(plus(plus(arguments_of(*command), options_below(*command)), option_words(app))) + "' ;;\n";
  }
  return text + "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _hsn hsn\n";
}

std::string zsh(const CLI::App& app) {
  const auto list = [](const std::vector<Word>& words) {
    std::string text;
    for (const auto& word : words) text += "    '" + word.text + ":" + word.help + "'\n";
    return text;
  };
  std::string text = "#compdef hsn\n_hsn() {\n  local command=${words[(r)(";
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (std::size_t i = 0; i < commands.size(); ++i) text += (i > 0 ? "|" : "") + commands[i]->get_name();
  text += ")]}\n  local -a choices\n  case $command:${words[CURRENT-1]} in\n    " + anywhere(kTakesFile) +
          ") _files; return ;;\n    " + anywhere(kTakesFolder) + ") _files -/; return ;;\n" +
          value_cases(app, "*", "compadd ", "") + "  esac\n  case $command in\n";
  for (const auto* command : commands) {
    text += "  " + command->get_name() + ") choices=(\n" +
            list(plus(plus(arguments_of(*command), options_below(*command)), option_words(app))) + "  ) ;;\n";
  }
  text += "  *) choices=(\n" + list(plus(command_words(app), option_words(app))) + "  ) ;;\n  esac\n";
  return text +
         "  _describe -o hsn choices || _files\n}\nif [ \"$funcstack[1]\" = _hsn ]; then _hsn \"$@\"; else compdef _hsn hsn; "
         "fi\n";
}

std::string fish(const CLI::App& app) {
  const auto option_line = [](const std::string& condition, const CLI::Option* option) {
    std::string line = "complete -c hsn" + condition;
    for (const auto& name : option->get_lnames()) line += " -l " + name;
    for (const auto& name : option->get_snames()) line += " -s " + name;
    const auto values = values_of(*option);
    if (option->get_items_expected_max() > 0) line += values.empty() ? " -r" : " -x -a '" + joined(values) + "'";
    return line + " -d '" + tame(option->get_description()) + "'\n";
  };
  const auto named = [](const CLI::Option* option) { return !option->get_lnames().empty() || !option->get_snames().empty(); };
  std::string text = "# fish completion for hsn\n";
  for (const auto* option : app.get_options()) {
    if (named(option)) text += option_line("", option);
  }
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    text += "complete -c hsn -f -n __fish_use_subcommand -a " + command->get_name() + " -d '" + tame(command->get_description()) +
            "'\n";
    const std::string condition = " -n '__fish_seen_subcommand_from " + command->get_name() + "'";
    for (const auto& word : arguments_of(*command))
      text += "complete -c hsn -f" + condition + " -a " + word.text + " -d '" + word.help + "'\n";
    std::vector<const CLI::App*> levels{command};
    for (const auto* sub : command->get_subcommands([](const CLI::App*) { return true; })) levels.push_back(sub);
    for (const auto* level : levels) {
      for (const auto* option : level->get_options()) {
        if (named(option)) text += option_line(condition, option);
      }
    }
  }
  return text;
}

}  // namespace

std::string completion(const CLI::App& app, const std::string& shell) {
  if (shell == "zsh") return zsh(app);
  return shell == "fish" ? fish(app) : bash(app);
}

Run declare_completion(CLI::App& app) {
  auto options = std::make_shared<CompletionOptions>();
  app.add_option("SHELL", options->shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  const auto* root = app.get_parent();
  return [options, root](Session& session) -> Outcome<Exit> {
    session.terminal().out << completion(*root, options->shell);
    return Exit::done;
  };
}

}  // namespace hsn::cli
