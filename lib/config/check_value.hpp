// Is this text a value of that kind? Pure. What comes back is the one way to write the value down.
#pragma once

#include <string>
#include <string_view>

#include "config/setting.hpp"
#include "core/result.hpp"

namespace hsn::config {

// bad_config without `where`; the message never repeats a secret.
Result<std::string> check_value(const SettingDef&, std::string_view text);

// http://127.0.0.1, localhost, [::1], with any port: where plain http is harmless.
bool is_loopback_url(std::string_view url);

}  // namespace hsn::config
