// What the settings and the mapping file say about the store.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/woocommerce/address.hpp"

namespace hsn::services::woocommerce {

using Statuses = std::map<std::string, std::string, std::less<>>;  // custom order status -> option in Notion

struct Options {
  Address address;
  bool link_orders = false;     // WOOCOMMERCE_LINK_ORDERS
  bool variations = false;      // SYNC_VARIATIONS
  bool create_terms = false;    // WOOCOMMERCE_CREATE_TERMS
  bool creates_clients = true;  // FEEDBACK_CREATES_CLIENTS: who wrote a review is a client
  Statuses statuses;
  // Category name or slug, folded -> business entity; of several the first counts.
  std::vector<std::pair<std::string, std::string>> entities;
};

}  // namespace hsn::services::woocommerce
