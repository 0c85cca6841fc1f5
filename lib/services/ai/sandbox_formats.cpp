#include "services/ai/sandbox_formats.hpp"

#include <algorithm>

#include "core/time.hpp"

namespace hsn::sandbox::ai {
namespace {

constexpr std::string_view kChatMembers[] = {"model",           "messages", "temperature", "top_p",
                                             "response_format", "store",    "stop",        "reasoning_effort"};
constexpr std::string_view kChatRoles[] = {"system", "developer", "user", "assistant"};
constexpr std::string_view kMessagesMembers[] = {"model", "messages", "max_tokens", "system", "stop_sequences", "output_config"};

bool among(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Refusal invalid(std::string message, std::string code = {}) {
  return {400, "invalid_request_error", std::move(code), std::move(message)};
}

const Json& member_of(const Json& json, std::string_view name) {
  static const Json kNone;
  const auto found = json.find(std::string(name));
  return found == json.end() ? kNone : *found;
}

std::optional<Refusal> check_members(const Rules& rules, const Json& question) {
  const bool chat = rules.format == Format::chat;
  for (const auto& [name, value] : question.items()) {
    if (name == rules.max_tokens ||
        among(chat ? std::span(kChatMembers) : std::span<const std::string_view>(kMessagesMembers), name))
      continue;
    if (!chat) return invalid(name + ": Extra inputs are not permitted");
    if (name == "max_tokens")
      return invalid("Unsupported parameter: 'max_tokens' is not supported with this model. Use '" +
                         std::string(rules.max_tokens) + "' instead.",
                     "unsupported_parameter");
    return invalid("Unrecognized request argument supplied: " + name, "unknown_parameter");
  }
  const auto& tokens = member_of(question, rules.max_tokens);
  if (tokens.is_null() && !chat) return invalid("max_tokens: Field required");
  if (!tokens.is_null() && (!tokens.is_number_integer() || tokens.get<std::int64_t>() < 1))
    return invalid(std::string(rules.max_tokens) + ": must be at least 1");
  return std::nullopt;
}

std::optional<Refusal> check_messages(const Rules& rules, const Json& question) {
  const bool chat = rules.format == Format::chat;
  const auto& messages = member_of(question, "messages");
  if (!messages.is_array() || messages.empty()) return invalid("messages: at least one message is required");
  std::string before;
  for (const auto& message : messages) {
    const auto role = text_at(message, "/role").value_or("");
    const bool known = chat ? among(kChatRoles, role) : role == "user" || role == "assistant";
    if (!known) return invalid("messages: unexpected role \"" + role + "\"");
    const auto& content = member_of(message, "content");
    if (!content.is_string() && !content.is_array()) return invalid("messages: content must be a string or a list");
    if (content.is_string() && content.get<std::string>().empty() && !chat)
      return invalid("messages: text content blocks must be non-empty");
    if (!chat && before.empty() && role != "user") return invalid("messages: first message must use the \"user\" role");
    before = role;
  }
  if (!chat && before != "user") return invalid("This model does not support assistant message prefill.");
  return std::nullopt;
}

}  // namespace

http::Response refused(Format format, const Refusal& refusal, std::string_view request_id) {
  Json body;
  if (format == Format::chat) {
    body = {{"error",
             {{"message", refusal.message},
              {"type", refusal.type},
              {"param", nullptr},
              {"code", refusal.code.empty() ? Json(nullptr) : Json(refusal.code)}}}};
  } else {
    body = {{"type", "error"}, {"error", {{"type", refusal.type}, {"message", refusal.message}}}, {"request_id", request_id}};
  }
  return {refusal.status, {{"Content-Type", "application/json"}}, dump_json(body), {}};
}

std::optional<Refusal> check(const Rules& rules, const Json& question) {
  if (!question.is_object()) return invalid("We could not parse the JSON body of your request.");
  const auto model = text_at(question, "/model").value_or("");
  if (model.empty()) return invalid("you must provide a model parameter");
  if (!among(rules.models, model)) {
    if (rules.format == Format::messages) return Refusal{404, "not_found_error", "", "model: " + model};
    return Refusal{404, "invalid_request_error", "model_not_found",
                   "The model `" + model + "` does not exist or you do not have access to it."};
  }
  if (auto wrong = check_members(rules, question)) return wrong;
  return check_messages(rules, question);
}

std::string prompt_of(const Json& question) {
  const auto& messages = member_of(question, "messages");
  if (!messages.is_array() || messages.empty()) return {};
  return text_at(messages.back(), "/content").value_or("");
}

namespace {

Json chat_answer(const std::string& model, const Reply& reply, std::string_view id, Instant now) {
  const bool refusal = reply.kind == "refusal";
  const char* stop = reply.kind == "filtered" ? "content_filter" : reply.kind == "truncated" ? "length" : "stop";
  Json body = {{"id", "chatcmpl-" + std::string(id)},
               {"object", "chat.completion"},
               {"created", std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()},
               {"model", model},
               {"choices", Json::array({{{"index", 0},
                                         {"finish_reason", stop},
                                         {"message",
                                          {{"role", "assistant"},
                                           {"content", refusal || reply.text.empty() ? Json(nullptr) : Json(reply.text)},
                                           {"refusal", refusal ? Json("I can't help with that.") : Json(nullptr)}}}}})}};
  if (reply.kind != "no_usage")
    body["usage"] = {{"prompt_tokens", reply.tokens_in},
                     {"completion_tokens", reply.tokens_out},
                     {"total_tokens", reply.tokens_in + reply.tokens_out}};
  return body;
}

Json messages_answer(const std::string& model, const Reply& reply, std::string_view id) {
  const bool refusal = reply.kind == "refusal" || reply.kind == "filtered";
  const char* stop = refusal ? "refusal" : reply.kind == "truncated" ? "max_tokens" : "end_turn";
  Json content = Json::array();
  if (!refusal && !reply.text.empty()) {
    // Text comes in blocks, and among blocks that are none.
    content.push_back({{"type", "thinking"}, {"thinking", "…"}, {"signature", "x"}});
    content.push_back({{"type", "text"}, {"text", reply.text}});
  }
  return {{"id", "msg_" + std::string(id)},
          {"type", "message"},
          {"role", "assistant"},
          {"model", model},
          {"content", std::move(content)},
          {"stop_reason", stop},
          {"stop_sequence", nullptr},
          {"usage",
           {{"input_tokens", reply.tokens_in},
            {"output_tokens", reply.tokens_out},
            {"cache_creation_input_tokens", nullptr},
            {"cache_read_input_tokens", 2}}}};
}

}  // namespace

Json answer_body(Format format, const std::string& model, const Reply& reply, std::string_view id, Instant now) {
  return format == Format::chat ? chat_answer(model, reply, id, now) : messages_answer(model, reply, id);
}

Json model_list(Format format, std::span<const std::string_view> models) {
  Json list = Json::array();
  for (const auto model : models) {
    if (format == Format::chat) {
      list.push_back({{"id", model}, {"object", "model"}, {"created", 1700000000}, {"owned_by", "sandbox"}});
    } else {
      list.push_back({{"type", "model"}, {"id", model}, {"display_name", model}, {"created_at", "2026-01-01T00:00:00Z"}});
    }
  }
  if (format == Format::chat) return {{"object", "list"}, {"data", std::move(list)}};
  return {{"data", std::move(list)}, {"has_more", false}, {"first_id", models.front()}, {"last_id", models.back()}};
}

}  // namespace hsn::sandbox::ai
