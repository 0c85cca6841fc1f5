// Plays a story: a hub and a shop in memory, hsn between them, people on both sides, trouble on the wire; judged by the
// reference.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "support/story.hpp"

namespace hsn::test {

struct Tally {
  std::size_t runs = 0, killed = 0, evenings = 0, edits = 0, logged = 0, races = 0, held = 0;
  std::array<std::size_t, kTroubles> troubles{};
  Tally& operator+=(const Tally&);
};

struct Ending {
  std::string wrong;  // empty: each side holds what it must
  std::string tale;   // what happened, a line each
  Tally tally;
};
Ending play(const Story&);

}  // namespace hsn::test
