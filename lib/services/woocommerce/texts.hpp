// Descriptions: HTML with shortcodes as the store keeps it, and the text of it that we know. A shortcode that shows no text,
// alone on its line ([gallery ids="1"]), is in what the store keeps and not in what it shows.
#pragma once

#include <string>
#include <string_view>

namespace hsn::services::woocommerce {

inline constexpr std::string_view kTexts[] = {"description", "short_description"};

// The HTML with its text, which was shown as `shown`, made that of the markup.
std::string edited_text(const std::string& html, std::string_view shown, std::string_view markup);

// Whether the store shows this HTML as that text.
bool shows(const std::string& html, std::string_view markup);

}  // namespace hsn::services::woocommerce
