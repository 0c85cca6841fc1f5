// How HTML is laid out as lines of text, and from where in it each character came. Only for the two files that read and patch it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "record/rich_text.hpp"

namespace hsn::html {

struct Span {
  std::size_t from = 0, to = 0;  // in the HTML
};

// A tag, a comment, a script with its content, or the text between two of them.
struct Piece {
  Span span;
  bool tag = false;
  bool closing = false;
  std::string name;  // of a tag, lower case
  std::string href;
};
std::vector<Piece> pieces_of(std::string_view html);

bool one_of(std::string_view name, std::initializer_list<std::string_view> names);
bool breaks_line(const Piece&);  // a block, a cell or a line break

struct Layout {
  std::vector<Run> runs;
  std::vector<Span> origin;  // of each byte of the runs' texts; empty spans for line ends and bullets
};
Layout lay_out(std::string_view html, const std::vector<Piece>&);

// The line without its bullet; `after_blank`: what stands before it ends with one.
std::string line_html(const Line&, bool after_blank = false);
std::string lines_html(const std::vector<Line>&);  // p, br, ul/li; an empty line ends a paragraph

}  // namespace hsn::html
