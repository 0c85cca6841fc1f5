// Providers, as the tests of this folder meet them: in front of their emulator.
#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "core/json.hpp"
#include "http/auth.hpp"
#include "services/ai/provider.hpp"
#include "services/ai/sandbox.hpp"
#include "support/fakes.hpp"

namespace hsn::test {

namespace ai = services::ai;

inline ai::Provider openai() {
  return {"openai",         "OpenAI",    ai::Format::chat, "https://ai.example.com/ai/v1", Secret("sk-sandbox-openai-0001"),
          "OPENAI_API_KEY", "max_tokens"};
}
inline ai::Provider anthropic() {
  return {"anthropic",
          "Anthropic",
          ai::Format::messages,
          "https://ai.example.com/ai/anthropic",
          Secret("sk-ant-sandbox-0001"),
          "ANTHROPIC_API_KEY",
          ""};
}
inline ai::Question question(std::string model) {
  ai::Question question;
  question.model = std::move(model);
  question.prompt = "When do you open?";
  question.max_tokens = 100;
  return question;
}

struct ProviderRig {
  sandbox::Ai emulator{sandbox::AiOptions{}};
  Instant now = instant("2026-11-23T10:00:00Z");

  http::Response send(http::Request request) {
    const auto proof = http::authorize(request, now, "nonce");
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    return emulator.serve(request, now);
  }
  Result<ai::Answer> ask(const ai::Provider& provider, const ai::Question& asked) {
    return ai::read(provider, asked, send(ai::ask(provider, asked)));
  }
  void next(const std::string& provider, const std::string& kind) {
    REQUIRE(emulator.act("next", {{"provider", provider}, {"kind", kind}}, now));
  }
};

}  // namespace hsn::test
