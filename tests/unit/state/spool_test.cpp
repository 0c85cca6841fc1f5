#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <fstream>

#include "state/spool.hpp"
#include "support/fakes.hpp"

namespace spool_test {

using namespace hsn;
using namespace hsn::state;

namespace {

std::string kept(http::Ledger& ledger, const char* key) {
  std::string found;
  ledger.update(key, [&](std::string_view text) {
    found = text;
    return found;
  });
  return found;
}
void put(http::Ledger& ledger, const char* key, const std::string& text) {
  ledger.update(key, [&](std::string_view) { return text; });
}

}  // namespace

TEST_CASE("spool: keeps a text per key, for the next process too; an empty one is forgotten") {
  test::TempDir dir;
  const auto file = dir.path() / "new" / "spool.db";
  {
    auto ledger = *open_ledger(file);
    CHECK(kept(*ledger, "notion").empty());
    put(*ledger, "notion", "180/60s");
    put(*ledger, "shop", "5/s");
    put(*ledger, "shop", "");
  }
  auto ledger = *open_ledger(file);
  CHECK(kept(*ledger, "notion") == "180/60s");
  CHECK(kept(*ledger, "shop").empty());
  struct stat found {};
  REQUIRE(stat(file.c_str(), &found) == 0);
  CHECK((found.st_mode & 07777U) == 0600);
}

TEST_CASE("spool: a change that throws changes nothing") {
  auto ledger = *open_ledger(":memory:");
  put(*ledger, "a", "1");
  CHECK_THROWS(ledger->update("a", [](std::string_view) -> std::string { throw std::runtime_error("no"); }));
  CHECK(kept(*ledger, "a") == "1");
}

TEST_CASE("spool: no change is lost between processes") {
  test::TempDir dir;
  const auto file = dir.path() / "spool.db";
  put(**open_ledger(file), "n", "0");
  constexpr int kEach = 50, kProcesses = 3;
  for (int process = 0; process < kProcesses; ++process) {
    if (fork() != 0) continue;
    auto ledger = *open_ledger(file);
    for (int i = 0; i < kEach; ++i)
      ledger->update("n", [](std::string_view text) { return std::to_string(std::stoi(std::string(text)) + 1); });
    ledger.reset();
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  CHECK(kept(**open_ledger(file), "n") == std::to_string(kEach * kProcesses));
}

TEST_CASE("spool: a corrupt one is made anew") {
  test::TempDir dir;
  const auto file = dir.path() / "spool.db";
  std::ofstream(file) << std::string(5000, 'x');
  auto ledger = open_ledger(file);
  REQUIRE(ledger);
  put(**ledger, "a", "1");
  CHECK(kept(**ledger, "a") == "1");
}

TEST_CASE("spool: a place that cannot be written is an error with a remedy") {
  test::TempDir dir;
  std::ofstream(dir.path() / "file") << "x";
  const auto ledger = open_ledger(dir.path() / "file" / "spool.db");
  REQUIRE_FALSE(ledger);
  CHECK(ledger.error().fault == Fault::bad_config);
  CHECK_FALSE(ledger.error().remedy.empty());
}

}  // namespace spool_test
