// Exactly these writes, from a saved plan or an undo: all of them, or none when one of their records has changed since.
#include <algorithm>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/outbox.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {
namespace {

constexpr std::size_t kChunk = 256;
constexpr Duration kJustRead = std::chrono::seconds(60);  // so long what was just read need not be read again
constexpr std::size_t kNamed = 10;                        // records named in one message

// What has changed since the write was planned, in words; empty: nothing.
std::string changed_since(const Write& write, const Desk& desk) {
  const auto* schema = desk.world.catalog.schema(write.key.entity);
  if (schema == nullptr) return "its database is not set up";
  const auto row = desk.world.store.row(write.key);
  if (!row) return "it is not known any more";
  if (row->detached) return "its page is in the trash";
  if (desk.world.store.held(write.key)) return "the outcome of an earlier write is not known yet";
  if (auto broken = broken_expectation(write, *row, *schema); !broken.empty()) return broken;
  if (write.verb == Verb::create) {
    const bool there = write.to.service == kHub ? row->hub && !row->hub->gone : shown(*row, write.to) != nullptr;
    return there ? "it has been created meanwhile" : "";
  }
  if (shown(*row, write.to) == nullptr) return "it is gone";
  for (const auto& change : write.changes) {
    const auto* field = schema->find(change.field);
    const auto* now = shown(*row, write.to, change.field);
    if (field == nullptr || now == nullptr || field->special == MergeRule::along) continue;
    if (!same(*field, *now, change.from)) return std::string(field->property) + " is " + display(*now, 40);
  }
  return {};
}

Error stale(const std::vector<std::string>& changed) {
  auto named = changed;
  if (named.size() > kNamed) named.resize(kNamed);
  auto what = std::to_string(changed.size()) + (changed.size() == 1 ? " record has" : " records have") +
              " changed since this was planned: " + join(named, "; ");
  if (changed.size() > named.size()) what += "; …";
  return {Fault::conflict, std::move(what), "", "nothing was written; make a new plan"};
}

}  // namespace

void Engine::apply(state::RunId run, std::vector<Write> writes, Report& report) {
  auto& desk = *desk_;
  std::map<Lane, std::set<std::string>> ids;
  const auto look_at = [&](const Lane& lane, const RecordKey& key) {
    for (auto& id : desk.world.store.remote_ids(lane, std::span(&key, 1))) ids[lane].insert(std::move(id));
  };
  for (const auto& write : writes) {
    look_at(write.to, write.key);
    for (const auto& expect : write.expect) look_at(expect.lane, write.key);
  }
  desk.read_these(ids, report);
  if (!desk.failed.empty() || desk.halting()) return desk.tell_rest(report);
  const auto read_at = desk.now();

  std::vector<std::string> changed;
  for (const auto& write : writes) {
    const auto why = changed_since(write, desk);
    if (!why.empty()) changed.push_back((write.title.empty() ? write.key.external_id : write.title) + ": " + why);
  }
  if (!changed.empty()) {
    report.refused.push_back({writes.front().to.service, stale(changed)});
    return desk.tell_rest(report);
  }

  Plan plan;
  plan.writes = std::move(writes);
  Tally tally;
  tally.add(plan);
  report.refused = guard(tally, Planning(desk, report).linked(tally), desk.options.limits);
  if (!report.refused.empty()) return desk.tell_rest(report);

  Outbox outbox(desk, report, run);
  std::size_t done = 0;
  outbox.carried_out = [&] {
    if (desk.world.events.progress) desk.world.events.progress(++done, plan.writes.size());
  };
  for (std::size_t first = 0; first < plan.writes.size() && !desk.halting(); first += kChunk) {
    const auto from = plan.writes.begin() + static_cast<std::ptrdiff_t>(first);
    const auto to = plan.writes.begin() + static_cast<std::ptrdiff_t>(std::min(first + kChunk, plan.writes.size()));
    std::vector<Write> chunk(from, to);
    if (desk.now() - read_at <= kJustRead) {
      for (auto& write : chunk) write.expect.clear();
    }
    outbox.send(std::move(chunk));
  }
  desk.tell_rest(report);
}

}  // namespace hsn::sync
