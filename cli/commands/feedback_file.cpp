#include "cli/commands/feedback_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/text.hpp"

namespace hsn::cli {
namespace {

constexpr std::string_view kNotUtf8 = "it is not UTF-8", kSaveAsUtf8 = "save the file as UTF-8";

tl::unexpected<Error> broken(std::string what) {
  const std::string how = what == kNotUtf8 ? std::string(kSaveAsUtf8) : "mend it";
  return fail(Fault::bad_data, std::move(what), "", how + " and import the file again: nothing is there twice");
}

// What Windows calls Unicode: no line of it is one.
bool is_utf16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

Result<void> from_json(std::string_view text, const TakeItem& take) {
  auto json = parse_json(text);
  if (!json) return tl::unexpected(json.error());
  if (const auto* inner = at(*json, "/feedback"); inner != nullptr && inner->is_array()) json = Json(*inner);
  if (json->is_object()) json = Json::array({*json});
  if (!json->is_array()) return fail(Fault::bad_data, "it holds no list of items");
  std::size_t number = 0;
  for (const auto& item : *json) take(++number, Result<Json>(item));
  return {};
}

void from_lines(std::string_view text, const TakeItem& take) {
  std::size_t number = 0;
  for (const auto& line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    auto json = parse_json(line);
    if (!json) json = broken(is_utf8(line) ? json.error().what : std::string(kNotUtf8));
    take(number, json);
  }
}

struct CsvRow {
  std::size_t line = 1;
  std::vector<std::string> cells;
  std::string wrong{};  // not empty: the row cannot be read, and its cells are not whole
};

// Where the comma is the decimal point, spreadsheets part cells by semicolons; and by tabs what was copied. The first line, which
// has names alone, shows which.
char separator_of(std::string_view text) {
  constexpr std::string_view kSeparators = ",;\t";
  std::array<std::size_t, kSeparators.size()> count{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) break;
    if (const auto which = kSeparators.find(c); which != std::string_view::npos && !quoted) ++count.at(which);
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin())];
}

// A cell in quotes may hold separators, line ends and, doubled, quotes. What a spreadsheet would take for a formula is text.
std::string take_cell(std::string_view& text, char separator, std::size_t& line, std::string& wrong) {
  const std::string ends{separator, '\r', '\n'};
  std::string cell;
  if (!text.starts_with('"')) {
    cell = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(cell.size());
    return cell;
  }
  text.remove_prefix(1);
  while (!text.empty() && (text.front() != '"' || text.starts_with("\"\""))) {
    if (text.front() == '\n') ++line;
    cell += text.front();
    text.remove_prefix(text.front() == '"' ? 2 : 1);
  }
  if (text.empty()) {
    wrong = "a quote is opened and never closed: nothing from here on is read";
    return cell;
  }
  text.remove_prefix(1);
  if (!text.empty() && ends.find(text.front()) == std::string::npos) {
    wrong = "something stands behind a closing quote";
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  return cell;
}

std::vector<CsvRow> csv_rows(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const char separator = separator_of(text);
  std::vector<CsvRow> rows;
  std::size_t line = 1;
  while (!text.empty()) {
    CsvRow row{line, {}};
    for (bool more = true; more;) {
      row.cells.push_back(take_cell(text, separator, line, row.wrong));
      more = text.starts_with(separator);
      if (more) text.remove_prefix(1);
    }
    if (text.starts_with('\r')) text.remove_prefix(1);
    if (text.starts_with('\n')) text.remove_prefix(1);
    ++line;
    if (row.wrong.empty() && !std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return is_utf8(cell); }))
      row.wrong = kNotUtf8;
    if (row.cells.size() > 1 || !trim(row.cells.front()).empty() || !row.wrong.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

Result<Json> item_of(const CsvRow& row, const std::vector<std::string>& names) {
  if (!row.wrong.empty()) return broken(row.wrong);
  if (row.cells.size() > names.size()) return broken("it has more cells than the first line has names");
  auto item = Json::object();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (!names[i].empty() && !row.cells[i].empty()) item[names[i]] = row.cells[i];
  }
  return item;
}

constexpr std::string_view kSaying[] = {"content", "feedback_text", "rating"};

Result<void> from_csv(std::string_view text, const TakeItem& take) {
  const auto rows = csv_rows(text);
  if (rows.empty()) return {};
  if (const auto& wrong = rows.front().wrong; !wrong.empty())
    return fail(Fault::bad_data, wrong, "line 1", wrong == kNotUtf8 ? std::string(kSaveAsUtf8) : "it must name the columns");
  std::vector<std::string> names;
  for (const auto& name : rows.front().cells) names.push_back(lower_ascii(trim(name)));
  // Without one of these every row would say nothing.
  if (std::find_first_of(names.begin(), names.end(), std::begin(kSaying), std::end(kSaying)) == names.end())
    return fail(Fault::bad_data, "it names none of the columns " + join({std::begin(kSaying), std::end(kSaying)}, ", "), "line 1",
                "the first line must name the columns, parted by commas, semicolons or tabs: hsn-feedback(1) has the names");
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) take(row->line, item_of(*row, names));
  return {};
}

}  // namespace

Result<void> read_feedback(std::string_view text, FileKind kind, const TakeItem& take) {
  if (is_utf16(text) || (kind == FileKind::json && !is_utf8(text)))
    return fail(Fault::bad_data, std::string(kNotUtf8), "", std::string(kSaveAsUtf8));
  switch (kind) {
    case FileKind::json:
      return from_json(text, take);
    case FileKind::jsonl:
      from_lines(text, take);
      return {};
    case FileKind::csv:
      break;
  }
  return from_csv(text, take);
}

}  // namespace hsn::cli
