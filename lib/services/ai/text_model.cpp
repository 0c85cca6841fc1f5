#include "services/ai/text_model.hpp"

#include <utility>

#include "core/text.hpp"
#include "services/ai/redact.hpp"
#include "services/ai/routing.hpp"

namespace hsn::services::ai {
namespace {

constexpr std::size_t kMostUnits = 8'000;  // of a text: whoever says more has made himself clear by then

Result<std::string> said(const Answer& answer, const Provider& provider) {
  switch (answer.ending) {
    case Ending::ok:
    case Ending::truncated:
      return answer.text;
    case Ending::filtered:
      break;
  }
  return fail(Fault::bad_data, "it refuses to judge this text", provider.name);
}

class InTurn final : public remote::Enquiry {
 public:
  InTurn(std::vector<std::pair<Provider, Question>> tries, Redactions hidden)
      : tries_(std::move(tries)), hidden_(std::move(hidden)) {}

  std::optional<http::Request> next() override {
    if (answered_ || now_ == tries_.size()) return std::nullopt;
    return ai::ask(tries_[now_].first, tries_[now_].second);
  }

  Result<void> heard(const Result<http::Response>& response) override {
    const auto& [provider, question] = tries_[now_++];
    auto answer = answer_in(provider, question, response);
    answered_ = answer.has_value();
    if (!answered_) {
      answer.error().what = redact(std::move(answer.error().what), hidden_);
      if (answer.error().where.empty()) answer.error().where = provider.name;
    }
    // Of several that have failed, one that may answer another day counts more than one that never will.
    const bool for_good = !answer_ && answer_.error().fault == Fault::bad_data;
    if (answered_ || now_ == 1 || for_good) answer_ = std::move(answer);
    return {};
  }

  Result<std::string> answer() const override { return answer_; }

 private:
  static Result<std::string> answer_in(const Provider& provider, const Question& question,
                                       const Result<http::Response>& response) {
    if (!response) return tl::unexpected(response.error().fault == Fault::throttled ? limited(provider) : response.error());
    const auto answer = read(provider, question, *response);
    if (!answer) return tl::unexpected(answer.error());
    return said(*answer, provider);
  }

  std::vector<std::pair<Provider, Question>> tries_;
  Redactions hidden_;
  std::size_t now_ = 0;
  bool answered_ = false;
  Result<std::string> answer_ = fail(Fault::unreachable, "nobody was asked");
};

class Model final : public remote::TextModel {
 public:
  Model(std::vector<Provider> providers, const config::Config& config, const config::Mapping& mapping)
      : providers_(std::move(providers)), config_(config), mapping_(mapping), hidden_(redactions(config)) {}

  Result<std::unique_ptr<remote::Enquiry>> ask(const remote::Prompt& prompt) const override {
    const auto clean = redact(prompt.text, hidden_);
    const std::string text(utf16_front(clean, kMostUnits));
    const Wish wish{prompt.task, slug_of(mapping_, prompt.business_entity), "", utf16_length(text)};
    const auto choices = route(wish, mapping_.ai_routes, providers_, config_);
    if (!choices) return tl::unexpected(choices.error());
    std::vector<std::pair<Provider, Question>> tries;
    for (const auto& choice : *choices)
      tries.emplace_back(*choice.provider, Question{.model = choice.model,
                                                    .system = prompt.system,
                                                    .earlier = {},
                                                    .prompt = text,
                                                    .max_tokens = config_.integer("AI_MAX_TOKENS"),
                                                    .timeout = config_.seconds("AI_TIMEOUT_SECONDS")});
    return std::make_unique<InTurn>(std::move(tries), hidden_);
  }

 private:
  std::vector<Provider> providers_;
  config::Config config_;
  config::Mapping mapping_;
  Redactions hidden_;
};

}  // namespace

std::unique_ptr<remote::TextModel> make_text_model(std::vector<Provider> providers, const config::Config& config,
                                                   const config::Mapping& mapping) {
  return std::make_unique<Model>(std::move(providers), config, mapping);
}

}  // namespace hsn::services::ai
