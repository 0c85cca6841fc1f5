// Anthropic's messages (ai-providers.md 2). No sampling parameters: since 2026-10-21 they are refused, even at their defaults.
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/ai/wire.hpp"

namespace hsn::services::ai {

Json messages_body(const Question& question) {
  Json messages = Json::array();
  for (const auto& exchange : question.earlier) {
    messages.push_back({{"role", "user"}, {"content", exchange.prompt}});
    messages.push_back({{"role", "assistant"}, {"content", exchange.response}});
  }
  messages.push_back({{"role", "user"}, {"content", question.prompt}});
  Json body = {{"model", question.model}, {"max_tokens", question.max_tokens}, {"messages", std::move(messages)}};
  if (!question.system.empty()) body["system"] = question.system;
  return body;
}

namespace {

// What was read anew, written to the cache and read from it are three numbers.
std::optional<std::int64_t> input_tokens(const Json& json) {
  const auto fresh = tokens_at(json, "/usage/input_tokens");
  if (!fresh) return std::nullopt;
  return *fresh + tokens_at(json, "/usage/cache_creation_input_tokens").value_or(0) +
         tokens_at(json, "/usage/cache_read_input_tokens").value_or(0);
}

}  // namespace

Result<Answer> read_messages(const Provider& provider, const Question& question, const Json& json) {
  const auto* content = at(json, "/content");
  if (content == nullptr || !content->is_array())
    return fail(Fault::bad_data, "its answer holds no content", provider.name, "check ANTHROPIC_BASE_URL");
  Answer answer{.ending = Ending::ok,
                .text = {},
                .model = text_at(json, "/model").value_or(""),
                .tokens_in = input_tokens(json),
                .tokens_out = tokens_at(json, "/usage/output_tokens")};
  for (const auto& block : *content) {
    if (text_at(block, "/type") == "text") answer.text += text_at(block, "/text").value_or("");
  }
  const auto stop = text_at(json, "/stop_reason").value_or("");
  if (stop == "refusal") {  // comes as a 200
    answer.ending = Ending::filtered;
    return answer;
  }
  const bool whole = stop == "end_turn" || stop == "stop_sequence";
  if (trim(answer.text).empty()) return nothing_said(provider, question, stop == "max_tokens");
  if (!whole) answer.ending = Ending::truncated;
  return answer;
}

}  // namespace hsn::services::ai
