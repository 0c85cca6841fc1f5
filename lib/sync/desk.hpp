// What the verbs of one engine share while they work: the world, the options, and what this run has learnt so far.
// Private to this room.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/engine.hpp"
#include "sync/forgotten.hpp"
#include "sync/walk.hpp"

namespace hsn::sync {

struct Desk {
  Desk(Engine::World the_world, Options the_options)
      : world(std::move(the_world)), options(std::move(the_options)), forgotten(world.store) {}

  Engine::World world;
  Options options;
  Forgotten forgotten;

  std::map<Lane, Instant> walked;                                  // lanes read to their end in this run, and when that began
  std::map<Lane, Error> failed;                                    // lanes whose walk failed in this run
  std::set<std::pair<RecordKey, std::string>> spent;               // (record, service) refused in this run: not tried again in it
  std::set<std::pair<RecordKey, std::string>> failing;             // (record, service) answered 5xx as often as it was tried
  std::map<std::pair<RecordKey, std::string>, Error> put_off;      // somebody else was faster: tried again in the next round
  std::map<std::pair<RecordKey, std::string>, std::string> waits;  // pending, and why
  std::set<std::pair<RecordKey, std::string>> problems;            // (record, service) with a failure kept in the state
  std::set<Lane> reread;                                           // lanes with doubts to be cleared before the next round
  std::set<RecordKey> written;                                     // for --limit
  std::set<std::pair<RecordKey, std::string>> unclear;             // (record, field) held by recover, as its page was known then

  // Of what a remote makes anew to change it: the new one is there, and whether the old one has gone is not known. These sends go
  // on from there; the new ones, by their remote ids, get no page of their own. Without an id: any that the lane has.
  std::vector<state::Intent> begun;
  std::set<std::pair<Lane, std::string>> made_anew;

  std::vector<std::pair<Lane, Seen>> strangers;  // told of, and not known yet (Seen::only_known)

  Instant now() const { return world.clock.now(); }
  void point(const char* name) const {
    if (world.journal_point) world.journal_point(name);
  }
  bool stopped() const { return options.stop != nullptr && options.stop->load(); }
  bool halting() const { return stopped() || (options.yield_now && options.yield_now()); }
  void warn(Report&, const Lane&, const Error&) const;

  const Party* party(std::string_view service) const;  // the hub too; null: not enabled
  const remote::Feed* feed(const Lane&) const;
  // Else one that is made might be its record's second.
  bool knows_all_pages(const std::string& entity) const {
    return world.store.lane({std::string(kHub), entity}).whole.has_value();
  }
  bool knows_all_services() const;                  // each of their lists has been read whole
  bool takes_part(std::string_view service) const;  // the hub always, a service when it is among the TARGETs
  // Lanes that this run reads: the hub's first, with --only those that tell of that entity.
  std::vector<Lane> lanes() const;

  // Facts in, between two journal points.
  void observe(const Lane&, std::span<const Seen>, const std::optional<state::Cursor>&);
  // Who was a stranger may have been read by another lane meanwhile.
  void join_known();
  // What may be kept of a write's answer, and the journal that learns of it.
  Seen as_kept(const Lane&, const Seen& after) const;
  // A walk that stores what it sees. A page that is not shown counts as gone only once its database has been read (a hub
  // answers 404 for a whole database that it no longer shares).
  Walk::Course storing(const Lane&, Report&);
  // Reads exactly these records again, side by side; a failure is in the report and in `failed`.
  void read_these(const std::map<Lane, std::set<std::string>>& ids, Report&);
  // Walks these lanes at once: changes since their cursors (or all), then their doubts.
  void read_lanes(const std::vector<Lane>&, Report&);
  void know_former_names(std::span<const Seen> pages) const;
  // The side's failure, into the right drawers of the report: one line a service when it is away.
  void lane_failed(const Lane&, const Error&, Report&);
  // At the end of a run: what was put off to the last has failed, what waits is pending.
  void tell_rest(Report&);
  // Credentials refused or host not reached: nothing more is sent there in this run.
  static bool away(const Report&, const std::string& service);
};

// Takes out of a map from (record, something) what belongs to these records and `goes`.
template <class Map, class Goes>
void erase_of(Map& map, const std::map<RecordKey, std::optional<Instant>>& records, const Goes& goes) {
  for (const auto& record : records) {
    for (auto at = map.lower_bound({record.first, {}}); at != map.end() && at->first.first == record.first;)
      at = goes(*at) ? map.erase(at) : std::next(at);
  }
}

inline constexpr std::size_t kColumns = 40;                            // of a value in a message
inline constexpr std::string_view kInVain = "it was not carried out";  // what became of an intent whose outcome was unknown
inline constexpr std::string_view kPagesUnread = "a page is created only once all pages have been read";
// Of a side of which too much is missing.
Error seems_empty(const Party&, const Lane&, const state::Missing&);
// "to_notion" or "to_service".
std::string direction(const Lane& to);
// Where an action ("create", "update", "archive", "link") is counted.
std::size_t& counted(Counts&, std::string_view action);
// What the record shows in that lane now; null: nothing, gone, or not readable.
const Seen* shown(const Row&, const Lane&);
// Every row, in relation order.
void each_row(const state::Store&, Instant now, const std::function<void(Row)>&);
// What the record shows, for one field.
const FieldValue* shown(const Row&, const Lane&, std::string_view field);

}  // namespace hsn::sync
