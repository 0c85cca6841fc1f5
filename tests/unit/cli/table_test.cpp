#include "cli/output/table.hpp"

#include <catch2/catch.hpp>

#include "cli/output/progress.hpp"
#include "core/text.hpp"

namespace hsn::cli::table_test {
namespace {

TEST_CASE("table: columns are as wide as their content, and no line ends in blanks") {
  const Table table{{"A", "Long title"}, {{"x", "y"}, {"longer", ""}}};
  CHECK(render(table, {}) == "A       Long title\nx       y\nlonger\n");
  CHECK(render(table, {}, 2) == "  A       Long title\n  x       y\n  longer\n");
}

TEST_CASE("table: wide characters take two columns, combining ones none") {
  const Table table{{}, {{"月光版画", "a"}, {"e\xCC\x81", "b"}, {"12345678", "c"}}};
  CHECK(render(table, {}) == "月光版画  a\ne\xCC\x81         b\n12345678  c\n");
}

TEST_CASE("table: too long a line is cut in its widest column, short ones stay whole") {
  const Table table{{}, {{"update", "a very long title that does not fit at all", "Price"}}};
  const auto line = render(table, {false, 40});
  CHECK(display_width(line.substr(0, line.size() - 1)) <= 40);
  CHECK(line.starts_with("update  a very long title"));
  CHECK(line.ends_with("…  Price\n"));
}

TEST_CASE("table: where lines have no end, a long cell is whole and makes no other line long") {
  const std::string novel(30'000, 'x');
  const Table table{{"A", "B"}, {{novel, "same"}, {"short", "y"}}};
  CHECK(render(table, {}) == "A      B\n" + novel + "  same\nshort  y\n");
}

TEST_CASE("table: a cut ends with an ellipsis, never inside a character or before its accent") {
  CHECK(cut("abcdef", 6) == "abcdef");
  CHECK(cut("abcdef", 5) == "abcd…");
  CHECK(cut("月光版画", 5) == "月光…");
  CHECK(cut("月光版画", 4) == "月…");
  CHECK(cut("abe\xCC\x81xyz", 4) == "abe\xCC\x81…");
  CHECK(display_width(cut(std::string(100000, 'x'), 10)) == 10);
}

TEST_CASE("table: foreign text cannot drive the terminal") {
  CHECK(cut("a\x1b[31mb\nc\x7f"
            "d\xC2\x9B"
            "e",
            40) == "a [31mb c d e");
  CHECK(render({{}, {{"\x1b]0;x\x07"}}}, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("table: colours wrap the text alone, and are off unless asked for") {
  const Table table{{}, {{Cell("x", Tone::bad), "y"}}};
  CHECK(render(table, {}) == "x  y\n");
  CHECK(render(table, {true, 0}) == "\x1b[31mx\x1b[0m  y\n");
}

TEST_CASE("progress: the bar shows how far it is and how long it will take") {
  using std::chrono::seconds;
  CHECK(bar_of(0, 10, seconds(0), 80) == "[------------------------] 0 of 10");
  CHECK(bar_of(5, 10, seconds(20), 80) == "[############------------] 5 of 10, 20 s to go");
  CHECK(bar_of(10, 10, seconds(20), 80) == "[########################] 10 of 10");
  CHECK(bar_of(12, 10, seconds(20), 80) == "[########################] 10 of 10");
  CHECK(bar_of(0, 0, seconds(0), 80) == "[########################] 0 of 0");
  CHECK(display_width(bar_of(5, 10, seconds(20), 30)) <= 30);
}

}  // namespace
}  // namespace hsn::cli::table_test
