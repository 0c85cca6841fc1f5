// hsn ai, whole: the command, Notion and the providers in miniature, and the state on disk between runs.
#include <catch2/catch.hpp>
#include <fstream>

#include "ai_desk.hpp"
#include "config/read_file.hpp"
#include "core/json.hpp"
#include "state/lock.hpp"

namespace hsn::cli::ai_test {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct AiDesk : DeskWithAi {
  AiDesk() {
    file(".env", "# made by init\n");
    REQUIRE(run({"init", "--yes"}) == 0);
  }

  std::vector<sandbox::Notion::Page> pages() const { return notion->pages("AI Interactions"); }
  std::filesystem::path state() const { return dir.path() / "state" / "hsn.db"; }
  void next(const std::string& provider, const std::string& kind) {
    REQUIRE(ai.act("next", {{"provider", provider}, {"kind", kind}}, clock.now()));
  }
  void map(const std::string& toml) {
    const auto file = dir.path() / "hsn.toml";
    std::ofstream(file) << toml;
    environment["HSN_CONFIG"] = file.string();
  }
  std::string file(const std::string& name, const std::string& text = {}) {
    const auto path = (dir.path() / name).string();
    if (!text.empty()) std::ofstream(path) << text;
    return path;
  }
};

}  // namespace

TEST_CASE("ai ask: the answer is on stdout, the turn is a page, and a sync after it writes nothing") {
  AiDesk desk;
  REQUIRE(desk.run({"ai", "ask", "When", "do we open?"}) == 0);
  CHECK(desk.out.str() == "(sandbox, no model thought about this) When do we open?\n");
  CHECK(desk.err.str().empty());
  const auto pages = desk.pages();
  REQUIRE(pages.size() == 1);
  CHECK(pages[0].plain.at("Title") == "When do we open?");
  CHECK(pages[0].plain.at("Outcome") == "OK");
  CHECK(pages[0].plain.at("Provider") == "OpenAI");
  CHECK(pages[0].plain.at("Model") == "sandbox-large-2026");
  CHECK(pages[0].plain.at("Asked By") == "anna");
  CHECK(pages[0].plain.at("Review") == "Not Reviewed");
  CHECK(pages[0].plain.at("Source") == "AI");
  CHECK(pages[0].plain.at("External ID").starts_with("ai:interaction:"));
  CHECK(pages[0].plain.at("Notion Managed") == "false");  // nothing can be pushed to a provider
  desk.clock.advance(std::chrono::hours(1));
  const auto before = desk.notion->counters();
  CHECK(desk.run({"sync", "--json"}) == 0);
  CHECK(desk.notion->counters().creates == before.creates);
  CHECK(desk.notion->counters().updates == before.updates);
}

TEST_CASE("ai ask: while a provider thinks, others may work with the state") {
  AiDesk desk;
  int taken = 0;
  const auto asked = desk.network;
  desk.network = [&](const http::Request& request, Instant now) {
    state::LockOptions options;
    options.file = desk.state().string() + ".lock";
    if (has(request.url, "127.0.0.1:9/ai/")) taken += state::acquire(options) ? 1 : 0;
    return asked(request, now);
  };
  REQUIRE(desk.run({"ai", "ask", "Hello"}) == 0);
  CHECK(taken == 1);
  CHECK(desk.pages().size() == 1);
}

TEST_CASE("ai ask: a route's next provider is asked when the first fails; both tries are kept") {
  AiDesk desk;
  desk.map("[[ai.routes]]\nuse = [\"openai:sandbox-large\", \"anthropic:sandbox-claude\"]\n");
  desk.next("openai", "error");
  REQUIRE(desk.run({"ai", "ask", "--json", "Who?"}) == 0);
  const auto said = *parse_json(desk.out.str());
  CHECK(said["provider"] == "Anthropic");
  REQUIRE(said["tries"].size() == 2);
  CHECK(said["tries"][0]["outcome"] == "Error");
  REQUIRE(desk.pages().size() == 2);
  CHECK(desk.pages()[0].plain.at("Turn") == desk.pages()[1].plain.at("Turn"));
}

TEST_CASE("ai ask: nobody answers: no answer, an exit code, and the try is kept as an Error") {
  AiDesk desk;
  desk.next("openai", "quota");
  CHECK(desk.run({"ai", "ask", "Who?"}) == 6);
  CHECK(desk.out.str().empty());
  CHECK(has(desk.err.str(), "credit"));
  REQUIRE(desk.pages().size() == 1);
  CHECK(desk.pages()[0].plain.at("Outcome") == "Error");
  CHECK(desk.pages()[0].plain.at("Response").starts_with("No answer: "));
  desk.next("openai", "refusal");
  CHECK(desk.run({"ai", "ask", "Who?"}) == 4);
  desk.next("openai", "rate_limit");
  CHECK(desk.run({"ai", "ask", "Who?"}) == 7);
}

TEST_CASE("ai ask: a provider that limits requests and names no time is asked again twice, then told of in plain words") {
  AiDesk desk;
  desk.environment["AI_MAX_RETRIES"] = "2";
  int refusals = GENERATE(2, 1000);
  const bool gives_in = refusals == 2;
  const auto world = desk.network;
  desk.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (!has(request.url, "/chat/completions") || refusals-- <= 0) return world(request, now);
    return http::Response{429, {}, R"({"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}})", {}};
  };
  const auto began = desk.clock.now();
  CHECK(desk.run({"ai", "ask", "Hello?"}) == (gives_in ? 0 : 7));
  CHECK(desk.clock.now() - began < std::chrono::minutes(1));
  CHECK(refusals == (gives_in ? -1 : 997));
  CHECK(desk.out.str().empty() != gives_in);
  if (gives_in) return;
  CHECK(has(desk.err.str(), "openai: it limits how many requests it answers"));
  CHECK(has(desk.err.str(), "ask again in a minute or two"));
  CHECK(has(desk.err.str(), "--model"));
}

TEST_CASE("ai ask: a provider that says to come back in a second is asked three times, and then the next one is") {
  AiDesk desk;
  desk.environment["AI_MAX_RETRIES"] = "2";
  desk.map("[[ai.routes]]\nuse = [\"openai:sandbox-large\", \"anthropic:sandbox-claude\"]\n");
  std::size_t refusals = 0;
  const auto world = desk.network;
  desk.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (!has(request.url, "/chat/completions")) return world(request, now);
    ++refusals;
    return http::Response{429, {{"Retry-After", "1"}}, R"({"error":{"message":"Rate limit reached"}})", {}};
  };
  REQUIRE(desk.run({"ai", "ask", "--json", "Who?"}) == 0);
  CHECK((*parse_json(desk.out.str()))["provider"] == "Anthropic");
  CHECK(refusals == 3);
}

TEST_CASE("ai ask: a thread goes on with its earlier turns; failed ones stay out of it") {
  AiDesk desk;
  REQUIRE(desk.run({"ai", "ask", "--thread", "t1", "First"}) == 0);
  desk.next("openai", "empty");
  CHECK(desk.run({"ai", "ask", "--thread", "t1", "Lost"}) == 4);
  REQUIRE(desk.run({"ai", "ask", "--thread", "t1", "--json", "Second"}) == 0);
  CHECK((*parse_json(desk.out.str()))["turn"] == 3);
  const auto body = *parse_json(desk.ai.said().back().body);
  CHECK(body["messages"].size() == 3);
  CHECK(body["messages"][0]["content"] == "First");
}

TEST_CASE("ai ask: secrets and card numbers reach neither the provider, nor Notion, nor the history") {
  AiDesk desk;
  REQUIRE(desk.run({"ai", "ask", "ntn_sandbox and 4111 1111 1111 1111"}) == 0);
  CHECK(desk.ai.said().back().prompt == "[secret] and [card number]");
  CHECK(desk.pages()[0].plain.at("Prompt") == "[secret] and [card number]");
  REQUIRE(desk.run({"log"}) == 0);
  CHECK(has(desk.out.str(), "hsn ai ask"));
  CHECK_FALSE(has(desk.out.str(), "4111"));
}

TEST_CASE("ai ask: a question is not in the history, wherever options stand") {
  AiDesk desk;
  REQUIRE(desk.run({"ai", "--json", "ask", "a confidential question"}) == 0);
  REQUIRE(desk.run({"log"}) == 0);
  CHECK(has(desk.out.str(), "hsn ai --json ask"));
  CHECK_FALSE(has(desk.out.str(), "confidential"));
}

TEST_CASE("ai ask: while Notion is away the turn is kept, and the next sync writes its page") {
  AiDesk desk;
  desk.notion_away = true;
  CHECK(desk.run({"ai", "ask", "Who?"}) == 0);
  CHECK(has(desk.out.str(), "Who?"));
  CHECK(has(desk.err.str(), "kept here"));
  CHECK(desk.pages().empty());
  desk.notion_away = false;
  desk.clock.advance(std::chrono::hours(1));
  CHECK(desk.run({"sync"}) == 0);
  CHECK(desk.pages().size() == 1);
}

TEST_CASE("ai ask: the text of the knowledge page goes along, and its hash is on the page") {
  AiDesk desk;
  desk.environment["NOTION_KNOWLEDGE_DATABASE_ID"] = "";
  desk.environment["NOTION_KNOWLEDGE_PAGE_ID"] = sandbox::NotionOptions{}.parent_page_id;
  http::Request request{
      "notion",
      "PATCH",
      "https://api.notion.com/v1/blocks/" + sandbox::NotionOptions{}.parent_page_id + "/children",
      {{"Notion-Version", "2026-03-11"}, {"Authorization", "Bearer ntn_sandbox"}, {"Content-Type", "application/json"}},
      R"({"children":[{"paragraph":{"rich_text":[{"text":{"content":"We open at nine."}}]}}]})",
      {},
      {},
      {},
      {}};
  REQUIRE(desk.notion->serve(request, desk.clock.now()).status == 200);
  REQUIRE(desk.run({"ai", "ask", "When?"}) == 0);
  CHECK(has(desk.ai.said().back().body, "We open at nine."));
  CHECK(desk.pages()[0].plain.at("Knowledge Version").size() == 12);
}

TEST_CASE("ai ask: a dry run says who would be asked, and asks nobody") {
  AiDesk desk;
  CHECK(desk.run({"ai", "ask", "-n", "--model", "anthropic:sandbox-claude", "Who?"}) == 0);
  CHECK(desk.out.str() == "would ask anthropic:sandbox-claude\n");
  CHECK(desk.run({"ai", "ask", "-n", "--json", "--model", "anthropic:sandbox-claude", "Who?"}) == 0);
  CHECK(parse_json(desk.out.str()) == Json{{"would_ask", {"anthropic:sandbox-claude"}}});
  CHECK(desk.ai.said().empty());
}

TEST_CASE("ai import and export: conversations come in once; what staff approve goes out") {
  AiDesk desk;
  const auto in = desk.file("in.jsonl", R"({"thread":"x","role":"user","content":"One?"}
{"thread":"x","role":"assistant","content":"Yes","provider":"anthropic","time":"2026-01-02T03:04:05Z"}
)");
  REQUIRE(desk.run({"ai", "import", in}) == 0);
  REQUIRE(desk.run({"ai", "import", in}) == 0);
  REQUIRE(desk.pages().size() == 1);
  CHECK(desk.pages()[0].plain.at("Provider") == "Anthropic");
  const auto out = desk.file("out.jsonl");
  REQUIRE(desk.run({"ai", "export", "--training", out}) == 0);
  CHECK(config::read_file(out)->empty());
  const auto page = desk.pages()[0].id;
  desk.clock.advance(std::chrono::hours(1));
  REQUIRE(desk.notion->edit(page, "Corrected Response", R"({"rich_text":[{"type":"text","text":{"content":"Yes, from nine."}}]})",
                            desk.clock.now()));
  REQUIRE(desk.notion->edit(page, "Use For Training", R"({"checkbox":true})", desk.clock.now()));
  REQUIRE(desk.run({"ai", "export", "--training", out}) == 0);
  CHECK(*config::read_file(out) ==
        "{\"messages\":[{\"content\":\"One?\",\"role\":\"user\"},{\"content\":\"Yes, from nine.\",\"role\":\"assistant\"}]}\n");
  CHECK(desk.run({"ai", "import", desk.file("bad.jsonl", "nonsense\n")}) == 4);
  CHECK(has(desk.err.str(), "bad.jsonl:1"));
}

TEST_CASE("ai import: the document says of a bad line what the exit code says") {
  AiDesk desk;
  const auto in = desk.file("in.jsonl", R"({"thread":"x","role":"system","content":"Be kind."}
{"thread":"x","role":"user","content":"One?"}
nonsense
{"thread":"x","role":"assistant","content":"Yes"}
)");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"ai", "import", in, "--json", "-n"}, {"ai", "import", in, "--json", "-v"}}) {
    CHECK(desk.run(command) == 4);
    const auto report = parse_json(desk.out.str());
    REQUIRE(report);
    CHECK(int_at(*report, "/exit") == 4);
    CHECK(text_at(*report, "/status") == "partial");
    CHECK(has(text_at(*report, "/errors/0/record").value_or(""), "in.jsonl:3"));
  }
  CHECK(has(desk.err.str(), "1 system turn is left out"));
  CHECK(desk.pages().size() == 1);
}

TEST_CASE("ai: a key named in the mapping file is a setting like others, and is hidden") {
  AiDesk desk;
  desk.map("[ai.providers.local]\nbase_url = \"http://127.0.0.1:9/ai/v1\"\nkey_setting = \"LOCAL_KEY\"\n");
  desk.environment["LOCAL_KEY"] = sandbox::AiOptions{}.openai_key;
  CHECK(desk.run({"ai", "ask", "--model", "local:sandbox-small", "Who?"}) == 0);
  CHECK(desk.pages()[0].plain.at("Provider") == "Custom");
  CHECK(desk.run({"config", "show"}) == 0);
  CHECK(has(desk.out.str(), "LOCAL_KEY"));
  CHECK_FALSE(has(desk.out.str(), sandbox::AiOptions{}.openai_key));
  desk.environment.erase("LOCAL_KEY");
  CHECK(desk.run({"ai", "ask", "Who?"}) == 2);
  CHECK(has(desk.err.str(), "LOCAL_KEY"));
}

TEST_CASE("ai: without a key it is not enabled, and backfill has nothing to read") {
  AiDesk desk;
  CHECK(desk.run({"backfill", "ai", "--since", "2026-01-01"}) == 2);
  desk.environment.erase("OPENAI_API_KEY");
  desk.environment.erase("ANTHROPIC_API_KEY");
  CHECK(desk.run({"ai", "ask", "Who?"}) == 2);
  CHECK(has(desk.err.str(), "OPENAI_API_KEY or ANTHROPIC_API_KEY or HUGGINGFACE_API_KEY"));
}

TEST_CASE("ai: without its database nothing is asked: what was said could not be kept where people look") {
  AiDesk desk;
  desk.environment["HSN_STATE_DIR"] = (desk.dir.path() / "other").string();
  desk.environment["ENABLE_AI"] = "false";
  desk.file(".env", "# another one\n");
  REQUIRE(desk.run({"init", "--yes"}) == 0);
  desk.environment["ENABLE_AI"] = "true";
  CHECK(desk.run({"ai", "ask", "Who?"}) == 2);
  CHECK(has(desk.err.str(), "hsn init"));
  CHECK(desk.ai.said().empty());
}

TEST_CASE("ai: check lists the models of each provider and spends nothing") {
  AiDesk desk;
  desk.run({"check", "ai"});
  CHECK(has(desk.out.str(), "openai: models"));
  CHECK(has(desk.out.str(), "sandbox-large among them"));
  CHECK(has(desk.out.str(), "anthropic: models"));
  CHECK(desk.ai.said().empty());
}

}  // namespace hsn::cli::ai_test
