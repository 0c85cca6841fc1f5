// Where a walk stands: the note that rides in Ask::carry.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace hsn::services::woocommerce {

enum class Phase {
  currency,    // what the store's prices are in, once before products
  changes,     // by modified time, from `after` on
  second,      // … what changed in the one second after `after`, by id: more than a page of them
  everything,  // by id, page by page
  newest,      // ids above `known`, downwards (customers)
  dated,
  modified,       // a window of backfill, by creation and by change
  variations,     // of the variable product `parent`
  these,          // ids
  these_trashed,  // those that were not among them
  these_variations,
  one,         // the last word on one id
  candidates,  // products or customers that a lost create may have made
  notes,       // of an order, that a lost append may have made
  owner,       // whose account it is that an order without an e-mail belongs to
};

inline constexpr auto kSecond = std::chrono::seconds(1);  // the finest that a store's times are

struct Place {
  Phase phase{};
  Phase next = Phase::everything;  // currency: what comes after it
  bool trash = false;              // the same once more for what lies in the trash
  std::string start;               // changes: the cutoff that the walk began with; dated, modified: from
  std::string after;               // changes: the cutoff of this page
  std::string until;               // dated, modified
  int page = 1;
  std::int64_t total = 0;  // X-WP-Total of the page before
  std::string ends;        // its first and last id; empty where the same may come again
  std::int64_t known = 0;  // newest: the highest id of the last walk; and what this one has met
  std::int64_t highest = 0;
  std::string mark;    // the cursor that the walk began with
  bool many = false;   // changes: they were more than a page
  std::string began;   // the server's clock at the first answer
  std::string newest;  // the newest modified time met
  std::string currency;
  std::vector<std::string> ids;  // asked for; changes: met in the last second of the page before
  std::string parent, parent_name;
  std::string wanted;  // candidates, notes: what to look for, as JSON; owner: the order
};

std::string carry(const Place&);
Place place_of(std::string_view carry);

// Cursors. Orders: a time. Products: a time and the currency as last told ("-": not to be had). Customers: the highest id.
struct Mark {
  std::string time, currency;
};
Mark mark_of(std::string_view cursor);
std::string cursor_of(const Mark&);

// A walk's next cursor: the newest record it met, or the server's time at its start if that is earlier: the clocks of one server
// may disagree. What changed last is shown again at every run, which costs nothing as long as it fits a page; where it does not,
// the cursor is the server's time, or the newest record up to an hour back.
std::string reached(const Place&);

std::string utc(Instant);                                 // "2026-11-23T05:10:00": bare, to be sent with dates_are_gmt=true
std::string shifted(std::string_view time, Duration by);  // the same, moved

}  // namespace hsn::services::woocommerce
