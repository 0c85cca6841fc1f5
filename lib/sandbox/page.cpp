#include "sandbox/page.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace hsn::sandbox {
namespace {

constexpr std::size_t kRows = 500;  // a browser copes; nobody reads more

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>hsn sandbox</title><style>
body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#222;background:#fafafa}
section{margin:0 0 2.5rem;overflow-x:auto}
h2{font-size:1.1rem;margin:0 0 .5rem}h2 small{color:#777;font-weight:normal}
table{border-collapse:collapse;background:#fff}
th,td{border:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top;max-width:24rem;overflow-wrap:anywhere}
th{background:#f0f0f0;white-space:nowrap}
</style></head><body>
)";

void add_row(std::string& html, const std::vector<std::string>& cells, std::string_view tag) {
  html += "<tr>";
  for (const auto& cell : cells) {
    html.append("<").append(tag).append(">").append(encode_entities(cell)).append("</").append(tag).append(">");
  }
  html += "</tr>\n";
}

}  // namespace

std::string html_page(std::string_view heading, std::span<const Table> tables) {
  std::string html(kHead);
  html.append("<h1>").append(encode_entities(heading)).append("</h1>\n");
  for (const auto& table : tables) {
    html.append("<section><h2>").append(encode_entities(table.title));
    html.append(" <small>").append(std::to_string(table.rows.size())).append("</small></h2>\n<table>");
    add_row(html, table.columns, "th");
    const auto shown = std::min(table.rows.size(), kRows);
    for (std::size_t i = 0; i < shown; ++i) add_row(html, table.rows[i], "td");
    html += "</table>\n";
    if (shown < table.rows.size()) html.append("<p>and ").append(std::to_string(table.rows.size() - shown)).append(" more</p>\n");
    html += "</section>\n";
  }
  html += "</body></html>\n";
  return html;
}

}  // namespace hsn::sandbox
