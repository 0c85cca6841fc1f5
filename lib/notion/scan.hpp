// A whole reading of one data source, query after query: what is asked, how far it has come, and what follows an answer.
// Rides in Ask::carry. Filtered by last_edited_time but sorted by created_time: rows keep their places while people edit, and
// the cut at 10,000 rows of one query can be passed (notion.md 3 and 4). Rows of the minute at such a seam come twice. A minute
// that has more of them by itself (an import) is read in slices.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "notion/limits.hpp"
#include "notion/slice.hpp"
#include "remote/remote.hpp"

namespace hsn::notion {

struct Scan {
  enum class Kind { since, range, all, find } kind{};
  std::optional<Instant> from, until;  // since: edited from then on; range: created or edited in between
  std::string key;                     // find: the External ID
  std::string key_property;            // the id of its column; empty: there is none
  std::string page_body;               // find: the blocks that the page shall have, as JSON; empty: none
  Instant began{};                     // by the server's clock, else by ours
  bool server_time = false;
  std::optional<Instant> past;    // created before that: read by earlier queries
  std::optional<Instant> last;    // created_time of the newest row so far
  std::optional<Instant> newest;  // last_edited_time of the row that was edited last
  std::optional<Instant> mark;    // since: the cursor that the reading began with
  bool many = false;              // more than one answer
  std::string page_cursor;
  bool first = false;        // nothing is known of the pages yet
  bool archived = false;     // the second pass of a first reading: what default queries hide (notion.md 1)
  bool all_columns = false;  // a column that we ask for is not there any more
  int page_size = kPageSize;
  int restarts = 0;           // in a row, without progress
  int idle = 0;               // pages in a row that had no row
  bool cut = false;           // Notion said on some page that this query does not show all
  std::vector<Slice> slices;  // of the minute `past`: still to be read, the last one first; empty: not needed
  Fork fork;                  // of the rows of this query

  static Scan of(const remote::Window&, const std::string& key_property);
  nlohmann::json query() const;
  nlohmann::json encoded() const;
  static Scan decode(const nlohmann::json&);

  void saw(const nlohmann::json& row, std::string_view external_id);
  // What to ask after this answer; null: everything has been read.
  Result<std::optional<Scan>> after(const nlohmann::json& answer) const;
  // When the page cursor was refused: from the last row on. Null: that was tried enough.
  std::optional<Scan> restarted() const;
  // When the query took Notion too long: fewer rows at once. Null: they are as few as can be.
  std::optional<Scan> smaller() const;
  // Where the next `since` begins; null where this reading does not tell. Not past what was edited last: the clock in front of a
  // server may be ahead of the one that dates its rows. The same rows at every run cost nothing while one answer holds them.
  std::optional<remote::Cursor> cursor() const;

 private:
  Scan from_start() const;  // of the next query
  std::optional<Scan> archived_too() const;
  std::optional<Scan> sliced() const;
  Scan next_slice() const;
};

}  // namespace hsn::notion
