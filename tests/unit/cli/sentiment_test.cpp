// AI_SENTIMENT, whole: feedback, Notion and the AI providers in miniature, and the state on disk between runs.
#include <catch2/catch.hpp>
#include <fstream>

#include "ai_desk.hpp"
#include "core/json.hpp"

namespace hsn::cli::sentiment_test {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Judged : DeskWithAi {
  Judged() {
    environment["ENABLE_USER_FEEDBACK"] = environment["AI_SENTIMENT"] = "true";
    std::ofstream(dir.path() / ".env") << "# made by init\n";
    REQUIRE(run({"init", "--yes"}) == 0);
  }

  void answers(const std::string& text, const std::string& kind = "", const std::string& provider = "openai") {
    REQUIRE(ai.act("next", {{"provider", provider}, {"kind", kind}, {"text", text}}, clock.now()));
  }
  // The same words again are the same record; other words with the same id change it.
  void say(const std::string& text, const std::string& more = "") {
    std::ofstream(dir.path() / "said.jsonl") << R"({"id":"1","content":)" << Json(text).dump() << more << "}\n";
    REQUIRE(run({"feedback", "import", (dir.path() / "said.jsonl").string()}) == 0);
  }
  void sync(std::vector<std::string> more = {}) {
    clock.advance(std::chrono::minutes(10));
    more.insert(more.begin(), {"sync", "-v"});
    INFO(err.str());
    REQUIRE(run(more) == 0);
  }
  std::map<std::string, std::string> page() const {
    const auto pages = notion->pages("Feedback");
    REQUIRE(pages.size() == 1);
    return {pages[0].plain.begin(), pages[0].plain.end()};
  }
  std::string judged() const { return page().at("Sentiment") + ", " + page().at("Sentiment Source"); }
  std::size_t asked() const { return ai.said().size(); }
  std::size_t written() const { return notion->counters().creates + notion->counters().updates; }
  bool said(std::string_view words) const { return has(err.str(), words); }
};

}  // namespace

TEST_CASE("sentiment: with AI_SENTIMENT the AI judges, once for the same words, and a second sync writes nothing") {
  Judged desk;
  desk.say("I love it, what a wonderful evening!");
  desk.answers(" **negative**.\n");
  desk.sync();
  CHECK(desk.judged() == "Negative, AI");
  CHECK(desk.page().at("Status") == "Response Needed");  // what follows from the sentiment follows from the AI's
  REQUIRE(desk.asked() == 1);
  CHECK(desk.ai.said()[0].prompt == "I love it, what a wonderful evening!");
  const auto before = desk.written();
  desk.sync();
  desk.sync({"--full"});
  desk.say("I love it, what a wonderful evening!", R"(,"rating":5)");
  desk.sync();
  CHECK(desk.asked() == 1);
  CHECK(desk.judged() == "Negative, AI");
  CHECK(desk.written() == before + 1);  // the rating
}

TEST_CASE("sentiment: new words are judged anew, and without the setting nobody is asked") {
  Judged desk;
  desk.say("Lovely");
  desk.answers("Neutral");
  desk.sync();
  desk.say("Awful, I want my money back");
  desk.answers("Mixed");
  desk.sync();
  CHECK(desk.judged() == "Mixed, AI");
  CHECK(desk.asked() == 2);
  desk.environment["AI_SENTIMENT"] = "false";
  desk.sync({"--full"});
  CHECK(desk.judged() == "Mixed, AI");  // what it has said of these words stays
  desk.say("Great!");
  desk.sync();
  CHECK(desk.judged() == "Positive, Rule");
  CHECK(desk.asked() == 2);
}

TEST_CASE("sentiment: an answer that is none of the four leaves it to the rules, and is not asked for again") {
  Judged desk;
  const auto [text, kind] = GENERATE(table<std::string, std::string>(
      {{"The text is positive.", ""}, {"Positive or Negative", ""}, {"Rule", ""}, {"Neutral", "filtered"}, {"", "empty"}}));
  desk.say("Great!");
  desk.answers(text, kind);
  desk.sync();
  desk.sync({"--full"});
  CHECK(desk.judged() == "Positive, Rule");
  CHECK(desk.asked() == 1);
  CHECK(desk.page().at("Sync Note") == "no e-mail");
}

TEST_CASE("sentiment: while no provider answers the rules judge, a warning tells, and the next run asks again") {
  Judged desk;
  const auto trouble = GENERATE("rate_limit", "overloaded", "error", "away", "no key", "no model", "switched off");
  const std::string kind = trouble;
  const auto keep = desk.environment;
  if (kind == "no key") desk.environment.erase("OPENAI_API_KEY"), desk.environment.erase("ANTHROPIC_API_KEY");
  if (kind == "no key")
    desk.environment["OPENAI_BASE_URL"] = "https://ai.example.com/v1", desk.environment.erase("ANTHROPIC_BASE_URL");
  if (kind == "no model") desk.environment.erase("AI_DEFAULT_MODEL");
  if (kind == "switched off") desk.environment["ENABLE_AI"] = "false";
  desk.ai_away = kind == "away";
  if (kind == "rate_limit" || kind == "overloaded" || kind == "error") desk.answers("", kind);
  desk.say("Great!");
  desk.sync();
  CHECK(desk.judged() == "Positive, Rule");
  CHECK(desk.said("sentiment is judged by rule"));
  desk.environment = keep;
  desk.ai_away = false;
  desk.answers("Negative");
  desk.sync();
  CHECK(desk.judged() == "Negative, AI");
  CHECK_FALSE(desk.said("judged by rule"));
}

TEST_CASE("sentiment: a provider that is away is not asked about every text of a run") {
  Judged desk;
  std::ofstream(desk.dir.path() / "many.jsonl") << R"({"id":"1","content":"Great!"})"
                                                << "\n"
                                                << R"({"id":"2","content":"Awful!"})"
                                                << "\n";
  REQUIRE(desk.run({"feedback", "import", (desk.dir.path() / "many.jsonl").string()}) == 0);
  desk.answers("", "error");
  desk.sync();
  CHECK(desk.asked() == 0);
  desk.answers("Mixed"), desk.answers("Neutral");
  desk.sync();
  CHECK(desk.asked() == 2);
}

TEST_CASE("sentiment: a first sync asks about so many texts, and the next runs about the rest") {
  Judged desk;
  std::ofstream many(desk.dir.path() / "many.jsonl");
  for (int n = 0; n < 53; ++n) many << R"({"id":")" << n << R"(","content":"Great )" << n << "\"}\n";
  many.close();
  REQUIRE(desk.run({"feedback", "import", (desk.dir.path() / "many.jsonl").string()}) == 0);
  desk.sync();
  CHECK(desk.asked() == 50);
  desk.sync();
  CHECK(desk.asked() == 53);
  desk.sync();
  CHECK(desk.asked() == 53);
}

TEST_CASE("sentiment: the provider after the first in a route is asked where that one fails") {
  Judged desk;
  std::ofstream(desk.dir.path() / "hsn.toml")
      << "[[ai.routes]]\ntask = [\"Sentiment\"]\nuse = [\"openai:sandbox-small\", \"anthropic:sandbox-claude\"]\n";
  desk.environment["HSN_CONFIG"] = (desk.dir.path() / "hsn.toml").string();
  desk.say("Great!");
  desk.answers("", "error");
  desk.answers("Negative", "", "anthropic");
  desk.sync();
  CHECK(desk.judged() == "Negative, AI");
  REQUIRE(desk.asked() == 1);
  CHECK(desk.ai.said()[0].model == "sandbox-claude");
}

TEST_CASE("sentiment: who only looks asks nobody") {
  Judged desk;
  desk.say("Great!");
  for (const auto& command :
       std::vector<std::vector<std::string>>{{"pull"}, {"diff"}, {"sync", "-n"}, {"push", "notion", "-n"}}) {
    REQUIRE(desk.run(command) == 0);
    CHECK(desk.asked() == 0);
  }
  desk.answers("Negative");
  REQUIRE(desk.run({"push", "notion", "--yes"}) == 0);
  CHECK(desk.judged() == "Negative, AI");
}

TEST_CASE("sentiment: what must not leave is hidden, contacts too where that is wanted") {
  Judged desk;
  const bool contacts = GENERATE(false, true);
  if (contacts) desk.environment["AI_REDACT_CONTACTS"] = "true";
  desk.say("My card 4111 1111 1111 1111 was charged twice, write to ana@example.com or +49 30 1234567; ntn_sandbox");
  desk.answers("Negative");
  desk.sync();
  REQUIRE(desk.asked() == 1);
  const auto& body = desk.ai.said()[0].body;
  CHECK_FALSE(has(body, "4111"));
  CHECK_FALSE(has(body, "ntn_sandbox"));
  CHECK(has(body, "ana@example.com") != contacts);
  CHECK(has(body, "+49 30 1234567") != contacts);
  CHECK(has(desk.page().at("Content"), "4111"));  // staff see what was said
}

TEST_CASE("sentiment: a person's judgement is not asked about, nor overwritten") {
  Judged desk;
  desk.say("Great!");
  desk.answers("Negative");
  desk.sync();
  const auto id = desk.notion->pages("Feedback")[0].id;
  REQUIRE(desk.notion->edit(id, "Sentiment", R"({"select":{"name":"Mixed"}})", desk.clock.now()));
  desk.sync();
  CHECK(desk.judged() == "Mixed, Staff");
  desk.say("Great, really!");
  desk.sync();
  CHECK(desk.judged() == "Mixed, Staff");
  CHECK(desk.asked() == 1);
}

TEST_CASE("sentiment: a state that was lost learns from the page what the AI has said of these words") {
  Judged desk;
  desk.say("Great!");
  desk.answers("Negative");
  desk.sync();
  std::filesystem::remove_all(desk.dir.path() / "state");
  REQUIRE(desk.run({"init", "--yes"}) == 0);
  desk.say("Great!");
  desk.sync();
  desk.sync({"--full"});
  CHECK(desk.judged() == "Negative, AI");
  CHECK(desk.asked() == 1);
}

TEST_CASE("sentiment: the AI understands other languages than English") {
  Judged desk;
  desk.say("Das war ein sehr guter Abend, die Lehrerin ist super");
  desk.answers("Positive");
  desk.sync();
  CHECK(desk.judged() == "Positive, AI");
  CHECK(desk.page().at("Sync Note") == "no e-mail");
}

}  // namespace hsn::cli::sentiment_test
