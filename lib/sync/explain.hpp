// "Why would this record change, or not?" The decision, field by field, in words. Pure.
#pragma once

#include <string>
#include <vector>

#include "sync/plan.hpp"

namespace hsn::sync {

struct FieldWhy {
  std::string field, property;
  FieldValue base, service, hub;
  bool in_base = false, in_service = false, in_hub = false;
  std::string decision;  // "nothing to do", "goes to Notion", …
  std::string why;
};

struct Explanation {
  std::string title;
  std::vector<std::string> record;  // about the whole record: detached, waiting until 10:05, twin page, gone, unmanaged …
  std::vector<FieldWhy> fields;     // in table order
};

Explanation explain(const Row&, const Catalog&, const Policy&, const Look&);

}  // namespace hsn::sync
