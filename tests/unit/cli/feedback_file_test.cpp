#include "cli/commands/feedback_file.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/json.hpp"

namespace hsn::cli::feedback_file_test {
namespace {

std::vector<Json> items(std::string_view text, FileKind kind) {
  std::vector<Json> found;
  REQUIRE(read_feedback(text, kind, [&](std::size_t, const Result<Json>& item) { found.push_back(item.value()); }));
  return found;
}
// The lines of those that came in, and, negative, of those that are broken.
std::vector<int> lines(std::string_view text, FileKind kind) {
  std::vector<int> found;
  CHECK(read_feedback(text, kind, [&](std::size_t line, const Result<Json>& item) {
    found.push_back(item ? static_cast<int>(line) : -static_cast<int>(line));
  }));
  return found;
}

TEST_CASE("feedback file: cells in quotes hold commas, line ends and quotes; formulas are text") {
  const auto found = items(
      "\xEF\xBB\xBF"
      "Email,content,rating\r\nana@example.com,\"Good, \"\"very\"\"\nindeed\",5\r\n,\"=HYPERLINK(1)\",\n",
      FileKind::csv);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == Json{{"email", "ana@example.com"}, {"content", "Good, \"very\"\nindeed"}, {"rating", "5"}});
  CHECK(found[1] == Json{{"content", "=HYPERLINK(1)"}});
}

TEST_CASE("feedback file: semicolons and tabs part cells too, as the first line shows") {
  const Json said{{"id", "5"}, {"content", "Good, very; well"}, {"rating", "4"}};
  CHECK(items("id;content;rating\n5;\"Good, very; well\";4\n", FileKind::csv) == std::vector<Json>{said});
  CHECK(items("id\tcontent\trating\r\n5\tGood, very; well\t4\r\n", FileKind::csv) == std::vector<Json>{said});
  CHECK(items("\"id;;\",content\n5,x;y\n", FileKind::csv).at(0)["content"] == "x;y");
}

TEST_CASE("feedback file: a first line that names no column is the mistake, and not the lines below it") {
  const auto none = [](std::size_t, const Result<Json>&) { FAIL("an item"); };
  for (const std::string file : {"16,a@x.co,hi,5,2026-11-01\n", "id|content|rating\n5|hi|5\n", "id,email\n5,a@x.co\n"}) {
    const auto read = read_feedback(file, FileKind::csv, none);
    REQUIRE_FALSE(read);
    CHECK(read.error().where == "line 1");
    CHECK(read.error().what == "it names none of the columns content, feedback_text, rating");
  }
}

TEST_CASE("feedback file: a broken line is told with its number, and the others come in") {
  CHECK(lines("rating,b\n1,2\n\"open,3\n4,5\n", FileKind::csv) == std::vector<int>{2, -3});
  CHECK(lines("rating,b\n1,2,3\n4,5\n", FileKind::csv) == std::vector<int>{-2, 3});
  CHECK(lines("content\n\"x\"y\n\"two\nlines\"\nz\n", FileKind::csv) == std::vector<int>{-2, 3, 5});
  CHECK(lines("content,b\n1,2\nM\xFCller,3\nx,\"\xE9t\xE9\"\n4,5\n", FileKind::csv) == std::vector<int>{2, -3, -4, 5});
  CHECK(lines("{\"a\":1}\n{\"a\":\"M\xFCller\"}\n\xFF\n{}", FileKind::jsonl) == std::vector<int>{1, -2, -3, 4});
  CHECK(lines("{\"a\":1}\n\n{half\n{}", FileKind::jsonl) == std::vector<int>{1, -3, 4});
}

TEST_CASE("feedback file: what is broken as a whole gives nothing") {
  const auto none = [](std::size_t, const Result<Json>&) { FAIL("an item"); };
  for (const std::string_view text : {std::string_view("\xff\xfe{\0", 4), std::string_view("\xfe\xff\0c", 4)})
    for (const auto kind : {FileKind::json, FileKind::jsonl, FileKind::csv}) CHECK_FALSE(read_feedback(text, kind, none));
  CHECK_FALSE(read_feedback("[\"\xFC\"]", FileKind::json, none));
  const auto latin = read_feedback(
      "\xFC"
      "ber,content\nx,y\n",
      FileKind::csv, none);
  REQUIRE_FALSE(latin);
  CHECK(describe(latin.error()) == "line 1: it is not UTF-8 (save the file as UTF-8)");
  CHECK_FALSE(read_feedback("\"a\"b\n1\n", FileKind::csv, none));
  CHECK_FALSE(read_feedback("7", FileKind::json, none));
}

TEST_CASE("feedback file: JSON as a list, as an object around one, as one item, and a line each") {
  CHECK(items("[{\"id\":1},{\"id\":2}]", FileKind::json).size() == 2);
  CHECK(items("{\"feedback\":[{\"id\":1}]}", FileKind::json).size() == 1);
  CHECK(items("{\"id\":1}", FileKind::json).size() == 1);
  CHECK(items("{\"id\":1}\n\n{\"id\":2}\n", FileKind::jsonl).size() == 2);
  CHECK(items("", FileKind::csv).empty());
}

}  // namespace
}  // namespace hsn::cli::feedback_file_test
