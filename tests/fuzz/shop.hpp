// A WooCommerce client over a store at a fixed address.
#pragma once

#include "entities/entities.hpp"
#include "fuzz/fuzz.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::fuzz {

inline constexpr std::string_view kShopUrl = "https://shop.example.com/wp-json/";

inline services::woocommerce::WooCommerce shop(bool variations = true) {
  services::woocommerce::Options options;
  options.address = {"https://shop.example.com", "wc/v3", "ck_1", Secret(std::string(kSecret))};
  options.variations = variations;
  options.link_orders = true;
  options.statuses = {{"awaiting-pickup", "Ready for Pickup"}};
  return services::woocommerce::WooCommerce(std::move(options));
}

}  // namespace hsn::fuzz
