// The store's records as ours. Pure; whatever the JSON holds, nothing throws, and a record that cannot be read says why.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/row.hpp"
#include "services/woocommerce/bindings.hpp"
#include "services/woocommerce/options.hpp"

namespace hsn::services::woocommerce {

// What one answer cannot know and another told before.
struct Context {
  const Options& options;
  std::string currency{};     // of the store; products do not say it
  std::string parent_name{};  // of a variation
  std::string owner{};        // the e-mail of the account that an order without one belongs to
};

// One record, and whom it mentions first: an order gives its client (hearsay), then itself. Nothing for drafts of a checkout.
std::vector<Seen> decode(const Collection&, const nlohmann::json&, const Context&);
Seen decode_variation(const nlohmann::json&, const std::string& parent, const Context&);

// As people read it: a shop may have put tags into it (woocommerce.md, Products).
std::string product_name(const nlohmann::json& product);

// A record that is no more.
Seen gone(const Collection&, const std::string& remote_id);

// "on-hold" -> "On Hold"; custom ones by the mapping, else in title case. And back; null: no such status is known.
std::string status_name(std::string_view status, const Statuses&);
std::optional<std::string> status_word(std::string_view name, const Statuses&);

// The line of a record that says when: "2026-11-23T05:10:00". Of a review there is only when it was written.
std::string modified_of(const Collection&, const nlohmann::json&);

}  // namespace hsn::services::woocommerce
