// `hsn forget`, carried out: side by side, services first, and then in the state.
#include <algorithm>
#include <iterator>

#include "entities/entities.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/outbox.hpp"
#include "sync/struck.hpp"

namespace hsn::sync {
namespace {

std::set<RecordKey> records_of(const Engine::Forgetting& plan) {
  std::set<RecordKey> all{plan.person};
  all.insert(plan.gone.begin(), plan.gone.end());
  all.insert(plan.kept.begin(), plan.kept.end());
  all.insert(plan.telling.begin(), plan.telling.end());
  return all;
}

// What was sent in this run, or ever about these records, and nobody knows the outcome of: recovery needs all of it.
std::vector<Write> unanswered(const state::Store& store, state::RunId run, const std::set<RecordKey>& records) {
  std::vector<Write> open;
  for (auto& intent : store.open_intents()) {
    const auto row = store.row(intent.write.key);
    if (intent.run == run || (row && records.contains(row->key))) open.push_back(std::move(intent.write));
  }
  return open;
}

}  // namespace

bool Engine::forget(state::RunId run, const Forgetting& plan, Report& report) {
  auto& desk = *desk_;
  auto& store = desk.world.store;
  // First of all: whatever happens now, nothing brings them back.
  for (const auto& address : plan.addresses) store.forget(mark_of(store, desk.world.random, address), desk.now());
  Outbox outbox(desk, report, run);
  const auto carried_out = [&](bool hub) {
    std::vector<Write> writes;
    std::copy_if(plan.writes.begin(), plan.writes.end(), std::back_inserter(writes),
                 [&](const Write& write) { return (write.to.service == kHub) == hub; });
    outbox.send(std::move(writes));
    return report.errors.empty() && desk.put_off.empty() && desk.waits.empty() && !desk.halting() &&
           unanswered(store, run, {}).empty();
  };
  // The account goes first: while it is there, it would fill the page again.
  const bool sent = carried_out(false) && carried_out(true);
  const auto open = unanswered(store, run, records_of(plan));
  for (const auto& write : open) {
    report.errors.push_back({write.key.external_id,
                             write.to.service,
                             {Fault::ambiguous, "whether it was changed is not known yet, so nothing is erased here",
                              write.key.external_id, "run `hsn forget` again in a minute"}});
  }
  desk.tell_rest(report);
  return sent && open.empty();
}

bool Engine::erase(const Forgetting& plan) {
  state::Erasure erasure;
  erasure.gone = plan.gone;
  erasure.gone.push_back(plan.person);
  erasure.kept = plan.kept;
  erasure.telling = plan.telling;
  erasure.names = plan.names;
  erasure.words = plan.words;
  erasure.who = plan.who;
  const auto among = [&](void (*take)(const Schema&, Fields&, const std::set<std::string>&)) {
    return [&plan, take](std::string_view entity, Fields& fields) {
      if (const auto* schema = entities::find(entity)) take(*schema, fields, plan.names);
    };
  };
  erasure.blank = among(blank);
  erasure.strike = among(strike);
  erasure.strike_words = [names = state::Strike(plan.who)](std::string_view entity, Fields& fields) {
    if (const auto* schema = entities::find(entity)) strike_words(*schema, fields, names);
  };
  return desk_->world.store.erase(erasure);
}

}  // namespace hsn::sync
