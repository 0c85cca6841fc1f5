// The same promises, held to every service of the registry: a new one is held to them by its line in services/all.def.
#include <catch2/catch.hpp>
#include <iostream>

#include "contract/checks.hpp"

namespace contract_test {

using namespace hsn::contract;

namespace {

const std::span<const Check> kAll[] = {registration(), reading(), trouble(), writing(), meeting()};

}  // namespace

TEST_CASE("contract: every service keeps every promise") {
  for (const auto& service : everybody()) {
    for (const auto& checks : kAll) {
      for (const auto& check : checks) {
        DYNAMIC_SECTION(service.def.name << ": " << check.promise) {
          Stand stand(service);
          check.hold(stand);
        }
      }
    }
  }
}

TEST_CASE("contract: a service takes part by its folder and its line alone") {
  std::size_t checks = 0;
  for (const auto& group : kAll) checks += group.size();
  const auto all = everybody();
  std::cout << "contract: " << all.size() << " services × " << checks << " checks\n";

  const auto* toy = hsn::remote::find_service("Toy");
  REQUIRE(toy != nullptr);
  CHECK(all.back().def.name == "toy");
  CHECK(all.back().emulated.name == "toy");
  CHECK(all.size() > 1);
}

}  // namespace contract_test
