// What `hsn ai ask`, `import` and `export` share: the conversations that the state knows, and their way to Notion.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/commands/running.hpp"
#include "services/ai/interaction.hpp"

namespace hsn::cli {

// Settings and state with its lock, network, the pages' layout as it is known: no request is sent. AI must be enabled.
Outcome<void> prepare_to_talk(Session&);

std::vector<services::ai::Told> known_conversations(Session&);
void keep(Session&, std::span<const services::ai::Interaction>);

// Of a run that concerns the pages of AI Interactions alone.
Outcome<sync::Options> talk_options(Session&);
// The ordinary way: recover, pull, push.
void carry_to_pages(Crew&, state::RunId, sync::Report&);

}  // namespace hsn::cli
