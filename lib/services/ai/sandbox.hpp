// AI providers in miniature, one for each wire format and Hugging Face's router: strict about headers, members and limits, and
// with an answer that says it is none. What goes wrong is said beforehand, at the sandbox's door ("next").
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

struct AiOptions {
  std::string openai_key = "sk-sandbox-openai-0001", anthropic_key = "sk-ant-sandbox-0001", huggingface_key = "hf_sandbox0001";
  int per_minute = 60;  // requests of one key
};

class Ai final : public Emulator {
 public:
  explicit Ai(AiOptions options) : options_(std::move(options)) {}

  http::Response serve(const http::Request&, Instant now) override;
  // next {"provider","kind","text"}: what happens to that provider's next question; kinds: rate_limit, quota, overloaded, error,
  // html, half, empty, filtered, refusal, truncated, no_usage; `text`: what it answers. said: what was asked so far.
  Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now) override;
  nlohmann::json tally() const override;
  std::vector<Table> overview() const override;

  struct Said {
    std::string provider, model, prompt, answer, body;  // body: the whole request
  };
  const std::vector<Said>& said() const { return said_; }

 private:
  struct Door;
  static const Door* door_of(std::string_view path);
  bool within_limit(const std::string& provider, Instant now);
  struct Order {
    std::string kind, text;
  };
  Order take_next(const std::string& provider);
  std::string request_id() const;
  http::Response refuse(const Door&, int status, std::string type, std::string code, std::string message) const;
  std::optional<http::Response> who_may_not(const Door&, const http::Request&, Instant now);
  std::optional<http::Response> failure(const Door&, const std::string& kind) const;
  http::Response serve_at(const Door&, const std::string& place, const http::Request&, Instant now);
  http::Response answer(const Door&, const nlohmann::json& question, const http::Request&, Instant now);

  AiOptions options_;
  std::map<std::string, std::deque<Order>> next_;
  std::map<std::string, std::deque<Instant>> recent_;
  std::vector<Said> said_;
  std::size_t requests_ = 0, tokens_ = 0;
};

}  // namespace hsn::sandbox
