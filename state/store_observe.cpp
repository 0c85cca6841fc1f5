// What a lane shows comes in: told from what is stale, unreadable or gone, and kept with its row.
#include <utility>

#include "core/digest.hpp"
#include "core/log.hpp"
#include "core/time.hpp"
#include "record/record_text.hpp"
#include "record/stamp.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

std::string key_told(const Lane& lane, const Seen& seen) {
  const auto& told = seen.record.key.external_id;
  if (!told.empty() || seen.remote_id.empty()) return told;
  // A page that carries none, or a record that could not be read: what is known of it is its id.
  if (lane.service == kHub) return std::string(kPagePrefix) + seen.remote_id;
  return lane.service + ":" + seen.record.key.entity + ":" + seen.remote_id;
}

enum class Freshness { fresh, stale, doubtful };

// A Notion query may show a page as it was before our last write to it (notion.md 5): taken at its word, our own old value
// would pass for an edit by staff. Its times have minutes only, so within the minute nobody can tell.
Freshness freshness(const Facet& known, const Arrival& a) {
  if (a.seen.sure) return Freshness::fresh;
  if (known.sure_at && a.seen.at < *known.sure_at) return Freshness::stale;
  const bool differs = known.gone != a.seen.gone || known.digest != a.digest;
  if (known.gone && !a.seen.gone) return Freshness::doubtful;
  const bool same_minute = known.sure_at && floor_minute(a.seen.at) == floor_minute(*known.sure_at);
  return same_minute && differs ? Freshness::doubtful : Freshness::fresh;
}

}  // namespace

bool Tables::shows_last_write(const Arrival& a, const Facet& known) const {
  if (!a.hub()) return false;
  const auto write = last_write(known.row, a.lane);
  const bool to_this = write && (write->verb == Verb::create || write->known.remote_id == a.seen.remote_id);
  return to_this && shows_write(a.seen.record, *write) == true;
}

void Store::observe(const Lane& lane, std::span<const Seen> seen, const std::optional<Cursor>& cursor, Instant now) {
  Work work(*impl_);
  const LaneId id = impl_->lane_id(lane);
  for (const Seen& one : seen) impl_->observe(impl_->arrival(lane, id, one, now));
  if (cursor) impl_->db.run("UPDATE lane SET cursor = ?2 WHERE id = ?1", id, *cursor);
  work.commit();
}

Arrival Tables::arrival(const Lane& lane, LaneId id, Seen seen, Instant now) const {
  auto key = key_told(lane, seen);
  Arrival a{lane, id, std::move(seen), std::move(key), {}, {}, now};
  const bool readable = !a.seen.gone && a.seen.problem.empty();
  if (!readable) a.seen.record.fields.clear();
  a.body = encode_fields(a.seen.record.fields);
  if (readable) a.digest = sha256_hex(a.body);
  return a;
}

// Hearsay adds up: a person whom one form asked for the phone and the next for the e-mail alone still has a phone. Of two words
// on one field the newer counts, of one age the later told, unless it is empty (higherself-model.md 3.2).
void Tables::add_up(Arrival& a, const Facet& known) const {
  auto asked = db.query("SELECT fields FROM body WHERE facet = ?1", known.id);
  Fields others = asked.step() ? decoded(asked.text(0), a.key) : Fields();
  auto& fields = a.seen.record.fields;
  if (a.seen.at < known.at) {
    a.seen.at = known.at;
    std::swap(fields, others);
  }
  for (auto& [name, older] : others) {
    const auto [newer, added] = fields.try_emplace(name, older);
    if (!added && is_empty(newer->second)) newer->second = older;
  }
  a.body = encode_fields(fields);
  a.digest = sha256_hex(a.body);
}

void Tables::observe(Arrival a) {
  const bool unreadable = !a.seen.problem.empty();
  if (a.key.empty() || (unreadable && a.seen.remote_id.empty()))
    return log(Level::warning, a.lane.str(), "a record without id or key was passed over");
  const auto known = facet_shown(a.lane_id, a.entity(), a.seen.remote_id);
  if (known) {
    auto fresh = freshness(*known, a);
    if (fresh == Freshness::doubtful && !known->gone && shows_last_write(a, *known)) fresh = Freshness::fresh;
    if (fresh == Freshness::doubtful) put_in_doubt(a.lane_id, a.seen.remote_id);
    if (fresh != Freshness::fresh) return touch(a, *known);
  }
  if (a.seen.sure && !a.seen.remote_id.empty()) clear_doubt(a);
  if (a.seen.gone) {
    if (known) {
      mark_gone(a, *known);
    } else if (!a.hub()) {
      db.run("DELETE FROM alias WHERE external_id = ?1 AND entity = ?2", a.key, a.entity());
    }
    return;
  }
  if (known && unreadable) return mark_unreadable(a, *known);
  auto place = a.hub() ? place_page(a, known) : known ? place_known(a, *known) : place_new(a);
  if (!place) return;
  a.key = std::move(place->key);
  if (a.seen.remote_id.empty() && place->facet && !place->facet->gone) add_up(a, *place->facet);
  keep(a, place->row, place->facet);
  if (unreadable) mark_unreadable(a, *facet_shown(a.lane_id, a.entity(), a.seen.remote_id));
}

}  // namespace hsn::state
