#include "sandbox/notion_filter.hpp"

#include <algorithm>

#include "sandbox/notion_check.hpp"

namespace hsn::sandbox::notion {
namespace {

Outcome<Test> timestamp_in(const Scope& scope, const Json& filter, const std::string& where) {
  if (auto shape = only(filter, {"timestamp", "type", "created_time", "last_edited_time"}, where); !shape) {
    return tl::unexpected(shape.error());
  }
  const auto& name = filter["timestamp"];
  if (name != "created_time" && name != "last_edited_time")
    return expected(where + ".timestamp", "created_time or last_edited_time", name);
  const auto key = name.get<std::string>();
  if (filter.size() != 2U + filter.count("type") || !filter.contains(key))
    return expected(where, "a condition on " + key, filter);
  if (filter.contains("type") && filter["type"] != key) return expected(where + ".type", key, filter["type"]);
  Property stand_in;
  stand_in.type = type_named(key)->type;
  return condition_in(scope, stand_in, filter[key], where + "." + key);
}

Outcome<Test> leaf_in(const Scope& scope, const Json& filter, const std::string& where) {
  if (filter.contains("timestamp")) return timestamp_in(scope, filter, where);
  const auto& key = member(filter, "property");
  if (!key.is_string()) return expected(where + ".property", "a string", key);
  const auto* property = find_property(scope.source, key.get_ref<const std::string&>());
  if (!property) return invalid("Could not find property with name or id: " + key.get<std::string>());
  const auto type = std::string(describe(property->type).name);
  for (const auto& [name, part] : filter.items()) {
    if (name == "property" || name == type || (name == "type" && part == type)) continue;
    return invalid("database property " + type + " does not match filter " + name + ".");
  }
  if (!filter.contains(type)) return expected(where + "." + type, "a condition", Json());
  return condition_in(scope, *property, filter[type], where + "." + type);
}

Outcome<Test> any_in(const Scope& scope, const Json& filter, int depth, const std::string& where) {
  if (!filter.is_object()) return expected(where, "an object", filter);
  const bool all = filter.contains("and");
  if (!all && !filter.contains("or")) return leaf_in(scope, filter, where);
  if (depth == 2) return invalid("body failed validation: " + where + ": filters may be nested two levels deep only.");
  const auto* const name = all ? "and" : "or";
  if (auto shape = only(filter, {name}, where); !shape) return tl::unexpected(shape.error());
  const auto& list = filter[name];
  const auto inner = where + "." + name;
  if (!list.is_array()) return expected(inner, "an array", list);
  if (auto size = at_most(list.size(), kItems, inner); !size) return tl::unexpected(size.error());
  std::vector<Test> tests;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto test = any_in(scope, list[i], depth + 1, inner + "[" + std::to_string(i) + "]");
    if (!test) return test;
    tests.push_back(std::move(*test));
  }
  return Test([all, tests = std::move(tests)](const StoredPage& page, const PageState& state) {
    const auto holds = [&](const Test& test) { return test(page, state); };
    return all ? std::all_of(tests.begin(), tests.end(), holds) : std::any_of(tests.begin(), tests.end(), holds);
  });
}

}  // namespace

Outcome<Test> filter_in(const Workspace& space, const DataSource& source, const Json& filter, Instant now) {
  return any_in({space, source, now}, filter, 0, "body.filter");
}

}  // namespace hsn::sandbox::notion
