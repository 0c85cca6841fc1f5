// What must not reach a provider, or stay in Notion: the values of secret settings, card numbers, and on request how people are
// reached. Pure; redacting twice changes nothing more.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/secret.hpp"

namespace hsn::services::ai {

struct Redactions {
  std::vector<Secret> secrets;
  bool contacts = false;  // AI_REDACT_CONTACTS: e-mail addresses and phone numbers too
};
Redactions redactions(const config::Config&);
std::string redact(std::string text, const Redactions&);

}  // namespace hsn::services::ai
