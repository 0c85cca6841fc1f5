// Notion's databases as tables, for the sandbox's page.
#pragma once

#include <string>
#include <vector>

#include "sandbox/notion.hpp"
#include "sandbox/page.hpp"

namespace hsn::sandbox {

// The name of the title column, as a page shows it; empty when there is none.
std::string title_column(const Notion::Page&);
std::vector<Table> overview(const Notion&);

}  // namespace hsn::sandbox
