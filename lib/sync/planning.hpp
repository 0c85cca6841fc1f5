// The planner as the verbs use it: rows in chunks, the policy of this run, and a memory of what the plans had to say besides
// writes. Private to this room.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/desk.hpp"

namespace hsn::sync {

class Planning {
 public:
  Planning(Desk&, Report&);

  // The rows in scope, entity by entity in relation order, at most 256 at a time, until `chunk` says false. `first`: the first
  // round of the run, which with --full or --record looks at more than what is due.
  void each_chunk(bool first, const std::function<bool(std::vector<Row>)>& chunk) const;
  void reload(std::vector<Row>&) const;
  // Towards whom it may go now: a service that is away or refused, or that has refused this very record, is left out, so that the
  // page is still kept up.
  Plan plan(std::span<const Row>) const;
  std::map<std::string, std::size_t> linked() const;  // pages by entity, for the guards

  // Conflicts and refusals of rows planned again replace what was noted of them before. `count`: the unchanged too.
  void note(const Plan&, bool count);
  void tell();  // everything noted, into the report: once, at the end

  std::set<std::string> refused;  // targets refused whole by a guard
  bool ahead = false;             // Policy::ahead

 private:
  Plan plan_towards(std::span<const Row>, const std::set<std::string>& without) const;

  Desk& desk_;
  Report& report_;
  std::map<std::pair<RecordKey, std::string>, Conflict> conflicts_;
  std::map<std::pair<RecordKey, std::string>, Refusal> refusals_;
};

// Adds one plan to another.
void append(Plan& to, Plan from);

}  // namespace hsn::sync
