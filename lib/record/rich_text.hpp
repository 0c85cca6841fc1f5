// Rich text in one canonical markup, between WooCommerce's HTML and Notion's rich text items.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hsn {

inline constexpr std::string_view kListItem = "• ";  // what its line begins with

struct Run {
  std::string text;  // may hold "\n"
  bool bold = false, italic = false;
  std::string link;
  bool operator==(const Run&) const = default;
};

bool same_form(const Run&, const Run&);
void append(std::vector<Run>&, Run);  // joined to the last one where that has its form

struct Line {
  std::vector<Run> runs;  // without the bullet; none: an empty line
  bool item = false;      // of a list
  bool operator==(const Line&) const = default;
};

// Canonical markup: text with & < > escaped, and <b> <i> <a href="…"> properly nested, in that order. Neighbouring runs of
// equal form are joined, outer blanks trimmed, links that are relative or longer than 2,000 dropped, and so are blanks at the
// ends of a line, empty lines around the items of a list and of several empty lines the second: HTML does not keep them.
// to_runs(to_markup(r)) == joined r; any text parses.
std::vector<Run> to_runs(std::string_view markup);
std::string to_markup(const std::vector<Run>&);
std::vector<Line> lines_of(const std::vector<Run>&);

// A shop's HTML: p, br, div, li, h1-6, strong/b, em/i, a; everything else is dropped and its text kept (script, style: dropped).
// As WordPress shows it: a line end in a text is a break, an empty line ends a paragraph.
std::string html_to_markup(std::string_view html);
std::string markup_to_html(std::string_view markup);  // p, br, ul/li, strong, em, a
// The HTML with its text made that of the canonical markup: lines that were not edited keep their bytes, edited ones their block
// and what Notion does not show, and what has no text stays. Reads as the markup; the HTML itself where it does so already.
// Rendered anew where that cannot be done.
std::string patch_html(std::string_view html, std::string_view markup);
std::string plain_text(std::string_view markup);

}  // namespace hsn
