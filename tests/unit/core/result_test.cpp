#include "core/result.hpp"

#include <catch2/catch.hpp>

namespace result_test {

using namespace hsn;

TEST_CASE("an error is one line: where, what, and in brackets what to do") {
  CHECK(describe({Fault::bad_data, "no price", "woocommerce:product:812", "set one"}) ==
        "woocommerce:product:812: no price (set one)");
  CHECK(describe({Fault::bad_data, "no price", "", ""}) == "no price");
}

}  // namespace result_test
