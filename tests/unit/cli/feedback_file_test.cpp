#include "cli/commands/feedback_file.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/json.hpp"

namespace hsn::cli::feedback_file_test {
namespace {

std::vector<Json> items(std::string_view text, FileKind kind) {
  std::vector<Json> found;
  REQUIRE(read_feedback(text, kind, [&](std::size_t, const Json& item) { found.push_back(item); }));
  return found;
}
std::string trouble(std::string_view text, FileKind kind) {
  std::size_t taken = 0;
  const auto read = read_feedback(text, kind, [&](std::size_t, const Json&) { ++taken; });
  CHECK(taken == 0);
  return read ? "" : read.error().where;
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

TEST_CASE("feedback file: what breaks the whole names its line, and nothing is taken") {
  CHECK(trouble("a,b\n1,2\n\"open,3\n", FileKind::csv) == "line 3");
  CHECK(trouble("a,b\n1,2,3\n", FileKind::csv) == "line 2");
  CHECK(trouble("a\n\"x\"y\n", FileKind::csv) == "line 2");
  CHECK(trouble("{\"a\":1}\n\n{half", FileKind::jsonl) == "line 3");
  CHECK_FALSE(read_feedback("\xff", FileKind::csv, [](std::size_t, const Json&) {}));
  CHECK_FALSE(read_feedback("7", FileKind::json, [](std::size_t, const Json&) {}));
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
