// What a folder in lib/services exports, and the list of them all: one line each in lib/services/all.def.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "http/limits.hpp"
#include "remote/remote.hpp"

namespace hsn::remote {

struct ServiceDef {
  std::string_view name;   // "woocommerce": slug, label, TARGET
  std::string_view title;  // "WooCommerce": for people, and the option of Source
  std::span<const Feed> feeds;
  std::span<const config::SettingDef> settings;
  std::string_view enable;  // "ENABLE_WOOCOMMERCE"; unset: enabled when `credentials` are all set
  std::span<const std::string_view> credentials;
  bool one_is_enough = false;                         // any one of the credentials will do
  std::span<const std::string_view> also_asked = {};  // further settings that `hsn init` asks a person for
  http::HostPolicy limits{};                          // before `<SERVICE>_RATE_LIMIT`
  // bad_config names the setting that is missing or wrong (plain http outside loopback, …).
  Result<std::unique_ptr<Remote>> (*make)(const config::Config&, const config::Mapping&) = nullptr;
  // Why nothing is asked of it although it is enabled (no key for its interface, webhooks only); empty: it is asked.
  std::string (*idle)(const config::Config&) = nullptr;
};

std::span<const ServiceDef* const> services();          // in the order of all.def
const ServiceDef* find_service(std::string_view name);  // accepted spellings included; null: none

}  // namespace hsn::remote
