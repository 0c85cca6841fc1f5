// The business entities of the mapping file, [entities.<slug>], within those that the settings list. Private to this room.
#pragma once

#include <span>
#include <string>

#include "config/mapping.hpp"
#include "config/toml_file.hpp"

namespace hsn::config {

// Before the file is read. `listed`: BUSINESS_ENTITIES; empty: the three of higherself-model.md 1, and the file may add others.
void begin_entities(std::span<const std::string> listed, Mapping&);
// One that is not among those `listed` is refused.
void read_entity(const TomlFile&, const toml::key& slug, const toml::node&, std::span<const std::string> listed, Mapping&);

}  // namespace hsn::config
