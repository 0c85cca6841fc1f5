#include <catch2/catch.hpp>

#include "studio.hpp"

namespace hsn::cli::terminal_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("terminal: TERM=dumb gets neither colours nor a bar") {
  Studio desk;
  desk.terminal = true;
  desk.columns = 100;
  desk.add_product("Lamp", "40");
  desk.must(0, {"init", "--yes"});
  desk.must(0, {"diff", "--yes"});
  CHECK(said(desk.out.str(), "\x1b["));
  desk.environment["TERM"] = "dumb";
  desk.must(0, {"diff", "--yes"});
  CHECK_FALSE(said(desk.out.str(), "\x1b"));
  desk.must(0, {"sync", "--yes"});
  CHECK_FALSE(said(desk.out.str() + desk.err.str(), "\x1b"));
}

}  // namespace
}  // namespace hsn::cli::terminal_test
