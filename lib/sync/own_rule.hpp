// Fields for which a rule of their own (FieldDef::special) says who wins, and not the table. Pure. Only for merge.cpp.
#pragma once

#include <optional>

#include "sync/merge.hpp"

namespace hsn::sync {

// Of a value that hsn works out; null: the table decides.
std::optional<Outcome> by_own_rule(const MergeInput&, Moved);
// MergeRule::last_word: people's own, but who has opted out at a service is opted out.
Merged merge_last_word(const MergeInput&, Moved);

}  // namespace hsn::sync
