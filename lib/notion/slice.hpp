// More rows of one minute than a query shows: no time tells them apart, so they are read in slices by their External IDs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hsn::notion {

// The rows whose External ID contains `with` and none of `without`; or those that have none.
struct Slice {
  std::string with;
  std::vector<std::string> without;
  bool keyless = false;

  // Conditions on the column with this id, to be met together.
  std::vector<nlohmann::json> conditions(const std::string& property_id) const;
  nlohmann::json encoded() const;
  static Slice decode(const nlohmann::json&);
};

// Where the External IDs of the rows seen so far part.
struct Fork {
  std::optional<std::string> stem;    // what all begin with, but for letter case; null: none has been seen
  std::vector<std::string> branches;  // the stem and the next character, as one of them spells it

  void saw(std::string_view external_id);
  nlohmann::json encoded() const;
  static Fork decode(const nlohmann::json&);
};

// Smaller slices that together show all rows of this one, and perhaps others; empty: there is no telling them apart.
std::vector<Slice> smaller_slices(const Slice&, const Fork&);

}  // namespace hsn::notion
