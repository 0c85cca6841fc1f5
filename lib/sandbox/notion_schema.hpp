// Columns of the emulator's databases: made, changed, removed and shown (notion.md 2.1 and 2.3).
#pragma once

#include <string>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

// All the columns of a new data source; exactly one is the title.
Outcome<void> create_columns(Workspace&, std::size_t source, const Json& properties, const std::string& where);
// PATCH semantics: only what is named changes, null removes, {"name"} renames. All of it or nothing.
Outcome<void> change_columns(Workspace&, std::size_t source, const Json& properties);

void remove_column(Workspace&, std::size_t source, const std::string& id);
// The column takes another type; its values are carried over where their text fits.
void convert_column(Workspace&, std::size_t source, Property&, Type to);

// ---- one column, for the two above
Property& append_column(Workspace&, DataSource&, const std::string& name, Type);
void drop_column(DataSource&, const std::string& id);
// May add columns here and in other data sources, and so move every property in memory.
Outcome<void> configure_column(Workspace&, std::size_t source, const std::string& id, const Json& config,
                               const std::string& where);

}  // namespace hsn::sandbox::notion
