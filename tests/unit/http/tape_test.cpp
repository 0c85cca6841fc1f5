#include "http/tape.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "http/redact.hpp"
#include "support/fakes.hpp"

namespace tape_test {

using namespace hsn;
using namespace hsn::http;

namespace {
std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}
}  // namespace

TEST_CASE("redact: known secrets go in every spelling") {
  const Redactor redact({Secret("pass word+1"), Secret("pass word+1 and more"), Secret("ab")});
  CHECK(redact("x pass word+1 y") == "x [secret] y");
  CHECK(redact("pass word+1 and more") == "[secret]");
  CHECK(redact("u=" + percent_encode("pass word+1")) == "u=[secret]");
  CHECK(redact(base64("pass word+1")) == "[secret]");
  CHECK(redact("about ab") == "about ab");
}

TEST_CASE("redact: tokens and credentials go even when nobody told about them") {
  const Redactor redact;
  CHECK(redact("ntn_abcdefghij0123456789") == "[secret]");
  CHECK(redact("\"ck_75a810e7ea20cd0eeaa712edca83fad03c273dbf\"") == "\"[secret]\"");
  CHECK(redact("http://x/y?consumer_key=ck_1&oauth_signature=a%2Bb&page=2") ==
        "http://x/y?consumer_key=[secret]&oauth_signature=[secret]&page=2");
  CHECK(redact("Authorization: BEARER abcdefghijklmn, next") == "Authorization: BEARER [secret], next");
  CHECK(redact("a basic yoga class, a secret_santa evening, check_in") == "a basic yoga class, a secret_santa evening, check_in");
}

TEST_CASE("tape: one line an exchange, private, secrets out") {
  const test::TempDir dir;
  const auto file = dir.path() / "trace.jsonl";
  std::ofstream(file) << "older content";
  std::filesystem::permissions(file, std::filesystem::perms::all);
  {
    auto tape = Tape::open(file, Redactor({Secret("hunter2hunter2")})).value();
    Request request;
    request.service = "notion";
    request.method = "POST";
    request.url = "https://api.notion.com/v1/pages?t=hunter2hunter2";
    request.headers = {{"Cookie", "id=1"}, {"Notion-Version", "2026-03-11"}};
    request.body = "{\"x\":\"hunter2hunter2\"}";
    tape->record(request, test::answer(200, std::string(70'000, 'x'), {{"Set-Cookie", "s=1"}}),
                 test::instant("2026-11-23T05:10:00Z"));
    tape->record(request, tl::unexpected(Failure{Failure::Kind::lost, "hunter2hunter2 was cut"}),
                 test::instant("2026-11-23T05:10:01Z"));
  }
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  const auto text = content(file);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("older content") == std::string::npos);
  const auto lines = split(text, '\n');
  REQUIRE(lines.size() == 4);
  CHECK(parse_json(lines[0]).value()["note"].is_string());
  const auto line = parse_json(lines[1]).value();
  CHECK(line["at"] == "2026-11-23T05:10:00Z");
  CHECK(line["headers"]["Cookie"] == "[secret]");
  CHECK(line["headers"]["Notion-Version"] == "2026-03-11");
  CHECK(line["answer"]["headers"]["Set-Cookie"] == "[secret]");
  CHECK(line["answer"]["body"].get<std::string>().size() < 66'000);
  CHECK(parse_json(lines[2]).value()["answer"]["failure"] == "[secret] was cut");
}

TEST_CASE("tape: a link is not followed, and the complaint names the file") {
  const test::TempDir dir;
  std::filesystem::create_symlink(dir.path() / "elsewhere", dir.path() / "trace");
  const auto tape = Tape::open(dir.path() / "trace", {});
  REQUIRE_FALSE(tape);
  CHECK(tape.error().where == (dir.path() / "trace").string());
  CHECK_FALSE(std::filesystem::exists(dir.path() / "elsewhere"));
}

}  // namespace tape_test
