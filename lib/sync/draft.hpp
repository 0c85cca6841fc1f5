// The parts that a plan is made of: writes that carry out what has been decided of one row. Pure. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/decide.hpp"

namespace hsn::sync {

// A write with all that does not depend on its changes.
Write blank_write(const Row&, std::string title, Verb, Lane, Instant now);
Write blank_write(const Judged&, const Policy&, Verb, Lane);

// Takes something away at the service (Schema::destructive): counts against MAX_DESTRUCTIVE_CHANGES.
bool is_destructive(const Schema&, const Change&);

// For each lane and call one write; a create where the record was born in the hub.
std::vector<Write> service_writes(const Judged&, const Catalog&, const Policy&);

// The one write that brings the page up to date, sync block included. `left_out`: more is to be done than `towards` allows.
struct HubDraft {
  std::optional<Write> write;
  bool left_out = false;
};
HubDraft hub_write(const Judged&, const Catalog&, const Policy&);
// The note on younger pages with the same External ID, where it is not there yet.
std::vector<Write> twin_writes(const Judged&, const Catalog&, const Policy&);
// Fields that say who the record is at a service: what a push towards it needs on the page (cli.md, push).
bool is_id(std::string_view field);
// What the base learns beside: the option that a gone record's page already shows.
Fields gone_agreed(const Judged&);

// What staff must read of a decision that overwrites what somebody had set; empty: nothing.
std::string remark_of(const Decision&, const Judged&);

// What the sync block says of the row: Sync Status, Sync Note.
struct Note {
  std::string status, text;
  bool lasting = false;  // as long as the reason lasts; else it stays until the page is next written to
  std::string done{};    // what it tells of edits, to be told again for as long as something else lasts
};
Note note_of(const Judged&);
// Changes of the sync block for a page that is there, given whether other changes go with them.
std::vector<Change> block_changes(const Judged&, const Catalog&, const Policy&, bool others);
// … and for a page to be made.
std::vector<Change> block_of_new_page(const Judged&, const Catalog&, const Policy&);

}  // namespace hsn::sync
