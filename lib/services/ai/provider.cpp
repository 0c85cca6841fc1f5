#include "services/ai/provider.hpp"

#include <algorithm>

#include "config/check_value.hpp"
#include "core/text.hpp"

namespace hsn::services::ai {
namespace {

struct Known {
  std::string_view name, option, key, base_url;
  Format format;
};
constexpr Known kKnown[] = {
    {"openai", "OpenAI", "OPENAI_API_KEY", "OPENAI_BASE_URL", Format::chat},
    {"anthropic", "Anthropic", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", Format::messages},
    {"huggingface", "Hugging Face", "HUGGINGFACE_API_KEY", "HUGGINGFACE_BASE_URL", Format::chat},
};
constexpr std::string_view kCustom = "Custom";

// OpenAI has renamed it; the many servers that speak its language know the old name (ai-providers.md 1).
std::string max_tokens_param(std::string_view base_url) {
  return http::host_of(base_url) == "api.openai.com" ? "max_completion_tokens" : "max_tokens";
}

Result<void> check_address(const std::string& url, const std::string& where) {
  if (url.starts_with("https://") || config::is_loopback_url(url)) return {};
  return fail(Fault::bad_config, "a key and what is asked would travel in plain http", where, "write it with https://");
}

Result<std::optional<Provider>> known_provider(const Known& known, const config::Config& config) {
  Provider provider{.name = std::string(known.name),
                    .option = std::string(known.option),
                    .format = known.format,
                    .base_url = config.text(known.base_url),
                    .key = config.secret(known.key),
                    .key_setting = std::string(known.key),
                    .max_tokens_param = max_tokens_param(config.text(known.base_url))};
  if (provider.key.empty() && !config::is_loopback_url(provider.base_url)) return std::nullopt;
  if (auto safe = check_address(provider.base_url, std::string(known.base_url)); !safe) return tl::unexpected(safe.error());
  if (known.name == "openai") provider.organization = config.text("OPENAI_ORGANIZATION_ID");
  return provider;
}

Result<Provider> custom_provider(const std::string& name, const config::Mapping::AiProvider& given,
                                 const config::Config& config) {
  const std::string where = "[ai.providers." + name + "]";
  auto url = given.base_url;
  while (url.ends_with('/')) url.pop_back();
  if (auto safe = check_address(url, where); !safe) return tl::unexpected(safe.error());
  Provider provider{.name = name,
                    .option = std::string(kCustom),
                    .format = Format::chat,
                    .base_url = std::move(url),
                    .key = {},
                    .key_setting = given.key_setting,
                    .max_tokens_param = given.max_tokens_param.empty() ? "max_tokens" : given.max_tokens_param};
  if (!given.key_setting.empty()) {
    provider.key = config.secret(given.key_setting);
    if (provider.key.empty()) return fail(Fault::bad_config, "is not set", given.key_setting, "it holds the key of " + where);
  }
  return provider;
}

}  // namespace

std::string option_of(std::string_view provider) {
  const auto slug = lower_ascii(trim(provider));
  for (const auto& known : kKnown) {
    if (slug == known.name || equals_ignoring_case(slug, known.option)) return std::string(known.option);
  }
  return std::string(kCustom);
}

std::vector<std::string> provider_names(const config::Mapping& mapping) {
  std::vector<std::string> names;
  for (const auto& known : kKnown) names.emplace_back(known.name);
  for (const auto& [name, given] : mapping.ai_providers) names.push_back(name);
  return names;
}

Result<std::vector<Provider>> providers(const config::Config& config, const config::Mapping& mapping) {
  std::vector<Provider> all;
  for (const auto& known : kKnown) {
    auto provider = known_provider(known, config);
    if (!provider) return tl::unexpected(provider.error());
    if (*provider) all.push_back(std::move(**provider));
  }
  for (const auto& [name, given] : mapping.ai_providers) {
    auto provider = custom_provider(name, given, config);
    if (!provider) return tl::unexpected(provider.error());
    all.push_back(std::move(*provider));
  }
  return all;
}

}  // namespace hsn::services::ai
