// [ai.providers] and [ai.routes] of the mapping file.
#pragma once

#include "config/mapping.hpp"
#include "config/toml_file.hpp"

namespace hsn::config {

// `table` is a member of [ai]. Throws Wrong.
void read_ai(const TomlFile&, const toml::key& table, const toml::node&, Mapping&);

}  // namespace hsn::config
