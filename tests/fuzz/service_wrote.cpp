// A service's answers to our changes: <letter of the service><of its feed><of the records><of the change>200…
#include "fuzz/services.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

using Batch = std::vector<Write>;
// By records (one; two, and one that is made; one inside another), and by what is changed.
using Batches = std::vector<std::vector<Batch>>;

Batches batches(const remote::ServiceDef& def, const remote::Feed& feed) {
  const auto one = writes_of(def, feed, "24"), other = writes_of(def, feed, "25"), inner = writes_of(def, feed, "30/31");
  Batches all(3);
  for (std::size_t i = 0; i < one.size(); ++i) {
    all[0].push_back({one[i]});
    all[1].push_back({one[i], other[i], inner.front()});
    all[2].push_back({inner[i]});
  }
  return all;
}

}  // namespace

FUZZ(service_wrote, input) {
  static const auto kBatches = [] {
    std::vector<std::vector<Batches>> all;
    for (const auto& service : registered()) {
      auto& feeds = all.emplace_back();
      for (const auto& feed : service.def->feeds)  // nothing is written to one that only mentions
        if (auto some = batches(*service.def, feed); !some.front().empty()) feeds.push_back(std::move(some));
    }
    return all;
  }();
  const auto which = choice(input, kBatches.size());
  const auto& feeds = kBatches[which];
  const auto& feed = feeds[choice(input, feeds.size())];
  const auto& records = feed[choice(input, feed.size())];
  const auto& writes = records[choice(input, records.size())];
  const auto& service = registered()[which];
  send(*service.remote, writes, answers(input), service.base, entities::find);
}
