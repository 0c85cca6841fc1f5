// The lines of an HTML text and where each word of them stands. Only for html_patch.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "record/html_layout.hpp"

namespace hsn::html {

struct Word {  // or one blank, or one sign
  Run run;
  Span span;
};

struct TextLine {
  Line line;
  int gap = 0;  // line ends before it: 1 or 2; of the first 0
  std::vector<Word> words;
  Span span;           // from its first character to its last
  bool placed = true;  // the words have their spans: nothing had to be cleaned
};

std::vector<TextLine> text_lines(const std::vector<Line>&);  // of a markup: without spans
// Empty where the lines cannot be told apart in the HTML.
std::vector<TextLine> source_lines(std::string_view html, const std::vector<Piece>&);

}  // namespace hsn::html
