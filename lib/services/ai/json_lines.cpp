// Conversations from elsewhere, and examples for a training: one JSON object a line.
#include <algorithm>
#include <map>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/ai/interaction.hpp"

namespace hsn::services::ai {
namespace {

// What was asked in a thread and is not answered yet.
struct Open {
  std::string prompt;
  std::size_t line = 0;
  std::int64_t turns = 0;
};

class Conversations {
 public:
  Conversations(std::string_view file, const Redactions& redactions) : file_(file), redactions_(redactions) {}

  void take(std::string_view text, std::size_t line) {
    if (trim(text).empty()) return;
    const auto json = parse_json(text);
    if (!json || !json->is_object()) return wrong(line, "this is no JSON object");
    const auto thread = text_at(*json, "/thread").value_or(""), role = text_at(*json, "/role").value_or("");
    const auto content = redact(clean_text(text_at(*json, "/content").value_or("")), redactions_);
    if (thread.empty()) return wrong(line, "\"thread\" is missing");
    if (content.empty()) return wrong(line, "\"content\" is missing or empty");
    if (role == "user") return ask(open_[thread], content, line);
    if (role == "assistant") return answer(thread, content, *json, line);
    if (role != "system") return wrong(line, "\"role\" must be user, assistant or system");
    ++imported_.instructions;
  }

  Imported done() {
    for (const auto& [thread, open] : open_) {
      if (!open.prompt.empty()) wrong(open.line, "nobody answers this in thread " + thread);
    }
    return std::move(imported_);
  }

 private:
  void wrong(std::size_t line, std::string what) {
    imported_.wrong.push_back(
        {Fault::bad_data, std::move(what), file_ + ":" + std::to_string(line), "the other lines are taken"});
  }

  static void ask(Open& open, const std::string& content, std::size_t line) {
    open.prompt += (open.prompt.empty() ? "" : "\n\n") + content;
    open.line = line;
  }

  void answer(const std::string& thread, const std::string& content, const Json& json, std::size_t line) {
    auto& open = open_[thread];
    if (open.prompt.empty()) return wrong(line, "an answer without a question before it");
    const auto time = text_at(json, "/time");
    const auto at = time ? parse_instant(*time) : std::nullopt;
    if (time && !at) return wrong(line, "\"time\" is no time: write it as 2026-11-23T05:10:00Z");
    Interaction said;
    said.thread = thread;
    said.turn = ++open.turns;
    said.provider = text_at(json, "/provider") ? option_of(*text_at(json, "/provider")) : "";
    said.model = text_at(json, "/model").value_or("");
    said.prompt = std::exchange(open.prompt, {});
    said.response = content;
    said.asked_by = "import";
    said.created = at.value_or(Instant{});
    said.id = uuid_of(dump_json(Json::array({said.thread, said.turn, said.prompt, said.response})));
    imported_.turns.push_back(std::move(said));
  }

  std::string file_;
  const Redactions& redactions_;
  std::map<std::string, Open> open_;
  Imported imported_;
};

bool is_example(const Told& told) {
  if (!told.for_training || told.review == "Rejected") return false;
  return !told.corrected.empty() || (told.review == "Approved" && was_answered(told.said));
}

std::vector<Told> before(const std::vector<Told>& all, const Told& told) {
  auto turns = thread_of(all, told.said.thread);
  std::erase_if(turns, [&](const Told& one) {
    return one.said.turn >= told.said.turn || (one.review == "Rejected" && one.corrected.empty());
  });
  return turns;
}

}  // namespace

Imported read_conversations(std::string_view jsonl, std::string_view file, const Redactions& redactions) {
  Conversations conversations(file, redactions);
  std::size_t number = 0;
  for (const auto& line : split(jsonl, '\n')) conversations.take(line, ++number);
  return conversations.done();
}

Training training_of(const std::vector<Told>& all) {
  Training training;
  for (const auto& told : all) {
    if (!is_example(told)) continue;
    auto turns = before(all, told);
    turns.push_back(told);
    if (std::any_of(turns.begin(), turns.end(), [](const Told& one) { return !one.whole; })) {
      training.cut.push_back("ai:interaction:" + told.said.id);
      continue;
    }
    Json messages = Json::array();
    for (const auto& exchange : exchanges(turns)) {
      messages.push_back({{"role", "user"}, {"content", exchange.prompt}});
      messages.push_back({{"role", "assistant"}, {"content", exchange.response}});
    }
    training.jsonl += dump_json({{"messages", std::move(messages)}}) + "\n";
    ++training.examples;
  }
  return training;
}

}  // namespace hsn::services::ai
