// Who writes to us, as every service takes it that tells of feedback or of names. Pure; knows no service.
#pragma once

#include <string_view>

#include "config/config.hpp"

namespace hsn::services {

// May a feedback make a client of its e-mail? The setting is the feedback service's; where that is not known, the default counts.
inline bool feedback_creates_clients(const config::Config& config) {
  constexpr std::string_view kSetting = "FEEDBACK_CREATES_CLIENTS";
  return config.find(kSetting) == nullptr || config.flag(kSetting);
}

// The field of a client for a name that was told whole: one word is a first name, and where several part nobody guesses (15).
inline std::string_view name_field(std::string_view name) {
  return name.find(' ') == std::string_view::npos ? "first_name" : "name";
}

}  // namespace hsn::services
