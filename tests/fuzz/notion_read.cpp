// Notion's answers to everything that a walk asks.
#include "fuzz/workspace.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(notion_read, input) {
  using Kind = remote::Window::Kind;
  static const auto notion = hub();
  static const auto feeds = notion::feeds(kSchemas, layout());
  static const std::vector<remote::Step> kFirst = [] {
    auto since = window(Kind::since), these = window(Kind::these);
    these.ids = {std::string(kPageId)};
    Write lost;
    lost.verb = Verb::create;
    lost.to = {"notion", "things"};
    lost.key = {"things", "woocommerce:product:24"};
    return std::vector{notion->list(feeds.front(), these), notion->list(feeds.front(), since),
                       notion->list(feeds.front(), window(Kind::range)), notion->list(feeds.front(), window(Kind::all)),
                       *notion->find(lost, since.now)};
  }();
  const auto& first = kFirst[choice(input, kFirst.size())];
  walk(*notion, first, answers(input), kNotionUrl, thing_schema);
}
