// Columns of the hub that are not the ones they were.
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "record/record_text.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

// Their fields without these; null: they have none of them.
std::optional<std::string> without(Fields fields, std::span<const std::string> names) {
  std::size_t erased = 0;
  for (const auto& name : names) erased += fields.erase(name);
  return erased == 0 ? std::nullopt : std::optional(encode_fields(fields));
}

struct Kept {
  std::int64_t id;
  std::string fields;
};

std::vector<Kept> all_of(Query asked) {
  std::vector<Kept> kept;
  while (asked.step()) kept.push_back({asked.integer(0), asked.string(1)});
  return kept;
}

}  // namespace

void Store::unlearn(const Lane& hub, std::span<const std::string> fields, Instant now) {
  Work work(*impl_);
  auto& db = impl_->db;
  const auto lane = impl_->lane_id(hub);
  for (const auto& base :
       all_of(db.query("SELECT b.row, b.fields FROM base b JOIN row r ON r.id = b.row WHERE r.entity = ?1", hub.feed)))
    if (const auto left = without(impl_->decoded(base.fields, "a record"), fields))
      db.run("UPDATE base SET fields = ?2 WHERE row = ?1", base.id, *left);
  for (const auto& body :
       all_of(db.query("SELECT b.facet, b.fields FROM body b JOIN facet f ON f.id = b.facet WHERE f.lane = ?1", lane))) {
    const auto left = without(impl_->decoded(body.fields, "a page"), fields);
    if (!left) continue;
    db.run("UPDATE body SET fields = ?2 WHERE facet = ?1", body.id, *left);
    db.run("UPDATE facet SET digest = ?2 WHERE id = ?1", body.id, sha256_hex(*left));
  }
  db.run("UPDATE lane SET cursor = '' WHERE id = ?1", lane);
  db.run("UPDATE row SET due = coalesce(min(due, ?2), ?2) WHERE entity = ?1", hub.feed, now);
  impl_->looked_at.clear();
  work.commit();
}

}  // namespace hsn::state
