#include "notion/body.hpp"

#include <algorithm>
#include <string>

#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/limits.hpp"
#include "notion/rich_items.hpp"
#include "record/canonical.hpp"

namespace hsn::notion {

namespace {

const std::string* text_in(const Change& change) { return std::get_if<std::string>(&change.to); }

Json text_block(const std::string& type, std::string_view text) {
  return {{"object", "block"}, {"type", type}, {type, {{"rich_text", text_items(text)}}}};
}

// As much as one item holds, to the end of a line where there is one.
std::string_view piece_of(std::string_view rest) {
  const auto front = utf16_front(rest, kHubItemUnits);
  if (front.size() == rest.size()) return front;
  const auto line_end = front.rfind('\n');
  return line_end == std::string_view::npos || line_end == 0 ? front : front.substr(0, line_end + 1);
}

void add_text(Json& blocks, std::string_view heading, const std::string& text) {
  blocks.push_back(text_block("heading_2", heading));
  for (std::string_view rest = text; !rest.empty();) {
    const auto piece = piece_of(rest);
    rest.remove_prefix(piece.size());
    // The end of a paragraph is a line end already.
    blocks.push_back(text_block("paragraph", piece.ends_with('\n') ? piece.substr(0, piece.size() - 1) : piece));
  }
}

}  // namespace

Json body_blocks(const Schema& schema, const Write& write) {
  Json blocks = Json::array();
  const bool cut = std::any_of(write.changes.begin(), write.changes.end(), [&](const Change& change) {
    const auto* field = schema.find(change.field);
    return field != nullptr && field->in_body && text_in(change) != nullptr && hub_form(*field, change.to) != change.to;
  });
  if (!cut) return blocks;
  for (const auto& change : write.changes) {
    const auto* field = schema.find(change.field);
    const auto* text = text_in(change);
    if (field != nullptr && field->in_body && text != nullptr) add_text(blocks, field->property, *text);
  }
  return blocks;
}

Json blocks_at_once(const Json& blocks, std::size_t from) {
  Json some = Json::array();
  std::size_t bytes = 0;
  for (auto i = from; i < blocks.size() && some.size() < kBlocksPerWrite; ++i) {
    bytes += dump_json(blocks[i]).size();
    if (bytes > kBodyBytes && !some.empty()) break;
    some.push_back(blocks[i]);
  }
  return some;
}

}  // namespace hsn::notion
