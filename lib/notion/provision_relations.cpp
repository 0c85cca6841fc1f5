// Relations and rollups, once the columns are there.
#include <algorithm>

#include "core/json.hpp"
#include "notion/provisioning.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

// ---- relations, one at a time: each makes a column in another database too

Result<void> Provisioning::relations(const Schema& schema, Then then) {
  for (const auto* field : match(schema, schemas_[std::string(schema.entity)], names(schema)).missing) {
    if (field->shape != Shape::relation || tried_[field] == kPatches) continue;
    ++tried_[field];
    add_relation(schema, *field, std::move(then));
    return {};
  }
  return mirrors(schema, then);
}

// One that still has the name that Notion gives: the run that made it was cut short. Any other name is people's.
Result<void> Provisioning::mirrors(const Schema& schema, const Then& then) {
  const auto& source = layout_.sources[std::string(schema.entity)];
  for (const auto& field : schema.fields) {
    const auto own = source.properties.find(field.name);
    if (field.mirror.empty() || own == source.properties.end() || !schemas_.contains(field.target)) continue;
    if (!named_.insert(&field).second) continue;
    const auto* column = column_with_id(schemas_[std::string(schema.entity)], own->second.id);
    if (column == nullptr) continue;
    const auto id = text_of(*column, "/relation/dual_property/synced_property_id");
    const auto* mirror = column_with_id(schemas_[std::string(field.target)], id);
    const auto given = "Related to " + std::string(schema.title) + " (" + own->second.name + ")";
    if (mirror != nullptr && text_of(*mirror, "/name") == given) return name_mirror(schema, field, id, then);
  }
  return then();
}

void Provisioning::add_relation(const Schema& schema, const FieldDef& field, Then then) {
  const std::string entity(schema.entity);
  change(schemas_[entity], {{column_name(field, names(schema)), column_config(field, names(schema))}},
         [this, &schema, &field, entity, then = std::move(then)](Result<Json> changed) -> Result<void> {
           if (!changed && !is_open(changed.error().fault)) return tl::unexpected(changed.error());
           const auto lost = changed ? std::nullopt : std::optional(changed.error());
           refresh(entity, [this, &schema, &field, lost, then]() -> Result<void> {
             const bool last = lost && tried_[&field] == kPatches;
             const bool missing =
                 column_named(schemas_[std::string(schema.entity)], column_name(field, names(schema))) == nullptr;
             return last && missing ? tl::unexpected(*lost) : related(schema, field, then);
           });
           return {};
         });
}

Result<void> Provisioning::related(const Schema& schema, const FieldDef& field, const Then& then) {
  const auto* column = column_named(schemas_[std::string(schema.entity)], column_name(field, names(schema)));
  if (column == nullptr) return relations(schema, then);
  const auto* target = this->schema(field.target);
  const auto added = "added relation " + column_name(field, names(schema));
  if (field.mirror.empty()) {
    tell(schema, added);
    return relations(schema, then);
  }
  tell(schema, added + " -> " + std::string(target != nullptr ? target->title : field.target) + "." + std::string(field.mirror));
  refresh(std::string(field.target),
          [this, &schema, &field, then, id = text_of(*column, "/relation/dual_property/synced_property_id")] {
            return name_mirror(schema, field, id, then);
          });
  return {};
}

// Whether a mirror gets the name that we ask for is not certain (notion.md 2.1). This one was made by us a moment ago.
Result<void> Provisioning::name_mirror(const Schema& schema, const FieldDef& field, const std::string& mirror_id,
                                       const Then& then) {
  const std::string entity(field.target), wanted(field.mirror);
  const auto& target = schemas_[entity];
  const auto* mirror = column_with_id(target, mirror_id);
  if (mirror == nullptr || text_of(*mirror, "/name") == wanted) return relations(schema, then);
  const auto unnamed = "the other side of " + std::string(schema.title) + "." + std::string(field.property) + " is called \"" +
                       text_of(*mirror, "/name") + "\", not \"" + wanted + "\"";
  if (column_named(target, wanted) != nullptr) {
    shortcomings_[entity].push_back(unnamed + ": another column has that name");
    return relations(schema, then);
  }
  change(target, {{mirror_id, {{"name", wanted}}}},
         [this, &schema, &field, entity, unnamed, then](Result<Json> changed) -> Result<void> {
           if (!changed && (!is_local(changed.error().fault) || (is_open(changed.error().fault) && named_.contains(&field))))
             return tl::unexpected(changed.error());
           if (!changed && !is_open(changed.error().fault)) shortcomings_[entity].push_back(unnamed);
           if (changed) tell(*this->schema(entity), "named " + std::string(field.mirror));
           refresh(entity, [this, &schema, then] { return relations(schema, then); });
           return {};
         });
  return {};
}

// Those whose other database came later.
Result<void> Provisioning::late_relations(std::size_t index) {
  if (index == wanted_.entities.size()) return rollups(0);
  now_.schema = wanted_.entities[index];
  return relations(*now_.schema, [this, index] { return late_relations(index + 1); });
}

// ---- rollups, once their relations exist

std::string Provisioning::far_column(const Json& relation, std::string_view property) const {
  for (const auto& [entity, source] : layout_.sources) {
    const auto* far = schema(entity);
    if (far == nullptr || source.data_source_id != text_of(relation, "/relation/data_source_id")) continue;
    for (const auto* field : all_fields(*far)) {
      const auto it = source.properties.find(field->name);
      if (field->property == property && it != source.properties.end()) return it->second.name;
    }
  }
  return {};
}

Json Provisioning::missing_rollups(const Schema& schema) const {
  Json missing = Json::object();
  const auto data_source = schemas_.find(schema.entity);
  const auto* columns = data_source == schemas_.end() ? nullptr : at(data_source->second, "/properties");
  if (columns == nullptr) return missing;
  for (const auto& rollup : schema.rollups) {
    const auto name = column_name({.name = {}, .property = rollup.property}, names(schema));
    const auto* relation = column_named(data_source->second, rollup.relation);
    const auto of = relation == nullptr ? std::string() : far_column(*relation, rollup.of);
    if (of.empty() || column_named(data_source->second, name) != nullptr) continue;
    const Json config = {
        {"relation_property_name", text_of(*relation, "/name")}, {"rollup_property_name", of}, {"function", rollup.function}};
    // Renamed by staff, it is still the same rollup.
    const bool there = std::any_of(columns->begin(), columns->end(), [&](const Json& column) {
      return std::all_of(config.items().begin(), config.items().end(),
                         [&](const auto& item) { return text_of(column, "/rollup/" + item.key()) == item.value(); });
    });
    if (!there) missing[name]["rollup"] = config;
  }
  return missing;
}

Result<void> Provisioning::rollups(std::size_t index) {
  if (index == wanted_.entities.size()) return finish();
  const auto& schema = *wanted_.entities[index];
  const std::string entity(schema.entity);
  const auto missing = missing_rollups(schema);
  if (missing.empty()) return rollups(index + 1);
  now_.schema = &schema;
  change(schemas_[entity], missing, [this, &schema, entity, index, missing](Result<Json> changed) -> Result<void> {
    if (!changed && !is_local(changed.error().fault)) return tl::unexpected(changed.error());
    if (!changed && is_open(changed.error().fault) && ++rollups_tried_[entity] < kPatches) {
      refresh(entity, [this, index] { return rollups(index); });
      return {};
    }
    if (!changed && is_open(changed.error().fault)) return tl::unexpected(changed.error());
    for (const auto& [name, config] : missing.items()) {
      if (changed) {
        tell(schema, "added rollup " + name);
      } else {
        shortcomings_[entity].push_back("the rollup \"" + name + "\" could not be added: " + changed.error().what);
      }
    }
    return rollups(index + 1);
  });
  return {};
}

// What came later may have completed what was read before.
Result<void> Provisioning::finish() {
  for (const auto* schema : wanted_.entities)
    if (schemas_.contains(schema->entity)) note(*schema);
  return {};
}

}  // namespace hsn::notion
