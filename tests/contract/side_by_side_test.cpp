// All services are asked at once: a run takes as long as the slowest of them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "contract/stand.hpp"
#include "support/studio.hpp"

namespace side_by_side_test {

using namespace hsn;
using namespace std::chrono_literals;

TEST_CASE("contract: the first question to each side leaves at the same time, and none waits for another's answer") {
  test::Studio studio;
  std::set<std::string> expected{"notion", "woocommerce"};
  for (const auto& service : contract::everybody()) {
    if (service.def.name != "woocommerce") studio.invite(service.def.name, service.emulated.mapping);
    const auto is_read = [](const remote::Feed& feed) { return !feed.unlisted; };
    if (std::any_of(service.def.feeds.begin(), service.def.feeds.end(), is_read)) expected.emplace(service.def.name);
  }
  std::set<std::string> asked;
  const auto began = studio.clock.now();
  studio.wire = [&](const http::Request& request, const test::Studio::Pass& pass) -> test::FakeTransport::Answer {
    if (studio.clock.now() == began) asked.insert(request.service);
    return pass();
  };
  studio.sync();
  CHECK(asked == expected);
}

}  // namespace side_by_side_test
