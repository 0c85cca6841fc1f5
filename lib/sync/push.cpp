// Rounds of: count the whole plan for the guards, then admit and send chunk by chunk, until a round sends nothing. What needs no
// request is done with while counting, and a small plan is sent as it was counted: a row is looked at once a round. A large one
// is planned again chunk by chunk, so that it is never in memory as a whole.
#include <algorithm>
#include <utility>

#include "sync/appraisal.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/holds.hpp"
#include "sync/inbox.hpp"
#include "sync/outbox.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {
namespace {

constexpr int kRounds = 3;
// A page may have been edited since its lane was read: after so long it is read again before a page of it is changed.
constexpr Duration kFresh = std::chrono::seconds(60);
constexpr std::size_t kNotes = 100;  // pages that are told of a refused plan; more would be a flood of its own
constexpr std::size_t kKept = 256;   // writes of a plan that is kept from the counting to the sending

class Push {
 public:
  Push(Desk& desk, Report& report, state::RunId run)
      : desk_(desk),
        report_(report),
        outbox_(desk, report, run),
        planning_(desk, report),
        inbox_(desk),
        appraisal_(desk, report) {
    for (const auto& problem : desk.world.store.problems()) desk.problems.insert({problem.key, problem.service});
    for (const auto& intent : desk.world.store.open_intents())
      if (intent.write.verb == Verb::create && intent.write.to.service != kHub) unanswered_.insert(intent.write.page_id);
    outbox_.concluded = [this](const Write&, const Result<Seen>&) {
      if (desk_.world.events.progress) desk_.world.events.progress(++done_, planned_);
    };
  }

  void run() {
    hold_unclear();
    desk_.join_known();
    if (!desk_.options.dry_run) {
      outbox_.go_on(std::exchange(desk_.begun, {}));
      inbox_.obey();
      appraisal_.make(planning_);
    }
    for (int round = 0; round < kRounds && may_go_on(); ++round) {
      if (round > 0) read_again();
      count(round);
      if (desk_.options.dry_run) break;
      const auto refused = desk_.spent.size(), put_off = desk_.put_off.size();
      // What was refused before it was sent is said on its page all the same, and where somebody was faster there is another try.
      if (send_due(round) == 0 && desk_.spent.size() == refused && desk_.put_off.size() == put_off) break;
    }
    planning_.tell();
    inbox_.close();
    appraisal_.close();
    for (const auto& who : withheld_) desk_.waits.insert_or_assign(who, "refused by a safety limit");
    desk_.tell_rest(report_);
  }

 private:
  bool may_go_on() const { return !desk_.halting() && !Desk::away(report_, std::string(kHub)); }

  // Who counted again before anybody was told did not know of the difference either.
  void hold_unclear() {
    for (const auto& [key, field] : std::exchange(desk_.unclear, {})) {
      const auto row = desk_.world.store.row(key);
      const auto* page = row && row->hub ? row->hub->record.find(field) : nullptr;
      if (page != nullptr) desk_.world.store.hold(row->key, {unclear(field, *page)});
    }
  }

  bool has_page(const RecordKey& key) const {
    const auto row = desk_.world.store.row(key);
    return row && row->hub && !row->detached;
  }

  // Somebody was faster than we were: their version first.
  void read_again() {
    outbox_.begin_round();
    std::map<Lane, std::set<std::string>> ids;
    for (const auto& lane : std::exchange(desk_.reread, {})) {
      for (auto& id : desk_.world.store.doubts(lane)) ids[lane].insert(std::move(id));
    }
    desk_.read_these(ids, report_);
  }

  // The whole plan, by its counts alone, before the first write.
  void count(int round) {
    using Which = Planning::Which;
    auto which = round == 0 ? planning_.first_look() : Which::due;
    const auto due = planning_.due();
    // A large first sync is mostly new to the hub, and looking at it twice would be most of the work.
    if (which == Which::due && due > kKept && !desk_.options.dry_run) which = Which::paged;
    Tally tally;
    tally.changed = sent_.changed;
    tally.destructive = sent_.destructive;
    std::size_t looked_at = 0, writes = 0;
    kept_.clear();
    planning_.each_chunk(which, [&](std::vector<Row> rows) {
      auto plan = planning_.plan(rows);
      tally.add(plan);
      looked_at += rows.size();
      writes += plan.writes.size();
      if (desk_.options.dry_run) {
        foresee(plan);
      } else {
        take(plan, round, which == Which::all);
        if (writes <= kKept && !plan.writes.empty()) kept_.push_back({unfinished(rows, plan), std::move(plan)});
      }
      return may_go_on();
    });
    planned_ = done_ + writes + (which == Which::paged ? due - std::min(due, looked_at) : 0);
    send_as_counted_ = which != Which::paged && writes <= kKept;
    away_ = away();
    for (auto& refused : guard(tally, planning_.linked(tally), desk_.options.limits)) {
      const auto& held = tally.changed[refused.target];
      for (const auto& key : held) withheld_.insert({key, refused.target});
      if (held.size() > kNotes) planning_.untold.insert(refused.target);
      if (planning_.refused.insert(refused.target).second) report_.refused.push_back(std::move(refused));
      send_as_counted_ = false;  // planned again, without them
    }
    if (!send_as_counted_) kept_.clear();
  }

  static std::vector<RecordKey> keys_of(const std::vector<Row>& rows) {
    std::vector<RecordKey> keys;
    keys.reserve(rows.size());
    for (const auto& row : rows) keys.push_back(row.key);
    return keys;
  }

  static std::vector<RecordKey> unfinished(const std::vector<Row>& rows, const Plan& plan) {
    auto keys = keys_of(rows);
    std::erase_if(keys, [&](const RecordKey& key) { return !plan.wake.at(key); });
    return keys;
  }

  std::size_t away() const { return report_.credentials_refused.size() + report_.unreachable.size(); }

  // What a plan has to say beside its writes, and what needs no request. `found`: its rows need not have been due.
  void take(const Plan& plan, int round, bool found) {
    erase_of(desk_.waits, plan.wake, [](const auto&) { return true; });
    // What had changed in between may leave nothing to be done. A page that has gone itself is told of.
    erase_of(desk_.put_off, plan.wake, [&](const auto& one) {
      return (one.first.second != kHub || has_page(one.first.first)) &&
             std::none_of(plan.writes.begin(), plan.writes.end(), [&](const Write& write) {
               return write.key == one.first.first && write.to.service == one.first.second;
             });
    });
    desk_.point("before adopt");
    desk_.world.store.together([&] {
      planning_.note(plan, round == 0);
      agree(plan, found);
      inbox_.tell(plan);
    });
    desk_.point("after adopt");
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
    for (auto& [keys, plan] : std::exchange(kept_, {})) {
      if (!may_go_on()) return sent;
      if (refresh(plan) || away_ != away()) {
        plan = planning_.plan(planning_.load(keys));
        take(plan, round, false);
      }
      sent += send(std::move(plan));
    }
    if (send_as_counted_) return sent;
    planning_.each_chunk(Planning::Which::due, [&](std::vector<Row> rows) {
      auto plan = planning_.plan(rows);
      if (refresh(plan)) plan = planning_.plan(planning_.load(keys_of(rows)));
      take(plan, round, false);
      rows.clear();  // done with, and sending takes its time
      sent += send(std::move(plan));
      return may_go_on();
    });
    return sent;
  }

  // What staff edit while a long run is at work was not there to be counted before it.
  void count_on(Plan& plan) {
    sent_.add(plan.writes);
    for (auto& refused : guard(sent_, planning_.linked(sent_), desk_.options.limits, "what had not been written is left")) {
      if (!planning_.refused.insert(refused.target).second) continue;
      std::erase_if(plan.writes, [&](const Write& write) {
        const bool is_over = write.to.service == refused.target;
        if (is_over) withheld_.insert({write.key, refused.target});
        return is_over;
      });
      report_.refused.push_back(std::move(refused));
    }
  }

  std::size_t send(Plan plan) {
    desk_.world.store.together([&] { std::erase_if(plan.writes, [&](const Write& write) { return !admitted(write); }); });
    count_on(plan);
    // What has a problem is looked at once more: the next plan takes it back.
    for (auto& write : plan.writes) write.last = write.last && !has_problem(write.key);
    return outbox_.send(std::move(plan.writes));
  }

  // Reads again what this chunk would change on old knowledge; true: something was read.
  bool refresh(const Plan& plan) {
    std::set<Lane> lanes;
    std::map<Lane, std::set<std::string>> ids;
    for (const auto& write : plan.writes) {
      if (write.verb == Verb::create || desk_.failed.contains(write.to)) continue;
      const auto* feed = desk_.feed(write.to);
      const bool is_old = desk_.now() - last_read(write.to) > kFresh;
      if (write.to.service == kHub) {
        if (is_old) lanes.insert(write.to);
      } else if (feed != nullptr && (is_old || feed->full_every > Duration::zero())) {
        // Where nothing tells us of changes, the record is looked at however lately its list was read.
        if (!write.known.remote_id.empty() && looked_at_.insert({write.to, write.known.remote_id}).second)
          ids[write.to].insert(write.known.remote_id);
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

  bool has_problem(const RecordKey& key) const {
    const auto problem = desk_.problems.lower_bound({key, {}});
    return problem != desk_.problems.end() && problem->first == key;
  }

  bool admitted(const Write& write) {
    const std::pair<RecordKey, std::string> who{write.key, write.to.service};
    if (desk_.spent.contains(who)) return false;
    if (const auto why = must_wait(write); !why.empty()) {
      desk_.waits.insert_or_assign(who, why);
      return false;
    }
    desk_.written.insert(write.key);
    if (write.to.service == kHub) ++pages_written_[write.key.entity];
    return true;
  }

  std::string must_wait(const Write& write) const {
    const Lane hub{std::string(kHub), write.key.entity};
    if (desk_.failed.contains(hub)) return "its pages could not be read";
    if (desk_.failed.contains(write.to)) return "it could not be read at the service";
    if (Desk::away(report_, write.to.service)) return "the service is away";
    if (planning_.refused.contains(write.to.service)) return "refused by a safety limit";
    if (!desk_.takes_part(write.to.service)) return "the service is not among this run's targets";
    if (write.verb == Verb::create && write.to.service == kHub && !desk_.knows_all_pages(write.key.entity))
      return std::string(kPagesUnread);
    if (write.verb == Verb::create && write.to.service == kHub && may_have_page(write.key))
      return "it may have been made from a page: the answer to that is not known yet";
    if (const auto most = desk_.options.page_limits.find(write.key.entity); most != desk_.options.page_limits.end()) {
      const auto written = pages_written_.find(write.key.entity);
      const bool spent = written != pages_written_.end() && written->second >= most->second;
      if (write.to.service == kHub && spent) return "left for the next run";
    }
    const auto limit = desk_.options.limit;
    if (limit > 0 && desk_.written.size() >= limit && !desk_.written.contains(write.key)) return "left for later by --limit";
    return {};
  }

  // A record that a page was made into, or moved to, met by a walk before anybody knows that it was.
  bool may_have_page(const RecordKey& key) const {
    if (unanswered_.empty() && desk_.made_anew.empty()) return false;
    const auto row = desk_.world.store.row(key);
    if (!row) return false;
    const auto& anew = desk_.made_anew;
    for (const auto& [lane, facet] : row->facets)
      if (anew.contains({lane, facet.remote_id}) || anew.contains({lane, {}})) return true;
    return std::any_of(row->facets.begin(), row->facets.end(), [this](const auto& facet) {
      const auto* page = facet.second.record.find("notion_page_id");
      const auto* id = page == nullptr ? nullptr : std::get_if<std::string>(page);
      return id != nullptr && unanswered_.contains(*id);
    });
  }

  // What needs no request: values that both sides have already, and when to look again.
  void agree(const Plan& plan, bool found) {
    auto& store = desk_.world.store;
    if (!plan.adopts.empty()) {
      std::vector<state::Store::Agreed> agreed;
      for (const auto& adopt : plan.adopts) agreed.push_back({adopt.key, adopt.agreed});
      store.adopt(agreed);
    }
    auto agenda = plan.wake;
    const auto stays_due = [&](const auto& row) { return row.second && *row.second <= desk_.now(); };
    if (!found) std::erase_if(agenda, stays_due);
    store.due(agenda);
    for (const auto& [key, when] : agenda) {
      if (when && *when > desk_.now()) desk_.waits.insert_or_assign({key, std::string(kHub)}, "the page is still being edited");
    }
  }

  Desk& desk_;
  Report& report_;
  Outbox outbox_;
  Planning planning_;
  Inbox inbox_;
  Appraisal appraisal_;
  std::set<std::pair<Lane, std::string>> looked_at_;
  std::set<std::string> unanswered_;  // pages that were to be made into records by runs before, with what outcome nobody knows
  std::map<std::string, std::size_t> pages_written_;      // by entity, for Options::page_limits
  std::set<std::pair<RecordKey, std::string>> withheld_;  // (record, service) that a guard has refused
  struct Kept {
    std::vector<RecordKey> keys;
    Plan plan;
  };
  std::vector<Kept> kept_;
  Tally sent_;
  bool send_as_counted_ = false;
  std::size_t away_ = 0;  // services that were away while counting
  std::size_t planned_ = 0, done_ = 0;
};

}  // namespace

void Engine::push(state::RunId run, Report& report) { Push(*desk_, report, run).run(); }

}  // namespace hsn::sync
