// What is remembered of walks: cursors, times, what they did not show, and what is to be looked at one by one.
#include "state/impl.hpp"

namespace hsn::state {

namespace {

LaneState read_lane(const Query& asked) {
  return {.lane = {asked.string(0), asked.string(1)},
          .cursor = asked.string(2),
          .attempted = asked.maybe_instant(3),
          .succeeded = asked.maybe_instant(4),
          .whole = asked.maybe_instant(5),
          .error = asked.string(6)};
}

}  // namespace

void Store::attempted(const Lane& lane, Instant began, const std::string& error) {
  Work work(*impl_);
  impl_->db.run("UPDATE lane SET attempted = ?2, error = ?3, succeeded = iif(?3 = '', ?2, succeeded) WHERE id = ?1",
                impl_->lane_id(lane), began, error);
  work.commit();
}

Missing Store::missing(const Lane& lane, Instant began, const Dated& dated) const {
  const auto id = impl_->known_lane(lane);
  if (!id) return {};
  auto asked = impl_->db.query(
      "SELECT count(*), coalesce(sum(seen_at < ?2), 0) FROM facet"
      " WHERE lane = ?1 AND remote_id <> '' AND gone = 0 AND at >= ?3 AND at < ?4",
      *id, began, dated.from, dated.until);
  asked.step();
  return {.missing = static_cast<std::size_t>(asked.integer(1)), .known = static_cast<std::size_t>(asked.integer(0))};
}

void Store::walked(const Lane& lane, Instant began, bool doubt_missing, const Dated& dated) {
  Work work(*impl_);
  const LaneId id = impl_->lane_id(lane);
  impl_->db.run("UPDATE lane SET whole = ?2 WHERE id = ?1", id, began);
  if (doubt_missing)
    impl_->db.run(
        "INSERT OR IGNORE INTO doubt (lane, remote_id) SELECT lane, remote_id FROM facet"
        " WHERE lane = ?1 AND remote_id <> '' AND gone = 0 AND seen_at < ?2 AND at >= ?3 AND at < ?4",
        id, began, dated.from, dated.until);
  work.commit();
}

std::vector<std::string> Store::doubts(const Lane& lane) const {
  std::vector<std::string> ids;
  const auto id = impl_->known_lane(lane);
  if (!id) return ids;
  for (auto asked = impl_->db.query("SELECT remote_id FROM doubt WHERE lane = ?1", *id); asked.step();)
    ids.push_back(asked.string(0));
  return ids;
}

void Store::doubt(const Lane& lane, const std::string& remote_id) {
  Work work(*impl_);
  impl_->put_in_doubt(impl_->lane_id(lane), remote_id);
  work.commit();
}

std::vector<std::string> Store::remote_ids(const Lane& lane, std::span<const RecordKey> keys) const {
  std::vector<std::string> ids;
  const auto id = impl_->known_lane(lane);
  if (!id) return ids;
  for (const auto& key : keys) {
    const auto row = impl_->row_called(key.entity, key.external_id);
    const auto facet = row ? impl_->facet_of(*row, *id) : std::nullopt;
    if (facet && !facet->hearsay()) ids.push_back(facet->remote_id);
  }
  return ids;
}

LaneState Store::lane(const Lane& lane) const {
  auto asked = impl_->db.query(
      "SELECT service, feed, cursor, attempted, succeeded, whole, error FROM lane WHERE service = ?1 AND feed = ?2", lane.service,
      lane.feed);
  if (asked.step()) return read_lane(asked);
  LaneState unknown;
  unknown.lane = lane;
  return unknown;
}

std::vector<LaneState> Store::lanes() const {
  std::vector<LaneState> lanes;
  for (auto asked =
           impl_->db.query("SELECT service, feed, cursor, attempted, succeeded, whole, error FROM lane ORDER BY service, feed");
       asked.step();)
    lanes.push_back(read_lane(asked));
  return lanes;
}

std::size_t Store::linked(std::string_view entity) const {
  return static_cast<std::size_t>(impl_->db
                                      .number("SELECT count(*) FROM row r WHERE r.entity = ?1"
                                              " AND EXISTS (SELECT 1 FROM facet f JOIN lane l ON l.id = f.lane"
                                              "  WHERE f.row = r.id AND f.twin = 0 AND f.gone = 0 AND l.service = 'notion')"
                                              " AND EXISTS (SELECT 1 FROM facet f JOIN lane l ON l.id = f.lane"
                                              "  WHERE f.row = r.id AND f.twin = 0 AND l.service <> 'notion')",
                                              entity)
                                      .value_or(0));
}

}  // namespace hsn::state
