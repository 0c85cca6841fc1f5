#include "cli/output/table.hpp"

#include <algorithm>
#include <numeric>

#include "core/text.hpp"

namespace hsn::cli {
namespace {

constexpr std::size_t kGap = 2, kNarrowest = 8;
// Where nothing is cut (a pipe, a mail), one long text must not make every line as long: a wider cell stands out of its column.
constexpr std::size_t kStandsOut = 60;

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::good:
      return "\x1b[32m";
    case Tone::warn:
      return "\x1b[33m";
    case Tone::bad:
      return "\x1b[31m";
  }
  return "";
}

std::size_t code_point_end(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

std::vector<std::size_t> natural_widths(const Table& table, const Style& style) {
  const auto width = [&](const std::string& text) {
    const auto columns = display_width(on_one_line(text));
    return style.columns == 0 && columns > kStandsOut ? 0 : columns;
  };
  std::vector<std::size_t> widths;
  for (const auto& title : table.head) widths.push_back(display_width(title));
  for (const auto& row : table.rows) {
    if (widths.size() < row.size()) widths.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i].text));
  }
  return widths;
}

// Takes from the widest column until the line fits, so that short columns stay whole.
void fit(std::vector<std::size_t>& widths, std::size_t columns, std::size_t indent) {
  if (columns == 0 || widths.empty()) return;
  const std::size_t gaps = indent + kGap * (widths.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), gaps) > columns) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) return;
    --*widest;
  }
}

std::string line_of(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths, const Style& style,
                    std::size_t indent) {
  std::string line(indent, ' ');
  std::size_t owed = 0;  // blanks, written only when something follows
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string text = style.columns == 0 ? on_one_line(cells[i].text) : cut(cells[i].text, widths[i]);
    if (!text.empty()) line += std::string(owed, ' ') + paint(text, cells[i].tone, style);
    const std::size_t rest = widths[i] - std::min(widths[i], display_width(text)) + kGap;
    owed = text.empty() ? owed + rest : rest;
  }
  return line + "\n";
}

}  // namespace

std::string cut(std::string_view text, std::size_t columns) {
  const std::size_t enough = columns * 16 + 64;  // for any graphemes; a novel need not be measured
  std::string line = on_one_line(text.substr(0, enough));
  if (text.size() <= enough && display_width(line) <= columns) return line;
  std::size_t end = 0;
  while (end < line.size()) {
    const auto next = code_point_end(line, end);
    if (display_width(std::string_view(line).substr(0, next)) + 1 > columns) break;
    end = next;
  }
  return line.substr(0, end) + "…";
}

std::string paint(std::string text, Tone tone, const Style& style) {
  const auto code = code_of(tone);
  return style.colour && !code.empty() ? std::string(code) + text + "\x1b[0m" : text;
}

std::string render(const Table& table, const Style& style, std::size_t indent) {
  auto widths = natural_widths(table, style);
  fit(widths, style.columns, indent);
  std::string text;
  if (!table.head.empty()) {
    std::vector<Cell> head;
    for (const auto& title : table.head) head.emplace_back(title, Tone::dim);
    text += line_of(head, widths, style, indent);
  }
  for (const auto& row : table.rows) text += line_of(row, widths, style, indent);
  return text;
}

}  // namespace hsn::cli
