// What stands where the state should be: a place that cannot be entered, a file of somebody else.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "state/db.hpp"
#include "studio.hpp"

namespace hsn::cli::state_file_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("state: a place that this account cannot reach is a configuration error, and no missing file") {
  Studio desk;
  // Permissions mean nothing to root, under whom tests may run: a loop is as far beyond reach.
  const auto folder = desk.dir.path() / "loop";
  std::filesystem::create_symlink(folder, folder);
  for (const std::string command : {"status", "log", "conflicts", "check"}) {
    INFO(command);
    desk.must(2, {"--state", (folder / "hsn.db").string(), command});
    const auto words = desk.out.str() + desk.err.str();
    CHECK(said(words, "the state cannot be reached: "));
    CHECK(said(words, "belongs to the account that runs hsn"));
    CHECK_FALSE(said(words, "is not there yet"));
  }
}

TEST_CASE("state: the file of another program is a mistake in --state, found before any request") {
  Studio desk;
  const auto file = desk.dir.path() / "photo.jpg";
  const auto kind = GENERATE(as<std::string>(), "no SQLite file", "another program's");
  if (kind == "no SQLite file") {
    std::ofstream(file) << std::string(9'000, 'x');
  } else {
    state::Connection(file, state::Connection::Mode::read_write).script("CREATE TABLE t(x)");
  }
  for (const std::string command : {"sync", "status", "check"}) {
    INFO(kind << " " << command);
    std::size_t requests = 0;
    desk.network = [&](const http::Request& request, Instant now) { return ++requests, desk.serve(request, now); };
    desk.must(2, {"--state", file.string(), command});
    CHECK(said(desk.out.str() + desk.err.str(), "check --state"));
    if (command != "check") CHECK(requests == 0);
  }
}

TEST_CASE("state: one that is damaged is a failure, not a mistake of whoever asks") {
  Studio desk;
  desk.add_product("Lamp", "40");
  desk.set_up();
  std::fstream(desk.state(), std::ios::in | std::ios::out | std::ios::binary).seekp(100) << std::string(4'000, '\xAA');
  desk.must(1, {"status"});
}

}  // namespace
}  // namespace hsn::cli::state_file_test
