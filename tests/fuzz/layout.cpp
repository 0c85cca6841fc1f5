// The layout of the Notion databases as the state holds it.
#include "notion/layout.hpp"

#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(layout, input) {
  const auto layout = notion::decode_layout(input);
  if (!layout) return check(layout.error());
  const auto text = notion::encode(*layout);
  const auto again = notion::decode_layout(text);
  law(again && notion::encode(*again) == text, "a layout is stored and read back without loss", text);
}
