// The body of a page whose texts are longer than their properties: for each text a heading and paragraphs. Pure.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "record/schema.hpp"

namespace hsn::notion {

// Blocks for a page that is to be made; none when every text fits its property.
nlohmann::json body_blocks(const Schema&, const Write&);

// Those from `from` on that one request takes: at most 100, and few enough bytes.
nlohmann::json blocks_at_once(const nlohmann::json& blocks, std::size_t from);

}  // namespace hsn::notion
