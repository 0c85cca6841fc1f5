// [notion.<entity>.properties] of the mapping file, and how any table of it names an entity and a property.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "config/mapping.hpp"
#include "config/toml_file.hpp"

namespace hsn::config {

// All of these throw Wrong.

const std::map<std::string, bool>& properties_of(const TomlFile&, const toml::key& entity, const KnownProperties&);
// Our spelling of the property, and whether its owner may be overridden.
std::pair<std::string, bool> property_of(const TomlFile&, const toml::key& entity, const toml::key& name, const KnownProperties&);
// `entity` is a member of [notion].
void read_names(const TomlFile&, const toml::key& entity, const toml::node&, const KnownProperties&, Mapping&);

}  // namespace hsn::config
