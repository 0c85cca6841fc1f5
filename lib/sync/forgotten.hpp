// People who were forgotten, and what a service still tells of them: old orders and bookings come in without them. A person is
// known by a mark, the HMAC of an address with a key of this state's own, so that the state holds nobody. Who comes anew after
// that day is let in. Private to this room.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "record/row.hpp"
#include "state/store.hpp"

namespace hsn::sync {

class Forgotten {
 public:
  explicit Forgotten(const state::Store&);

  bool anybody() const { return !since_.empty(); }
  // The record as it may be kept; null: not at all.
  std::optional<Seen> let_in(const Lane&, Seen) const;
  std::vector<Seen> let_in(const Lane&, std::span<const Seen>) const;
  // The same of what was kept before they asked. Null: the client is one of them, and `hsn forget` has not come to its end.
  std::optional<Row> let_in(Row) const;

 private:
  bool covers(std::string_view address, Instant created) const;

  std::string key_;
  std::map<std::string, Instant> since_;  // by mark
};

// The mark of an address; makes the key where there is none yet.
std::string mark_of(state::Store&, const Random&, std::string_view address);

}  // namespace hsn::sync
