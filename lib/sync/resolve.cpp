// `hsn conflicts resolve`: the base moves to the side that is to give way, so that only the other one has moved.
#include <algorithm>

#include "sync/decide.hpp"
#include "sync/engine.hpp"

namespace hsn::sync {
namespace {

Plan plan_one(const Row& row, const state::Store& store, const Catalog& catalog, const Policy& policy, Towards towards) {
  auto at_once = policy;
  at_once.settle = Duration::zero();  // a person has looked at it: it is not waited for
  at_once.towards = std::move(towards);
  return make_plan({.rows = std::span(&row, 1), .catalog = catalog, .policy = at_once, .look = store.look()});
}

std::vector<Conflict> held_conflicts(const Plan& plan, const std::optional<std::string>& field) {
  std::vector<Conflict> held;
  for (const auto& conflict : plan.conflicts) {
    const bool meant = !field || conflict.field == *field || conflict.property == *field;
    if (!conflict.decided && meant) held.push_back(conflict);
  }
  return held;
}

// With this base, does the plan carry the chosen side over? A field that its owner always decides does not bend.
bool goes_that_way(const Plan& plan, const Conflict& conflict, bool take_notion) {
  return std::any_of(plan.writes.begin(), plan.writes.end(), [&](const Write& write) {
    const bool to_hub = write.to.service == kHub;
    return to_hub != take_notion && std::any_of(write.changes.begin(), write.changes.end(),
                                                [&](const Change& change) { return change.field == conflict.field; });
  });
}

}  // namespace

Result<std::vector<Conflict>> resolve(state::Store& store, const Catalog& catalog, const Policy& policy, const RecordKey& key,
                                      bool take_notion, const std::optional<std::string>& field) {
  auto row = store.row(key);
  if (!row) return fail(Fault::bad_data, "there is no such record", key.external_id, "hsn show finds records");
  // Held back by hand as well: a person decides now.
  auto holds = std::move(row->holds);
  std::erase_if(row->holds, [](const Hold& hold) { return !is_unclear(hold); });
  const auto held = held_conflicts(plan_one(*row, store, catalog, policy, {}), field);
  if (held.empty()) {
    return fail(Fault::bad_data, "no conflict of this record waits for a decision", row->key.external_id,
                "see hsn conflicts list");
  }
  state::Store::Agreed agreed{row->key, {}};
  for (const auto& conflict : held) agreed.fields.insert_or_assign(conflict.field, take_notion ? conflict.service : conflict.hub);

  auto decided = *row;
  decided.holds.clear();
  if (!decided.base) decided.base = Record{row->key, {}};
  for (const auto& [name, value] : agreed.fields) decided.base->fields.insert_or_assign(name, value);
  const Towards chosen{.hub = !take_notion, .all_services = take_notion, .services = {}};
  const auto plan = plan_one(decided, store, catalog, policy, chosen);
  for (const auto& conflict : held) {
    if (goes_that_way(plan, conflict, take_notion)) continue;
    return fail(Fault::bad_data, conflict.property + " cannot be taken from " + (take_notion ? "Notion" : "the service"),
                row->key.external_id,
                take_notion ? "tick Notion Managed on the page, or edit it at the service" : "edit the page by hand");
  }
  store.adopt(std::span(&agreed, 1));
  std::erase_if(holds, [&](const Hold& hold) { return agreed.fields.contains(hold.field); });
  store.hold(row->key, {});
  if (!holds.empty()) store.hold(row->key, holds);
  store.due(row->key, policy.now);
  return held;
}

}  // namespace hsn::sync
