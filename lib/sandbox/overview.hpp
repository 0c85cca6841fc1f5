// The emulators' records as tables, for the sandbox page.
#pragma once

#include <string>
#include <vector>

#include "sandbox/notion.hpp"
#include "sandbox/page.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::sandbox {

// The name of the title column, as a page shows it; empty when there is none.
std::string title_column(const Notion::Page&);
std::vector<Table> overview(const Notion&, const Shop*);  // no shop: null

}  // namespace hsn::sandbox
