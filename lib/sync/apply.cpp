// Exactly these writes, from a saved plan or an undo: all of them, or none when one of their records has changed since.
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/holds.hpp"
#include "sync/outbox.hpp"
#include "sync/planning.hpp"
#include "sync/readback.hpp"

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
  if (auto broken = broken_expectation(write, *row, desk.world.catalog); !broken.empty()) return broken;
  if (write.verb == Verb::create) {
    const bool there = write.to.service == kHub ? row->hub && !row->hub->gone : shown(*row, write.to) != nullptr;
    if (there) return "it has been created meanwhile";
    return write.to.service == kHub && !desk.knows_all_pages(write.key.entity) ? std::string(kPagesUnread) : "";
  }
  if (shown(*row, write.to) == nullptr) return "it is gone";
  for (const auto& change : write.changes) {
    const auto* field = schema->find(change.field);
    const auto* now = shown(*row, write.to, change.field);
    if (field == nullptr || now == nullptr || field->special == MergeRule::along) continue;
    if (!same(*field, *now, change.from) && !is_rendering(*row, change.field, change.from, *now))
      return std::string(field->property) + " is " + display(field, *now, kColumns, desk.world.catalog.zone);
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

// Sends what has been looked at: to services first, then to pages what the services have taken.
class Carriage {
 public:
  Carriage(Desk& desk, Report& report, state::RunId run) : desk_(desk), read_at_(desk.now()), outbox_(desk, report, run) {
    outbox_.concluded = [this](const Write& write, const Result<Seen>& outcome) { told(write, outcome); };
  }

  void carry(std::vector<Write> writes) {
    planned_ = writes.size();
    const auto pages = std::stable_partition(writes.begin(), writes.end(), [](const Write& write) { return !is_page(write); });
    std::vector<Write> last(std::make_move_iterator(pages), std::make_move_iterator(writes.end()));
    writes.erase(pages, writes.end());
    for (const auto& write : writes) {
      for (const auto& change : write.changes) ++awaited_[{write.key, change.field}];
    }
    send(std::move(writes));
    std::erase_if(last, [this](Write& write) { return !is_left(write); });
    send(std::move(last));
  }

 private:
  static bool is_page(const Write& write) { return write.to.service == kHub; }

  void told(const Write& write, const Result<Seen>& outcome) {
    if (desk_.world.events.progress) desk_.world.events.progress(++done_, planned_);
    if (is_page(write) || !outcome || !left_as_it_was(write, *outcome, desk_.world.catalog).empty()) return;
    for (const auto& change : write.changes) --awaited_[{write.key, change.field}];
  }

  // Without what a service was to take as well, and has not; false: nothing else is worth a request.
  bool is_left(Write& write) const {
    const auto is_awaited = [&](const Change& change) {
      const auto awaited = awaited_.find({write.key, change.field});
      return awaited != awaited_.end() && awaited->second > 0;
    };
    for (const auto& change : write.changes) {
      if (!is_awaited(change)) continue;
      write.agreed.erase(change.field);
      std::erase_if(write.expect, [&](const Expect& expect) { return expect.field == change.field; });
    }
    const auto& schema = *desk_.world.catalog.schema(write.key.entity);
    return std::erase_if(write.changes, is_awaited) == 0 ||
           std::any_of(write.changes.begin(), write.changes.end(), [&](const Change& change) { return is_news(schema, change); });
  }

  void send(std::vector<Write> writes) {
    for (std::size_t first = 0; first < writes.size() && !desk_.halting(); first += kChunk) {
      const auto from = writes.begin() + static_cast<std::ptrdiff_t>(first);
      const auto to = writes.begin() + static_cast<std::ptrdiff_t>(std::min(first + kChunk, writes.size()));
      std::vector<Write> chunk(std::make_move_iterator(from), std::make_move_iterator(to));
      for (auto& write : chunk) {
        if (desk_.now() - read_at_ <= kJustRead) write.expect.clear();
        stamp(write);
      }
      outbox_.send(std::move(chunk));
    }
  }

  // Not before the pushes that it is to tell of.
  void stamp(Write& write) const {
    for (auto& change : write.changes) {
      auto* at = std::get_if<Date>(&change.to);
      if (change.field == "last_sync" && at != nullptr) at->start = std::max(at->start, desk_.now());
    }
  }

  Desk& desk_;
  Instant read_at_;
  Outbox outbox_;
  std::size_t done_ = 0, planned_ = 0;
  std::map<std::pair<RecordKey, std::string>, std::size_t> awaited_;  // how many services have not taken the field yet
};

}  // namespace

void Engine::read_again(std::span<const Write> writes, Report& report) {
  std::map<Lane, std::set<std::string>> ids;
  const auto look_at = [&](const Lane& lane, const RecordKey& key) {
    for (auto& id : desk_->world.store.remote_ids(lane, std::span(&key, 1))) ids[lane].insert(std::move(id));
  };
  for (const auto& write : writes) {
    look_at(write.to, write.key);
    for (const auto& expect : write.expect) look_at(expect.lane, write.key);
  }
  desk_->read_these(ids, report);
}

bool Engine::apply(state::RunId run, std::vector<Write> writes, Report& report) {
  auto& desk = *desk_;
  read_again(writes, report);
  if (!desk.failed.empty() || desk.halting()) {
    desk.tell_rest(report);
    return true;
  }
  std::vector<std::string> changed;
  for (const auto& write : writes) {
    const auto why = changed_since(write, desk);
    if (!why.empty()) changed.push_back((write.title.empty() ? write.key.external_id : write.title) + ": " + why);
  }
  if (!changed.empty()) {
    report.refused.push_back({writes.front().to.service, stale(changed)});
    desk.tell_rest(report);
    return false;
  }

  Plan plan;
  plan.writes = std::move(writes);
  Tally tally;
  tally.add(plan);
  report.refused = guard(tally, Planning(desk, report).linked(tally), desk.options.limits);
  if (report.refused.empty() && !desk.options.dry_run) Carriage(desk, report, run).carry(std::move(plan.writes));
  desk.tell_rest(report);
  return true;
}

}  // namespace hsn::sync
