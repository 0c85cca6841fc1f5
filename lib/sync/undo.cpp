// From the journal of a run to a plan that puts the old values back, wherever nobody has changed them since; and that plan done.
#include <algorithm>
#include <set>
#include <tuple>

#include "sync/decide.hpp"
#include "sync/desk.hpp"
#include "sync/undoing.hpp"

namespace hsn::sync {
namespace {

void remember(std::vector<Deed>& deeds, const Lane& lane, const Change& change) {
  const auto before = std::find_if(deeds.begin(), deeds.end(), [&](const Deed& one) { return one.lane == lane; });
  if (before == deeds.end()) {
    deeds.push_back({lane, change.from, change.to});
  } else {
    before->to = change.to;
  }
}

// Whose answer was lost: nobody has heard yet that the undo may not be whole.
void tell_of_lost_answers(const state::Store& store, state::RunId run, Report& report) {
  std::map<std::string, std::size_t> lost;
  for (const auto& intent : store.open_intents()) lost[intent.write.to.service] += intent.run == run ? 1U : 0U;
  for (const auto& [service, count] : lost) {
    if (count == 0) continue;
    report.unreachable.insert(service);
    report.errors.push_back(
        {"",
         service,
         {Fault::unreachable, "no answer to " + std::to_string(count) + " of the changes: they may not have arrived", "",
          "run hsn sync, which finds out, and then the same undo again"}});
  }
}

}  // namespace

Engine::Undo Engine::plan_undo(state::RunId run, const std::optional<RecordKey>& record) const {
  const auto& store = desk_->world.store;
  const auto& catalog = desk_->world.catalog;
  const auto& only = desk_->options.only;
  const auto limit = desk_->options.limit;
  Undo undo;
  std::map<RecordKey, Deeds> done;
  std::set<RecordKey> created;
  for (const auto& intent : store.intents_of(run)) {
    if (!intent.settled || intent.outcome != "done") continue;
    const auto row = store.row(intent.write.key);
    const auto* schema = catalog.schema(intent.write.key.entity);
    if (schema == nullptr || !row || (record && *record != row->key && *record != intent.write.key)) continue;
    if (only && *only != row->key.entity) continue;
    switch (intent.write.verb) {
      case Verb::create:
        created.insert(row->key);
        undo.left.push_back(left_alone(*row, *schema, "", "created by this run: listed, not deleted"));
        break;
      case Verb::append:
      case Verb::archive:
        undo.left.push_back(left_alone(*row, *schema, "", "what was sent cannot be taken back"));
        break;
      case Verb::update:
        for (const auto& change : intent.write.changes) remember(done[row->key][change.field], intent.write.to, change);
        break;
    }
  }
  // What was noted of something new is no change of anything.
  for (const auto& key : created) done.erase(key);
  const auto reason = "undoes run " + std::to_string(run);
  std::size_t records = 0;
  for (const auto& [key, deeds] : done) {
    if (limit > 0 && records == limit) break;
    const auto before = undo.writes.size();
    const auto row = store.row(key);
    const auto* schema = catalog.schema(key.entity);
    if (row->detached || !row->hub || row->hub->gone) {
      undo.left.push_back(left_alone(*row, *schema, "", "its page is in the trash"));
    } else {
      std::optional<Row> narrowed;
      put_back(of_enabled_services(*row, catalog, narrowed), *schema, deeds, catalog, desk_->now(), reason, undo);
    }
    records += undo.writes.size() > before ? 1U : 0U;
  }
  return undo;
}

bool Engine::undo(state::RunId run, Undo undo, Report& report) {
  auto& store = desk_->world.store;
  const bool is_as_planned = apply(run, std::move(undo.writes), report);
  if (!report.refused.empty()) return is_as_planned;
  tell_of_lost_answers(store, run, report);

  // What needed no write is left apart only when all the rest was done.
  if (!report.errors.empty() || report.interrupted) return true;
  for (const auto& [key, hold] : undo.holds) store.hold(key, {hold});
  return true;
}

}  // namespace hsn::sync
