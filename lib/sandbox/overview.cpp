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

struct ShopTable {
  const char *kind, *title;
  std::vector<std::pair<const char*, const char*>> columns;  // heading, where
};

}  // namespace

std::vector<Table> overview(const Notion& notion, const Shop* shop) {
  static const std::vector<ShopTable> kShop = {
      {"products",
       "Shop: products",
       {{"Id", "/id"},
        {"Name", "/name"},
        {"SKU", "/sku"},
        {"Regular price", "/regular_price"},
        {"Sale price", "/sale_price"},
        {"Stock", "/stock_quantity"},
        {"Status", "/status"}}},
      {"orders",
       "Shop: orders",
       {{"Number", "/number"},
        {"Status", "/status"},
        {"Total", "/total"},
        {"Currency", "/currency"},
        {"E-mail", "/billing/email"},
        {"Created", "/date_created_gmt"}}},
      {"customers",
       "Shop: customers",
       {{"Id", "/id"}, {"First name", "/first_name"}, {"Last name", "/last_name"}, {"E-mail", "/email"}}},
  };
  std::vector<Table> tables;
  for (const auto& title : notion.databases()) tables.push_back(notion_table(title, notion.pages(title)));
  if (!shop) return tables;
  for (const auto& kind : kShop) {
    Table table{kind.title, {}, {}};
    for (const auto& [heading, where] : kind.columns) table.columns.emplace_back(heading);
    for (const auto& text : shop->all(kind.kind)) {
      const auto record = parse_json(text).value_or(Json::object());
      auto& row = table.rows.emplace_back();
      for (const auto& [heading, where] : kind.columns) row.push_back(text_at(record, where).value_or(""));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace hsn::sandbox
