// One row per setting: everything that reads, checks, masks, documents or completes settings derives from these tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hsn::config {

enum class Kind { text, secret, url, integer, boolean, list, id, zone, path, rate, choice };

struct SettingDef {
  std::string_view name;  // "WOOCOMMERCE_URL"
  Kind kind{};
  std::string_view fallback;         // default, as it would be written; empty: unset
  std::string_view help;             // one line for .env.example, hsn.conf(5) and `hsn config reference`
  std::string_view aliases{};        // blank-separated
  std::string_view group{};          // "Notion", "WooCommerce", …
  std::string_view choices{};        // blank-separated, for Kind::choice
  std::int64_t most = 0, least = 0;  // of a Kind::integer
};

inline constexpr std::int64_t kDayOfSeconds = 86'400, kMostDays = 3'650, kMostRetries = 20;
inline constexpr std::int64_t kMostRecords = 1'000'000'000;  // a limit that nobody reaches

// The settings that belong to no service (Notion, Sync, Logs, HTTP …). A service's own are in its ServiceDef.
std::span<const SettingDef> general_settings();

}  // namespace hsn::config
