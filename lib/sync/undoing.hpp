// How one row is put back to what it showed before a run, lane by lane: each lane that the run wrote to gets its own old value, a
// service from which the run only brought something gets the page's, and both only what they may be sent. What must not or cannot
// be put back is left, and says why. Pure. Private to this room.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync/engine.hpp"

namespace hsn::sync {

// What a run did to one field in one lane: the first value that it replaced, and the last that it left there.
struct Deed {
  Lane lane;
  FieldValue from, to;
};
using Deeds = std::map<std::string, std::vector<Deed>>;  // by field

// Adds to the undo what puts this row back. `reason`: of each change, for people.
void put_back(const Row&, const Schema&, const Deeds&, const Catalog&, Instant now, const std::string& reason, Engine::Undo&);

Refusal left_alone(const Row&, const Schema&, const std::string& field, std::string why, std::string remedy = {});

}  // namespace hsn::sync
