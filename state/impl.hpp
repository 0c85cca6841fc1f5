// Beneath Store: what its .cpp files share. Rows are found and renamed, facets and pages kept, others woken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "state/db.hpp"
#include "state/store.hpp"

namespace hsn::state {

using LaneId = std::int64_t;
using RowId = std::int64_t;

// A line of the table `facet`, without its body.
struct Facet {
  std::int64_t id = 0;
  RowId row = 0;
  std::string remote_id, key, digest, problem;
  Instant at{};
  std::optional<Instant> sure_at;
  bool gone = false, twin = false;
  bool hearsay() const { return remote_id.empty(); }
};

// A Seen on its way into the tables.
struct Arrival {
  Lane lane;
  LaneId lane_id = 0;
  Seen seen;
  std::string key;           // the External ID it tells, or gets for want of one
  std::string body, digest;  // of its fields; empty when they are not to be used
  Instant now{};
  bool expected = false;  // nothing in it is news: the page that we have made, as we wanted it
  bool hub() const { return lane.service == kHub; }
  const std::string& entity() const { return seen.record.key.entity; }
};

// Which row an Arrival belongs to, what its lane showed there so far, and the key to keep with it.
struct Place {
  RowId row = 0;
  std::optional<Facet> facet;
  std::string key;
};

// What people call a record, and the prefix with which it makes an External ID by itself (higherself-model.md 2).
struct Handle {
  std::string_view entity, field, prefix;
};
inline constexpr Handle kHandles[] = {{"clients", "email", kClientPrefix}, {"products", "sku", {}}, {"orders", "order", {}}};
// What a page says its record is called at a service that keeps no such records: "acuity:type:94517100". An alias of its row.
inline constexpr Handle kByNumber[] = {{"products", "acuity_type_id", "acuity:type:"},
                                       {"products", "amelia_service_id", "amelia:service:"},
                                       {"clients", "amelia_customer_id", "amelia:customer:"}};
// A name of that kind. As a row's own key: a service tells of it, and no page has the number (yet).
bool is_number(const RecordKey&);
// Services that are told of a person by the address alone.
inline constexpr std::string_view kByAddress[] = {"acuity", "amelia"};
const Handle* handle_for(std::string_view entity);
std::string folded_handle(std::string_view words);  // "#1012" and " 1012" are the same order
std::string handle_of(const Record&);
std::string name_of(const Record&);              // of a product, by which others name it; else empty
bool born_in_hub(std::string_view external_id);  // "notion:<page id>"
std::vector<RowId> each_once(Query rows);        // their first column, in order
Hold::Kind hold_kind(std::string_view word);

struct Tables final : Look {
  Tables(const std::filesystem::path& path, Connection::Mode mode, std::vector<std::string> order)
      : db(path, mode), entities(std::move(order)) {}

  mutable Connection db;
  std::vector<std::string> entities;
  mutable std::map<Lane, LaneId> lanes;  // forgotten when anything is rolled back
  std::map<IntentId, Write> open;        // opened by this process and not settled yet; forgotten with them
  // Rows that this process has read for planning and that nothing has woken since. It may lack some: those are planned once more.
  mutable std::set<RowId> looked_at;
  bool joined = false;  // Store::together is at work: its transaction is everybody's

  void forget_what_is_cached() {
    lanes.clear();
    open.clear();
    looked_at.clear();
  }

  // ---- store_open.cpp
  Result<void> prepare(bool read_only);
  Result<void> migrate(std::size_t version);

  // ---- store_identity.cpp
  std::optional<LaneId> known_lane(const Lane&) const;
  LaneId lane_id(const Lane&);
  std::optional<RowId> row_with_key(std::string_view entity, std::string_view external_id) const;
  std::optional<RowId> row_with_alias(std::string_view entity, std::string_view external_id) const;
  std::optional<RowId> row_called(std::string_view entity, std::string_view external_id) const;        // key, else alias
  std::optional<RowId> row_with_page_of(std::string_view entity, std::string_view external_id) const;  // by its handle
  RecordKey key_of(RowId) const;
  void keep_meant(const RecordKey& name, std::optional<RowId> heir);
  RowId make_row(const RecordKey&, Instant now);
  void add_alias(RowId, const RecordKey&);
  std::optional<std::string> alias_with(RowId, std::string_view prefix) const;
  bool is_somebody(RowId) const;
  // The row answers to `to` from now on. False: another row does, and the two cannot be one.
  bool rename(RowId, const std::string& to, Instant now);
  bool absorb(RowId from, RowId into, Instant now);  // false: they are two records, or something of `from` is on the wire
  bool held(RowId) const;
  // Another record of this side answers to the key: kept as a problem under the record's own id, which no row has, and looked at
  // in each run until it is over.
  void report_claim(const Arrival&);
  // It has been looked at for sure: a doubt ends, and with it a claim, which report_claim makes anew where it still holds.
  void clear_doubt(const Arrival&);
  bool shows_last_write(const Arrival&, const Facet& known) const;  // so it is no older than that
  void report(const RecordKey&, std::string_view service, const Error&);

  // ---- store_facets.cpp
  std::optional<Facet> facet_shown(LaneId, std::string_view entity, std::string_view remote_id) const;
  std::optional<Facet> facet_of(RowId, LaneId) const;
  std::optional<Facet> page_of(RowId) const;
  void keep(const Arrival&, RowId, const std::optional<Facet>& known);
  void mark_gone(const Arrival&, const Facet&);
  void mark_unreadable(const Arrival&, const Facet&);
  void touch(const Arrival&, const Facet&);
  void forget(const Facet&);
  void rank_pages(RowId);
  void put_in_doubt(LaneId, std::string_view remote_id);
  void wake(RowId, Instant now);
  void wake_named(RowId, Instant now);      // rows that this one names: they derive from it
  void wake_referrers(RowId, Instant now);  // rows that name this one: their relations may now be complete
  Query referrers(RowId, std::string_view entity) const;

  // ---- store_observe.cpp, store_places.cpp
  Arrival arrival(const Lane&, LaneId, Seen, Instant now) const;
  void observe(Arrival);
  void add_up(Arrival&, const Facet& known) const;

  // ---- store_match.cpp
  Result<void> pair(RowId, const Seen& page);
  void also_known(RowId, const RecordKey& former);

  // ---- store_journal.cpp
  std::optional<Write> take_unsettled(IntentId);              // what it is about; null: settled, or not there
  std::optional<Write> last_write(RowId, const Lane&) const;  // the last one that was carried out
  std::optional<RowId> row_of_intent(IntentId) const;
  void settle(const Write&, RowId, const Seen& after, Instant now, bool ended);
  void keep_answer(const Write&, RowId, Seen shown, Instant now, bool ended);
  void add_remark(RowId, const std::string& line);
  void drop_remark(const Write&, RowId, const Seen& after);

  // ---- store_rows.cpp, store_agenda.cpp
  std::string current_name(const std::string&) const;
  std::optional<std::string> called_at(RowId, std::string_view service) const;
  Fields decoded(std::string_view json, std::string_view about) const;
  void agree(RowId, const Fields&);
  void hold(RowId, const Hold&);
  std::vector<Row> referring(const RecordKey&, std::string_view entity) const override;
  std::optional<Row> row(const RecordKey&) const override;
  bool nameable(const RecordKey&) const override;
  std::optional<std::string> locate(std::string_view entity, std::string_view external_id,
                                    std::string_view service) const override;
  std::optional<std::string> called(std::string_view entity, std::string_view words) const override;
  std::vector<std::string> namesakes(const RecordKey&) const override;

 private:
  void insert(const Arrival&, RowId, bool twin);
  void update(const Arrival&, const Facet&);
  void put_refs(RowId, LaneId, const Fields&);
  void wake_each(Query rows, Instant now);
  void follow(RowId, LaneId, bool hub, const Fields&);
  void call_by_number(RowId, const Fields& page);
  std::optional<Place> place_known(const Arrival&, const Facet&);
  std::optional<Place> place_new(const Arrival&);
  std::optional<Place> place_page(const Arrival&, const std::optional<Facet>& known);
  std::optional<Place> place_new_page(const Arrival&);
  void look_at_account(const Arrival&);
  std::optional<RowId> row_for(const Arrival&) const;
  std::optional<std::string> other_account(const Arrival&, RowId) const;
  bool call(const Arrival&, RowId);  // false: the name is another's
  std::optional<Facet> pair_with_page(const Arrival&, RowId, std::optional<Facet> shown);
};

// One transaction of the store, or a part of the one that is being put together.
class Work {
 public:
  explicit Work(Tables& impl) : impl_(impl) {
    if (!impl.joined) transaction_.emplace(impl.db);
  }
  ~Work() {
    if (!done_) impl_.forget_what_is_cached();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  void commit() {
    if (transaction_) transaction_->commit();
    done_ = true;
  }

 private:
  Tables& impl_;
  std::optional<Transaction> transaction_;
  bool done_ = false;
};

}  // namespace hsn::state
