#include "services/ai/routing.hpp"

#include "remote/registry.hpp"
#include "services/ai/providers.hpp"

namespace ai_routing_test {

using namespace hsn;
using namespace hsn::test;

namespace {

config::Config settings(const std::map<std::string, std::string>& texts) {
  config::Config config;
  for (const auto& def : remote::find_service("ai")->settings)
    config.values[std::string(def.name)] = {std::string(def.fallback), Secret(), "default"};
  config.values["LOCAL_KEY"] = {"", Secret(), "default"};
  for (const auto& [name, text] : texts) {
    const bool secret = name.find("_KEY") != std::string::npos;
    config.values[name] = {secret ? "" : text, secret ? Secret(text) : Secret(), "environment"};
  }
  return config;
}

std::string routed(const ai::Wish& wish, const std::vector<config::Mapping::AiRoute>& rules,
                   const std::map<std::string, std::string>& texts = {}) {
  auto all = settings({{"AI_DEFAULT_MODEL", "usual"}});
  for (const auto& [name, text] : texts) all.values[name].text = text;
  const std::vector<ai::Provider> providers{openai(), anthropic()};
  const auto choices = ai::route(wish, rules, providers, all);
  if (!choices) return describe(choices.error());
  std::string words;
  for (const auto& choice : *choices) words += (words.empty() ? "" : " ") + choice.provider->name + ":" + choice.model;
  return words;
}

config::Mapping::AiRoute rule(std::vector<std::string> use) {
  config::Mapping::AiRoute rule;
  rule.use = std::move(use);
  return rule;
}

}  // namespace

TEST_CASE("ai routing: without rules the defaults count; without a model the answer is what to set") {
  CHECK(routed({"Question", "", "", 5}, {}) == "openai:usual");
  CHECK(routed({"Question", "", "", 5}, {}, {{"AI_DEFAULT_PROVIDER", "anthropic"}}) == "anthropic:usual");
  CHECK(routed({"Question", "", "", 5}, {}, {{"AI_DEFAULT_MODEL", ""}}).find("AI_DEFAULT_MODEL: is not set") == 0);
  CHECK(routed({"Question", "", "", 5}, {}, {{"AI_DEFAULT_PROVIDER", "huggingface"}}).find("has no key") != std::string::npos);
}

TEST_CASE("ai routing: the first rule that fits is tried in turn; providers without a key are passed over") {
  auto brief = rule({"openai:small"});
  brief.tasks = {"Summarize", "Classify"};
  brief.max_chars = 10;
  auto gallery = rule({"huggingface:open", "anthropic:large", "openai:large"});
  gallery.entities = {"the-7-space"};
  const std::vector rules{brief, gallery};
  CHECK(routed({"classify", "", "", 10}, rules) == "openai:small");
  CHECK(routed({"Classify", "the-7-space", "", 11}, rules) == "anthropic:large openai:large");
  CHECK(routed({"Question", "higherself-network", "", 10}, rules) == "openai:usual");
  CHECK(routed({"Question", "", "", 10}, {rule({"huggingface:open"})}).find("huggingface, which has no key") !=
        std::string::npos);
}

TEST_CASE("ai routing: a model that was asked for is not overruled by a rule that does not name it") {
  auto named = rule({"anthropic:large"});
  named.models = {"best"};
  const std::vector rules{rule({"openai:any"}), named};
  CHECK(routed({"Question", "", "", 5}, rules) == "openai:any");
  CHECK(routed({"Question", "", "best", 5}, rules) == "anthropic:large");
  CHECK(routed({"Question", "", "other", 5}, rules) == "openai:other");
  CHECK(routed({"Question", "", "anthropic:other", 5}, rules) == "anthropic:other");
  CHECK(routed({"Question", "", "org/model:cheap", 5}, rules) == "openai:org/model:cheap");
}

TEST_CASE("ai routing: a rule that nobody could follow is a wrong mapping") {
  config::Mapping mapping;
  mapping.ai_routes = {rule({"openai:x"})};
  CHECK(ai::check_routes(mapping));
  mapping.ai_routes[0].use = {"nobody:x"};
  CHECK_FALSE(ai::check_routes(mapping));
  mapping.ai_providers["nobody"] = {};
  CHECK(ai::check_routes(mapping));
  mapping.ai_routes[0].entities = {"the-7-space"};
  CHECK_FALSE(ai::check_routes(mapping));
  mapping.entities["the-7-space"].name = "The 7 Space";
  CHECK(ai::check_routes(mapping));
  mapping.ai_routes[0].tasks = {"Dream"};
  CHECK_FALSE(ai::check_routes(mapping));
}

TEST_CASE("ai providers: those with a key, and keyless ones on this machine; never plain http elsewhere") {
  const auto names = [](const std::map<std::string, std::string>& texts, const config::Mapping& mapping = {}) {
    const auto found = ai::providers(settings(texts), mapping);
    if (!found) return found.error().where;
    std::string words;
    for (const auto& provider : *found) words += provider.name + " " + provider.max_tokens_param + ";";
    return words;
  };
  CHECK(names({}).empty());
  CHECK(names({{"OPENAI_API_KEY", "k"}}) == "openai max_completion_tokens;");
  CHECK(names({{"OPENAI_BASE_URL", "http://127.0.0.1:8080/v1"}}) == "openai max_tokens;");
  CHECK(names({{"OPENAI_API_KEY", "k"}, {"OPENAI_BASE_URL", "http://models.example.com/v1"}}) == "OPENAI_BASE_URL");
  config::Mapping mapping;
  mapping.ai_providers["local"] = {"http://localhost:11434/v1", "", "", ""};
  CHECK(names({}, mapping) == "local max_tokens;");
  mapping.ai_providers["local"].key_setting = "LOCAL_KEY";
  CHECK(names({}, mapping) == "LOCAL_KEY");
  CHECK(names({{"LOCAL_KEY", "k"}}, mapping) == "local max_tokens;");
}

}  // namespace ai_routing_test
