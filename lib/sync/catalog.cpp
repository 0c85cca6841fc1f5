#include "sync/catalog.hpp"

#include <algorithm>

namespace hsn::sync {

const Schema* Catalog::schema(std::string_view entity) const {
  const auto it = std::find_if(entities.begin(), entities.end(), [&](const Schema* schema) { return schema->entity == entity; });
  return it == entities.end() ? nullptr : *it;
}

const Party* Catalog::service(std::string_view name) const {
  const auto it = std::find_if(services.begin(), services.end(), [&](const Party& party) { return party.name == name; });
  return it == services.end() ? nullptr : &*it;
}

Instant Catalog::modified(const Lane& lane, const Seen& seen) const {
  const Party* party = service(lane.service);
  const bool dated = party && std::any_of(party->feeds.begin(), party->feeds.end(),
                                          [&](const remote::Feed& feed) { return feed.name == lane.feed && feed.windowed; });
  return dated ? Instant{} : seen.at;
}

const remote::EntityBinding* Catalog::binding(const Lane& lane, std::string_view entity) const {
  const Party* party = service(lane.service);
  if (!party) return nullptr;
  for (const remote::Feed& feed : party->feeds) {
    if (feed.name != lane.feed) continue;
    for (const remote::EntityBinding& binding : feed.entities) {
      if (binding.entity == entity) return &binding;
    }
  }
  return nullptr;
}

Owner Catalog::owner(const Schema& schema, const FieldDef& field) const {
  if (policies.empty()) return field.owner;
  const auto it = policies.find({std::string(schema.entity), std::string(field.name)});
  if (it == policies.end() || !it->second.owner) return field.owner;
  switch (*it->second.owner) {
    case config::OwnerOverride::service:
      return Owner::service;
    case config::OwnerOverride::notion:
      return Owner::notion;
    case config::OwnerOverride::both:
      return Owner::both;
  }
  return field.owner;
}

}  // namespace hsn::sync
