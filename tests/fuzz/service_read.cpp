// A service's answers to everything that a walk asks: <letter of the service><of its feed><of the question>200…; where the
// question is what is new since a cursor, the cursor's line stands before it.
#include "fuzz/services.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

using Kind = remote::Window::Kind;

struct Asked {
  const remote::Feed* feed;
  std::vector<remote::Step> first;  // the questions that no input has a part in
};
constexpr Kind kKinds[] = {Kind::since, Kind::since, Kind::these, Kind::range, Kind::all};
constexpr std::size_t kWithCursor = 1;

std::vector<Asked> questions(const Service& service) {
  std::vector<Asked> all;
  for (const auto& feed : service.def->feeds) {
    Asked asked{&feed, {}};
    for (const auto kind : kKinds) {
      auto wanted = window(kind);
      if (kind == Kind::these) wanted.ids = {"24", "58", "30/31"};
      asked.first.push_back(service.remote->list(feed, wanted));
    }
    for (const auto& write : writes_of(*service.def, feed, "58")) {
      if (write.verb == Verb::update || write.verb == Verb::archive) continue;
      if (auto step = service.remote->find(write, write.at)) asked.first.push_back(std::move(*step));
    }
    all.push_back(std::move(asked));
  }
  return all;
}

}  // namespace

FUZZ(service_read, input) {
  static const auto kQuestions = [] {
    std::vector<std::vector<Asked>> all;
    for (const auto& service : registered()) all.push_back(questions(service));
    return all;
  }();
  const auto which = choice(input, kQuestions.size());
  const auto& service = registered()[which];
  const auto& [feed, first] = kQuestions[which][choice(input, kQuestions[which].size())];
  const auto question = choice(input, first.size());
  if (question != kWithCursor) return walk(*service.remote, first[question], answers(input), service.base, entities::find);
  auto since = window(Kind::since);
  since.cursor = cut(input, "\n");
  walk(*service.remote, service.remote->list(*feed, since), answers(input), service.base, entities::find);
}
