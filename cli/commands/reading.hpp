// What status, log, show, explain and conflicts share: the state without lock, and what the planner thinks of it, without a
// request.
#pragma once

#include <vector>

#include "cli/session.hpp"
#include "sync/plan.hpp"

namespace hsn::cli {

// Settings and the state, read only.
Outcome<void> open_to_read(Session&);

// What would not be done by the next sync: conflicts that wait, refusals, pages that wait. From the rows that are due.
struct Standing {
  std::vector<sync::Conflict> held;
  std::vector<sync::Refusal> refusals;
};
// Needs the catalog (assemble).
Standing standing(Session&);

// The time in the business's zone; "–" for none.
std::string local(Session&, const std::optional<Instant>&);

}  // namespace hsn::cli
