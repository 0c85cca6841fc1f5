// Rounds of: count the whole plan for the guards, then plan, admit and send chunk by chunk, until a round sends nothing.
#include <algorithm>
#include <utility>

#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/outbox.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {
namespace {

constexpr int kRounds = 3;
// A page may have been edited since its lane was read: after so long it is read again before a page of it is changed.
constexpr Duration kFresh = std::chrono::seconds(60);

class Push {
 public:
  Push(Desk& desk, Report& report, state::RunId run)
      : desk_(desk), report_(report), outbox_(desk, report, run), planning_(desk, report) {
    for (const auto& problem : desk.world.store.problems()) desk.problems.insert({problem.key, problem.service});
    outbox_.carried_out = [this] {
      if (desk_.world.events.progress) desk_.world.events.progress(++done_, planned_);
    };
  }

  void run() {
    for (int round = 0; round < kRounds && may_go_on(); ++round) {
      if (round > 0) read_again();
      count(round);
      if (desk_.options.dry_run) break;
      if (send_due(round) == 0) break;
    }
    planning_.tell();
    for (const auto& who : withheld_) desk_.waits.insert_or_assign(who, "refused by a safety limit");
    desk_.tell_rest(report_);
  }

 private:
  bool may_go_on() const { return !desk_.halting() && !Desk::away(report_, std::string(kHub)); }

  // Somebody was faster than we were: their version first.
  void read_again() {
    std::map<Lane, std::set<std::string>> ids;
    for (const auto& lane : std::exchange(desk_.reread, {})) {
      for (auto& id : desk_.world.store.doubts(lane)) ids[lane].insert(std::move(id));
    }
    desk_.read_these(ids, report_);
  }

  // The whole plan, by its counts alone, before the first write.
  void count(int round) {
    Tally tally;
    planned_ = done_;
    planning_.each_chunk(round == 0, [&](std::vector<Row> rows) {
      const auto plan = planning_.plan(rows);
      tally.add(plan);
      planned_ += plan.writes.size();
      if (desk_.options.dry_run) foresee(plan);
      return may_go_on();
    });
    for (auto& refused : guard(tally, planning_.linked(), desk_.options.limits)) {
      for (const auto& key : tally.changed[refused.target]) withheld_.insert({key, refused.target});
      if (planning_.refused.insert(refused.target).second) report_.refused.push_back(std::move(refused));
    }
  }

  void foresee(const Plan& plan) {
    planning_.note(plan, true);
    for (const auto& write : plan.writes) {
      auto& counts = report_.target(write.to.service, write.key.entity, direction(write.to)).counts;
      if (const auto* schema = desk_.world.catalog.schema(write.key.entity)) ++counted(counts, action_of(*schema, write));
    }
  }

  std::size_t send_due(int round) {
    std::size_t sent = 0;
    planning_.each_chunk(round == 0, [&](std::vector<Row> rows) {
      auto plan = planning_.plan(rows);
      if (refresh(plan)) {
        planning_.reload(rows);
        plan = planning_.plan(rows);
      }
      planning_.note(plan, round == 0);
      std::erase_if(desk_.waits, [&](const auto& one) { return plan.wake.contains(one.first.first); });
      std::erase_if(plan.writes, [&](const Write& write) { return !admitted(write); });
      agree(plan);
      sent += outbox_.send(std::move(plan.writes));
      return may_go_on();
    });
    return sent;
  }

  // Reads again what this chunk would change on old knowledge; true: something was read.
  bool refresh(const Plan& plan) {
    std::set<Lane> lanes;
    std::map<Lane, std::set<std::string>> ids;
    for (const auto& write : plan.writes) {
      if (write.verb == Verb::create || desk_.failed.contains(write.to)) continue;
      if (write.to.service == kHub) {
        if (desk_.now() - last_read(write.to) > kFresh) lanes.insert(write.to);
      } else if (const auto* feed = desk_.feed(write.to); feed != nullptr && feed->full_every > Duration::zero()) {
        // Nothing tells us of changes there, so the record is looked at before it is pushed.
        if (!write.known.remote_id.empty() && looked_at_.insert({write.to, write.known.remote_id}).second) {
          ids[write.to].insert(write.known.remote_id);
        }
      }
    }
    desk_.read_lanes({lanes.begin(), lanes.end()}, report_);
    desk_.read_these(ids, report_);
    return !lanes.empty() || !ids.empty();
  }

  Instant last_read(const Lane& lane) const {
    const auto walked = desk_.walked.find(lane);
    if (walked != desk_.walked.end()) return walked->second;
    return desk_.world.store.lane(lane).succeeded.value_or(Instant{});
  }

  bool admitted(const Write& write) {
    const std::pair<RecordKey, std::string> who{write.key, write.to.service};
    if (desk_.spent.contains(who)) return false;
    if (const auto why = must_wait(write); !why.empty()) {
      desk_.waits.insert_or_assign(who, why);
      return false;
    }
    desk_.written.insert(write.key);
    return true;
  }

  std::string must_wait(const Write& write) const {
    const Lane hub{std::string(kHub), write.key.entity};
    if (desk_.failed.contains(hub)) return "its pages could not be read";
    if (desk_.failed.contains(write.to)) return "it could not be read at the service";
    if (Desk::away(report_, write.to.service)) return "the service is away";
    if (planning_.refused.contains(write.to.service)) return "refused by a safety limit";
    if (!desk_.takes_part(write.to.service)) return "the service is not among this run's targets";
    if (write.verb == Verb::create && write.to.service == kHub && !desk_.world.store.lane(write.to).whole) {
      return "a page is created only once all pages have been read";
    }
    const auto limit = desk_.options.limit;
    if (limit > 0 && desk_.written.size() >= limit && !desk_.written.contains(write.key)) return "left for later by --limit";
    return {};
  }

  // What needs no request: values that both sides have already, and when to look again.
  void agree(const Plan& plan) {
    auto& store = desk_.world.store;
    if (!plan.adopts.empty()) {
      std::vector<state::Store::Agreed> agreed;
      for (const auto& adopt : plan.adopts) agreed.push_back({adopt.key, adopt.agreed});
      desk_.point("before adopt");
      store.adopt(agreed);
      desk_.point("after adopt");
    }
    auto agenda = plan.wake;
    std::erase_if(agenda, [&](const auto& row) { return row.second && *row.second <= desk_.now(); });  // due, and stays so
    store.due(agenda);
    for (const auto& [key, when] : agenda) {
      if (when) desk_.waits.insert_or_assign({key, std::string(kHub)}, "the page is still being edited");
    }
  }

  Desk& desk_;
  Report& report_;
  Outbox outbox_;
  Planning planning_;
  std::set<std::pair<Lane, std::string>> looked_at_;
  std::set<std::pair<RecordKey, std::string>> withheld_;  // (record, service) that a guard has refused
  std::size_t planned_ = 0, done_ = 0;
};

}  // namespace

void Engine::push(state::RunId run, Report& report) { Push(*desk_, report, run).run(); }

}  // namespace hsn::sync
