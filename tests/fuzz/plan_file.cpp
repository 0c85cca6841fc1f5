// A change as plan files and the journal hold it.
#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(plan_file, input) {
  const auto json = parse_json(input);
  if (!json) return;
  const auto write = write_from_json(*json);
  if (!write) return check(write.error());
  const auto stored = to_json(*write);
  const auto again = write_from_json(stored);
  law(again && to_json(*again) == stored, "a change is stored and read back without loss", dump_json(stored));
  law(again->changes == write->changes && again->agreed == write->agreed && again->expect == write->expect &&
          again->known == write->known && again->refs == write->refs && again->at == write->at,
      "a change is read back as it was", dump_json(stored));
  for (const auto& change : write->changes)
    law(!display(change.to, 40).empty() && display(change.to, 40).find('\n') == std::string::npos,
        "values are shown on one line");
}
