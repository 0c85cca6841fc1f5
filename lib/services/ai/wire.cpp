#include "services/ai/wire.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::services::ai {
namespace {

constexpr std::string_view kVersion = "2023-06-01";  // of Anthropic's API; we send nothing that a later one takes differently
constexpr std::size_t kMessageUnits = 300;
constexpr std::int64_t kMostTokens = 1'000'000'000'000;

constexpr std::string_view kLimits = "it limits how many requests it answers, and takes no more now";
constexpr std::string_view kLater =
    "ask again in a minute or two, or name another provider with --model or a route of the mapping file";

// What an answer means. The first row that fits counts; an empty word, or one that stands in the error's type, code or message.
struct Meaning {
  int status;  // 0: any
  std::string_view word;
  Fault fault;
  std::string_view what, remedy;
  bool quote = true;  // with the provider's own words
};
constexpr Meaning kMeanings[] = {
    {401, "", Fault::refused, "the key was refused", "make a new one and set {key}", false},
    {402, "", Fault::refused, "the account has no credit", "look at its billing page"},
    {403, "", Fault::refused, "the key may not do this", "give it the permission, or set another {key}"},
    {429, "insufficient_quota", Fault::refused, "the account's credit is used up", "look at its billing page"},
    {429, "", Fault::throttled, kLimits, kLater, false},
    {529, "", Fault::throttled, "it is overloaded", kLater, false},
    {404, "", Fault::bad_config, "it knows no model {model}", "`hsn check ai` tells which models there are"},
    {413, "", Fault::bad_data, "the question is too long for it", "shorten it, or AI_KNOWLEDGE_MAX_CHARS"},
    {400, "context_length", Fault::bad_data, "the question is longer than {model} can take",
     "shorten it, or AI_KNOWLEDGE_MAX_CHARS"},
    {400, "content_filter", Fault::bad_data, "it refuses to answer this", "ask in other words", false},
    {400, "", Fault::bad_data, "it refused the question", "ask in other words, or another model"},
    {422, "", Fault::bad_data, "it refused the question", "ask in other words, or another model"},
};

std::string filled(std::string_view text, const Provider& provider, const std::string& model) {
  std::string out(text);
  for (const auto& [mark, value] :
       {std::pair<std::string_view, const std::string&>{"{key}", provider.key_setting}, {"{model}", model}}) {
    if (const auto at = out.find(mark); at != std::string::npos) out.replace(at, mark.size(), value.empty() ? "the key" : value);
  }
  return out;
}

// {"error":{"message","type","code"}}, or an error in words alone (llama.cpp, gateways).
std::string message_of(const Json& json) {
  auto message = text_at(json, "/error/message").value_or("");
  if (message.empty()) message = text_at(json, "/error").value_or("");
  if (message.empty()) message = text_at(json, "/message").value_or("");
  return std::string(utf16_front(clean_text(message), kMessageUnits));
}

bool speaks_of(const Json& json, std::string_view word) {
  for (const auto* place : {"/error/type", "/error/code", "/error/message"}) {
    if (lower_ascii(text_at(json, place).value_or("")).find(word) != std::string::npos) return true;
  }
  return false;
}

tl::unexpected<Error> refusal(const Provider& provider, const std::string& model, int status, const Json& json) {
  for (const auto& meaning : kMeanings) {
    if (meaning.status != status || (!meaning.word.empty() && !speaks_of(json, meaning.word))) continue;
    auto what = filled(meaning.what, provider, model);
    if (const auto message = message_of(json); meaning.quote && !message.empty()) what += ": " + message;
    return fail(meaning.fault, std::move(what), provider.name, filled(meaning.remedy, provider, model));
  }
  const auto message = message_of(json);
  return fail(status >= 500 || status == 408 ? Fault::unreachable : Fault::bad_data,
              "it answered HTTP " + std::to_string(status) + (message.empty() ? "" : ": " + message), provider.name,
              status >= 500 || status == 408 ? "try again later" : "check its address (base URL), and proxies before it");
}

}  // namespace

http::Request request_to(const Provider& provider, std::string_view method, std::string_view path) {
  http::Request request;
  request.service = "ai";
  request.method = method;
  request.url = provider.base_url + std::string(path);
  request.repeat = http::Repeat::safe;  // asked twice costs twice, and changes nothing
  if (!provider.key.empty()) request.auth = http::Bearer{provider.key};
  if (method == "POST") request.headers.push_back({"Content-Type", "application/json"});
  if (provider.format == Format::messages) request.headers.push_back({"anthropic-version", std::string(kVersion)});
  if (!provider.organization.empty()) request.headers.push_back({"OpenAI-Organization", provider.organization});
  return request;
}

Result<Json> body_of(const Provider& provider, const std::string& model, const http::Response& response) {
  auto json = parse_json(response.body);
  const bool good = response.status >= 200 && response.status < 300;
  if (!good) return refusal(provider, model, response.status, json ? *json : Json::object());
  if (!json || !json->is_object())
    return fail(Fault::bad_data, "its answer is not JSON", provider.name,
                "check that the base URL is the API's, not a web page's");
  // Some gateways put an error into a 200.
  if (const auto* error = at(*json, "/error"); error != nullptr && !error->is_null())
    return refusal(provider, model, static_cast<int>(int_at(*json, "/error/code").value_or(500)), *json);
  return json;
}

tl::unexpected<Error> nothing_said(const Provider& provider, const Question& question, bool out_of_tokens) {
  if (out_of_tokens)
    return fail(Fault::bad_data,
                "the answer was cut before its first word, at " + std::to_string(question.max_tokens) + " tokens", provider.name,
                "raise AI_MAX_TOKENS");
  return fail(Fault::bad_data, "the answer is empty", provider.name, "ask again, or ask another model");
}

std::optional<std::int64_t> tokens_at(const Json& json, std::string_view pointer) {
  const auto told = int_at(json, pointer);
  return told && *told >= 0 && *told <= kMostTokens ? told : std::nullopt;
}

Error limited(const Provider& provider) { return {Fault::throttled, std::string(kLimits), provider.name, std::string(kLater)}; }

http::Request ask(const Provider& provider, const Question& question) {
  const bool chat = provider.format == Format::chat;
  auto request = request_to(provider, "POST", chat ? "/chat/completions" : "/v1/messages");
  request.body = dump_json(chat ? chat_body(provider, question) : messages_body(question));
  request.timeout = question.timeout;
  return request;
}

Result<Answer> read(const Provider& provider, const Question& question, const http::Response& response) {
  const auto json = body_of(provider, question.model, response);
  if (!json) return tl::unexpected(json.error());
  auto answer = provider.format == Format::chat ? read_chat(provider, question, *json) : read_messages(provider, question, *json);
  if (answer && answer->model.empty()) answer->model = question.model;
  return answer;
}

http::Request list_models(const Provider& provider) {
  return request_to(provider, "GET", provider.format == Format::chat ? "/models" : "/v1/models?limit=1000");
}

Result<std::vector<std::string>> read_models(const Provider& provider, const http::Response& response) {
  const auto json = body_of(provider, "", response);
  if (!json) return tl::unexpected(json.error());
  const auto* list = at(*json, "/data");
  if (list == nullptr || !list->is_array())
    return fail(Fault::bad_data, "its answer holds no list of models", provider.name, "check the address of this provider");
  std::vector<std::string> models;
  for (const auto& model : *list) {
    if (auto id = text_at(model, "/id")) models.push_back(std::move(*id));
  }
  return models;
}

}  // namespace hsn::services::ai
