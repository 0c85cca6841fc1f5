#include "services/naming.hpp"

#include <utility>
#include <vector>

#include "core/text.hpp"

namespace hsn::services {
namespace {

const std::string* said(const Naming::Names& names, const std::string& id) {
  const auto it = names.find(id);
  return it == names.end() ? nullptr : &it->second;
}

}  // namespace

Naming naming_of(const config::Mapping& mapping, const config::Bookings& bookings) {
  Naming naming;
  for (const auto& [id, calendar] : bookings.calendars) {
    naming.calendars.insert(id);
    if (!calendar.entity.empty()) naming.calendar_entities[id] = mapping.entities.at(calendar.entity).name;
  }
  for (const auto& [id, type] : bookings.types) {
    naming.types.insert(id);
    if (!type.entity.empty()) naming.type_entities[id] = mapping.entities.at(type.entity).name;
    if (!type.product.empty()) naming.products[id] = type.product;
  }
  return naming;
}

void name(const Naming& naming, const std::string& calendar, const std::string& type, const std::string& prefix, Fields& fields) {
  if (!type.empty()) {
    const auto* product = said(naming.products, type);
    fields["offering"] = std::vector<Ref>{{product != nullptr ? *product : prefix + type}};
  }
  const auto* entity = said(naming.calendar_entities, calendar);
  if (entity == nullptr) entity = said(naming.type_entities, type);
  if (entity != nullptr) fields["business_entity"] = *entity;
}

void share_entity(const Fields& booking, Fields& client) {
  if (auto entity = text_in(booking, "business_entity"); !entity.empty())
    client["business_entity"] = std::vector<std::string>{std::move(entity)};
}

remote::Finding judge_ids(const std::set<std::string>& named, const std::set<std::string>& listed, std::string_view kind,
                          std::string remedy) {
  using remote::Finding;
  std::vector<std::string> unknown;
  for (const auto& id : named) {
    if (!listed.contains(id)) unknown.push_back(id);
  }
  if (unknown.empty()) return {Finding::State::ok, std::to_string(listed.size()) + " " + std::string(kind), "", {}};
  return {Finding::State::warn, "none of its " + std::string(kind) + " has the id " + join(unknown, ", "), std::move(remedy),
          Fault::bad_config};
}

}  // namespace hsn::services
