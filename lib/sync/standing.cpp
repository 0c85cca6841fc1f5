// Where a record stands: on which sides it is, who speaks for it, and who is to make what staff have begun on a page.
#include <algorithm>

#include "sync/decide.hpp"

namespace hsn::sync {

namespace {

bool is_known_at(const std::string& service, const FieldDef& field, const FieldValue* hub, const Look& look) {
  const auto* refs = hub ? std::get_if<std::vector<Ref>>(hub) : nullptr;
  return !refs || std::all_of(refs->begin(), refs->end(),
                              [&](const Ref& ref) { return look.locate(field.target, ref.id, service).has_value(); });
}

bool knows_all(const Maker& maker, const Schema& schema, const Row& row, const Look& look) {
  const auto& fields = maker.binding->fields;
  return std::all_of(fields.begin(), fields.end(), [&](const remote::Binding& bound) {
    const FieldDef* field = schema.find(bound.field);
    if (!field || bound.mode == remote::Mode::read) return true;
    return is_known_at(maker.lane.service, *field, hub_value(row, field->name), look);
  });
}

// Several services take bookings: the one that knows what is to be booked. Where none does, the first says what is missing.
std::optional<Maker> maker_of(const Catalog& catalog, const Schema& schema, const Row& row, const Look& look) {
  std::optional<Maker> first;
  for (const Party& party : catalog.services) {
    for (const remote::Feed& feed : party.feeds) {
      for (const remote::EntityBinding& binding : feed.entities) {
        if (binding.entity != schema.entity || !binding.creates) continue;
        Maker maker{{party.name, std::string(feed.name)}, &binding};
        if (knows_all(maker, schema, row, look)) return maker;
        if (!first) first = std::move(maker);
      }
    }
  }
  return first;
}

// A deleted account is gone even while old orders still mention its owner.
bool is_gone(const Row& active) {
  bool any = false;
  for (const auto& [lane, facet] : active.facets) {
    if (!is_linked(facet)) continue;
    if (!facet.gone) return false;
    any = true;
  }
  return any;
}

// It tells of the record for itself, not only of what goes with a page.
bool is_own(const Catalog& catalog, const Lane& lane, std::string_view entity) {
  const remote::EntityBinding* binding = catalog.binding(lane, entity);
  return !binding || !binding->adds;
}

bool has_own(const Row& active, const Catalog& catalog) {
  return std::any_of(active.facets.begin(), active.facets.end(),
                     [&](const auto& facet) { return is_own(catalog, facet.first, active.key.entity); });
}

std::string problem_of(const Row& active, const Catalog& catalog) {
  if (active.hub && !active.hub->gone && !active.hub->problem.empty()) return catalog.hub.title + ": " + active.hub->problem;
  for (const auto& [lane, facet] : active.facets) {
    if (!facet.problem.empty()) return catalog.service(lane.service)->title + ": " + facet.problem;
  }
  return {};
}

bool can_be_made(const Judged& judged) {
  const bool born_here = judged.row.key.external_id.starts_with(kPagePrefix);
  return born_here && judged.row.managed && judged.schema->unfinished && judged.maker;
}

Standing standing_of(const Row& active, const Judged& judged, bool own) {
  if (active.detached || (active.hub && active.hub->gone)) {
    const bool is_back = judged.told && judged.problem.empty() && was_put_away(*judged.schema, active);
    return is_back ? Standing::new_for_hub : Standing::detached;
  }
  if (!judged.problem.empty()) return Standing::unreadable;
  // An order may name the owner of an account that was deleted before it had a page.
  if (is_gone(active)) return active.hub ? Standing::gone : judged.told ? Standing::new_for_hub : Standing::nothing;
  if (!active.hub) return judged.told && own ? Standing::new_for_hub : Standing::nothing;
  if (own) return Standing::linked;
  if (can_be_made(judged)) return Standing::new_for_service;
  return active.facets.empty() ? Standing::nothing : Standing::linked;
}

// Something of the record can be written there.
bool takes_edits(const Catalog& catalog, const Lane& lane, std::string_view entity) {
  const remote::EntityBinding* binding = catalog.binding(lane, entity);
  return binding && std::any_of(binding->fields.begin(), binding->fields.end(),
                                [](const remote::Binding& bound) { return bound.mode != remote::Mode::read; });
}

// An account's own feed speaks for its service before one that merely mentions the record.
void name_the_service(const Row& active, const Catalog& catalog, Judged& judged) {
  for (const auto& [lane, facet] : active.facets) {
    if (facet.gone) continue;
    judged.told = true;
    const bool better = is_linked(facet) && !judged.linked;
    if (better || judged.service_title.empty()) judged.service_title = catalog.service(lane.service)->title;
    judged.linked = judged.linked || is_linked(facet);
    if (is_linked(facet)) judged.told_at = std::max(judged.told_at, catalog.modified(lane, facet));
    judged.pushable = judged.pushable || (is_linked(facet) && takes_edits(catalog, lane, active.key.entity));
  }
  if (judged.service_title.empty() && !active.facets.empty())
    judged.service_title = catalog.service(active.facets.begin()->first.service)->title;
}

}  // namespace

bool was_put_away(const Schema& schema, const Row& row) {
  const FieldValue* agreed = schema.fleeting && row.base ? row.base->find(kPutAway.first) : nullptr;
  return agreed && *agreed == FieldValue(std::string(kPutAway.second));
}

void take_stock(Judged& judged, const Catalog& catalog, const Look& look) {
  const Row& row = judged.row;
  judged.problem = problem_of(row, catalog);
  name_the_service(row, catalog, judged);
  const bool own = has_own(row, catalog);
  if (row.hub && !own) judged.maker = maker_of(catalog, *judged.schema, row, look);
  judged.standing = standing_of(row, judged, own);
}

}  // namespace hsn::sync
