// Notion's rich text items <-> our two forms of text: plain, and the markup of record/rich_text.hpp.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace hsn::notion {

// Items of at most 2,000 UTF-16 units that end between graphemes.
nlohmann::json text_items(std::string_view plain);
nlohmann::json markup_items(std::string_view markup);

// All items joined. Mentions and equations count with the text they show.
std::string items_text(const nlohmann::json& items);
std::string items_markup(const nlohmann::json& items);

}  // namespace hsn::notion
