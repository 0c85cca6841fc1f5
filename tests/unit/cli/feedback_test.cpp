#include <catch2/catch.hpp>
#include <fstream>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::feedback_test {
namespace {

struct Box : Desk {
  Box() {
    environment["ENABLE_USER_FEEDBACK"] = "true";
    environment["NOTION_API_TOKEN"] = "ntn_sandbox";
    std::ofstream(dir.path() / ".env").flush();
  }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(dir.path() / name) << text;
    return (dir.path() / name).string();
  }
  bool said(std::string_view words) const { return err.str().find(words) != std::string::npos; }
};

TEST_CASE("feedback add: what cannot be is refused, with what may be") {
  Box hsn;
  CHECK(hsn.run({"feedback", "add", "Lovely", "--channel", "Pigeon"}) == 2);
  CHECK((hsn.said("Pigeon") && hsn.said("In Person")));
  CHECK(hsn.run({"feedback", "add", "Lovely", "--type", "Poem"}) == 2);
  CHECK(hsn.said("Suggestion"));
  for (const auto* address : {"ana", "@example.com", "ana@", "Ana <ana@example.com>", "a@b@c"}) {
    CHECK(hsn.run({"feedback", "add", "Lovely", "--email", address}) == 2);
    CHECK(hsn.said("ana@example.com"));
  }
  CHECK(hsn.run({"feedback", "add", "Lovely", "--rating", "11"}) == 2);
  CHECK(hsn.run({"feedback", "add", "Lovely", "--rating=-1"}) == 2);
  CHECK(hsn.run({"feedback", "add", "Lovely", "--rating", "6", "--scale", "5"}) == 2);
  CHECK(hsn.said("from 0 to its scale"));
  CHECK(hsn.run({"feedback", "add", "Lovely", "--rating", "5", "--channel", "in person", "--email", "ana@example.com"}) == 0);
}

TEST_CASE("feedback respond: an empty answer is none") {
  Box hsn;
  for (const auto* answer : {"", "  "}) {
    CHECK(hsn.run({"feedback", "respond", "user_feedback:feedback:1", answer}) == 2);
    CHECK(hsn.said("the answer says nothing"));
  }
}

TEST_CASE("feedback respond: an undo takes back the answer, its Status and, with the next sync, its day") {
  Studio hsn;
  hsn.environment["ENABLE_USER_FEEDBACK"] = "true";
  hsn.set_up();
  hsn.must(0, {"feedback", "add", "bad service, never again", "--email", "uwe@example.com", "--json"});
  const auto record = *text_at(*parse_json(hsn.out.str()), "/taken/0");
  hsn.must(0, {"sync"});
  const auto shows = [&](const char* property) { return hsn.notion->pages("Feedback").at(0).plain.at(property); };
  REQUIRE(shows("Status") == "Response Needed");
  hsn.must(0, {"feedback", "respond", record, "We are sorry", "--json"});
  const auto run = std::to_string(*int_at(*parse_json(hsn.out.str()), "/run"));
  const bool synced = GENERATE(false, true);
  if (synced) hsn.must(0, {"sync"});
  CHECK(shows("Status") == "Responded");
  CHECK(shows("Response Date").empty() != synced);

  SECTION("nobody has touched it") {
    hsn.must(0, {"undo", run});
    CHECK(shows("Response").empty());
    CHECK(shows("Status") == "Response Needed");
    hsn.must(0, {"sync"});
    CHECK(shows("Response Date").empty());
    hsn.must(0, {"sync", "--full"});
    CHECK(hsn.writes.empty());
    CHECK(shows("Status") == "Response Needed");
  }
  SECTION("staff have gone on") {
    hsn.notion->edit(hsn.notion->pages("Feedback").at(0).id, "Status", R"({"select":{"name":"Resolved"}})", hsn.clock.now());
    hsn.must(0, {"pull"});
    hsn.must(0, {"undo", run, "-n"});
    const auto said = hsn.out.str();
    INFO(said);
    CHECK(said.find("it has been changed since") != std::string::npos);
    CHECK(said.find("Status") < said.find("it has been changed since"));
    hsn.must(0, {"undo", run});
    CHECK(shows("Status") == "Resolved");
  }
}

TEST_CASE("feedback import: good lines come in, broken ones are named, and what repeats an id is counted") {
  Box hsn;
  const auto file = hsn.file("old.csv", "id,content,rating\n1,Good,5\n2,Bad,9,9\n1,Better,4\n3,Worse,12\n");
  CHECK(hsn.run({"feedback", "import", file, "--json"}) == 4);
  const auto document = parse_json(hsn.out.str());
  REQUIRE(document);
  CHECK(at(*document, "/taken")->size() == 1);
  CHECK(text_at(*document, "/repeated/0") == "user_feedback:feedback:1");
  CHECK(at(*document, "/failed")->size() == 2);
  CHECK((hsn.said("old.csv, line 3") && hsn.said("old.csv, line 5")));
  CHECK(hsn.run({"feedback", "import", file}) == 4);
  CHECK(hsn.out.str().find("1 more has the id of another in this file") != std::string::npos);
}

TEST_CASE("feedback import: of a file that comes again it says how many are new") {
  Box hsn;
  hsn.file("old.csv", "id,content\n1,Good\n2,Fine\n");
  const auto says = [&](const std::string& name, std::string_view words) {
    CHECK(hsn.run({"feedback", "import", (hsn.dir.path() / name).string()}) == 0);
    return hsn.out.str().find(words) != std::string::npos;
  };
  CHECK(says("old.csv", "2 items taken; the next"));
  CHECK(says("old.csv", "2 items taken, none of them new; the next"));
  hsn.file("more.csv", "id,content\n1,Better\n2,Fine\n3,New\n");
  CHECK(hsn.run({"feedback", "import", (hsn.dir.path() / "more.csv").string(), "-n", "--json"}) == 0);
  const auto document = parse_json(hsn.out.str());
  REQUIRE(document);
  CHECK(*at(*document, "/new") == Json::array({"user_feedback:feedback:3"}));
  CHECK(says("more.csv", "3 items taken, 1 of them new; the next"));
}

TEST_CASE("feedback import: an address that `add` refuses is a broken line") {
  Box hsn;
  const auto file = hsn.file("old.csv", "id,content,email\n1,Good,bad\n2,Fine,ana@example.com\n");
  CHECK(hsn.run({"feedback", "import", file}) == 4);
  CHECK((hsn.said("old.csv, line 2") && hsn.said("\"bad\" is no e-mail address")));
  CHECK(hsn.out.str().find("1 item taken") != std::string::npos);
}

TEST_CASE("feedback: in a language that the rules do not know it is Neutral, and its page says so until staff have judged") {
  Studio hsn;
  hsn.environment["ENABLE_USER_FEEDBACK"] = "true";
  hsn.set_up();
  hsn.must(0, {"feedback", "add", "Das war nicht gut, die Kurse waren voll", "--email", "uwe@example.com"});
  hsn.must(0, {"feedback", "add", "bad service, never again", "--email", "uwe@example.com"});
  hsn.must(0, {"sync"});
  const auto of = [&](const std::string& words, const std::string& property) {
    for (const auto& page : hsn.notion->pages("Feedback")) {
      if (page.plain.at("Content").starts_with(words)) return page.plain.at(property);
    }
    return std::string("no page");
  };
  CHECK(of("Das", "Sentiment") == "Neutral");
  CHECK(of("Das", "Sync Note") == "Sentiment: language not covered");
  CHECK(of("bad", "Sentiment") == "Negative");
  CHECK(of("bad", "Sync Note").empty());
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.writes.empty());
  for (const auto& page : hsn.notion->pages("Feedback"))
    hsn.notion->edit(page.id, "Sentiment", R"({"select":{"name":"Negative"}})", hsn.clock.now());
  hsn.must(0, {"sync"});
  CHECK(of("Das", "Sync Note").empty());
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.writes.empty());
}

}  // namespace
}  // namespace hsn::cli::feedback_test
