// `hsn conflicts resolve`, and an answer in the conflict inbox: one side is taken, as long as both show exactly these values.
#include <algorithm>

#include "record/canonical.hpp"
#include "sync/engine.hpp"
#include "sync/holds.hpp"

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

// Does the plan carry the chosen side over? Nothing goes out from a page that is not managed, or to a service that does not take
// it.
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
  // Held back by hand, or decided before, as well: a person decides now.
  std::erase_if(row->holds,
                [](const Hold& hold) { return hold.kind == Hold::Kind::decided || hold.kind == Hold::Kind::declined; });
  const auto held = held_conflicts(plan_one(*row, store, catalog, policy, {}), field);
  if (held.empty()) {
    return fail(Fault::bad_data, "no conflict of this record waits for a decision", row->key.external_id,
                "see hsn conflicts list");
  }
  const auto side = take_notion ? Side::notion : Side::service;
  for (const auto& conflict : held) {
    std::erase_if(row->holds, [&](const Hold& hold) { return hold.field == conflict.field; });
    row->holds.push_back({conflict.field, digest(conflict.service, conflict.hub), side});
  }
  const Towards chosen{.hub = !take_notion, .all_services = take_notion, .services = {}};
  const auto plan = plan_one(*row, store, catalog, policy, chosen);
  for (const auto& conflict : held) {
    if (goes_that_way(plan, conflict, take_notion)) continue;
    return fail(Fault::bad_data, conflict.property + " cannot be taken from " + (take_notion ? "Notion" : "the service"),
                row->key.external_id,
                take_notion ? "tick Notion Managed on the page, or edit it at the service" : "edit the page by hand");
  }
  store.hold(row->key, row->holds);
  store.due(row->key, policy.now);
  return held;
}

}  // namespace hsn::sync
