// The commands' verbs: pull, plan, push, sync, recover, undo, backfill. Wires rows, planner, journal and pump; decides nothing
// that merge, plan and guard do not decide.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "http/courier.hpp"
#include "state/store.hpp"
#include "sync/catalog.hpp"
#include "sync/guard.hpp"
#include "sync/plan.hpp"
#include "sync/propose.hpp"

namespace hsn::sync {

// Told as things happen: progress bars, `--progress json`, logs. All optional.
struct Events {
  std::function<void(const Lane&, std::size_t records)> pulled;
  std::function<void(const Write&, const Result<Seen>&)> wrote;
  std::function<void(std::size_t done, std::size_t planned)> progress;
  std::function<void(const std::string&)> warning;
};

struct Options {
  Policy policy;
  GuardLimits limits;
  Duration overlap = std::chrono::seconds(300);                // SYNC_OVERLAP_SECONDS
  Duration create_lookup = std::chrono::seconds(60);           // CREATE_LOOKUP_SECONDS
  Duration appointment_past = std::chrono::hours(24 * 30);     // APPOINTMENT_PAST_DAYS: what a Feed::windowed is asked for
  Duration appointment_future = std::chrono::hours(24 * 365);  // APPOINTMENT_FUTURE_DAYS
  bool full = false;                                           // --full
  bool at_once = false;                                        // --now: also reads whole what can only be read whole
  bool pull = true;                                            // --no-pull: false
  bool dry_run = false;
  std::set<std::string> services;   // TARGETs; empty: all enabled
  std::optional<std::string> only;  // --only ENTITY
  std::optional<RecordKey> record;  // --record
  std::size_t limit = 0;            // --limit: at most so many records are written; 0: no limit
  // At most so many pages of an entity are written in one run (AVAILABILITY_MAX_CHANGES); the rest waits for the next.
  std::map<std::string, std::size_t, std::less<>> page_limits{};
  std::function<bool()> yield_now;  // somebody waits for the lock: end at the next whole point (the next run must go on)
  const std::atomic<bool>* stop = nullptr;
};

struct Counts {
  std::size_t created = 0, updated = 0, archived = 0, linked = 0, unchanged = 0, failed = 0, conflicts = 0, pending = 0;
  auto operator<=>(const Counts&) const = default;
};
struct TargetReport {
  std::string service;  // whose lane: "woocommerce", "notion"
  std::string entity;
  std::string direction;  // "to_notion", "to_service"
  Counts counts;
};
struct Failed {
  std::string record, service;  // record empty: the whole service or lane
  Error error;
};
// What somebody had set and this run has put something else in its place: an edit that was put back, the side of a conflict that
// a rule decided against.
struct Overwritten {
  RecordKey key;
  std::string title, service, property;  // where
  Change change;
};
struct Report {
  std::vector<TargetReport> targets;
  std::vector<Failed> errors;
  std::vector<Conflict> conflicts;  // held ones first
  std::vector<Overwritten> overwritten;
  std::vector<Refused> refused;  // by guards: exit 9
  std::vector<std::string> warnings;
  std::set<std::string> credentials_refused, unreachable;  // services: exit 6, 7
  bool interrupted = false;
  std::map<std::string, http::Traffic, std::less<>> traffic;
  TargetReport& target(const std::string& service, const std::string& entity, const std::string& direction);
  std::size_t held() const;  // conflicts that wait for a person
};

// What diff shows: the whole plan in memory (diff is for people; `limit` cuts its lists), and its price.
struct Priced {
  Plan plan;
  Tally tally;
  std::vector<Refused> refused;
  std::map<std::string, std::size_t, std::less<>> requests;  // by service
  Duration time{};
  std::vector<Proposal> proposals;
  bool partly = false;  // something could not be read
};

class Engine {
 public:
  // All references outlive the engine. `journal_point` is called before and after every durable step and every request with its
  // name: the fault suite counts and kills there.
  struct World {
    const Catalog& catalog;
    state::Store& store;
    http::Courier& courier;
    const Clock& clock;
    Random random;
    Events events{};
    std::function<void(const char* point)> journal_point{};
  };
  Engine(World, Options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Settles or drops the open intents of runs that died. Creates younger than create_lookup stay held.
  void recover(Report&);
  // Walks every enabled lane: changes since the cursors (or all), then the doubts. A lane's failure is in the report; others go
  // on.
  void pull(Report&);
  // Everything that is due, planned and priced; writes nothing.
  Priced diff(Report&);
  // Counts the whole plan for the guards, then plan, journal, send, settle by chunks; rounds until one sends nothing (three at
  // most).
  void push(state::RunId, Report&);
  // Exactly these writes; reads their records again first and refuses (conflict, naming them) where either side has changed.
  // Pages come last, and are not told what a service was to take as well and has not. Dry run: looked at, and nothing is written.
  // False: a record has changed.
  bool apply(state::RunId, std::vector<Write>, Report&);
  // recover + pull (unless told not to) + push.
  void sync(state::RunId, Report&);
  // The hub, then windows of each lane's feed between the dates, resumable (position kept in the store), then push.
  void backfill(state::RunId, std::span<const Lane>, Instant since, Instant until, bool newest_first, Report&);

  // Fills a new, empty state from both sides; writes to neither. `former`: the state it replaces, where that can still be read,
  // for what no side shows (pages in the trash, what an undo left alone, whom nothing may bring back); and, of entities whose
  // database is still the same, for pages that a list did not show.
  struct Rebuilt {
    bool whole = false;  // all of it was read; else the new state is of no use
    std::size_t records = 0, paired = 0, equal = 0;
  };
  Rebuilt rebuild(const state::Store* former, const std::set<std::string>& same_databases, Report&);

  // `hsn forget`: what would be emptied and deleted where. Null: it is no client that is known.
  struct Forgetting {
    RecordKey person;
    std::set<std::string> addresses;  // by which they are known
    std::set<std::string> names;      // External IDs by which other records name them
    std::vector<Write> writes;        // services first
    std::vector<RecordKey> gone;      // other records that go with them
    std::vector<RecordKey> kept;      // records that stay, without them: orders, bookings
    std::vector<RecordKey> telling;   // other people's, whose words name them: only that goes
    std::set<std::string> words;      // what tells of them, in messages and logs
    std::set<std::string> who;        // of these, what tells them from others: addresses, full name, phone
    std::vector<std::string> left;    // in words: what hsn cannot erase
  };
  std::optional<Forgetting> plan_forget(const RecordKey& client) const;
  // Carries it out on all sides. False: not all of it, or an answer about one of these records is missing; nothing may be
  // erased here then, so that it can be looked up and done again.
  bool forget(state::RunId, const Forgetting&, Report&);
  [[nodiscard]] bool erase(const Forgetting&);  // … and then in the state, as Store::erase

  // Pure over the store: what puts back the fields that the run changed, where nobody has changed them since, on every side that
  // may be sent the old value.
  struct Undo {
    std::vector<Write> writes;
    std::vector<Refusal> left;  // changed since, created by the run (listed, not deleted), not writable any more
    std::vector<std::pair<RecordKey, Hold>> holds;  // where the sides differ again although neither is written to
  };
  // Of the record, where one is given; Options::only and limit hold.
  Undo plan_undo(state::RunId, const std::optional<RecordKey>&) const;
  // The records of these writes, on every side that they concern: what is planned afterwards is planned on how they stand now.
  void read_again(std::span<const Write>, Report&);
  // Carries it out; what differs again is let be as soon as it stands so. What did not arrive is in the report. False: as apply;
  // now a new plan knows what it is.
  bool undo(state::RunId, Undo, Report&);

 private:
  std::unique_ptr<struct Desk> desk_;
};

// What commands alone tell of (`hsn feedback`, `hsn ai`), into the state as if it had been read: it brings nobody back who was
// forgotten.
void take_in(state::Store&, const Lane&, std::span<const Seen>, Instant now);

// `hsn conflicts resolve`: the next plan takes that side, while both show what they show now. bad_data when no such conflict
// waits.
Result<std::vector<Conflict>> resolve(state::Store&, const Catalog&, const Policy&, const RecordKey&, bool take_notion,
                                      const std::optional<std::string>& field);

}  // namespace hsn::sync
