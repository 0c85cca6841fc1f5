#include "cli/commands/feedback_file.hpp"

#include <string>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::cli {
namespace {

struct FileItem {
  std::size_t line = 0;
  Json item;
};

tl::unexpected<Error> broken(std::size_t line, std::string what) {
  return fail(Fault::bad_data, std::move(what), "line " + std::to_string(line), "mend the file; nothing of it was taken");
}

Result<std::vector<FileItem>> from_json(std::string_view text) {
  auto json = parse_json(text);
  if (!json) return tl::unexpected(json.error());
  if (const auto* inner = at(*json, "/feedback"); inner != nullptr && inner->is_array()) json = Json(*inner);
  if (json->is_object()) json = Json::array({*json});
  if (!json->is_array()) return fail(Fault::bad_data, "it holds no list of items");
  std::vector<FileItem> items;
  for (auto& item : *json) items.push_back({items.size() + 1, std::move(item)});
  return items;
}

Result<std::vector<FileItem>> from_lines(std::string_view text) {
  std::vector<FileItem> items;
  std::size_t number = 0;
  for (const auto& line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    auto json = parse_json(line);
    if (!json) return broken(number, json.error().what);
    items.push_back({number, std::move(*json)});
  }
  return items;
}

struct CsvRow {
  std::size_t line = 1;
  std::vector<std::string> cells;
};

// A cell in quotes may hold commas, line ends and, doubled, quotes. What a spreadsheet would take for a formula is text.
Result<std::vector<CsvRow>> csv_rows(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::vector<CsvRow> rows;
  std::size_t line = 1;
  while (!text.empty()) {
    CsvRow row{line, {}};
    for (bool more = true; more;) {
      std::string cell;
      if (text.starts_with('"')) {
        const auto opened = line;
        text.remove_prefix(1);
        while (!text.empty() && (text.front() != '"' || text.starts_with("\"\""))) {
          if (text.front() == '\n') ++line;
          cell += text.front();
          text.remove_prefix(text.front() == '"' ? 2 : 1);
        }
        if (text.empty()) return broken(opened, "a quote is opened and never closed");
        text.remove_prefix(1);
        if (!text.empty() && std::string_view(",\r\n").find(text.front()) == std::string_view::npos)
          return broken(line, "something stands behind a closing quote");
      } else {
        cell = text.substr(0, text.find_first_of(",\r\n"));
        text.remove_prefix(cell.size());
      }
      row.cells.push_back(std::move(cell));
      more = text.starts_with(',');
      if (more) text.remove_prefix(1);
    }
    if (text.starts_with('\r')) text.remove_prefix(1);
    if (text.starts_with('\n')) text.remove_prefix(1);
    ++line;
    if (row.cells.size() > 1 || !trim(row.cells.front()).empty()) rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<FileItem>> from_csv(std::string_view text) {
  auto rows = csv_rows(text);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<FileItem> items;
  if (rows->empty()) return items;
  std::vector<std::string> names;
  for (const auto& name : rows->front().cells) names.push_back(lower_ascii(trim(name)));
  for (auto row = rows->begin() + 1; row != rows->end(); ++row) {
    if (row->cells.size() > names.size()) return broken(row->line, "it has more cells than the first line has names");
    auto item = Json::object();
    for (std::size_t i = 0; i < row->cells.size(); ++i) {
      if (!names[i].empty() && !row->cells[i].empty()) item[names[i]] = row->cells[i];
    }
    items.push_back({row->line, std::move(item)});
  }
  return items;
}

Result<std::vector<FileItem>> items_in(std::string_view text, FileKind kind) {
  switch (kind) {
    case FileKind::json:
      return from_json(text);
    case FileKind::jsonl:
      return from_lines(text);
    case FileKind::csv:
      break;
  }
  return from_csv(text);
}

}  // namespace

Result<void> read_feedback(std::string_view text, FileKind kind, const TakeItem& take) {
  if (!is_utf8(text)) return fail(Fault::bad_data, "it is not UTF-8", "", "save it as UTF-8");
  const auto items = items_in(text, kind);
  if (!items) return tl::unexpected(items.error());
  for (const auto& [line, item] : *items) take(line, item);
  return {};
}

}  // namespace hsn::cli
