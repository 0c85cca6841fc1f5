#include "entities/entities.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "record/canonical.hpp"

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

void canonicalize(Seen& told) {
  if (const auto* schema = find(told.record.key.entity)) hsn::canonicalize(*schema, told.record);
}

std::string counted(const std::map<std::string, std::size_t>& records) {
  std::vector<std::string> kinds;
  for (const Schema* schema : kAll) {
    const auto found = records.find(std::string(schema->entity));
    if (found != records.end()) kinds.push_back(std::string(schema->title) + " (" + std::to_string(found->second) + ")");
  }
  return join(kinds, ", ");
}

std::string counted(std::span<const RecordKey> keys) {
  std::map<std::string, std::size_t> records;
  for (const RecordKey& key : keys) ++records[key.entity];
  return counted(records);
}

}  // namespace hsn::entities
