#include "core/secret.hpp"

#include <catch2/catch.hpp>

namespace secret_test {

using namespace hsn;

TEST_CASE("secret: shows its last four characters only when it is long") {
  CHECK(Secret("ntn_1234567890a1b2").masked() == "set (…a1b2)");
  CHECK(Secret("123456789012").masked() == "set");
  CHECK(Secret().masked() == "not set");
}

TEST_CASE("secret: copies, moves and assignments keep the text") {
  Secret first("short");
  Secret second = first;
  CHECK(second.reveal() == "short");
  second = Secret("another one, quite a bit longer than before");
  CHECK(second.reveal() == "another one, quite a bit longer than before");
  first = std::move(second);
  CHECK(first.reveal() == "another one, quite a bit longer than before");
  first = Secret();
  CHECK(first.empty());
}

}  // namespace secret_test
