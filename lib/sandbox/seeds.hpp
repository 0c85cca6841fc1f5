// Sample data of a wellness studio with a gallery shop: invented people, @example.com. The same number gives the same data.
#pragma once

#include <cstddef>

#include "core/clock.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::sandbox {

struct SeedSize {
  std::size_t products = 12, customers = 8, guests = 4, orders = 20;
};
void seed_shop(Shop&, const SeedSize&, Instant now);

}  // namespace hsn::sandbox
