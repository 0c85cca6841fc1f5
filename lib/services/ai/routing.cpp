#include "services/ai/routing.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace hsn::services::ai {
namespace {

using Route = config::Mapping::AiRoute;

// "openai:gpt:x" names the provider openai; what is before the first colon need not be one: "org/model:cheap".
std::pair<std::string, std::string> parts_of(const std::string& words) {
  const auto colon = words.find(':');
  if (colon == std::string::npos) return {"", words};
  return {words.substr(0, colon), words.substr(colon + 1)};
}

const Provider* named(const std::vector<Provider>& providers, std::string_view name) {
  const auto found = std::find_if(providers.begin(), providers.end(), [&](const Provider& one) { return one.name == name; });
  return found == providers.end() ? nullptr : &*found;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return words.empty() ||
         std::any_of(words.begin(), words.end(), [&](const auto& one) { return equals_ignoring_case(one, word); });
}

bool fits(const Route& rule, const Wish& wish) {
  if (rule.models.empty() ? !wish.model.empty() : !holds(rule.models, wish.model)) return false;
  const auto chars = static_cast<std::int64_t>(wish.chars);
  return holds(rule.tasks, wish.task) && holds(rule.entities, wish.entity) && (!rule.min_chars || chars >= *rule.min_chars) &&
         (!rule.max_chars || chars <= *rule.max_chars);
}

Result<std::vector<Choice>> by_rule(const Route& rule, const std::vector<Provider>& providers) {
  std::vector<Choice> choices;
  std::vector<std::string> absent;
  for (const auto& use : rule.use) {
    const auto [name, model] = parts_of(use);
    if (const auto* provider = named(providers, name)) {
      choices.push_back({provider, model});
    } else {
      absent.push_back(name);
    }
  }
  if (!choices.empty()) return choices;
  return fail(Fault::bad_config, "the rule that fits uses " + join(absent, ", ") + ", which has no key", "[[ai.routes]]",
              "set the key, or change the rule");
}

Result<const Provider*> usual(const std::vector<Provider>& providers, const config::Config& config) {
  const auto name = config.text("AI_DEFAULT_PROVIDER");
  if (name.empty()) return &providers.front();
  if (const auto* provider = named(providers, name)) return provider;
  return fail(Fault::bad_config, "is " + name + ", which has no key", "AI_DEFAULT_PROVIDER", "set its key, or name another");
}

}  // namespace

std::string slug_of(const config::Mapping& mapping, const std::string& business_entity) {
  const auto found = std::find_if(mapping.entities.begin(), mapping.entities.end(),
                                  [&](const auto& entity) { return equals_ignoring_case(entity.second.name, business_entity); });
  return found == mapping.entities.end() ? business_entity : found->first;
}

Result<void> check_routes(const config::Mapping& mapping) {
  const auto names = provider_names(mapping);
  for (const auto& rule : mapping.ai_routes) {
    for (const auto& task : rule.tasks) {
      const bool known =
          std::any_of(std::begin(kTasks), std::end(kTasks), [&](auto one) { return equals_ignoring_case(one, task); });
      if (known) continue;
      return fail(Fault::bad_config, "there is no task \"" + task + "\"", "[[ai.routes]]",
                  "the tasks are " + join({std::begin(kTasks), std::end(kTasks)}, ", "));
    }
    for (const auto& slug : rule.entities) {
      if (mapping.entities.contains(slug)) continue;
      return fail(Fault::bad_config, "there is no business entity \"" + slug + "\"", "[[ai.routes]]",
                  "the mapping file's [entities] or BUSINESS_ENTITIES adds one");
    }
    for (const auto& use : rule.use) {
      const auto [name, model] = parts_of(use);
      if (!model.empty() && std::find(names.begin(), names.end(), name) != names.end()) continue;
      return fail(Fault::bad_config, "\"" + use + "\" names no provider and model", "[[ai.routes]]",
                  "write provider:model; the providers are " + join(names, ", "));
    }
  }
  return {};
}

Result<std::vector<Choice>> route(const Wish& wish, const std::vector<Route>& rules, const std::vector<Provider>& providers,
                                  const config::Config& config) {
  if (providers.empty())
    return fail(Fault::bad_config, "no AI provider is set up", "",
                "set OPENAI_API_KEY, ANTHROPIC_API_KEY or HUGGINGFACE_API_KEY");
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Route& one) { return fits(one, wish); });
  if (rule != rules.end()) return by_rule(*rule, providers);
  const auto [name, model] = parts_of(wish.model);
  if (const auto* provider = named(providers, name); provider != nullptr && !model.empty())
    return std::vector<Choice>{{provider, model}};
  const auto provider = usual(providers, config);
  if (!provider) return tl::unexpected(provider.error());
  const auto wanted = wish.model.empty() ? config.text("AI_DEFAULT_MODEL") : wish.model;
  if (wanted.empty())
    return fail(Fault::bad_config, "is not set", "AI_DEFAULT_MODEL",
                "set it, or ask with --model; `hsn check ai` tells what there is");
  return std::vector<Choice>{{*provider, wanted}};
}

}  // namespace hsn::services::ai
