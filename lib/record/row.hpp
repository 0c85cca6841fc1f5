// What is known of one record: base, page, and one facet per feed that tells of it. And the unit of change: a Write.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "record/record.hpp"

namespace hsn {

// One remote and one of its feeds: {"notion","clients"}, {"woocommerce","orders"}. {"tool",""}: derived.
struct Lane {
  std::string service, feed;
  auto operator<=>(const Lane&) const = default;
  std::string str() const { return service + "/" + feed; }
};
inline constexpr std::string_view kHub = "notion";
inline constexpr std::string_view kTool = "tool";

// A record as one side shows it.
struct Seen {
  Record record;
  std::string
      remote_id;        // page id, product id; empty: hearsay (the client named in an order): found by key only, never written to
  std::string version;  // the remote's own modified mark, as it writes it
  Instant at{};         // when the remote says it was last modified
  Instant created{};    // of twins the oldest stays
  bool gone = false;    // trashed, deleted, or free slot absent. A hub page in the trash detaches its row; with a `problem` it
                        // need not be in the trash, only not shown.
  bool by_us = false;   // last edited by our own integration
  bool sure = true;     // false: from an index that lags (a Notion query); read by id or a write's answer is sure
  std::string problem;  // why the record could not be read; its fields are then not to be used
  bool only_known = false;  // hearsay that makes no record: it is taken where the record is known, and passed over elsewhere
  std::string account;  // of hearsay: the remote id at the same service of the record it may be under another key (who ordered)
  std::string former_key;  // another External ID that it answers to: a former address, the number of its account
  bool operator==(const Seen&) const = default;
};

enum class Side { notion, service };

// What is said of a field while it shows exactly the values this digest was made of; of each kind once. What was learnt of how
// Notion renders a value stays; all else ends when both sides agree on the field.
struct Hold {
  // decided: a person has taken one side's value, or an undo has left both apart. declined: by the service. unclear: nobody can
  // tell whether it was carried out.
  enum class Kind { decided, declined, unclear, rendering };
  std::string field;
  std::string digest;
  std::optional<Side> take{};
  Kind kind = Kind::decided;
  bool operator==(const Hold&) const = default;
};

struct Row {
  RecordKey key;
  std::optional<Record> base;   // last agreed values, by field
  std::optional<Seen> hub;      // refs already translated to External IDs where they are known
  std::map<Lane, Seen> facets;  // services and "tool"
  std::vector<Hold> holds;
  std::vector<Seen> twins;        // younger pages with the same External ID
  std::set<std::string> former;   // other External IDs it has answered to
  bool managed = false;           // the hub's Notion Managed, as last seen
  bool detached = false;          // its page is in the trash or not shown any more: left alone (see make_plan)
  std::optional<Instant> pushed;  // when a push from its page settled that the page does not tell of yet
  std::optional<Instant> first_seen;
  std::string remark;  // what staff are to read on the page at its next write
};

enum class Verb { create, update, append, archive };

struct Change {
  std::string field;
  FieldValue from, to;
  std::string reason;       // for people: "changed in the shop"
  bool overwrites = false;  // what somebody had set and nobody has taken over
  bool operator==(const Change&) const = default;
};

// "Read first, refuse if different."
struct Expect {
  Lane lane;
  std::string field;
  FieldValue value;
  bool operator==(const Expect&) const = default;
};

// One effect on one record at one remote: one intent in the journal.
struct Write {
  Verb verb{};
  Lane to;
  std::string via;  // Binding::via: the call that these fields go through; empty: the ordinary one
  RecordKey key;
  std::string title;            // for people
  Seen known;                   // as last seen there: its id, and what a call needs beside the change
  std::vector<Change> changes;  // in table order
  Fields agreed;                // what the base becomes, per field, once this is settled
  std::vector<Expect> expect;
  std::map<std::string, std::string> apart;  // field -> digest of a Hold that stands once this is settled: an undo's
  std::map<std::string, std::string> refs;   // External ID -> remote id at `to`, of the records that the changes name
  std::string page_id;                       // the row's page, for write-back to a service; may be empty
  Instant at{};                              // when it was planned
  bool destructive = false;                  // counts against MAX_DESTRUCTIVE_CHANGES
  std::string remark;                        // becomes the row's once this is settled
  bool counts = true;                        // counts against MAX_PUSH_CHANGES (writes to services do, ids noted alone do not)
  bool last = false;                         // if it is done as it stands, nothing is left to do for its row; not journalled
};

}  // namespace hsn
