// The mapping file (TOML).
#include "config/mapping.hpp"
#include "entities/entities.hpp"
#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(mapping_file, input) {
  static const auto kKnown = [] {
    config::KnownProperties known;
    for (const Schema* schema : entities::all())
      for (const FieldDef* field : all_fields(*schema)) known[std::string(schema->entity)][std::string(field->property)] = true;
    return known;
  }();
  const auto mapping = config::parse_mapping(input, "hsn.toml", kKnown);
  if (!mapping) {
    check(mapping.error());
    law(mapping.error().where.starts_with("hsn.toml"), "an error names the file", describe(mapping.error()));
    return;
  }
  for (const auto* const slug : {"connection-practice", "the-7-space", "higherself-network"})
    law(mapping->entities.contains(slug) && !mapping->entities.at(slug).name.empty(), "the three entities are always there",
        slug);
  for (const auto& [category, slug] : mapping->woo_categories)
    law(mapping->entities.contains(slug), "categories name entities", slug);
  for (const auto& [entity, names] : mapping->property_names) {
    for (const auto& [ours, theirs] : names)
      law(kKnown.at(entity).contains(ours) && !theirs.empty(), "properties are known", ours);
  }
}
