#include "cli/commands/talking.hpp"

#include <algorithm>

#include "entities/entities.hpp"

namespace hsn::cli {

Outcome<void> prepare_to_talk(Session& session) {
  if (auto done = session.configure(); !done) return done;
  if (const auto enabled = session.targets({services::ai::kLane.service}); !enabled) return tl::unexpected(enabled.error());
  if (auto done = session.open(Session::Access::write); !done) return done;
  if (auto done = session.connect(); !done) return done;
  if (auto done = session.assemble(Session::Layout::kept); !done) return done;
  if (session.catalog().schema(services::ai::kLane.feed) == nullptr)
    return tl::unexpected(Error{Fault::bad_config, "the database AI Interactions is not set up", "", "run `hsn init`"});
  return {};
}

std::vector<services::ai::Told> known_conversations(Session& session) {
  state::Scope scope;
  scope.entity = services::ai::kLane.feed;
  scope.everything = true;
  std::vector<services::ai::Told> all;
  for (state::Position position; !position.end;) {
    for (const auto& row : session.store().rows(scope, session.now(), position)) {
      if (auto told = services::ai::told_of(row)) all.push_back(std::move(*told));
    }
  }
  return all;
}

void keep(Session& session, std::span<const services::ai::Interaction> conversations) {
  std::vector<Seen> seen;
  for (const auto& said : conversations) seen.push_back(services::ai::seen_of(said));
  for (auto& told : seen) entities::canonicalize(told);
  sync::take_in(session.store(), services::ai::kLane, seen, session.now());
}

Outcome<sync::Options> talk_options(Session& session) {
  auto options = session.options({});
  if (!options) return options;
  options->only = services::ai::kLane.feed;
  options->policy.towards = {.hub = true, .all_services = false, .services = {}, .hub_ids_only = false};
  return options;
}

void carry_to_pages(Crew& crew, state::RunId run, sync::Report& report) {
  crew.engine.recover(report);
  crew.engine.pull(report);
  crew.engine.push(run, report);
}

}  // namespace hsn::cli
