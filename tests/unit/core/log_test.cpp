#include "core/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <iterator>

#include "core/json.hpp"
#include "core/text.hpp"
#include "support/fakes.hpp"

namespace log_test {

using namespace hsn;

namespace {
std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  auto lines = split(text, '\n');
  lines.pop_back();
  return lines;
}
// Tests write to files of their own; what comes after them goes nowhere.
struct Quiet {
  ~Quiet() {
    log_run(0);
    open_log({Level::error, Level::error, {}, 0, 0, false});
  }
};
std::vector<std::string> said_on_stderr(const std::filesystem::path& file, const std::function<void()>& work) {
  const int before = ::dup(STDERR_FILENO), kept = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ::dup2(kept, STDERR_FILENO);
  work();
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  ::close(kept);
  return lines_of(file);
}
}  // namespace

TEST_CASE("log: each line carries level, run and lane, and stays one line") {
  const test::TempDir dir;
  const Quiet quiet;
  open_log({Level::info, Level::error, dir.path() / "hsn.log", 1U << 20U, 2, false});
  log_run(12);
  log(Level::info, "notion/orders", "two\nlines \x1B[31m");
  log(Level::debug, "", "not for this level");
  log(Level::warning, "", "no lane");
  const auto lines = lines_of(dir.path() / "hsn.log");
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0], Catch::EndsWith("Z info run 12 notion/orders: two lines  [31m"));
  CHECK_THAT(lines[1], Catch::EndsWith("Z warning run 12 no lane"));
}

TEST_CASE("log: as JSON each line is an object, whatever the message holds") {
  const test::TempDir dir;
  const Quiet quiet;
  open_log({Level::debug, Level::error, dir.path() / "hsn.log", 1U << 20U, 2, true});
  log_run(3);
  log(Level::debug, "woocommerce/products", "say \"hi\" %v {} \xFF\n");
  const auto line = parse_json(lines_of(dir.path() / "hsn.log").at(0)).value();
  CHECK(line["level"] == "debug");
  CHECK(line["run"] == 3);
  CHECK(line["lane"] == "woocommerce/products");
  CHECK(line["message"] == "say \"hi\" %v {} \xEF\xBF\xBD\n");
  CHECK(line.contains("time"));
}

TEST_CASE("log: the file is rotated and only so many old ones are kept") {
  const test::TempDir dir;
  const Quiet quiet;
  open_log({Level::info, Level::error, dir.path() / "hsn.log", 1000, 2, false});
  for (int i = 0; i < 100; ++i) log(Level::info, "", std::string(100, 'x'));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    ++files;
    CHECK(entry.file_size() <= 1000);
  }
  CHECK(files == 3);
}

TEST_CASE("log: a file that cannot be opened is told to the caller, and stderr goes on") {
  const test::TempDir dir;
  const Quiet quiet;
  const auto said = said_on_stderr(dir.path() / "stderr", [] {
    const auto opened = open_log({Level::info, Level::warning, "/proc/no/such/hsn.log", 1000, 2, false});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().where == "/proc/no/such/hsn.log");
    log(Level::info, "", "goes nowhere");
    log(Level::error, "", "goes to stderr alone");
  });
  CHECK(said == std::vector<std::string>{"hsn: error: goes to stderr alone"});
}

}  // namespace log_test
