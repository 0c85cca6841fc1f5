// Whether a page shows a write of ours.
#pragma once

#include <optional>

#include "record/row.hpp"

namespace hsn {

// By its Last Sync, which goes along with all the rest of a write and which people do not edit. Null: it cannot tell, since the
// page does not show it, or the write left the minute in it as it was.
std::optional<bool> shows_write(const Record& page, const Write&);

}  // namespace hsn
