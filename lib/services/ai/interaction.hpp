// One question and what came of it: what `hsn ai` tells the state, and what it makes of what the state and Notion know. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "record/row.hpp"
#include "services/ai/provider.hpp"
#include "services/ai/redact.hpp"

namespace hsn::services::ai {

inline const Lane kLane{"ai", "interactions"};

struct Interaction {
  std::string id;  // UUID
  std::string thread;
  std::int64_t turn = 1;
  std::string provider, model, task = "Question";  // as Notion's options have them
  std::string prompt, response;
  std::string outcome = "OK";  // OK, Truncated, Filtered, Error
  std::optional<std::int64_t> tokens_in, tokens_out, latency_ms;
  std::string asked_by, knowledge_version;
  std::string client;           // External ID; empty: none
  std::string business_entity;  // as Notion's option has it; empty: the default
  Instant created{};            // zero: not known
};
bool was_answered(const Interaction&);
Seen seen_of(const Interaction&);

std::string uuid_of(std::uint64_t high, std::uint64_t low);  // version 4
// The same text, the same id: an import that is repeated makes nothing twice.
std::string uuid_of(std::string_view text);

// ---- threads
struct Told {
  Interaction said;   // whole texts where this state has them, else what the page shows
  bool whole = true;  // false: only the beginning of a longer text is known
  std::string review, corrected;
  bool for_training = false;
};
std::optional<Told> told_of(const Row&);  // null: its page or its record is gone
// The turns of a thread that were answered, oldest first. Of two tries at one question the answered one.
std::vector<Told> thread_of(std::vector<Told> all, std::string_view thread);
std::int64_t next_turn(const std::vector<Told>& all, std::string_view thread);
std::vector<Exchange> exchanges(const std::vector<Told>&);  // with staff's corrections in place of the answers

// ---- JSON lines
struct Imported {
  std::vector<Interaction> turns;
  std::vector<Error> wrong;      // a line each
  std::size_t instructions = 0;  // what the system said: no page holds it
};
// {"thread","role","content","provider","model","time"} a line; a user's words and the answer to them become one turn.
Imported read_conversations(std::string_view jsonl, std::string_view file, const Redactions&);

struct Training {
  std::string jsonl;  // {"messages":[{"role","content"}, …]} a line
  std::size_t examples = 0;
  std::vector<std::string> cut;  // External IDs of those left out since only their beginning is known
};
// Those that staff approved or corrected and ticked Use For Training, each with the turns before it.
Training training_of(const std::vector<Told>&);

}  // namespace hsn::services::ai
