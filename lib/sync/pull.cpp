// Facts in: every lane at once, changes since its cursor (or all), then the records in doubt, asked for by id.
#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/guard.hpp"
#include "sync/inbox.hpp"

namespace hsn::sync {
namespace {

using Kind = remote::Window::Kind;
constexpr std::size_t kDoubtsAtOnce = 100;

// One lane's share of the pull.
class LanePull {
 public:
  LanePull(Desk& desk, Report& report, Lane lane)
      : desk_(desk), report_(report), lane_(std::move(lane)), feed_(*desk.feed(lane_)), known_(desk.world.store.lane(lane_)) {}

  Walk* begin() {
    began_ = desk_.now();
    window_ = window();
    auto course = desk_.storing(lane_, report_);
    course.then = [this] { return then(); };
    walk_ = std::make_unique<Walk>(std::move(course), desk_.party(lane_.service)->remote->list(feed_, window_));
    return walk_.get();
  }

  void end() {
    if (walk_->error()) {
      desk_.world.store.attempted(lane_, began_, describe(*walk_->error()));
      if (emptied_) {
        desk_.failed.insert_or_assign(lane_, *walk_->error());
        report_.refused.push_back({lane_.service, *walk_->error()});
      } else {
        desk_.lane_failed(lane_, *walk_->error(), report_);
      }
    }
  }

  // What another lane has put in doubt here since this one's own were read.
  std::set<std::string> later() const {
    std::set<std::string> ids;
    if (!read_ || walk_->error()) return ids;
    for (auto& id : desk_.world.store.doubts(lane_)) {
      if (!asked_.contains(id)) ids.insert(std::move(id));
    }
    return ids;
  }
  const Lane& lane() const { return lane_; }

 private:
  remote::Window window() const {
    remote::Window window;
    const bool due = desk_.options.at_once || !known_.whole || began_ - *known_.whole >= feed_.full_every;
    const bool stale = feed_.full_every > Duration::zero() && due;
    window.kind = desk_.options.full || (stale && !known_.cursor.empty()) ? Kind::all : Kind::since;
    window.cursor = known_.cursor;
    window.now = began_;
    window.overlap = desk_.options.overlap;
    if (feed_.windowed) {
      window.from = began_ - desk_.options.appointment_past;
      window.until = began_ + desk_.options.appointment_future;
    }
    return window;
  }

  // The walk's own end, then the doubts a hundred at a time.
  Result<std::optional<remote::Step>> then() {
    if (!read_) {
      if (auto finished = finish(); !finished) return tl::unexpected(finished.error());
      read_ = true;
    }
    if (doubts_.empty()) return std::optional<remote::Step>();
    remote::Window window;
    window.kind = Kind::these;
    window.now = desk_.now();
    const auto front = doubts_.begin() + static_cast<std::ptrdiff_t>(std::min(kDoubtsAtOnce, doubts_.size()));
    window.ids.assign(std::make_move_iterator(doubts_.begin()), std::make_move_iterator(front));
    doubts_.erase(doubts_.begin(), front);
    return std::optional(desk_.party(lane_.service)->remote->list(feed_, window));
  }

  Result<void> finish() {
    auto& store = desk_.world.store;
    const bool everything = window_.kind == Kind::all || known_.cursor.empty() || feed_.windowed;
    const auto dated = feed_.windowed ? state::Dated{window_.from, window_.until} : state::Dated{};
    if (everything && !may_vanish()) {
      const auto missing = store.missing(lane_, began_, dated);
      if (too_much_missing(missing.missing, missing.known, feed_.windowed, desk_.options.limits.meant_destructive)) {
        emptied_ = true;
        return tl::unexpected(seems_empty(*desk_.party(lane_.service), lane_, missing));
      }
    }
    // A first walk that was cut short went on from its cursor: together they have seen everything, though not at one time.
    if (everything || !known_.whole) {
      desk_.point("before walked");
      store.walked(lane_, began_, everything, dated);
      desk_.point("after walked");
    }
    store.attempted(lane_, began_, "");
    desk_.walked.insert_or_assign(lane_, began_);
    desk_.failed.erase(lane_);
    for (auto& id : store.doubts(lane_)) {
      asked_.insert(id);
      doubts_.push_back(std::move(id));
    }
    return {};
  }

  // A service may have no free slot left; pages do not vanish by themselves.
  bool may_vanish() const {
    const auto* schema = lane_.service == kHub ? nullptr : desk_.world.catalog.schema(feed_.entities.front().entity);
    return schema != nullptr && schema->fleeting;
  }

  Desk& desk_;
  Report& report_;
  Lane lane_;
  const remote::Feed& feed_;
  state::LaneState known_;
  Instant began_{};
  remote::Window window_;
  std::unique_ptr<Walk> walk_;
  std::deque<std::string> doubts_;
  std::set<std::string> asked_;
  bool read_ = false;
  bool emptied_ = false;  // refused by a safety limit
};

// Where pages have never been read they go first: what they say of accounts and former names decides where the records of a
// service belong. Its first question leaves with theirs all the same, and the answer waits.
class AfterPages final : public Job {
 public:
  AfterPages(Job& job, const std::vector<const Walk*>& pages) : job_(job), pages_(pages) {}

  std::optional<http::Request> ready() override {
    const auto is_over = [](const Walk* walk) { return walk->ended() || walk->error(); };
    if (std::all_of(pages_.begin(), pages_.end(), is_over)) {
      for (auto& answer : std::exchange(answers_, {})) job_.outcome(std::move(answer));
    }
    return job_.ready();
  }
  void started(http::Ticket ticket) override { job_.started(ticket); }
  void outcome(http::Delivered answer) override { answers_.push_back(std::move(answer)); }

 private:
  Job& job_;
  const std::vector<const Walk*>& pages_;
  std::vector<http::Delivered> answers_;
};

}  // namespace

void Desk::read_lanes(const std::vector<Lane>& lanes, Report& report) {
  std::vector<std::unique_ptr<LanePull>> pulls;
  std::vector<std::unique_ptr<AfterPages>> patient;
  std::vector<const Walk*> new_pages;
  std::vector<Job*> jobs;
  for (const auto& lane : lanes) {
    if (away(report, lane.service)) continue;
    pulls.push_back(std::make_unique<LanePull>(*this, report, lane));
    auto* walk = pulls.back()->begin();
    if (lane.service == kHub && !knows_all_pages(lane.feed)) new_pages.push_back(walk);
    if (lane.service != kHub) patient.push_back(std::make_unique<AfterPages>(*walk, new_pages));
    jobs.push_back(lane.service == kHub ? static_cast<Job*>(walk) : patient.back().get());
  }
  pump(world.courier, jobs);
  std::map<Lane, std::set<std::string>> later;
  for (const auto& pull : pulls) {
    pull->end();
    later.emplace(pull->lane(), pull->later());
  }
  read_these(later, report);
  join_known();
}

void Engine::pull(Report& report) {
  auto& desk = *desk_;
  const auto lanes = desk.lanes();
  // One record that is known already: it alone is read, on every side that has it.
  if (desk.options.record && desk.world.store.row(*desk.options.record)) {
    std::map<Lane, std::set<std::string>> ids;
    for (const auto& lane : lanes) {
      for (auto& id : desk.world.store.remote_ids(lane, std::span(&*desk.options.record, 1))) ids[lane].insert(std::move(id));
    }
    desk.read_these(ids, report);
  } else {
    desk.read_lanes(lanes, report);
  }
  for (const auto& problem : desk.world.store.problems()) {
    const bool claim = problem.error.fault == Fault::conflict;  // two records of a service with one name
    if (claim && desk.takes_part(problem.service)) desk.warn(report, {problem.service, problem.key.entity}, problem.error);
  }
  // What people have decided there belongs to the plan that is made next, be it only to be looked at.
  Inbox inbox(desk);
  inbox.obey();
  inbox.close();
  report.interrupted = report.interrupted || desk.stopped();
  report.traffic = desk.world.courier.traffic();
}

}  // namespace hsn::sync
