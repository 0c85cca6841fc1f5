// Which provider and model are asked, and which after them: the first rule of the mapping file that fits, else the defaults.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/result.hpp"
#include "services/ai/provider.hpp"

namespace hsn::services::ai {

// The options of Task Type (higherself-model.md 3.9).
inline constexpr std::string_view kTasks[] = {"Question", "Summarize", "Translate", "Classify", "Sentiment", "Draft", "Analyze"};

struct Wish {
  std::string task;    // one of kTasks
  std::string entity;  // slug of the business entity
  std::string model;   // asked for: "MODEL" or "provider:MODEL"; empty: none
  std::size_t chars = 0;
};

// The slug of a business entity, by its name in Notion; one that no slug names is called as it is.
std::string slug_of(const config::Mapping&, const std::string& business_entity);

struct Choice {
  const Provider* provider = nullptr;
  std::string model;
};

// Rules that no one could follow: a provider that does not exist, a task that is none. bad_config.
Result<void> check_routes(const config::Mapping&);

// Tried in turn. A rule without `model` never overrules a model that was asked for. bad_config: nobody is left to ask, and why.
Result<std::vector<Choice>> route(const Wish&, const std::vector<config::Mapping::AiRoute>&, const std::vector<Provider>&,
                                  const config::Config&);

}  // namespace hsn::services::ai
