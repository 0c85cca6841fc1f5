// The list behind remote::services(). It lies here, above the room that declares it, since a lower library cannot name
// what is built on it. Another program may be built with a list of its own (tests/contract).
#include "remote/registry.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/text.hpp"

#ifndef HSN_SERVICES
#define HSN_SERVICES "services/all.def"
#endif

namespace hsn::services {
#define HSN_SERVICE(name) extern const remote::ServiceDef k_##name;
#include HSN_SERVICES
#undef HSN_SERVICE
}  // namespace hsn::services

namespace hsn::remote {
namespace {

#define HSN_SERVICE(name) &services::k_##name,
constexpr const ServiceDef* kServices[] = {
#include HSN_SERVICES
};
#undef HSN_SERVICE

// Spellings people type (higherself-model.md 1).
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSpellings{{
    {"feedback", "user_feedback"},
    {"userfeedback", "user_feedback"},
    {"ai_providers", "ai"},
    {"ai_provider", "ai"},
}};

}  // namespace

std::span<const ServiceDef* const> services() { return kServices; }

const ServiceDef* find_service(std::string_view name) {
  auto slug = lower_ascii(trim(name));
  std::replace(slug.begin(), slug.end(), '-', '_');
  for (const auto& [spelling, meant] : kSpellings) {
    if (slug == spelling) slug = meant;
  }
  const auto found =
      std::find_if(std::begin(kServices), std::end(kServices), [&](const ServiceDef* def) { return def->name == slug; });
  return found == std::end(kServices) ? nullptr : *found;
}

}  // namespace hsn::remote
