// Who can be asked, and how each one is spoken to: two wire formats, as pure builders of requests and readers of answers.
// Nothing here makes up an answer: what a provider did not say is an Error, or an outcome that says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::ai {

enum class Format {
  chat,      // OpenAI's chat completions, which most servers speak
  messages,  // Anthropic's
};

struct Provider {
  std::string name;    // "openai": in routes, and before a model's name
  std::string option;  // in Notion: "OpenAI"
  Format format{};
  std::string base_url;          // chat: with /v1; messages: without
  Secret key;                    // empty: a server of one's own that asks for none
  std::string key_setting;       // for people, when the key is refused; empty: there is none
  std::string max_tokens_param;  // chat: "max_tokens", or what OpenAI calls it now
  std::string organization{};    // OpenAI's
};

// Those with a key, and servers on this machine without one; in the order in which they are the default.
// bad_config: plain http to another machine, or a mapping that says what cannot be.
Result<std::vector<Provider>> providers(const config::Config&, const config::Mapping&);
// The names that `use` and --model may hold, configured or not.
std::vector<std::string> provider_names(const config::Mapping&);
// The option of Provider in Notion for a name from elsewhere.
std::string option_of(std::string_view provider);

struct Exchange {
  std::string prompt, response;
};
struct Question {
  std::string model;
  std::string system;             // common context; empty: none
  std::vector<Exchange> earlier;  // of the same thread, oldest first
  std::string prompt;
  std::int64_t max_tokens = 0;
  Duration timeout{};
};

enum class Ending { ok, truncated, filtered };
struct Answer {
  Ending ending{};
  std::string text;  // filtered: what the provider says instead, perhaps nothing
  std::string model;
  std::optional<std::int64_t> tokens_in, tokens_out;  // null: not told
};

http::Request ask(const Provider&, const Question&);
// It went on refusing for longer than anybody is kept waiting.
Error limited(const Provider&);
Result<Answer> read(const Provider&, const Question&, const http::Response&);

// The list of its models: costs nothing, and shows that the key is good.
http::Request list_models(const Provider&);
Result<std::vector<std::string>> read_models(const Provider&, const http::Response&);

}  // namespace hsn::services::ai
