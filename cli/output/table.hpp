// Columns for a terminal: as wide as their content, cut where the line would be too long; elsewhere nothing is cut. Foreign text
// cannot drive the terminal: control characters become blanks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hsn::cli {

enum class Tone { plain, strong, dim, good, warn, bad };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  Cell(std::string words, Tone how = Tone::plain) : text(std::move(words)), tone(how) {}  // NOLINT(google-explicit-constructor)
  Cell(const char* words) : text(words) {}                                                // NOLINT(google-explicit-constructor)
};

struct Style {
  bool colour = false;
  std::size_t columns = 0;   // 0: unlimited
  std::string zone = "UTC";  // in which times are told
};

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<Cell>> rows;
};

// One line a row, head first; no blanks at the ends of lines. `indent` blanks before each.
std::string render(const Table&, const Style&, std::size_t indent = 0);
// At most so many columns wide, "…" at the end where something was cut; on one line.
std::string cut(std::string_view text, std::size_t columns);
std::string paint(std::string text, Tone, const Style&);

}  // namespace hsn::cli
