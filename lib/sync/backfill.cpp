// Older records, feed by feed and window by window. How far it came is kept in the state, so that a run cut short goes on there.
#include <algorithm>

#include "core/time.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"

namespace hsn::sync {
namespace {

constexpr Duration kStride = std::chrono::hours(24 * 30);  // of the first window
constexpr std::size_t kFew = 100;                          // records of a window, after which the next may be twice as wide

// The stretch of time that is still to be read, eaten from one end.
struct Stretch {
  Instant since, until;
  bool newest_first;
  Duration stride;
  bool empty() const { return since >= until; }
  std::pair<Instant, Instant> front() const {
    if (newest_first) return {std::max(since, until - stride), until};
    return {since, std::min(until, since + stride)};
  }
  void move_to(Instant edge) { (newest_first ? until : since) = edge; }
  void pop() { move_to(newest_first ? front().first : front().second); }
  Instant edge() const { return newest_first ? until : since; }
};

// Window by window; how far it came is in the state after each.
void read_stretch(Desk& desk, const Lane& lane, const remote::Feed& feed, Stretch left, Report& report) {
  auto& store = desk.world.store;
  const auto name = "backfill " + lane.str() + " " + format_instant(left.since) + " " + format_instant(left.until) +
                    (left.newest_first ? " newest first" : " oldest first");
  if (const auto kept = store.note(name)) {
    if (const auto edge = parse_instant(*kept)) left.move_to(*edge);
  }
  while (!left.empty() && !desk.halting() && !Desk::away(report, lane.service)) {
    remote::Window window;
    window.kind = remote::Window::Kind::range;
    std::tie(window.from, window.until) = left.front();
    window.now = desk.now();
    std::size_t met = 0;
    auto course = desk.storing(lane, report);
    // A cursor found here would claim that everything before it has been read.
    course.store = [&](std::span<const Seen> seen, const auto&) {
      met += seen.size();
      desk.observe(lane, seen, std::nullopt);
    };
    Walk walk(std::move(course), desk.party(lane.service)->remote->list(feed, window));
    Job* const job = &walk;
    pump(desk.world.courier, std::span(&job, 1));
    if (walk.error()) desk.lane_failed(lane, *walk.error(), report);
    if (!walk.ended()) break;
    left.pop();
    if (met < kFew) left.stride *= 2;
    store.note(name, format_instant(left.edge()));
  }
  if (left.empty()) store.note(name, "");
}

}  // namespace

void Engine::backfill(state::RunId run, std::span<const Lane> lanes, Instant since, Instant until, bool newest_first,
                      Report& report) {
  auto& desk = *desk_;
  recover(report);
  if (desk.options.pull) {
    std::vector<Lane> pages;
    for (const auto& one : desk.lanes()) {
      if (one.service == kHub) pages.push_back(one);
    }
    desk.read_lanes(pages, report);
  }
  for (const auto& lane : lanes) {
    const auto* feed = desk.feed(lane);
    if (feed == nullptr) {
      report.errors.push_back({"", lane.service, {Fault::bad_config, "there is no " + lane.str() + " to read", "", ""}});
      continue;
    }
    // What has no filter by time is read whole for each window: once will do.
    const bool whole = feed->full_every > Duration::zero();
    read_stretch(desk, lane, *feed, {since, until, newest_first, whole ? until - since : kStride}, report);
  }
  push(run, report);
}

}  // namespace hsn::sync
