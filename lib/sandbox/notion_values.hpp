// Property values of pages: taken from requests, written, mirrored along two-way relations (notion.md 2.5).
#pragma once

#include <string>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

// The `properties` of a page request, onto a page. All of it or nothing; what is not named stays.
Outcome<void> write_values(Workspace&, StoredPage&, const Json& properties, const Actor&);

// After a column changed its type: values go along where their text fits.
void carry_values(Workspace&, DataSource&, const Property& before, Property& after);

}  // namespace hsn::sandbox::notion
