#include "config/config.hpp"

namespace hsn::config {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The last 32 hex digits of the text, dashes passed over; empty when it does not end with so many.
std::string last_digits(std::string_view text) {
  std::string digits;
  for (auto c = text.rbegin(); c != text.rend() && digits.size() < 32; ++c) {
    if (*c == '-') continue;
    if (!is_hex(*c)) return {};
    digits.insert(digits.begin(), *c >= 'A' && *c <= 'F' ? static_cast<char>(*c - 'A' + 'a') : *c);
  }
  return digits.size() == 32 ? digits : std::string();
}

std::string dashed(const std::string& hex) {
  if (hex.empty()) return hex;
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20);
}

// Nothing but the id: in a link, a title may stand before it ("Orders-0123…").
bool is_bare(std::string_view text) { return text.size() == 32 || text.size() == 36; }

}  // namespace

Result<NotionId> parse_notion_id(std::string_view text) {
  const auto wrong = [&] {
    return fail(Fault::bad_config, "\"" + std::string(text) + "\" is not a Notion id", {},
                "copy the link of the page or database in Notion (Share, Copy link), or its 32 hexadecimal digits");
  };
  if (text.starts_with("https://") || text.starts_with("http://")) {
    // "?v=" names a view, "?p=" a page opened over it: neither is the id of what the link leads to.
    auto path = text.substr(0, text.find_first_of("?#"));
    while (path.ends_with('/')) path.remove_suffix(1);
    const auto slash = path.rfind('/');
    const auto id = slash == std::string_view::npos ? std::string() : dashed(last_digits(path.substr(slash + 1)));
    if (id.empty()) return wrong();
    return NotionId{id, {}};
  }
  const auto slash = text.find('/');
  const auto database = text.substr(0, slash);
  NotionId id{is_bare(database) ? dashed(last_digits(database)) : "", {}};
  if (id.id.empty()) return wrong();
  if (slash != std::string_view::npos) {
    const auto source = trim(text.substr(slash + 1));
    id.source = is_bare(source) ? dashed(last_digits(source)) : source;
    if (id.source.empty()) return wrong();
  }
  return id;
}

}  // namespace hsn::config
