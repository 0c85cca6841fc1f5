// Which column carries which field: our schemas against a data source as Notion shows it (higherself-model.md 3, "Property
// matching"). Pure; used by provisioning and by `hsn check`.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "notion/layout.hpp"
#include "record/schema.hpp"

namespace hsn::notion {

struct Names {
  const std::map<std::string, std::string>* mapped = nullptr;  // our property name -> name in this workspace
  const Source* known = nullptr;                               // ids of earlier runs: a renamed column is still ours
  const Layout* layout = nullptr;                              // for the targets of relations
  std::span<const std::string> businesses{};                   // options of Business Entity; empty: those of the table
};

// A status column that lacks some of its field's choices: unlike a select it does not take them up when a page is written.
struct Lacking {
  const FieldDef* field;
  std::vector<std::string> options;
};
struct Match {
  Source source;                         // without database_id
  std::vector<const FieldDef*> missing;  // can be added: no column has the name, and a relation's target exists
  std::vector<Lacking> lacking;
};
Match match(const Schema&, const nlohmann::json& data_source, const Names&);

// The name that the field's column has or gets in this workspace.
std::string column_name(const FieldDef&, const Names&);
// The column of that name (trimmed, ignoring case); null: none.
const nlohmann::json* column_named(const nlohmann::json& data_source, std::string_view name);
const nlohmann::json* column_with_id(const nlohmann::json& data_source, std::string_view id);

// What makes such a column: {"number":{"format":"number"}}. Relations name their target's data source.
nlohmann::json column_config(const FieldDef&, const Names&);
// What adds the options, and leaves those that are there: {"status":{"options":[{"id":…},{"name":"Paid"}]}}.
nlohmann::json with_options(const nlohmann::json& column, const std::vector<std::string>& options);
// {"Name":{"title":{}},…}: all columns but relations, for a new database.
nlohmann::json first_columns(const Schema&, const Names&);

}  // namespace hsn::notion
