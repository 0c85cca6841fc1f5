#include "sync/planning.hpp"

#include <algorithm>
#include <iterator>

namespace hsn::sync {

Planning::Planning(Desk& desk, Report& report) : desk_(desk), report_(report) {}

void Planning::each_chunk(Which which, const std::function<bool(std::vector<Row>)>& chunk) const {
  for (const auto* schema : desk_.world.catalog.entities) {
    if (!each_chunk_of(*schema, which, chunk)) return;
  }
}

bool Planning::each_chunk_of(const Schema& schema, Which which, const std::function<bool(std::vector<Row>)>& chunk) const {
  if (!in_scope(schema.entity)) return true;
  state::Scope scope;
  scope.entity = schema.entity;
  scope.record = desk_.options.record;
  scope.everything = which == Which::all;
  scope.paged = which == Which::paged;
  state::Position position;
  while (!position.end) {
    std::vector<Row> rows;
    desk_.world.store.together([&] { rows = desk_.world.store.rows(scope, due_by(), position); });
    if (rows.empty()) break;
    if (!chunk(std::move(rows))) return false;
  }
  return true;
}

// Nobody waits for a page to be left alone when told --now: what a run before has put off is due as well. And who looks ahead
// wants to see what waits.
Instant Planning::due_by() const {
  return ahead || desk_.options.policy.settle == Duration::zero() ? Instant::max() : desk_.now();
}

bool Planning::in_scope(std::string_view entity) const {
  const auto& options = desk_.options;
  return (!options.only || *options.only == entity) && (!options.record || options.record->entity == entity);
}

std::vector<Row> Planning::load(std::span<const RecordKey> keys) const {
  std::vector<Row> rows;
  desk_.world.store.together([&] {
    for (const auto& key : keys) {
      if (auto row = desk_.world.store.row(key)) rows.push_back(std::move(*row));
    }
  });
  return rows;
}

std::size_t Planning::due() const {
  std::size_t due = 0;
  for (const auto& [entity, count] : desk_.world.store.due_counts(due_by())) {
    if (desk_.world.catalog.schema(entity) != nullptr && in_scope(entity)) due += count;
  }
  return due;
}

Plan Planning::plan(std::span<const Row> rows) const {
  if (!desk_.forgotten.anybody()) return plan_known(rows);
  std::vector<Row> known;
  std::vector<RecordKey> going;
  for (const auto& row : rows) {
    if (auto kept = desk_.forgotten.let_in(row)) {
      known.push_back(std::move(*kept));
    } else {
      going.push_back(row.key);
    }
  }
  auto plan = plan_known(known);
  for (const auto& key : going) {
    plan.wake[key] = desk_.now();
    const Error unfinished{Fault::conflict, "was not erased everywhere", key.external_id, "run `hsn forget` again"};
    plan.refusals.push_back({key, key.external_id, "", unfinished, false});
  }
  return plan;
}

Plan Planning::plan_known(std::span<const Row> rows) const {
  std::map<std::set<std::string>, std::vector<Row>> apart;  // rows that a service has refused in this run
  std::vector<Row> others;
  for (const auto& row : rows) {
    std::set<std::string> without;
    for (const auto& service : desk_.world.catalog.services) {
      if (desk_.spent.contains({row.key, service.name})) without.insert(service.name);
    }
    if (!without.empty()) apart[without].push_back(row);
  }
  if (apart.empty()) return plan_towards(rows, {});
  for (const auto& row : rows) {
    const auto spent = [&](const auto& group) {
      return std::any_of(group.second.begin(), group.second.end(), [&](const Row& one) { return one.key == row.key; });
    };
    if (std::none_of(apart.begin(), apart.end(), spent)) others.push_back(row);
  }
  auto plan = plan_towards(others, {});
  for (const auto& [without, group] : apart) append(plan, plan_towards(group, without));
  return plan;
}

Plan Planning::plan_towards(std::span<const Row> rows, const std::set<std::string>& without) const {
  auto policy = desk_.options.policy;
  policy.now = desk_.now();
  policy.hub_ahead = desk_.world.courier.clock_ahead(kHub);
  policy.partial = !desk_.knows_all_services();
  policy.ahead = ahead || desk_.options.dry_run;
  std::set<std::string> reachable;
  const std::string_view entity = rows.empty() ? std::string_view() : rows.front().key.entity;
  for (const auto& service : desk_.world.catalog.services) {
    if (refused.contains(service.name) && !untold.contains(service.name)) {
      policy.towards.shut.emplace(service.name, "Held back from " + service.title + " by a safety limit: see hsn status.");
    } else if (Desk::away(report_, service.name)) {
      policy.towards.shut.emplace(service.name, "Waits until " + service.title + " can be reached.");
    } else if (is_unread(service, entity)) {
      policy.towards.shut.emplace(service.name, "Waits until " + service.title + " can be read.");
    }
    if (!without.contains(service.name) && reaches(service, entity)) reachable.insert(service.name);
  }
  if (reachable.size() < desk_.world.catalog.services.size()) {
    policy.towards.all_services = false;
    policy.towards.services = std::move(reachable);
  }
  Plan plan;
  desk_.world.store.together([&] {
    std::set<RecordKey> held;
    for (const auto& row : rows) {
      if (desk_.world.store.held(row.key)) held.insert(row.key);
    }
    plan = make_plan({.rows = rows,
                      .catalog = desk_.world.catalog,
                      .policy = policy,
                      .look = desk_.world.store.look(),
                      .held = held,
                      .refused = refused_by_services()});
  });
  return plan;
}

bool Planning::reaches(const Party& service, std::string_view entity) const {
  return desk_.options.policy.towards.service(service.name) && desk_.takes_part(service.name) &&
         !refused.contains(service.name) && !Desk::away(report_, service.name) && !is_unread(service, entity);
}

// What was planned would have been written to that side too, had there been anything to write.
bool Planning::was_planned_for(const std::string& service, std::string_view entity) const {
  const auto& towards = desk_.options.policy.towards;
  if (service == kHub) return towards.hub && !towards.hub_ids_only;
  const auto* party = desk_.world.catalog.service(service);
  return party == nullptr || reaches(*party, entity);
}

// A list of the service's own failed in this run: what it holds is not known well enough to be written to.
bool Planning::is_unread(const Party& service, std::string_view entity) const {
  return std::any_of(desk_.failed.begin(), desk_.failed.end(), [&](const auto& one) {
    const auto* binding = one.first.service == service.name ? desk_.world.catalog.binding(one.first, entity) : nullptr;
    return binding != nullptr && !binding->hearsay;
  });
}

std::map<RecordKey, std::string> Planning::refused_by_services() const {
  std::map<RecordKey, std::string> said;
  if (desk_.problems.empty()) return said;
  for (const auto& problem : desk_.world.store.problems()) {
    const auto* service = desk_.world.catalog.service(problem.service);
    if (service == nullptr || problem.error.fault == Fault::declined) continue;  // its page is told when it is put back
    said[problem.key] = describe({problem.error.fault, problem.error.what, service->title, problem.error.remedy});
  }
  return said;
}

std::map<std::string, std::size_t> Planning::linked(const Tally& tally) const {
  std::map<std::string, std::size_t> linked;
  for (const auto& [where, count] : tally.same_field) {
    const auto& entity = where.first.feed;
    if (are_many_alike(count, desk_.options.limits) && !linked.contains(entity))
      linked.emplace(entity, desk_.world.store.linked(entity));
  }
  return linked;
}

void Planning::note(const Plan& plan, bool count) {
  const auto planned_again = [&](const RecordKey& key) { return plan.wake.contains(key); };
  erase_of(conflicts_, plan.wake, [](const auto& one) { return !one.second.decided; });
  // An edit that was put back in the last round is not there any more; that it was refused is still to be told.
  erase_of(refusals_, plan.wake, [](const auto& one) { return !one.second.once; });
  for (const auto& conflict : plan.conflicts) conflicts_.insert_or_assign({conflict.key, conflict.field}, conflict);

  std::set<RecordKey> failing;
  const auto only_waits = [&](const RecordKey& key) {
    const auto wake = plan.wake.find(key);
    return wake != plan.wake.end() && wake->second && *wake->second > desk_.now();
  };
  for (const auto& refusal : plan.refusals) {
    if (!refusal.failure && only_waits(refusal.key)) continue;
    refusals_.insert_or_assign({refusal.key, refusal.field}, refusal);
    if (!refusal.failure) continue;
    failing.insert(refusal.key);
    desk_.problems.insert({refusal.key, std::string(kHub)});
    desk_.world.store.problem(refusal.key, std::string(kHub), refusal.error);
  }
  for (auto problem = desk_.problems.begin(); problem != desk_.problems.end();) {
    const auto& key = problem->first;
    const auto& service = problem->second;
    const auto writes_there = [&](const Write& write) { return write.key == key && write.to.service == service; };
    const bool over = planned_again(key) && was_planned_for(service, key.entity) && !failing.contains(key) &&
                      !desk_.spent.contains(*problem) && std::none_of(plan.writes.begin(), plan.writes.end(), writes_there);
    if (over) desk_.world.store.problem(key, service, std::nullopt);
    problem = over ? desk_.problems.erase(problem) : std::next(problem);
  }
  if (!count || plan.unchanged == 0 || plan.wake.empty()) return;
  const auto& entity = plan.wake.begin()->first.entity;  // a chunk is of one entity
  if (desk_.options.policy.towards.hub) {
    report_.target(std::string(kHub), entity, "to_notion").counts.unchanged += plan.unchanged;
  } else {
    for (const auto& service : desk_.options.policy.towards.services) {
      report_.target(service, entity, "to_service").counts.unchanged += plan.unchanged;
    }
  }
}

void Planning::tell() {
  std::vector<Conflict> decided;
  for (auto& [who, conflict] : conflicts_) {
    ++report_.target(std::string(kHub), conflict.key.entity, "to_notion").counts.conflicts;
    (conflict.decided ? decided : report_.conflicts).push_back(std::move(conflict));
  }
  std::move(decided.begin(), decided.end(), std::back_inserter(report_.conflicts));
  for (auto& [who, refusal] : refusals_) {
    if (refusal.failure) {
      // The page's own write has taken away what was kept of an edit that was put back: status is to tell it none the less.
      if (refusal.once) desk_.world.store.problem(refusal.key, std::string(kHub), refusal.error);
      report_.errors.push_back({refusal.key.external_id, std::string(kHub), refusal.error});
      ++report_.target(std::string(kHub), refusal.key.entity, "to_notion").counts.failed;
    } else {
      report_.warnings.push_back(describe(refusal.error));
    }
  }
  conflicts_.clear();
  refusals_.clear();
}

}  // namespace hsn::sync
