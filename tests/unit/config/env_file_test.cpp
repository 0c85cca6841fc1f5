#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/config.hpp"
#include "config/write_file.hpp"
#include "support/fakes.hpp"

namespace hsn::config::env_file_test {
namespace {

std::string value(std::string_view text, std::string_view key) {
  const auto file = EnvFile::parse(text, "f");
  REQUIRE(file);
  const auto entry = file->entries().find(key);
  REQUIRE(entry != file->entries().end());
  return entry->second.first;
}

Error error_of(std::string_view text) {
  const auto file = EnvFile::parse(text, "hsn.env");
  REQUIRE_FALSE(file);
  return file.error();
}

TEST_CASE("env file: plain, quoted and exported values are read as a shell would") {
  CHECK(value("A=b\n", "A") == "b");
  CHECK(value("A=b", "A") == "b");
  CHECK(value("  export   A = b c \n", "A") == "b c");
  CHECK(value("export\tA=1\n", "A") == "1");
  CHECK(value("exported=1\n", "exported") == "1");
  CHECK(value("A='b \" \\n $X # c'\n", "A") == "b \" \\n $X # c");
  CHECK(value("A=\"b\\n\\\"c\\\"\\\\ \\$d \\t\"\n", "A") == "b\n\"c\"\\ $d \\t");
  CHECK(value("A=\"b\" # comment\n", "A") == "b");
  CHECK(value("A=b # comment\n", "A") == "b");
  CHECK(value("A=b#c\n", "A") == "b#c");
  CHECK(value("A=# nothing\n", "A").empty());
  CHECK(value("A=\n", "A").empty());
  CHECK(value("A=b=c==\n", "A") == "b=c==");
  CHECK(value("A=\"\"\n", "A").empty());
}

TEST_CASE("env file: Windows line ends and a byte order mark do no harm") {
  CHECK(value("\xEF\xBB\xBF"
              "A=b\r\nC='d'\r\n",
              "A") == "b");
  CHECK(value("\xEF\xBB\xBF"
              "A=b\r\nC='d'\r\n",
              "C") == "d");
}

TEST_CASE("env file: of several lines for one name the last counts, and the name is reported") {
  const auto file = EnvFile::parse("A=1\nB=2\nA=3\n", "f");
  REQUIRE(file);
  CHECK(file->entries().find("A")->second == std::pair<std::string, int>("3", 3));
  CHECK(file->repeated() == std::vector<std::string>{"A"});
}

TEST_CASE("env file: a line that is none names file and line, and never repeats its text") {
  const auto no_equals = error_of("A=1\nntn_secret\n");
  CHECK(no_equals.where == "hsn.env:2");
  CHECK(no_equals.fault == Fault::bad_config);
  CHECK(describe(no_equals).find("ntn_secret") == std::string::npos);
  CHECK(describe(error_of("ntn_secret part=1\n")).find("ntn_secret") == std::string::npos);
  CHECK(error_of("A='b\n").where == "hsn.env:1");
  CHECK(error_of("A='b' c\n").where == "hsn.env:1");
  CHECK(error_of("1A=b\n").where == "hsn.env:1");
  CHECK(error_of("=b\n").where == "hsn.env:1");
  CHECK(error_of(std::string_view("A=b\0c\n", 6)).where == "hsn.env:1");
}

TEST_CASE("env file: set changes one line and keeps comments, order, export and line ends") {
  auto file = EnvFile::parse("# mine\nexport A=old # why\r\n\nB=2\n", "f");
  REQUIRE(file);
  file->set("A", "new");
  file->set("C", "it's \"so\" $1");
  CHECK(file->str() == "# mine\nexport A=new\r\n\nB=2\nC=\"it's \\\"so\\\" \\$1\"\n");
  const auto again = EnvFile::parse(file->str(), "f");
  REQUIRE(again);
  CHECK(again->entries().find("C")->second.first == "it's \"so\" $1");
  file->set("C", "x");
  CHECK(file->str() == "# mine\nexport A=new\r\n\nB=2\nC=x\n");
}

TEST_CASE("env file: what is set reads back, whatever it holds") {
  for (const std::string text : {"", "a", "a b", "#a", "a #b", "\"", "'", "\\", "\\n", "a\nb", "$HOME", "ä=ö", " x "}) {
    EnvFile file;
    file.set("A", text);
    CHECK(value(file.str(), "A") == text);
  }
}

TEST_CASE("env file: a file without a last line end gets its new line on a line of its own") {
  auto file = EnvFile::parse("A=1", "f");
  REQUIRE(file);
  file->set("B", "2");
  CHECK(file->str() == "A=1\nB=2\n");
}

TEST_CASE("env file: writing replaces the file whole, for its owner alone, and leaves nothing beside it") {
  const test::TempDir dir;
  const auto real = dir.path() / "real.env", link = dir.path() / ".env";
  std::ofstream(real) << "A=1\n";
  std::filesystem::permissions(real, std::filesystem::perms::all);
  std::filesystem::create_symlink(real, link);
  auto file = EnvFile::read(link);
  REQUIRE(file);
  file->set("A", "2");
  REQUIRE(file->write(link));
  CHECK(std::filesystem::is_symlink(link));
  CHECK(std::filesystem::status(real).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(EnvFile::read(real)->entries().find("A")->second.first == "2");
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 2);
  CHECK_FALSE(file->write(dir.path() / "missing" / ".env"));
}

TEST_CASE("env file: an empty file is a file without settings, a missing one is an error that names it") {
  const test::TempDir dir;
  std::ofstream(dir.path() / "empty");
  CHECK(EnvFile::read(dir.path() / "empty")->entries().empty());
  const auto missing = EnvFile::read(dir.path() / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().where == (dir.path() / "none").string());
  CHECK_FALSE(EnvFile::read(dir.path()));
}

TEST_CASE("a file written to a pipe goes through it, and the pipe stays one") {
  test::TempDir dir;
  const auto pipe = dir.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), S_IRWXU) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(write_file(pipe, "a plan"));
  char text[16];
  CHECK(::read(reader, text, sizeof text) == 6);
  ::close(reader);
  CHECK(std::filesystem::is_fifo(pipe));
  CHECK_FALSE(write_file(dir.path(), "a folder"));
  CHECK(std::filesystem::is_directory(dir.path()));
}

}  // namespace
}  // namespace hsn::config::env_file_test
