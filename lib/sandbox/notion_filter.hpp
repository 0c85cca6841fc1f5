// Filters of a query, checked and turned into a function (notion.md 2.4).
#pragma once

#include <functional>
#include <string>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

struct Scope {
  const Workspace& space;
  const DataSource& source;
  Instant now;
};
using Test = std::function<bool(const StoredPage&, const PageState&)>;
Outcome<Test> filter_in(const Workspace&, const DataSource&, const Json& filter, Instant now);

// One condition on one property: {"equals": "x"}, {"is_empty": true}.
Outcome<Test> condition_in(const Scope&, const Property&, const Json& condition, const std::string& where);

}  // namespace hsn::sandbox::notion
