// Files that people bring: <a: JSON, b: JSON lines, c: CSV of feedback; d: conversations>the file.
#include "cli/commands/feedback_file.hpp"
#include "fuzz/services.hpp"
#include "services/ai/interaction.hpp"
#include "services/user_feedback/item.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

namespace uf = services::user_feedback;

void feedback_file(std::string_view text, cli::FileKind kind) {
  auto items = Json::array();
  std::size_t last = 0;
  const auto read = cli::read_feedback(text, kind, [&](std::size_t line, const Result<Json>& item) {
    law(line > last, "items are told in the order of their lines");
    last = line;
    if (!item) return check(item.error());
    const auto seen = uf::decode(*item, {.imported = true, .creates_clients = true});
    law(!seen.empty() && !seen.back().remote_id.empty(), "each item can be told from the others");
    for (const auto& one : seen) check(one, entities::find(one.record.key.entity));
    items.push_back(*item);
  });
  if (!read) {
    law(items.empty(), "of a broken file nothing is taken");
    return check(read.error());
  }
  auto again = Json::array();
  const auto as_json = [&](std::size_t, const Result<Json>& item) { again.push_back(item.value_or(Json())); };
  law(cli::read_feedback(dump_json(items), cli::FileKind::json, as_json) && again == items, "the same items are the same in JSON",
      dump_json(items));
}

void conversations_file(std::string_view text) {
  static const services::ai::Redactions kRedactions{{Secret(std::string(kSecret))}, true};
  const auto read = services::ai::read_conversations(text, "file", kRedactions);
  for (const auto& error : read.wrong) check(error);
  std::vector<services::ai::Told> told;
  for (const auto& turn : read.turns) {
    law(turn.id.size() == 36 && turn.turn > 0 && !turn.thread.empty(), "a turn has its place");
    law(!turn.prompt.empty() && !turn.response.empty(), "a turn is a question and an answer");
    for (const auto* words : {&turn.prompt, &turn.response}) {
      law(words->find(kSecret) == std::string::npos, "no known secret is left", *words);
      law(redact(*words, kRedactions) == *words, "redacting twice is redacting once", *words);
    }
    const auto seen = services::ai::seen_of(turn);
    check(seen, entities::find("interactions"));
    told.push_back({turn, true, "Approved", "", true});
  }
  const auto training = services::ai::training_of(told);
  law(training.examples == static_cast<std::size_t>(std::count(training.jsonl.begin(), training.jsonl.end(), '\n')),
      "an example a line", training.jsonl);
}

}  // namespace

FUZZ(import_files, input) {
  constexpr cli::FileKind kKinds[] = {cli::FileKind::json, cli::FileKind::jsonl, cli::FileKind::csv};
  const auto kind = choice(input, std::size(kKinds) + 1);
  if (kind == std::size(kKinds)) return conversations_file(input);
  feedback_file(input, kKinds[kind]);
}
