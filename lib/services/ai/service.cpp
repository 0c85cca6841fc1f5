// What the registry knows of the AI providers: their settings, and a remote that is never walked, since no provider tells what it
// was asked: `hsn ai` tells of its own conversations.
#include <algorithm>

#include "core/text.hpp"
#include "remote/registry.hpp"
#include "services/ai/routing.hpp"

namespace hsn::services {

namespace ai {
namespace {

using config::Kind;
using remote::Finding;

constexpr std::string_view kGroup = "AI";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_AI", Kind::boolean, "", "take part; unset: when a key is set", "ENABLE_AI_PROVIDERS", kGroup},
    {"OPENAI_API_KEY", Kind::secret, "", "key of OpenAI, or of a server that speaks its language", "", kGroup},
    {"OPENAI_ORGANIZATION_ID", Kind::text, "", "whose bill it goes on, where a key belongs to several", "OPENAI_ORG_ID", kGroup},
    {"OPENAI_BASE_URL", Kind::url, "https://api.openai.com/v1", "any server with the same API, /v1 included", "", kGroup},
    {"ANTHROPIC_API_KEY", Kind::secret, "", "key of Anthropic", "", kGroup},
    {"ANTHROPIC_BASE_URL", Kind::url, "https://api.anthropic.com", "without /v1", "", kGroup},
    {"HUGGINGFACE_API_KEY", Kind::secret, "", "token of Hugging Face that may call Inference Providers", "HF_TOKEN", kGroup},
    {"HUGGINGFACE_BASE_URL", Kind::url, "https://router.huggingface.co/v1", "/v1 included", "", kGroup},
    {"AI_DEFAULT_PROVIDER", Kind::choice, "", "who is asked where no route says; empty: the first with a key",
     "AI_ROUTER_DEFAULT_PROVIDER", kGroup, "openai anthropic huggingface"},
    {"AI_DEFAULT_MODEL", Kind::text, "", "which model is asked where no route says; `hsn check ai` tells what there is",
     "AI_ROUTER_DEFAULT_MODEL OPENAI_MODEL", kGroup},
    {"AI_TIMEOUT_SECONDS", Kind::integer, "60", "the longest an answer may take", "", kGroup, "", 3'600, 1},
    {"AI_MAX_TOKENS", Kind::integer, "1024", "the longest an answer may be", "OPENAI_MAX_TOKENS", kGroup, "", 1'000'000},
    {"AI_SENTIMENT", Kind::boolean, "false", "ask the AI whether feedback is Positive, Neutral, Negative or Mixed, not the rules",
     "", kGroup},
    {"AI_REDACT_CONTACTS", Kind::boolean, "false", "leave out e-mail addresses and phone numbers too", "", kGroup},
    {"AI_KNOWLEDGE_MAX_CHARS", Kind::integer, "24000", "how much of the knowledge pages goes along with a question", "", kGroup,
     "", 100'000'000},
    {"NOTION_KNOWLEDGE_PAGE_ID", Kind::id, "", "page whose text, and that of the pages under it, goes along", "", kGroup},
    {"NOTION_KNOWLEDGE_DATABASE_ID", Kind::id, "", "database whose pages go along", "", kGroup},
    {"AI_RATE_LIMIT", Kind::rate, "", "requests a second, as 3 or 0.5; empty: learnt from the answers", "", kGroup},
    {"AI_MAX_RETRIES", Kind::integer, "2", "instead of HTTP_MAX_RETRIES; answers 429 and 529 count too", "", kGroup, "",
     config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "HUGGINGFACE_API_KEY"};
constexpr std::string_view kAlsoAsked[] = {"AI_DEFAULT_MODEL"};

constexpr remote::EntityBinding kEntities[] = {{.entity = "interactions", .fields = {}}};
constexpr remote::Feed kFeeds[] = {{.name = "interactions", .entities = kEntities, .unlisted = true}};

Finding judge_models(const Provider& provider, const std::string& wanted, const Result<http::Response>& response) {
  const auto failed = [](const Error& error) { return Finding{Finding::State::fail, error.what, error.remedy, error.fault}; };
  if (!response) return failed(response.error());
  const auto models = read_models(provider, *response);
  if (!models) return failed(models.error());
  const auto count = std::to_string(models->size()) + " models";
  const bool known = wanted.empty() || std::find(models->begin(), models->end(), wanted) != models->end();
  if (known) return {Finding::State::ok, count + (wanted.empty() ? "" : ", " + wanted + " among them"), "", {}};
  return {Finding::State::warn, count + ", but no " + wanted, "AI_DEFAULT_MODEL may be one of: " + join(*models, ", "),
          Fault::bad_config};
}

class Providers final : public remote::Remote {
 public:
  Providers(std::vector<Provider> all, std::string usual, std::string model)
      : all_(std::move(all)), usual_(std::move(usual)), model_(std::move(model)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override { return {}; }
  Result<remote::Step> read(const remote::Ask& ask, const http::Response&) const override {
    return fail(Fault::bad_data, "an answer to a question that was not asked", ask.feed);
  }
  Result<remote::Sending> write(std::span<const Write> writes) const override {
    return fail(Fault::bad_data, "a conversation cannot be changed where it took place", writes.front().key.external_id);
  }
  Result<remote::Sent> wrote(std::span<const Write> writes, const remote::Ask&, const http::Response&) const override {
    return fail(Fault::ambiguous, "an answer to a write that was not sent", writes.front().key.external_id);
  }
  std::optional<remote::Step> find(const Write&, Instant) const override { return std::nullopt; }

  std::vector<remote::Probe> probes() const override {
    std::vector<remote::Probe> probes;
    for (const auto& provider : all_) {
      const auto wanted = provider.name == usual_ ? model_ : std::string();
      probes.push_back(
          {provider.name + ": models", list_models(provider),
           [provider, wanted](const Result<http::Response>& response) { return judge_models(provider, wanted, response); }});
    }
    return probes;
  }

 private:
  std::vector<Provider> all_;
  std::string usual_, model_;
};

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping& mapping) {
  auto all = providers(config, mapping);
  if (!all) return tl::unexpected(all.error());
  if (auto sound = check_routes(mapping); !sound) return tl::unexpected(sound.error());
  if (all->empty())
    return fail(Fault::bad_config, "is not set, nor is another provider's key", std::string(kCredentials[0]),
                "set one, or ENABLE_AI=false");
  auto usual = config.text("AI_DEFAULT_PROVIDER");
  if (usual.empty()) usual = all->front().name;
  return std::make_unique<Providers>(std::move(*all), std::move(usual), config.text("AI_DEFAULT_MODEL"));
}

}  // namespace
}  // namespace ai

extern const remote::ServiceDef k_ai;
const remote::ServiceDef k_ai{
    .name = "ai",
    .title = "AI",
    .feeds = ai::kFeeds,
    .settings = ai::kSettings,
    .enable = "ENABLE_AI",
    .credentials = ai::kCredentials,
    .one_is_enough = true,
    .also_asked = ai::kAlsoAsked,
    // Somebody waits for the answer, and another provider may be free; so do the vendors' own clients (ai-providers.md 4).
    .limits = {.rate = {}, .in_flight = 2, .max_retries = 2, .patience = std::chrono::seconds(20), .counts_refusals = true},
    .make = ai::make,
};

}  // namespace hsn::services
