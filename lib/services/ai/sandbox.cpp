#include "services/ai/sandbox.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "core/text.hpp"
#include "core/time.hpp"
#include "services/ai/sandbox_formats.hpp"

namespace hsn::sandbox {
namespace {

constexpr std::string_view kOpenAiModels[] = {"sandbox-large", "sandbox-small"};
constexpr std::string_view kAnthropicModels[] = {"sandbox-claude"};
constexpr std::string_view kRouterModels[] = {"studio/sandbox-open"};
constexpr std::string_view kVersions[] = {"2023-06-01", "2026-10-21"};
constexpr std::int64_t kBytesPerToken = 4;

std::string header_of(const http::Request& request, std::string_view name) {
  for (const auto& header : request.headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

http::Response json_answer(const Json& body) { return {200, {{"Content-Type", "application/json"}}, dump_json(body), {}}; }

std::int64_t tokens_of(std::string_view text) { return static_cast<std::int64_t>(text.size()) / kBytesPerToken + 1; }

}  // namespace

struct Ai::Door {
  std::string_view provider, prefix, questions, models;
  std::string AiOptions::*key;
  ai::Rules rules;
};

const Ai::Door* Ai::door_of(std::string_view path) {
  static const Door kDoors[] = {
      {"openai",
       "/ai/v1",
       "/chat/completions",
       "/models",
       &AiOptions::openai_key,
       {ai::Format::chat, "max_tokens", kOpenAiModels}},
      {"anthropic",
       "/ai/anthropic",
       "/v1/messages",
       "/v1/models",
       &AiOptions::anthropic_key,
       {ai::Format::messages, "max_tokens", kAnthropicModels}},
      {"huggingface",
       "/ai/router/v1",
       "/chat/completions",
       "/models",
       &AiOptions::huggingface_key,
       {ai::Format::chat, "max_tokens", kRouterModels}},
  };
  const auto door =
      std::find_if(std::begin(kDoors), std::end(kDoors), [&](const Door& one) { return path.starts_with(one.prefix); });
  return door == std::end(kDoors) ? nullptr : door;
}

bool Ai::within_limit(const std::string& provider, Instant now) {
  auto& recent = recent_[provider];
  while (!recent.empty() && recent.front() + std::chrono::seconds(60) <= now) recent.pop_front();
  if (recent.size() >= static_cast<std::size_t>(options_.per_minute)) return false;
  recent.push_back(now);
  return true;
}

Ai::Order Ai::take_next(const std::string& provider) {
  auto& queue = next_[provider];
  if (queue.empty()) return {};
  auto order = std::move(queue.front());
  queue.pop_front();
  return order;
}

http::Response Ai::serve(const http::Request& request, Instant now) {
  ++requests_;
  const auto path = http::path_of(request.url);
  const auto bare = path.substr(0, path.find('?'));
  const auto* door = door_of(bare);
  http::Response response{404, {{"Content-Type", "text/html"}}, "<html><body>Not Found</body></html>", {}};
  if (door != nullptr) {
    auto refused = who_may_not(*door, request, now);
    response = refused ? std::move(*refused) : serve_at(*door, bare.substr(door->prefix.size()), request, now);
  }
  response.headers.push_back({"Date", format_http_date(now)});
  response.headers.push_back({door != nullptr && door->provider == "anthropic" ? "request-id" : "x-request-id", request_id()});
  return response;
}

std::string Ai::request_id() const { return "req_" + std::to_string(requests_); }

http::Response Ai::refuse(const Door& door, int status, std::string type, std::string code, std::string message) const {
  return ai::refused(door.rules.format, {status, std::move(type), std::move(code), std::move(message)}, request_id());
}

// Keys, versions and the rate, before anybody looks at what is asked.
std::optional<http::Response> Ai::who_may_not(const Door& door, const http::Request& request, Instant now) {
  const auto& key = options_.*door.key;
  const bool messages = door.rules.format == ai::Format::messages;
  const auto given = header_of(request, "x-api-key");
  const bool by_header = messages && !given.empty();  // counts before Authorization
  if (by_header ? given != key : header_of(request, "Authorization") != "Bearer " + key)
    return refuse(door, 401, messages ? "authentication_error" : "invalid_request_error", "invalid_api_key",
                  "Incorrect API key provided.");
  const auto version = header_of(request, "anthropic-version");
  if (messages && std::find(std::begin(kVersions), std::end(kVersions), version) == std::end(kVersions))
    return refuse(door, 400, "invalid_request_error", "", "anthropic-version: \"" + version + "\" is not a valid version");
  if (within_limit(std::string(door.provider), now)) return std::nullopt;
  auto full = refuse(door, 429, messages ? "rate_limit_error" : "requests", "rate_limit_exceeded", "Rate limit reached.");
  full.headers.push_back({"Retry-After", "20"});
  return full;
}

http::Response Ai::serve_at(const Door& door, const std::string& place, const http::Request& request, Instant now) {
  const bool messages = door.rules.format == ai::Format::messages;
  const auto wrong_verb = [&] {
    return refuse(door, 405, "invalid_request_error", "", "Not allowed to " + request.method + " on " + place);
  };
  if (place == door.models)
    return request.method == "GET" ? json_answer(ai::model_list(door.rules.format, door.rules.models)) : wrong_verb();
  if (place != door.questions)
    return refuse(door, 404, messages ? "not_found_error" : "invalid_request_error", "", "Unknown request URL");
  if (request.method != "POST") return wrong_verb();
  if (!header_of(request, "Content-Type").starts_with("application/json"))
    return refuse(door, 415, "invalid_request_error", "", "Unsupported content type.");
  const auto question = parse_json(request.body);
  if (const auto wrong = ai::check(door.rules, question ? *question : Json()))
    return ai::refused(door.rules.format, *wrong, request_id());
  return answer(door, *question, request, now);
}

// What was ordered to go wrong with the next question, as far as it is no answer.
std::optional<http::Response> Ai::failure(const Door& door, const std::string& kind) const {
  const bool messages = door.rules.format == ai::Format::messages;
  if (kind == "html") return http::Response{502, {{"Content-Type", "text/html"}}, "<html><body>Bad Gateway</body></html>", {}};
  if (kind == "error") return refuse(door, 500, messages ? "api_error" : "server_error", "", "The server had an error.");
  if (kind == "overloaded") return refuse(door, messages ? 529 : 503, "overloaded_error", "", "Overloaded");
  if (kind == "quota") return refuse(door, 429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota.");
  if (kind != "rate_limit") return std::nullopt;
  auto full = refuse(door, 429, messages ? "rate_limit_error" : "requests", "rate_limit_exceeded", "Rate limit reached.");
  full.headers.push_back({"Retry-After", "60"});
  return full;
}

http::Response Ai::answer(const Door& door, const Json& question, const http::Request& request, Instant now) {
  const std::string provider(door.provider);
  const auto [kind, text] = take_next(provider);
  if (auto failed = failure(door, kind)) return std::move(*failed);
  const auto prompt = ai::prompt_of(question), model = text_at(question, "/model").value_or("");
  ai::Reply reply{.text = text.empty() ? "(sandbox, no model thought about this) " + prompt : text,
                  .kind = kind,
                  .tokens_in = tokens_of(request.body),
                  .max_tokens = int_at(question, "/max_tokens").value_or(1024)};
  if (tokens_of(reply.text) > reply.max_tokens && kind.empty()) reply.kind = "truncated";
  if (reply.kind == "truncated") {
    const auto room = static_cast<std::size_t>(std::max<std::int64_t>(reply.max_tokens * kBytesPerToken, 2));
    reply.text = std::string(utf16_front(reply.text, std::min(room, reply.text.size() / 2)));
  }
  if (kind == "empty") reply.text.clear();
  reply.tokens_out = tokens_of(reply.text);
  tokens_ += static_cast<std::size_t>(reply.tokens_in + reply.tokens_out);
  said_.push_back({provider, model, prompt, reply.text, request.body});
  auto response = json_answer(ai::answer_body(door.rules.format, model + "-2026", reply, std::to_string(requests_), now));
  if (kind == "half") response.body.resize(response.body.size() / 2);
  return response;
}

Result<Json> Ai::act(std::string_view what, const Json& body, Instant now) {
  if (what == "next") {
    const auto provider = text_at(body, "/provider").value_or("openai");
    next_[provider].push_back({text_at(body, "/kind").value_or(""), text_at(body, "/text").value_or("")});
    return Json{{"ok", true}};
  }
  if (what != "said") return Emulator::act(what, body, now);
  auto list = Json::array();
  for (const auto& one : said_)
    list.push_back(
        {{"provider", one.provider}, {"model", one.model}, {"prompt", one.prompt}, {"answer", one.answer}, {"body", one.body}});
  return list;
}

Json Ai::tally() const { return {{"requests", requests_}, {"questions", said_.size()}, {"tokens", tokens_}}; }

std::vector<Table> Ai::overview() const {
  Table table{"AI: what was asked", {"Provider", "Model", "Prompt", "Answer"}, {}};
  for (const auto& one : said_) table.rows.push_back({one.provider, one.model, one.prompt, one.answer});
  return {table};
}

namespace ai {
namespace {

std::unique_ptr<Emulator> make(const Seed&) { return std::make_unique<Ai>(AiOptions{}); }

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  const AiOptions options;
  return {{"OPENAI_API_KEY", options.openai_key},
          {"OPENAI_BASE_URL", url + "/ai/v1"},
          {"ANTHROPIC_API_KEY", options.anthropic_key},
          {"ANTHROPIC_BASE_URL", url + "/ai/anthropic"},
          {"HUGGINGFACE_API_KEY", options.huggingface_key},
          {"HUGGINGFACE_BASE_URL", url + "/ai/router/v1"},
          {"AI_DEFAULT_PROVIDER", "openai"},
          {"AI_DEFAULT_MODEL", std::string(kOpenAiModels[0])}};
}

}  // namespace
}  // namespace ai

extern const EmulatorDef k_ai;
const EmulatorDef k_ai{"ai", "/ai/", ai::make, ai::settings};

}  // namespace hsn::sandbox
