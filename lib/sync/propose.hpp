// Links that only people can make: a page, and what a booking service offers under the very same name.
#pragma once

#include <string>
#include <vector>

#include "state/store.hpp"
#include "sync/catalog.hpp"

namespace hsn::sync {

struct Proposal {
  RecordKey key;
  std::string title;     // of the page
  std::string property;  // "Acuity Type ID"
  std::string number;    // to be put there
};

// Of one page and one offer only, and while the page gives no number.
std::vector<Proposal> propose(const state::Store&, const Catalog&);

}  // namespace hsn::sync
