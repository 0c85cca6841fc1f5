// Sample data of a wellness studio with a gallery shop: invented people, @example.com. The same number gives the same data.
#pragma once

#include <cstddef>
#include <string>

#include "core/clock.hpp"
#include "sandbox/emulator.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::sandbox {

// The n-th person, whichever service meets them.
struct Person {
  std::string first, last, email, phone;
};
Person person(std::size_t n);

void seed_shop(Shop&, const SeedSize&, Instant now);

}  // namespace hsn::sandbox
