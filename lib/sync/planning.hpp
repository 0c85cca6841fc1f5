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

  // Which rows: those that are due; all in scope, as the first look of a run with --full or --record wants it; of those that are
  // due the ones with a page (a guard counts nothing of what is new to the hub).
  enum class Which { due, all, paged };
  Which first_look() const { return desk_.options.full || desk_.options.record ? Which::all : Which::due; }
  // Entity by entity in relation order, at most 256 at a time, until `chunk` says false.
  void each_chunk(Which, const std::function<bool(std::vector<Row>)>& chunk) const;
  // The same of one entity alone. False: `chunk` has said so.
  bool each_chunk_of(const Schema&, Which, const std::function<bool(std::vector<Row>)>& chunk) const;
  std::vector<Row> load(std::span<const RecordKey>) const;
  std::size_t due() const;  // rows in the scope of the run
  // Towards whom it may go now: a service that is away or refused, or that has refused this very record, is left out, so that the
  // page is still kept up.
  Plan plan(std::span<const Row>) const;
  // Pages by entity, for the guards: counted only where a tally may make one ask, since all rows are looked at for it.
  std::map<std::string, std::size_t> linked(const Tally&) const;

  // Conflicts and refusals of rows planned again replace what was noted of them before. `count`: the unchanged too.
  void note(const Plan&, bool count);
  void tell();  // everything noted, into the report: once, at the end

  std::set<std::string> refused;  // targets refused whole by a guard
  std::set<std::string> untold;   // those of them whose pages are not told: too many
  bool ahead = false;             // Policy::ahead; and rows that wait are looked at as well

 private:
  bool in_scope(std::string_view entity) const;
  Instant due_by() const;
  Plan plan_known(std::span<const Row>) const;
  bool is_unread(const Party&, std::string_view entity) const;
  bool reaches(const Party&, std::string_view entity) const;
  bool was_planned_for(const std::string& service, std::string_view entity) const;
  std::map<RecordKey, std::string> refused_by_services() const;
  Plan plan_towards(std::span<const Row>, const std::set<std::string>& without) const;

  Desk& desk_;
  Report& report_;
  std::map<std::pair<RecordKey, std::string>, Conflict> conflicts_;
  std::map<std::pair<RecordKey, std::string>, Refusal> refusals_;
};

}  // namespace hsn::sync
