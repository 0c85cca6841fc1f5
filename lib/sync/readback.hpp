// What the answer to a write tells beside its success: it is the whole record, as its side shows it now. Private to this room.
#pragma once

#include <string>
#include <vector>

#include "sync/engine.hpp"

namespace hsn::sync {

// Whether a page that was made shows what was written, and nothing else.
bool shows(const Seen& page, const Write&, const Schema&);
// What a service accepted and then shows as it was before (a price of a product that has variations), for people; empty: nothing.
// The page is about to show the old value again, and is to say why.
std::string left_as_it_was(const Write&, const Seen& after, const Catalog&);
// What Notion shows otherwise than it was sent. A page that shows what stood there before may be a stale one.
std::vector<Hold> renderings(const Write&, const Seen& after, const Schema&);
// What a write has overwritten, for the report.
void tell_overwritten(const Write&, const Seen& after, const Catalog&, Report&);

}  // namespace hsn::sync
