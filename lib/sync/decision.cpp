// What can be asked of a decision, and of the row it is about.
#include <algorithm>

#include "record/canonical.hpp"
#include "sync/decide.hpp"

namespace hsn::sync {

std::vector<Outlet> outlets(const Row& row, const Catalog& catalog, std::string_view field) {
  std::vector<Outlet> found_outlets;
  for (const auto& [lane, facet] : row.facets) {
    if (facet.gone || !is_linked(facet) || !facet.problem.empty()) continue;
    const remote::EntityBinding* entity = catalog.binding(lane, row.key.entity);
    if (!entity || entity->hearsay) continue;
    for (const remote::Binding& binding : entity->fields) {
      if (binding.field == field && binding.mode != remote::Mode::read && !binding.at_first)
        found_outlets.push_back({&lane, &facet, &binding});
    }
  }
  return found_outlets;
}

bool in_hub(const Catalog& catalog, const Schema& schema, const FieldDef& field) {
  const auto it = catalog.hub_fields.find(schema.entity);
  return !field.property.empty() && it != catalog.hub_fields.end() && it->second.contains(field.name);
}

const FieldValue* hub_value(const Row& row, std::string_view field) { return row.hub ? row.hub->record.find(field) : nullptr; }

bool is_unread(const Row& row, std::string_view field) {
  const FieldValue* names = hub_value(row, kUnread);
  const auto* list = names ? std::get_if<std::vector<std::string>>(names) : nullptr;
  return list && std::count(list->begin(), list->end(), field) > 0;
}

bool is_step(const FieldDef& field) {
  return field.special == MergeRule::transitions || field.special == MergeRule::until_started;
}

bool goes_out(const Decision& decision) {
  return decision.merged.outcome == Outcome::to_service || decision.merged.outcome == Outcome::put_back_service;
}

bool comes_in(const Decision& decision) {
  return decision.merged.outcome == Outcome::to_hub || decision.merged.outcome == Outcome::put_back_hub;
}

bool overwrites(const Decision& decision) {
  const Merged& merged = decision.merged;
  if (merged.outcome == Outcome::put_back_hub || merged.outcome == Outcome::put_back_service) return true;
  // With no base nobody knows whose value it was, but for who edited the page last.
  const Owner owner = decision.field->owner;
  const bool first = merged.moved == Moved::no_base && comes_in(decision) && decision.by_person && decision.hub &&
                     !is_empty(*decision.hub) && owner != Owner::tool && owner != Owner::human;
  if (first && !merged.taken) return true;
  const bool one_side = comes_in(decision) || (goes_out(decision) && merged.kind != "stock");
  return one_side && (merged.moved == Moved::both || merged.conflict) && !merged.taken;
}

const Row& of_enabled_services(const Row& row, const Catalog& catalog, std::optional<Row>& narrowed) {
  const auto is_on = [&](const auto& facet) { return catalog.service(facet.first.service) != nullptr; };
  const auto tells = [&](const auto& facet) { return is_on(facet) && !facet.second.gone && !is_note(facet.first, facet.second); };
  const bool told = std::any_of(row.facets.begin(), row.facets.end(), tells);
  const auto is_off = [&](const auto& facet) { return !is_on(facet) || (!told && is_note(facet.first, facet.second)); };
  if (std::none_of(row.facets.begin(), row.facets.end(), is_off)) return row;
  narrowed = row;
  std::erase_if(narrowed->facets, is_off);
  return *narrowed;
}

}  // namespace hsn::sync
