// Where our entities live in one workspace: database, data source, and per field the property that carries it. Kept in the
// state; made by provisioning; refreshed daily and after a validation error.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace hsn::notion {

// Of a select, multi_select or status.
struct Option {
  std::string id;      // stays when people rename it
  std::string name;    // as last seen; unique in its column, ignoring case
  std::string choice;  // of the field: what it stands for, whatever people call it; empty: it is theirs alone
  bool operator==(const Option&) const = default;
};

struct Property {
  std::string id;    // as returned: already percent-encoded; verbatim in paths and as JSON keys
  std::string name;  // as last seen, for messages
  std::string type;  // Notion's: "rich_text", "select", "status", …: how this field is encoded here
  std::vector<Option> options;
};

struct Source {
  std::string database_id, data_source_id;
  std::map<std::string, Property, std::less<>> properties;  // by FieldDef::name; missing: that field is left alone
  std::vector<std::string> problems;  // for `check` and the warnings of a run: missing, retyped, wrong target
  bool usable = true;                 // false: a required property is missing, or Notion does not show the database
  Fault fault = Fault::bad_config;    // why it is not
};

struct Layout {
  std::string bot_id;
  std::map<std::string, Source, std::less<>> sources;  // by entity
  Instant read_at{};
};

// By entity, the fields that another column carries than before, or the same one of another type, or one that was not there:
// deleted, made anew, retyped and back. Not of an entity that one of the two does not show.
std::map<std::string, std::vector<std::string>> other_columns(const Layout& before, const Layout& now);

std::string encode(const Layout&);  // JSON, for the state
Result<Layout> decode_layout(std::string_view);

}  // namespace hsn::notion
