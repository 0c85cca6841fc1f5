// OpenAI's chat completions, and what other servers make of them (ai-providers.md 1 and 5).
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/ai/wire.hpp"

namespace hsn::services::ai {

Json chat_body(const Provider& provider, const Question& question) {
  Json messages = Json::array();
  const auto say = [&](const char* role, const std::string& content) {
    messages.push_back({{"role", role}, {"content", content}});
  };
  if (!question.system.empty()) say("system", question.system);
  for (const auto& exchange : question.earlier) {
    say("user", exchange.prompt);
    say("assistant", exchange.response);
  }
  say("user", question.prompt);
  return {{"model", question.model}, {"messages", std::move(messages)}, {provider.max_tokens_param, question.max_tokens}};
}

Result<Answer> read_chat(const Provider& provider, const Question& question, const Json& json) {
  const auto* choices = at(json, "/choices");
  const bool any = choices != nullptr && choices->is_array() && !choices->empty();
  const auto* message = any ? at(choices->front(), "/message") : nullptr;
  if (message == nullptr || !message->is_object())
    return fail(Fault::bad_data, "its answer holds no message", provider.name, "check that the base URL is a chat API's");
  const auto stop = text_at(choices->front(), "/finish_reason").value_or("");
  const auto refused = text_at(*message, "/refusal").value_or("");
  Answer answer{.ending = Ending::ok,
                .text = text_at(*message, "/content").value_or(""),
                .model = text_at(json, "/model").value_or(""),
                .tokens_in = tokens_at(json, "/usage/prompt_tokens"),
                .tokens_out = tokens_at(json, "/usage/completion_tokens")};
  if (!refused.empty() || stop == "content_filter") {
    answer.ending = Ending::filtered;
    if (!refused.empty()) answer.text = refused;
    return answer;
  }
  if (trim(answer.text).empty()) return nothing_said(provider, question, stop == "length");
  // Without a reason nobody knows whether it is whole.
  if (stop == "length" || stop.empty()) answer.ending = Ending::truncated;
  return answer;
}

}  // namespace hsn::services::ai
