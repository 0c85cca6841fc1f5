#include "record/html_lines.hpp"

#include <algorithm>
#include <cctype>

namespace hsn::html {

namespace {

bool in_word(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::vector<Word> words_of(const Line& line) {
  std::vector<Word> words;
  for (const auto& run : line.runs) {
    for (auto at = run.text.begin(); at != run.text.end();) {
      const auto end = std::max(std::find_if_not(at, run.text.end(), in_word), at + 1);
      words.push_back({{std::string(at, end), run.bold, run.italic, run.link}, {}});
      at = end;
    }
  }
  return words;
}

struct Placed {
  std::string text;
  std::vector<Span> origin;
};

// The lines of the layout that show something, without the bullets that it has made.
std::vector<Placed> placed_lines(const Layout& layout) {
  std::vector<Placed> lines(1);
  std::size_t at = 0;
  for (const auto& run : layout.runs) {
    for (const char c : run.text) {
      const auto span = layout.origin[at++];
      if (c == '\n') {
        lines.emplace_back();
      } else if (span.to > 0) {
        lines.back().text += c;
        lines.back().origin.push_back(span);
      }
    }
  }
  for (auto& line : lines) {
    const auto from = std::min(line.text.find_first_not_of(' '), line.text.size());
    const auto size = line.text.find_last_not_of(' ') + 1 - from;
    line.text = from == line.text.size() ? "" : line.text.substr(from, size);
    line.origin.erase(line.origin.begin(), line.origin.begin() + static_cast<std::ptrdiff_t>(from));
    line.origin.resize(line.text.size());
  }
  std::erase_if(lines, [](const Placed& line) { return line.text.empty(); });
  return lines;
}

void place(TextLine& line, const Placed& placed) {
  line.span = {placed.origin.front().from, placed.origin.back().to};
  std::string text;
  for (const auto& word : line.words) text += word.run.text;
  line.placed = text == placed.text;
  if (!line.placed) return;
  std::size_t at = 0;
  for (auto& word : line.words) {
    word.span.from = placed.origin[at].from;
    at += word.run.text.size();
    word.span.to = placed.origin[at - 1].to;
  }
}

}  // namespace

std::vector<TextLine> text_lines(const std::vector<Line>& lines) {
  std::vector<TextLine> out;
  int gap = 0;
  for (const auto& line : lines) {
    if (!line.runs.empty()) out.push_back({line, out.empty() ? 0 : gap, words_of(line), {}, true});
    gap = line.runs.empty() ? gap + 1 : 1;
  }
  return out;
}

std::vector<TextLine> source_lines(std::string_view html, const std::vector<Piece>& pieces) {
  const auto layout = lay_out(html, pieces);
  auto lines = text_lines(lines_of(to_runs(to_markup(layout.runs))));
  const auto placed = placed_lines(layout);
  if (placed.size() != lines.size()) return {};
  for (std::size_t i = 0; i < lines.size(); ++i) place(lines[i], placed[i]);
  return lines;
}

}  // namespace hsn::html
