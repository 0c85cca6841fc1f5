#include "sandbox/notion_routes.hpp"

#include <algorithm>
#include <iterator>

#include "core/text.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr Route kRoutes[] = {
    {"GET", "users/me", get_self},
    {"GET", "users", get_users},
    {"GET", "users/*", get_user},
    {"POST", "databases", create_database, Counted::create},
    {"GET", "databases/*", get_database},
    {"PATCH", "databases/*", update_database, Counted::update},
    {"POST", "data_sources", create_source, Counted::create},
    {"GET", "data_sources/*", get_source},
    {"PATCH", "data_sources/*", update_source, Counted::update},
    {"POST", "data_sources/*/query", query_source, Counted::query},
    {"POST", "pages", create_page, Counted::create},
    {"GET", "pages/*", get_page},
    {"PATCH", "pages/*", update_page, Counted::update},
    {"GET", "pages/*/properties/*", get_page_property},
    {"GET", "blocks/*/children", get_children},
    {"PATCH", "blocks/*/children", append_children, Counted::update},
    {"DELETE", "blocks/*", delete_block, Counted::update},
    {"POST", "search", search, Counted::query},
};

bool leads_to(const Route& route, const std::string& method, const std::vector<std::string>& parts,
              std::vector<std::string>& arguments) {
  if (route.method != method) return false;
  const auto pattern = split(route.path, '/');
  if (pattern.size() != parts.size()) return false;
  arguments.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (pattern[i] == "*") {
      arguments.push_back(parts[i]);
    } else if (pattern[i] != parts[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

const Route* route_of(const std::string& method, const std::string& path, std::vector<std::string>& arguments) {
  const auto parts = path.starts_with("/v1/") ? split(path.substr(4), '/') : std::vector<std::string>();
  const auto* route = std::find_if(std::begin(kRoutes), std::end(kRoutes),
                                   [&](const Route& each) { return leads_to(each, method, parts, arguments); });
  return route == std::end(kRoutes) ? nullptr : route;
}

}  // namespace hsn::sandbox::notion
