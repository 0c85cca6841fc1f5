#include "services/typeform/route.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace hsn::services::typeform {
namespace {

// By ref before id before title: a ref is what the author chose, a title is reworded.
const std::pair<std::string, const Slot*>* entry_of(const Route& route, const Question& question) {
  const auto find = [&](auto&& fits) {
    const auto found = std::find_if(route.fields.begin(), route.fields.end(), [&](const auto& one) { return fits(one.first); });
    return found == route.fields.end() ? nullptr : &*found;
  };
  if (const auto* by_ref = find([&](const auto& name) { return name == question.ref; })) return by_ref;
  if (const auto* by_id = find([&](const auto& name) { return name == question.id; })) return by_id;
  const auto title = fold_case(question.title);
  return find([&](const auto& name) { return fold_case(plain_title(name)) == title; });
}

}  // namespace

const Slot* Route::slot(const Question& question) const {
  if (const auto* entry = entry_of(*this, question)) return entry->second;
  return usual_slot(question.type, question.title);
}

bool Route::names(const Question& question) const { return entry_of(*this, question) != nullptr; }

Result<Route> make_route(std::string form, const config::Mapping& mapping) {
  Route route;
  route.form = std::move(form);
  const auto entry = mapping.forms.find(route.form);
  if (entry == mapping.forms.end()) return route;
  const config::Form& said = entry->second;
  route.mapped = true;
  route.target = said.target;
  route.consent = said.consent;
  route.since = said.since;
  if (const auto entity = mapping.entities.find(said.entity); entity != mapping.entities.end())
    route.entity = entity->second.name;
  for (const auto& field : said.fields) {
    const Slot* slot = find_slot(field.property);
    if (slot == nullptr && !field.property.empty()) {
      return fail(Fault::bad_config, "an answer cannot fill \"" + field.property + "\"", field.where,
                  "choose another property, or \"\" to leave the question out");
    }
    route.fields.emplace_back(field.question, slot);
  }
  return route;
}

Entities entities_of(const config::Mapping& mapping) {
  Entities names;
  for (const auto& [slug, entity] : mapping.entities) names.emplace(slug, entity.name);
  return names;
}

}  // namespace hsn::services::typeform
