// Both sides, one shape: Notion and every service implement Remote. A Remote does no I/O: it builds requests and reads
// answers; it is const, has no clock and no state but its settings. What one answer cannot complete rides in Ask::carry.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "http/message.hpp"
#include "record/row.hpp"

namespace hsn::remote {

using Cursor = std::string;  // the remote's own text; opaque to everybody else

enum class Mode { read, write, read_write };

// One option of a service and its name in Notion: {"on-hold", "On Hold"}.
struct Alias {
  std::string_view remote, ours;
};

// How a service writes a value down; remote/binding.hpp reads and writes each kind.
enum class As {
  text,     // as it stands
  escaped,  // with HTML entities, both ways: names of products, labels
  decoded,  // perhaps with HTML entities when read; sent as it stands: names of people
  html,     // HTML there, canonical markup here
  email,    // folded to lower case
  decimal,  // a number in text: "85.00"; "" when empty
  number,   // a number; null when empty
  flag,     // true or false
  utc,      // "2026-11-23T05:10:00", UTC without saying so
  instant,  // "2026-11-23T05:10:00Z"
  own,      // composed or taken apart by the service's own code; `pointer` says from what
};

// Where a field stands in the service's JSON.
struct Binding {
  std::string_view field;    // FieldDef::name
  std::string_view pointer;  // core/json at(), and "/tags/*/name" for a list: "/billing/email", "/meta_data[key=x]/value"
  Mode mode{};
  std::string_view via{};            // the call this field goes through; empty: the ordinary update
  std::span<const Alias> aliases{};  // closed mappings of select options
  As as{};
  std::string_view side_effect{};  // of writing it, for the plan's reader: "Amelia mails the client"
  bool afterwards = false;         // a create cannot take it along: it goes out once the record is there
  bool at_first = false;           // a create alone takes it along: it cannot be changed any more
};

struct EntityBinding {
  std::string_view entity;
  std::span<const Binding> fields;
  bool hearsay = false;   // the feed only mentions these records; nothing is ever written to them here
  bool creates = false;   // the service can be asked to make such a record from a page
  bool optional = false;  // takes part where the hub has its database; `init` makes one only when asked (--with)
  bool adds = false;      // hearsay that completes records whose pages give the number it goes by, and makes no page of its own
};

struct Feed {
  std::string_view name;
  std::span<const EntityBinding> entities;  // the first is the feed's own
  Duration full_every{};                    // no change filter: the whole list this often (customers); zero: only with --full
  // No change cursor at all: each run reads what is dated in [now - APPOINTMENT_PAST_DAYS, now + APPOINTMENT_FUTURE_DAYS], which
  // the window's `from` and `until` say for Kind::since too; a known record whose Seen::at lies inside and that was not shown is
  // in doubt.
  bool windowed = false;
  bool unlisted = false;  // there is no list to read: commands tell of its records (hsn ai ask); nor is it asked for one
};

struct Window {
  enum class Kind {
    since,  // what changed since `cursor` (empty cursor: everything)
    range,  // modified or dated in [from, until): backfill
    all,    // everything, to find what is gone
    these,  // exactly the records with the remote ids `ids`; what is gone comes back as Seen::gone
  };
  Kind kind{};
  Cursor cursor;
  Instant from{}, until{}, now{};
  Duration overlap{};  // SYNC_OVERLAP_SECONDS: since starts this much before the cursor
  std::vector<std::string> ids;
};

struct Ask {
  http::Request request;  // spent when the answer is read
  std::string feed;
  std::string about;  // remote id or External ID of the record it is about; empty: the feed
  std::string carry;  // the remote's note to itself, JSON by custom
  std::string key{};  // External ID of that record, where the asker has read it already and `about` is another name
};

// One stride of a walk: store `seen`, run `details` side by side (each may yield more), then store `cursor`, go to `next`.
struct Step {
  std::vector<Seen> seen;
  std::vector<Ask> details;
  std::optional<Ask> next;
  std::optional<Cursor> cursor;  // only where everything before it has been seen once `seen` and `details` are stored
};

// So many Writes, from the front, go in this one request.
struct Sending {
  Ask ask;
  std::size_t taken = 1;
};

// An outcome per taken Write; or one more request of theirs (then `each` is empty until it is answered). A write may begin with
// a question: what a GET asks changes nothing, and nothing has been changed before the first request of another kind.
// An outcome that holds is the whole record as the remote now has it.
struct Sent {
  std::vector<Result<Seen>> each;
  std::optional<Ask> next;
  // Of the one update that was taken, and has failed before anything was sent: the fields it failed for. It is tried once more
  // without them.
  std::map<std::string, Error> unwritable{};
  // Of other records, what a walk would tell: whom it was booked for, who shares what was changed.
  std::vector<Seen> also{};
};

// One line of `hsn check`.
struct Finding {
  enum class State { ok, warn, fail } state = State::ok;
  std::string detail, remedy;
  Fault fault = Fault::bad_data;  // when it failed: decides the exit code
};
struct Probe {
  std::string check;  // "token", "orders: schema"
  http::Request request;
  std::function<Finding(const Result<http::Response>&)> judge;
};

class Remote {
 public:
  virtual ~Remote() = default;

  // The first stride: usually nothing seen and one `next`. For Kind::these possibly many `details` and no next.
  virtual Step list(const Feed&, const Window&) const = 0;
  // The answer to an Ask of list, find or an earlier read. Sees every status: a 404 to a question about one record is a
  // Seen with `gone`; a refused page cursor may be just another `next`. An Error ends the walk (no cursor, no `walked`);
  // an unreadable record is a Seen with a problem.
  virtual Result<Step> read(const Ask&, const http::Response&) const = 0;

  // The request for the first Write, and for as many of the following as can go along. Only changed fields. An Error is the
  // first Write's (its others are asked again).
  virtual Result<Sending> write(std::span<const Write>) const = 0;
  // When write() has failed: the fields whose values the remote would refuse the whole record for, and why; `where` is the
  // remote's own name of the field, empty: the table's. Without them the rest can be written.
  virtual std::map<std::string, Error> unwritable(const Write&) const { return {}; }
  // What it changes for other records as well, by a name of the remote's own; empty: nothing. Two such writes are not sent on
  // one reading: the second would undo the first, and nobody would be told.
  virtual std::string shared(const Write&) const { return {}; }
  // The answer to it. `writes` are those that were taken. Fault::ambiguous where the answer does not tell.
  virtual Result<Sent> wrote(std::span<const Write> writes, const Ask&, const http::Response&) const = 0;

  // A walk that yields only the record that this create or append would have made, were it carried out; null: cannot be known.
  virtual std::optional<Step> find(const Write&, Instant opened) const = 0;
  // Of an update that makes the record anew, since it cannot be changed: a walk that yields the new one. Null: of all others.
  virtual std::optional<Step> find_anew(const Write&) const { return std::nullopt; }

  // The lines of `hsn check`, in order; each is judged on its own.
  virtual std::vector<Probe> probes() const = 0;
};

// A conversation whose next question depends on the last answer, outside of any walk: provisioning. Pure like a Remote.
class Dialogue {
 public:
  virtual ~Dialogue() = default;
  virtual std::optional<http::Request> next() = 0;                // null: done
  virtual Result<void> heard(const Result<http::Response>&) = 0;  // an Error ends it
};

}  // namespace hsn::remote
