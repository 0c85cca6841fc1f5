// A desk with Notion and the AI providers in miniature behind it, not set up yet.
#pragma once

#include <memory>
#include <string_view>

#include "http/auth.hpp"
#include "outside.hpp"
#include "sandbox/notion.hpp"
#include "services/ai/sandbox.hpp"

namespace hsn::cli {

struct DeskWithAi : Desk {
  std::unique_ptr<sandbox::Notion> notion = sandbox::Notion::make({});
  sandbox::Ai ai{sandbox::AiOptions{}};
  bool notion_away = false, ai_away = false;

  DeskWithAi() {
    environment["NOTION_API_TOKEN"] = "ntn_sandbox";
    environment["NOTION_PARENT_PAGE_ID"] = sandbox::NotionOptions{}.parent_page_id;
    environment["HTTP_MAX_RETRIES"] = environment["AI_MAX_RETRIES"] = "0";
    environment["SETTLE_SECONDS"] = "0";
    environment["OPENAI_API_KEY"] = sandbox::AiOptions{}.openai_key;
    environment["OPENAI_BASE_URL"] = "http://127.0.0.1:9/ai/v1";
    environment["ANTHROPIC_API_KEY"] = sandbox::AiOptions{}.anthropic_key;
    environment["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:9/ai/anthropic";
    environment["AI_DEFAULT_MODEL"] = "sandbox-large";
    network = [this](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
      auto proven = request;
      const auto proof = http::authorize(request, now, "nonce");
      proven.headers.insert(proven.headers.end(), proof.headers.begin(), proof.headers.end());
      const bool to_ai = request.url.find("127.0.0.1:9/ai/") != std::string::npos;
      if (to_ai ? ai_away : notion_away) return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
      return to_ai ? ai.serve(proven, now) : notion->serve(proven, now);
    };
  }
};

}  // namespace hsn::cli
