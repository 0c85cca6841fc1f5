// From rows to writes. Pure: the same rows, catalog and policy give the same plan. Fed in chunks.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "record/row.hpp"
#include "sync/catalog.hpp"

namespace hsn::sync {

struct Adopt {
  RecordKey key;
  Fields agreed;
};

struct Conflict {
  RecordKey key;
  std::string title, field, property;
  FieldValue hub, service, base;
  Instant hub_at{}, service_at{};
  std::string kind;      // "both changed", "first link", "stock"
  bool by_us = false;    // hsn was the last on the page: the person's edit is older than hub_at
  bool decided = false;  // settled by its policy and only logged; else held: waits for a person
};

// Something that will not be done, and why: a status that may not be pushed, an emptied name, a cut text, an unfinished page.
struct Refusal {
  RecordKey key;
  std::string title, field;
  Error error;
  bool failure = true;  // false: only told (an unfinished new page, a twin, a wait)
  bool once = false;    // of an edit that this plan puts back: the next one has nothing left to say of it
};

struct Plan {
  std::vector<Write> writes;  // in the order of the rows; service writes of a row before its hub write
  std::vector<Adopt> adopts;
  std::vector<Conflict> conflicts;
  std::vector<Refusal> refusals;
  // Every row that was looked at: when to look again; null: nothing left to do. Rows with writes, holds or refusals stay due.
  std::map<RecordKey, std::optional<Instant>> wake;
  std::size_t unchanged = 0;  // rows that need nothing
  std::size_t twins = 0;      // pages with the External ID of another that are still to be told so
};
// Adds one plan to another.
void append(Plan& to, Plan from);

// For each row: folds the facets by Schema::ranks, derives the tool's fields, merges each field, builds
// - one hub write (create or update) that carries all changed fields, sync block included; deferred to the next round while the
//   row has a write to a service in this plan (then Last Sync and the answers ride along: one request a page);
// - per service lane and `via` one write, with the `along` fields.
// Nothing is planned for a row that is held (see `held`), waits for SETTLE_SECONDS, or has a side that cannot be read; nor for a
// detached one, but that a block which staff have made and trashed (Schema::fleeting) is removed at its service.
// A row whose service facet is gone: Source Deleted (products: Status Discontinued), nothing is pushed.
// A hub-born row without facet: creates the record at the service that can make it, once Schema::unfinished says nothing.
struct PlanInput {
  std::span<const Row> rows;
  const Catalog& catalog;
  const Policy& policy;
  const Look& look;
  std::set<RecordKey> held{};                  // rows with an open intent
  std::map<RecordKey, std::string> refused{};  // what a service has said to the last try, for who reads the page
};
Plan make_plan(const PlanInput&);

// --limit: what is to be done for the first so many records, whole.
void keep_records(std::vector<Write>&, std::size_t most);

// What the services together say: facets folded by rank; a non-empty value is never replaced by an empty one of lower rank.
// `hearsay` gets the fields that only hearsay facets tell, and by which service.
Fields fold(const Schema&, const Row&, std::map<std::string, std::string>* hearsay = nullptr);

// A label for people: the hub's title, else the service's, else the key.
std::string title_of(const Schema&, const Row&);
std::string title_of(const Schema&, const Row&, const Fields& told);  // by the services, folded

// "create", "update", "archive" or "link" (only ids and sync block change): the action in diff and reports.
std::string action_of(const Schema&, const Write&);

}  // namespace hsn::sync
