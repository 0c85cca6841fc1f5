// Reasons not to start: limits on a whole plan, looked at before its first write (higherself-model.md 5.8). Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "record/row.hpp"
#include "sync/plan.hpp"

namespace hsn::sync {

struct GuardLimits {
  std::size_t max_push_changes = 200;  // records changed at one service
  std::size_t max_destructive = 10;    // cancels, unpublished products
  // What a person has said with this very command, having seen what it would do: it lets pass what settings never do, a whole
  // database that changes alike, and a side that seems empty.
  std::optional<std::size_t> meant_changes{}, meant_destructive{};
};

// Adds up a plan chunk by chunk.
struct Tally {
  std::map<std::string, std::set<RecordKey>> changed, destructive;  // service -> records
  std::map<std::pair<Lane, std::string>, std::size_t> same_field;   // (lane, field) -> records it changes, of existing ones
  std::size_t twins = 0;
  void add(const Plan&);
  void add(std::span<const Write>);
};

// A limit that the plan is beyond: nothing is written to this target, while the others go on.
struct Refused {
  std::string target;  // a service, or "notion"
  Error error;         // Fault::bad_data, exit 9: what was counted, the limit, and the option that raises it
};
// Empty: the plan may be carried out. `linked`: how many pages of each entity have a record at a service.
// `outcome`: what is to be said of it.
std::vector<Refused> guard(const Tally&, const std::map<std::string, std::size_t>& linked, const GuardLimits&,
                           std::string_view outcome = "nothing was written");

// So many records of a database changing alike need a person who means it.
bool are_many_alike(std::size_t count, const GuardLimits&);

// A side of which too much is missing: an error of that lane, not a mass delete. `windowed`: as Feed. `meant`: so many records
// are said to have gone.
bool too_much_missing(std::size_t missing, std::size_t known, bool windowed = false, std::optional<std::size_t> meant = {});

}  // namespace hsn::sync
