// Options of select, multi_select and status columns.
#pragma once

#include <string>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

Outcome<void> set_options(Workspace&, Property&, const Json& config, const std::string& where);
// Adds an option, as a page write does.
Outcome<std::uint32_t> add_option(Workspace&, Property&, const std::string& name, const std::string& where);
Json show_options(const Property&);

}  // namespace hsn::sandbox::notion
