#include "services/woocommerce/texts.hpp"

#include "core/text.hpp"
#include "record/rich_text.hpp"

namespace hsn::services::woocommerce {
namespace {

constexpr std::string_view kOpen = "<!--[", kClose = "]-->";

bool is_shortcode(std::string_view line) {
  return line.size() > 2 && line.front() == '[' && line.back() == ']' && ((line[1] >= 'a' && line[1] <= 'z') || line[1] == '/') &&
         line.find('<') == std::string_view::npos;
}

// As comments, which have no text and stay where they are.
std::string with_hidden_shortcodes(const std::string& html) {
  auto lines = split(html, '\n');
  for (auto& line : lines)
    if (is_shortcode(line)) line = "<!--" + line + "-->";
  return join(lines, "\n");
}

std::string with_shown_shortcodes(std::string html) {
  for (auto at = html.find(kOpen); at != std::string::npos; at = html.find(kOpen)) html.replace(at, kOpen.size(), "[");
  for (auto at = html.find(kClose); at != std::string::npos; at = html.find(kClose)) html.replace(at, kClose.size(), "]");
  return html;
}

}  // namespace

bool shows(const std::string& html, std::string_view markup) {
  return html_to_markup(html) == markup || html_to_markup(with_hidden_shortcodes(html)) == markup;
}

std::string edited_text(const std::string& html, std::string_view shown, std::string_view markup) {
  const auto hidden = with_hidden_shortcodes(html);
  const bool understood = html_to_markup(hidden) == shown && with_shown_shortcodes(hidden) == html;
  return understood ? with_shown_shortcodes(patch_html(hidden, markup)) : patch_html(html, markup);
}

}  // namespace hsn::services::woocommerce
