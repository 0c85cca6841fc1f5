#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/provisioning.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

std::string path_of(std::string_view data_source) { return "/data_sources/" + percent_encode(data_source); }

}  // namespace

bool is_open(Fault fault) { return fault == Fault::ambiguous || fault == Fault::conflict; }

bool is_local(Fault fault) {
  switch (fault) {
    case Fault::bad_data:
    case Fault::conflict:
    case Fault::ambiguous:
    case Fault::not_found:
    case Fault::declined:
      return true;
    case Fault::bad_config:
    case Fault::refused:
    case Fault::forbidden:
    case Fault::throttled:
    case Fault::unreachable:
      return false;
  }
  return false;
}

const Schema* Provisioning::schema(std::string_view entity) const {
  const auto it =
      std::find_if(wanted_.entities.begin(), wanted_.entities.end(), [&](const Schema* s) { return s->entity == entity; });
  return it == wanted_.entities.end() ? nullptr : *it;
}

Names Provisioning::names(const Schema& schema) const {
  const auto mapped = wanted_.mapping.property_names.find(schema.entity);
  const auto known = wanted_.known.sources.find(schema.entity);
  return {mapped == wanted_.mapping.property_names.end() ? nullptr : &mapped->second,
          known == wanted_.known.sources.end() ? nullptr : &known->second, &layout_, wanted_.mapping.business_entities};
}

Match Provisioning::note(const Schema& schema) {
  const std::string entity(schema.entity);
  auto found = match(schema, schemas_[entity], names(schema));
  found.source.database_id = layout_.sources[entity].database_id;
  const auto& shortcomings = shortcomings_[entity];
  found.source.problems.insert(found.source.problems.end(), shortcomings.begin(), shortcomings.end());
  layout_.sources[entity] = found.source;
  return found;
}

void Provisioning::refresh(const std::string& entity, Then then) {
  const auto id = layout_.sources[entity].data_source_id;
  ask_for(wire_.get(path_of(id)), Sort::read, [this, entity, then = std::move(then)](Result<Json> data_source) -> Result<void> {
    if (!data_source) return tl::unexpected(data_source.error());
    schemas_[entity] = std::move(*data_source);
    if (const auto* known = schema(entity)) note(*known);
    return then();
  });
}

void Provisioning::change(const Json& data_source, Json columns, Read then) {
  ask_for(wire_.patch(path_of(text_of(data_source, "/id")), {{"properties", std::move(columns)}}), Sort::write, std::move(then));
}

Result<void> Provisioning::columns(const Json& data_source) {
  const auto& schema = *now_.schema;
  const std::string entity(schema.entity);
  const auto known = wanted_.known.sources.find(entity);
  if (!schemas_.contains(entity) && wanted_.change) {
    if (now_.created) {
      tell(schema, "created");
    } else if (known == wanted_.known.sources.end() || known->second.database_id != now_.database_id) {
      tell(schema, "adopted");
    }
  }
  schemas_[entity] = data_source;
  layout_.sources[entity].database_id = now_.database_id;
  auto [source, missing, lacking] = note(schema);
  if (!wanted_.change) return next_entity();
  std::erase_if(missing, [](const FieldDef* field) { return field->shape == Shape::relation; });
  for (const auto* field : now_.adding)
    if (std::find(missing.begin(), missing.end(), field) == missing.end())
      tell(schema, "added " + column_name(*field, names(schema)));
  now_.adding.clear();
  if (!missing.empty()) return add_columns(missing);
  if (!lacking.empty() && !now_.options) return add_options(lacking);
  for (const auto& [field, options] : now_.options.value_or(std::vector<Lacking>()))
    if (std::none_of(lacking.begin(), lacking.end(), [field = field](const Lacking& still) { return still.field == field; }))
      tell(schema, "added to " + column_name(*field, names(schema)) + " the options " + join(options, ", "));
  return relations(schema, [this] { return next_entity(); });
}

Result<void> Provisioning::add_columns(const std::vector<const FieldDef*>& missing) {
  const auto& schema = *now_.schema;
  const auto& data_source = schemas_[std::string(schema.entity)];
  if (++now_.patches > kPatches)
    return fail(Fault::bad_data, "Notion did not add the column \"" + column_name(*missing.front(), names(schema)) + "\"",
                std::string(schema.title), "add it by hand and run `hsn init` again");
  Json properties = Json::object();
  for (const auto* field : missing) properties[column_name(*field, names(schema))] = column_config(*field, names(schema));
  now_.adding = missing;
  change(data_source, std::move(properties), [this, id = text_of(data_source, "/id")](Result<Json> changed) -> Result<void> {
    if (changed && at(*changed, "/properties") != nullptr) return columns(*changed);
    if (!changed && !is_open(changed.error().fault)) return tl::unexpected(changed.error());
    read_schema(id);
    return {};
  });
  return {};
}

// Older servers cannot change a status: the column stays as it is, and the problem is shown.
Result<void> Provisioning::add_options(const std::vector<Lacking>& lacking) {
  const auto& data_source = schemas_[std::string(now_.schema->entity)];
  Json properties = Json::object();
  for (const auto& [field, options] : lacking) {
    const auto& id = layout_.sources[std::string(now_.schema->entity)].properties.at(std::string(field->name)).id;
    properties[id] = with_options(*column_with_id(data_source, id), options);
  }
  now_.options = lacking;
  change(data_source, std::move(properties), [this, id = text_of(data_source, "/id")](Result<Json> changed) -> Result<void> {
    if (changed && at(*changed, "/properties") != nullptr) return columns(*changed);
    if (!changed && !is_local(changed.error().fault)) return tl::unexpected(changed.error());
    if (!changed && is_open(changed.error().fault) && ++now_.patches < kPatches) now_.options.reset();
    if (!changed && now_.options)
      shortcomings_[std::string(now_.schema->entity)].push_back("Notion did not take the options: " + changed.error().what +
                                                                "; add them by hand");
    read_schema(id);
    return {};
  });
  return {};
}

}  // namespace hsn::notion
