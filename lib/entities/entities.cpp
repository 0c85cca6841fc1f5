#include "entities/entities.hpp"

#include <algorithm>
#include <array>

namespace hsn::entities {

#define HSN_ENTITY(name) extern const Schema k_##name;
#include "entities/all.def"
#undef HSN_ENTITY

namespace {

constexpr std::array kAll = {
#define HSN_ENTITY(name) &k_##name,
#include "entities/all.def"
#undef HSN_ENTITY
};

}  // namespace

std::span<const Schema* const> all() { return kAll; }

const Schema* find(std::string_view entity) {
  const auto it = std::find_if(kAll.begin(), kAll.end(), [&](const Schema* schema) { return schema->entity == entity; });
  return it == kAll.end() ? nullptr : *it;
}

}  // namespace hsn::entities
