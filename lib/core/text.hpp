// Text as people mean it: Unicode in NFC, LF line ends; and the little HTML that shops speak.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hsn {

// NFC, CRLF and CR to LF, outer blanks trimmed. Invalid UTF-8 becomes U+FFFD, NUL is dropped.
std::string clean_text(std::string_view);
bool is_utf8(std::string_view);
// Case folded NFC, for matching options and property names: "Straße" equals "STRASSE".
std::string fold_case(std::string_view);
// Lower case NFC, letter by letter: "große" and "grosse" stay two. For addresses.
std::string lower_case(std::string_view);
std::string trim(std::string_view);  // ASCII blanks
std::string lower_ascii(std::string_view);
// ASCII only: header names, units, scheme words. For what people type see fold_case.
bool equals_ignoring_case(std::string_view, std::string_view);
std::vector<std::string> split(std::string_view text, char separator);
// `from` wherever it stands, left to right; what is put in its place is not looked at again. Empty `from`: unchanged.
std::string replaced(std::string text, std::string_view from, std::string_view to);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
void add_line(std::string& text, std::string_view line);  // on a line of its own below what is there

// Lengths in UTF-16 code units: what Notion counts (notion.md 3, Sizes).
std::size_t utf16_length(std::string_view);
// The longest front of at most so many UTF-16 units that ends on a grapheme boundary; where one grapheme alone is
// longer, on a code point boundary. Never empty for a non-empty text and units >= 2.
std::string_view utf16_front(std::string_view text, std::size_t units);
// Columns on a terminal: wide characters count two, combining ones none.
std::size_t display_width(std::string_view);
// For a terminal: control characters, and what some terminals take for such, become blanks.
std::string on_one_line(std::string_view);

// "&amp;" "&#36;" "&#x1F319;" and the named ones of HTML 4, decoded once. Unknown ones stay.
std::string decode_entities(std::string_view);
// & < > only: what a WooCommerce name needs so that "5 < 6" survives (woocommerce.md, Products).
std::string encode_entities(std::string_view);
// Tags gone, entities decoded, blanks collapsed: for messages and one-line fields.
std::string strip_html(std::string_view);

}  // namespace hsn
