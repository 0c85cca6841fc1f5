#include "sync/guard.hpp"

#include <algorithm>

#include "entities/entities.hpp"
#include "sync/inbox.hpp"

namespace hsn::sync {

namespace {

// Fewer pages than this changing alike are a morning's work of one person (higherself-model.md 5.8).
constexpr std::size_t kManyPages = 50;
// So many records may vanish between two looks without being a fault of the list.
constexpr std::size_t kFewMissing = 20;
// A quiet practice may have no more bookings than this in its whole window, and lose them.
constexpr std::size_t kFewInWindow = 2;

// Last Sync and its like change with everything and say nothing of a mistake.
bool is_content(const RecordKey& key, std::string_view field) {
  if (in_sync_block(field)) return false;
  const Schema* schema = entities::find(key.entity);
  const FieldDef* known = schema ? schema->find(field) : nullptr;
  return !known || known->special != MergeRule::along;
}

// What is gone at its service has a guard of its own: too_much_missing.
bool marks_as_gone(const Write& write) {
  return std::any_of(write.changes.begin(), write.changes.end(), [](const Change& change) {
    return change.field == "sync_status" && change.to == FieldValue(std::string("Source Deleted"));
  });
}

std::string property_of(const std::string& entity, const std::string& field) {
  const Schema* schema = entities::find(entity);
  const FieldDef* known = schema ? schema->find(field) : nullptr;
  return known ? std::string(known->property) : field;
}

Error too_many(std::size_t seen, const std::string& what, std::size_t limit, const std::string& flag, std::string_view outcome) {
  return {Fault::bad_data,
          std::to_string(seen) + " " + what + ", more than the limit of " + std::to_string(limit) + "; " + std::string(outcome),
          {},
          "look at hsn diff; if it is meant, run again with " + flag + " " + std::to_string(seen)};
}

}  // namespace

void Tally::add(const Plan& plan) {
  add(plan.writes);
  twins += plan.twins;
}

void Tally::add(std::span<const Write> writes) {
  for (const Write& write : writes) {
    const std::string& service = write.to.service;
    if (write.counts) changed[service].insert(write.key);
    if (write.destructive) destructive[service].insert(write.key);
    if (service != kHub || write.verb != Verb::update || write.to.feed == kInbox || marks_as_gone(write)) continue;
    for (const Change& change : write.changes) {
      // What was blank is lost by nobody: a column that is new, or new again, is filled.
      if (is_content(write.key, change.field) && !is_empty(change.from)) ++same_field[{write.to, change.field}];
    }
  }
}

std::vector<Refused> guard(const Tally& tally, const std::map<std::string, std::size_t>& linked, const GuardLimits& limits,
                           std::string_view outcome) {
  std::vector<Refused> refused;
  for (const auto& [service, records] : tally.changed) {
    if (records.size() > limits.max_push_changes)
      refused.push_back({service, too_many(records.size(), records.size() == 1 ? "record would change" : "records would change",
                                           limits.max_push_changes, "--max-changes", outcome)});
  }
  for (const auto& [service, records] : tally.destructive) {
    if (records.size() > limits.max_destructive)
      refused.push_back({service, too_many(records.size(), "records would be cancelled or unpublished", limits.max_destructive,
                                           "--max-destructive", outcome)});
  }
  // Updates of pages do not count, unless they look like a wrong mapping or time zone.
  for (const auto& [where, count] : tally.same_field) {
    const auto& [lane, field] = where;
    const auto pages = linked.find(lane.feed);
    if (pages == linked.end() || !are_many_alike(count, limits) || 2 * count <= pages->second) continue;
    const std::string changing = std::to_string(count) + " of " + std::to_string(pages->second) + " " + lane.feed +
                                 " pages would change " + property_of(lane.feed, field) +
                                 " at once, as after a wrong time zone or mapping; " + std::string(outcome);
    refused.push_back({lane.service,
                       {Fault::bad_data,
                        changing,
                        {},
                        "look at hsn diff; if it is meant, run again with --max-changes " + std::to_string(count)}});
  }
  // One page copied is a slip; a database copied into itself is a mistake that should not be written upon.
  if (tally.twins > limits.max_push_changes)
    refused.push_back({std::string(kHub), too_many(tally.twins, "pages have the External ID of another page",
                                                   limits.max_push_changes, "--max-changes", outcome)});
  return refused;
}

bool are_many_alike(std::size_t count, const GuardLimits& limits) {
  return count > std::max(kManyPages, limits.meant_changes.value_or(0));
}

bool too_much_missing(std::size_t missing, std::size_t known, bool windowed, std::optional<std::size_t> meant) {
  if (meant && missing <= *meant) return false;
  if (windowed && missing <= kFewInWindow) return false;
  if (known > 0 && missing >= known) return true;
  return missing > std::max(kFewMissing, known / 2);
}

}  // namespace hsn::sync
