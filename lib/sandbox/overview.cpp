#include "sandbox/overview.hpp"

#include <utility>

#include "core/json.hpp"

namespace hsn::sandbox {

std::string title_column(const Notion::Page& page) {
  const auto properties = parse_json(page.properties_json).value_or(Json::object());
  for (const auto& [name, value] : properties.items()) {
    if (text_at(value, "/type") == "title") return name;
  }
  return {};
}

namespace {

Table notion_table(const std::string& title, const std::vector<Notion::Page>& pages) {
  Table table{"Notion: " + title, {}, {}};
  if (pages.empty()) return table;
  const auto first = title_column(pages.front());
  table.columns = {first};
  for (const auto& [name, value] : pages.front().plain) {
    if (name != first) table.columns.push_back(name);
  }
  for (const auto& page : pages) {
    if (page.in_trash) continue;
    auto& row = table.rows.emplace_back();
    for (const auto& column : table.columns) {
      const auto cell = page.plain.find(column);
      row.push_back(cell == page.plain.end() ? "" : cell->second);
    }
  }
  return table;
}

}  // namespace

std::vector<Table> overview(const Notion& notion) {
  std::vector<Table> tables;
  for (const auto& title : notion.databases()) tables.push_back(notion_table(title, notion.pages(title)));
  return tables;
}

}  // namespace hsn::sandbox
