#include "record/html_layout.hpp"
#include "record/rich_text.hpp"

namespace hsn {

std::string html_to_markup(std::string_view html) { return to_markup(html::lay_out(html, html::pieces_of(html)).runs); }

std::string markup_to_html(std::string_view markup) { return html::lines_html(lines_of(to_runs(markup))); }

}  // namespace hsn
