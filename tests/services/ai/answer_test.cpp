// Both wire formats: what is sent, what is read, and that nothing is ever made up.
#include "services/ai/providers.hpp"

namespace ai_answer_test {

using namespace hsn;
using namespace hsn::test;

namespace {

Json body_of(const http::Request& request) { return *parse_json(request.body); }

}  // namespace

TEST_CASE("ai: a chat question goes with its context and its thread, limited by the name that the server knows") {
  auto asked = question("sandbox-large");
  asked.system = "We open at nine.";
  asked.earlier = {{"Hello", "Good day"}};
  const auto request = ai::ask(openai(), asked);
  CHECK(request.url == "https://ai.example.com/ai/v1/chat/completions");
  const auto body = body_of(request);
  CHECK(body["max_tokens"] == 100);
  CHECK_FALSE(body.contains("temperature"));
  CHECK(body["messages"] == Json::array({{{"role", "system"}, {"content", "We open at nine."}},
                                         {{"role", "user"}, {"content", "Hello"}},
                                         {{"role", "assistant"}, {"content", "Good day"}},
                                         {{"role", "user"}, {"content", "When do you open?"}}}));
}

TEST_CASE("ai: the messages format has its context apart, its version as a header and no sampling parameters") {
  auto asked = question("sandbox-claude");
  asked.system = "We open at nine.";
  const auto request = ai::ask(anthropic(), asked);
  CHECK(request.url == "https://ai.example.com/ai/anthropic/v1/messages");
  CHECK(std::any_of(request.headers.begin(), request.headers.end(), [](const auto& h) { return h.name == "anthropic-version"; }));
  CHECK(body_of(request) == Json{{"model", "sandbox-claude"},
                                 {"max_tokens", 100},
                                 {"system", "We open at nine."},
                                 {"messages", Json::array({{{"role", "user"}, {"content", "When do you open?"}}})}});
}

TEST_CASE("ai: both formats are answered by the strict emulator, with the model and the tokens as the provider tells them") {
  ProviderRig rig;
  const auto chat = rig.ask(openai(), question("sandbox-large"));
  REQUIRE(chat);
  CHECK(chat->ending == ai::Ending::ok);
  CHECK(chat->text.find("When do you open?") != std::string::npos);
  CHECK(chat->model == "sandbox-large-2026");
  CHECK(chat->tokens_in > 0);
  const auto messages = rig.ask(anthropic(), question("sandbox-claude"));
  REQUIRE(messages);
  CHECK(messages->ending == ai::Ending::ok);
  CHECK(messages->text.find("When do you open?") != std::string::npos);
}

TEST_CASE("ai: a provider that does not tell its tokens leaves them unknown, not zero") {
  ProviderRig rig;
  rig.next("openai", "no_usage");
  const auto answer = rig.ask(openai(), question("sandbox-large"));
  REQUIRE(answer);
  CHECK_FALSE(answer->tokens_in);
  CHECK_FALSE(answer->tokens_out);
}

TEST_CASE("ai: tokens that no count can be are unknown, and never summed up") {
  for (const auto* const told : {"9223372036854775807", "-5", "\"many\""}) {
    INFO(told);
    const std::string usage(told);
    const http::Response chat{
        200, {}, R"({"choices":[{"message":{"content":"At nine."}}],"usage":{"prompt_tokens":)" + usage + "}}"};
    const auto asked = question("m");
    CHECK_FALSE(ai::read(openai(), asked, chat)->tokens_in);
    const http::Response messages{200,
                                  {},
                                  R"({"content":[{"type":"text","text":"At nine."}],"usage":{"input_tokens":)" + usage +
                                      R"(,"cache_creation_input_tokens":7,"output_tokens":)" + usage + "}}"};
    const auto answer = ai::read(anthropic(), asked, messages);
    REQUIRE(answer);
    CHECK_FALSE(answer->tokens_in);
    CHECK_FALSE(answer->tokens_out);
  }
}

TEST_CASE("ai: an answer that was cut, refused or filtered says so; a refusal comes as a 200") {
  ProviderRig rig;
  for (const auto& [provider, model] : {std::pair{openai(), "sandbox-large"}, {anthropic(), "sandbox-claude"}}) {
    INFO(provider.name);
    rig.next(provider.name, "truncated");
    CHECK(rig.ask(provider, question(model))->ending == ai::Ending::truncated);
    rig.next(provider.name, "refusal");
    CHECK(rig.ask(provider, question(model))->ending == ai::Ending::filtered);
    rig.next(provider.name, "filtered");
    CHECK(rig.ask(provider, question(model))->ending == ai::Ending::filtered);
  }
}

TEST_CASE("ai: an empty answer is an error, never an answer") {
  ProviderRig rig;
  for (const auto& [provider, model] : {std::pair{openai(), "sandbox-large"}, {anthropic(), "sandbox-claude"}}) {
    rig.next(provider.name, "empty");
    const auto answer = rig.ask(provider, question(model));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().what == "the answer is empty");
  }
  const auto cut =
      ai::read(openai(), question("m"), answer(200, R"({"choices":[{"finish_reason":"length","message":{"content":""}}]})"));
  REQUIRE_FALSE(cut);
  CHECK(cut.error().remedy == "raise AI_MAX_TOKENS");
}

TEST_CASE("ai: each kind of refusal is a fault with something to do") {
  ProviderRig rig;
  struct Case {
    const char* kind;
    Fault fault;
  };
  for (const auto& one : {Case{"rate_limit", Fault::throttled}, Case{"quota", Fault::refused}, Case{"error", Fault::unreachable},
                          Case{"html", Fault::unreachable}, Case{"half", Fault::bad_data}}) {
    for (const auto& [provider, model] : {std::pair{openai(), "sandbox-large"}, {anthropic(), "sandbox-claude"}}) {
      INFO(one.kind << " " << provider.name);
      rig.next(provider.name, one.kind);
      const auto answer = rig.ask(provider, question(model));
      REQUIRE_FALSE(answer);
      CHECK(answer.error().fault == one.fault);
      CHECK(answer.error().where == provider.name);
    }
  }
  rig.next("anthropic", "overloaded");
  CHECK(rig.ask(anthropic(), question("sandbox-claude")).error().fault == Fault::throttled);
  const auto unknown = rig.ask(openai(), question("sandbox-retired"));
  CHECK(unknown.error().fault == Fault::bad_config);
  CHECK(unknown.error().what.find("sandbox-retired") != std::string::npos);
  auto stranger = openai();
  stranger.key = Secret("sk-somebody-elses");
  const auto refused = rig.ask(stranger, question("sandbox-large"));
  CHECK(refused.error().fault == Fault::refused);
  CHECK(refused.error().remedy == "make a new one and set OPENAI_API_KEY");
}

TEST_CASE("ai: hostile bytes are a usable fault and no crash") {
  for (const auto* bytes :
       {"", "null", "[]", "{}", "{\"choices\":[]}", "{\"choices\":[{}]}", "{\"choices\":{\"0\":1}}", "{\"content\":{}}",
        "{\"content\":[1,null,{\"type\":\"text\"}]}", "<html>", "{\"error\":\"no\"}", "{\"choices\":[{\"message\":7}]}"}) {
    for (const auto& provider : {openai(), anthropic()}) {
      for (const int status : {200, 400, 500}) {
        INFO(bytes);
        const auto read = ai::read(provider, question("m"), answer(status, bytes));
        REQUIRE_FALSE(read);
        CHECK_FALSE(read.error().what.empty());
      }
    }
  }
}

TEST_CASE("ai: the list of models shows that a key is good") {
  ProviderRig rig;
  CHECK(*ai::read_models(openai(), rig.send(ai::list_models(openai()))) ==
        std::vector<std::string>{"sandbox-large", "sandbox-small"});
  CHECK(*ai::read_models(anthropic(), rig.send(ai::list_models(anthropic()))) == std::vector<std::string>{"sandbox-claude"});
}

TEST_CASE("ai emulator: it refuses what the vendors refuse") {
  ProviderRig rig;
  const auto sent = [&](const ai::Provider& provider, const std::function<void(Json&)>& change, const char* model) {
    auto request = ai::ask(provider, question(model));
    auto body = body_of(request);
    change(body);
    request.body = dump_json(body);
    return rig.send(request).status;
  };
  CHECK(sent(
            anthropic(), [](Json& b) { b.erase("max_tokens"); }, "sandbox-claude") == 400);
  CHECK(sent(
            anthropic(), [](Json& b) { b["temperature"] = 1; }, "sandbox-claude") == 400);
  CHECK(sent(
            anthropic(), [](Json& b) { b["messages"][0]["role"] = "system"; }, "sandbox-claude") == 400);
  CHECK(sent(
            openai(), [](Json& b) { b["knowledge"] = "x"; }, "sandbox-large") == 400);
  CHECK(sent(
            openai(), [](Json& b) { b["messages"] = Json::array(); }, "sandbox-large") == 400);
  CHECK(sent(
            openai(), [](Json&) {}, "sandbox-large") == 200);
  auto unversioned = ai::ask(anthropic(), question("sandbox-claude"));
  std::erase_if(unversioned.headers, [](const auto& header) { return header.name == "anthropic-version"; });
  CHECK(rig.send(unversioned).status == 400);
  for (int i = 0; i < 60; ++i) rig.send(ai::list_models(openai()));
  CHECK(rig.send(ai::list_models(openai())).status == 429);
}

}  // namespace ai_answer_test
