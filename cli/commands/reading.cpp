#include "cli/commands/reading.hpp"

#include <iterator>

#include "core/time.hpp"

namespace hsn::cli {

Outcome<void> open_to_read(Session& session) {
  if (auto done = session.configure(); !done) return done;
  return session.open(Session::Access::read);
}

Standing standing(Session& session) {
  auto& store = session.store();
  const auto options = session.options({});
  sync::Policy policy = options ? options->policy : sync::Policy{};
  policy.now = session.now();
  Standing found;
  state::Position position;
  while (!position.end) {
    const auto rows = store.rows({}, session.now(), position);
    if (rows.empty()) break;
    std::set<RecordKey> open;
    for (const auto& row : rows) {
      if (store.held(row.key)) open.insert(row.key);
    }
    auto plan = sync::make_plan({rows, session.catalog(), policy, store.look(), open});
    for (auto& conflict : plan.conflicts) {
      if (!conflict.decided) found.held.push_back(std::move(conflict));
    }
    std::move(plan.refusals.begin(), plan.refusals.end(), std::back_inserter(found.refusals));
  }
  return found;
}

std::string local(Session& session, const std::optional<Instant>& at) {
  return at ? format_local(*at, session.config().text("BUSINESS_TIMEZONE")) : "–";
}

}  // namespace hsn::cli
