// What AI providers answer: <letter of the provider><a: to a question, b: with their models>200…
#include "fuzz/services.hpp"
#include "services/ai/interaction.hpp"
#include "services/ai/provider.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace ai = services::ai;

FUZZ(ai_answer, input) {
  static const auto kProviders = *ai::providers(settings(), mapping());
  static const ai::Question kQuestion{
      .model = "some-model", .system = "Be brief.", .earlier = {}, .prompt = "When?", .max_tokens = 99};
  const auto& provider = kProviders[choice(input, kProviders.size())];
  const auto question = choice(input, 2);
  const auto response = response_of(input);
  if (question == 1) {
    const auto models = ai::read_models(provider, response);
    if (!models) check(models.error());
    return;
  }
  const auto answer = ai::read(provider, kQuestion, response);
  if (!answer) return check(answer.error());
  law(response.status / 100 == 2, "what was refused is no answer");
  law(!answer->model.empty(), "an answer says which model gave it");
  law(answer->ending == ai::Ending::filtered || !trim(answer->text).empty(), "an answer says something");
  law(!answer->tokens_in || *answer->tokens_in >= 0, "nobody reads less than nothing");
  ai::Interaction said;
  said.id = ai::uuid_of(1, 2);
  said.prompt = kQuestion.prompt;
  said.response = answer->text;
  said.model = answer->model;
  said.tokens_in = answer->tokens_in;
  said.tokens_out = answer->tokens_out;
  check(ai::seen_of(said), entities::find("interactions"));
  auto again = kQuestion;
  again.earlier = {{kQuestion.prompt, answer->text}};
  check(ai::ask(provider, again), base_of(*remote::find_service("ai")));
}
