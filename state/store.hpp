// The local truth between runs: rows, cursors, the journal, the history. One concrete class over SQLite (STRICT tables, WAL,
// synchronous=FULL). Every method is one transaction unless begin() opened an outer one. A broken floor (disk full, I/O
// error, corruption) throws Broken; nothing half-done remains.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "record/schema.hpp"

namespace hsn::state {

// Says what happened to which file and what to do, in one line and in parts; never a bare SQLite code.
struct Broken : std::runtime_error {
  explicit Broken(Error e) : std::runtime_error(describe(e)), error(std::move(e)) {}
  Error error;
};

using RunId = std::int64_t;
using IntentId = std::int64_t;
using Cursor = std::string;
struct Tables;

struct Scope {
  std::string entity;               // empty: all, in the order of `entities` given at open
  std::optional<RecordKey> record;  // only this one
  bool everything = false;          // not only what is due
  bool paged = false;               // only rows with a page in the hub
  std::size_t chunk = 256;
};
// Where a pass over the rows stands. Rows that become due again behind it are met in the next pass.
struct Position {
  std::size_t entity = 0;
  std::int64_t row = 0;
  bool end = false;
};

struct LaneState {
  Lane lane;
  Cursor cursor;
  std::optional<Instant> attempted, succeeded;  // last walk
  std::optional<Instant> whole;                 // last walk that saw everything: Window::all, or since with an empty cursor
  std::string error;                            // of the last attempt; empty: it succeeded
};

struct Intent {
  IntentId id{};
  RunId run{};
  Write write;
  Instant opened{};
  std::optional<Instant> settled;
  std::string outcome;  // "" open, "done", or the error it was dropped with
  // By then its request had left, if ever: its run had ended, or the next one begun. Null: it may be leaving now, or who asks
  // is about to begin the next one. Told by open_intents alone.
  std::optional<Instant> left;
};

struct Run {
  RunId id{};
  std::string command, who;
  Instant began{};
  std::optional<Instant> ended;
  int exit = 0;
  std::string report;  // the --json document
};

// The records that a walk of a Feed::windowed covers, by Seen::at; as it stands: all.
struct Dated {
  Instant from = Instant::min(), until = Instant::max();
};

// What a whole walk did not show although it should have.
struct Missing {
  std::size_t missing = 0, known = 0;
};

// What is erased of a person, and where.
struct Erasure {
  std::vector<RecordKey> gone;                                   // rows that go whole
  std::vector<RecordKey> kept;                                   // rows that stay, without the person
  std::vector<RecordKey> telling;                                // rows of others, of which only `who` is struck out
  std::set<std::string> names;                                   // External IDs by which the kept ones name them
  std::set<std::string> words;                                   // all that tells of the person: struck out of messages
  std::set<std::string> who;                                     // of these, what tells them from others: struck out of history
  std::function<void(std::string_view entity, Fields&)> blank;   // takes the person out of a kept row's values
  std::function<void(std::string_view entity, Fields&)> strike;  // … and out of all that one side says of it
  std::function<void(std::string_view entity, Fields&)> strike_words;  // takes `who` out of the words of another's row
};

class Store {
 public:
  // Creates file (0600) and folder (0700), migrates older versions. Errors, each naming the file and the remedy: bad_config
  // (cannot be opened or written), conflict (made by a newer hsn), bad_data (not a database, corrupt).
  // `entities` gives the relation order of rows(). ":memory:" for tests. read_only takes no lock and never migrates.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path&, std::vector<std::string> entities,
                                             bool read_only = false);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // bad_data where a part of the file is damaged that nothing may ask for in years. Reads all of it.
  Result<void> intact() const;

  // --dry-run: everything until rollback() is undone at the end.
  void begin();
  void rollback();
  // These steps are one transaction: all of it, or nothing when one of them throws. Many small questions are cheaper so, too.
  void together(const std::function<void()>& steps);

  // ---- facts
  // Stores what a lane shows, and the cursor with it, in one transaction. Finds each row by (lane, remote id), then by key
  // or alias, else makes one; re-keys a row whose key changed (the old key stays an alias and joins `former`). Translates
  // "@<page id>" refs when rows are read. Sets `due` = now on rows whose canonical digest changed, on rows they name (which
  // derive from them), and, when the row gets, changes or loses its key, page or record, on rows that name it (whose
  // relations may now be completed). A mere price change of a product does not wake all its orders.
  // Hub lanes: a page in the trash detaches its row, a page back from it re-attaches; a second page with a known key is a
  // twin (oldest `created`, then smallest id, is the row's page; rows with twins are due once); a page without External ID is
  // "notion:<page id>". A Seen that is not `sure` and older than our own last write to it is ignored; in the same minute but
  // with another digest it is put in doubt instead of stored. Hearsay of one lane adds up, field by field, and the newer word
  // counts.
  void observe(const Lane&, std::span<const Seen>, const std::optional<Cursor>&, Instant now);
  // Other columns carry these fields of the hub's entity now: what pages showed in the old ones, and what was agreed on it, says
  // nothing of the new ones. All pages are read again, all rows planned again.
  void unlearn(const Lane& hub, std::span<const std::string> fields, Instant now);
  // The walk that began then has ended, well if `error` is empty; shown by status.
  void attempted(const Lane&, Instant began, const std::string& error);
  // What the lane knows, lies inside the window, and was not seen since `began`.
  Missing missing(const Lane&, Instant began, const Dated& = {}) const;
  // The walk that began then was whole, within the window: puts the missing in doubt. `seen` marks are kept by observe.
  void walked(const Lane&, Instant began, bool doubt_missing, const Dated& = {});
  std::vector<std::string> doubts(const Lane&) const;  // remote ids to look at one by one; cleared by a `sure` observe
  void doubt(const Lane&, const std::string& remote_id);
  std::vector<std::string> remote_ids(const Lane&, std::span<const RecordKey>) const;  // of those that have one
  LaneState lane(const Lane&) const;
  std::vector<LaneState> lanes() const;
  std::size_t linked(std::string_view entity) const;  // rows with a page and a facet

  // ---- rows
  // The next rows (at most scope.chunk) that are due at `now`, entity by entity in relation order; moves `position`.
  std::vector<Row> rows(const Scope&, Instant now, Position& position) const;
  std::optional<Row> row(const RecordKey&) const;              // alias keys are followed
  std::vector<RecordKey> match(std::string_view words) const;  // RECORD on the command line (cli.md)
  // The rows of `entity` whose External ID is the prefix, a name of this record's (its key or a former one), a colon, a word.
  std::vector<RecordKey> named_after(std::string_view entity, std::string_view prefix, const RecordKey& record) const;
  // What services tell of by a number that no page of `entity` gives: the field that such a number stands in, and what is told.
  struct Unclaimed {
    std::string field, number;
    Fields told;
  };
  std::vector<Unclaimed> unclaimed(std::string_view entity) const;
  const Look& look() const;
  // For Write::refs: the remote id of the record at that lane's service; null while unknown.
  std::optional<std::string> locate(std::string_view entity, std::string_view external_id, std::string_view service) const;
  void due(const RecordKey&, std::optional<Instant>);  // nothing to do (null), or look again then
  void due(const std::map<RecordKey, std::optional<Instant>>&);
  struct Agreed {
    RecordKey key;
    Fields fields;
  };
  void adopt(std::span<const Agreed>);                               // base := these, for the fields named; no write was needed
  void hold(const RecordKey&, const std::vector<Hold>&);             // of each kind one a field; none: all are lifted
  void remark(const RecordKey&, const std::string&);                 // Row::remark
  void add_remark(const RecordKey&, const std::string& line);        // below what is said there
  void also_known(const RecordKey&, const std::string& former);      // a page says so: an alias, or the record's that has none
  Result<void> relink(const RecordKey&, const Seen& page);           // pair by hand; the former page is a twin or forgotten
  std::vector<std::pair<RecordKey, std::string>> paired() const;     // the pages that were, by their ids
  std::map<std::string, std::size_t> due_counts(Instant now) const;  // by entity
  std::map<std::string, std::size_t> detached_counts() const;        // rows whose page is gone, by entity

  // ---- journal
  std::vector<IntentId> open_intent(RunId, std::span<const Write>, Instant now);  // durable when it returns
  // It was carried out, and `after` is the whole record as the remote now has it: ids, alias, facet, base (Write::agreed),
  // `pushed`, intent: one transaction. A create at a service re-keys the row ("notion:<page>" becomes an alias). The row is
  // due, unless that is all that was to be done for it (Write::last) and `after` shows it: `ended`.
  void settle(IntentId, const Seen& after, Instant now, bool ended = false);
  // Proved not to have been carried out, or refused: the row stays due, the facet is in doubt unless the error is about the data.
  void drop(IntentId, const Error&, Instant now);
  std::vector<Intent> open_intents() const;
  bool held(const RecordKey&) const;  // has an open intent: nothing is planned for it

  // ---- history
  RunId begin_run(std::string_view command, std::string_view who, Instant);
  void end_run(RunId, int exit, std::string_view report, Instant);
  std::vector<Run> runs(std::size_t limit) const;
  std::optional<Run> run(RunId) const;
  std::vector<Intent> history(const RecordKey&, std::size_t limit) const;
  std::vector<Intent> intents_of(RunId) const;

  // ---- people who want to be forgotten (sync/forgotten.hpp): marks, and since when
  void forget(const std::string& mark, Instant at);
  std::map<std::string, Instant> forgotten() const;
  // Takes people out of rows, history and reports, and out of the bytes of the file. None of the rows may have an open intent,
  // whose outcome could not be looked up any more. False: SQLite's journal beside the file still holds what was erased, until
  // another process that reads the state has ended.
  [[nodiscard]] bool erase(const Erasure&);

  // ---- small things: layout, bot id, schema times, backfill positions, problems of records
  static constexpr std::string_view kLayoutNote = "layout";         // the databases of the hub, as last read
  static constexpr std::string_view kForgetKeyNote = "forget key";  // with which the marks of forgotten people are made
  std::optional<std::string> note(std::string_view name) const;
  void note(std::string_view name, std::string_view text);  // empty text: forgotten
  // A record's failure, shown by status until it is planned again without one.
  void problem(const RecordKey&, const std::string& service, const std::optional<Error>&);
  struct Problem {
    RecordKey key;
    std::string service;
    Error error;
  };
  std::vector<Problem> problems() const;

 private:
  explicit Store(std::unique_ptr<Tables>);
  std::unique_ptr<Tables> impl_;
};

}  // namespace hsn::state
