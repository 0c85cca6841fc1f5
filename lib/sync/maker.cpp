// Which service is to make what staff have begun on a page.
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

}  // namespace

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

}  // namespace hsn::sync
