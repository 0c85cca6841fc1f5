// What a column of each type is told: formats, options, the other end of a relation, what a rollup sums up.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_options.hpp"
#include "sandbox/notion_render.hpp"
#include "sandbox/notion_schema.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kColumnUnits = 2000;
// clang-format off
constexpr std::string_view kFormats[] = {
    "number", "number_with_commas", "percent", "dollar", "euro", "pound", "yen", "yuan", "ruble", "rupee", "won",
    "real", "lira", "rupiah", "franc", "krona", "rand", "zloty", "baht", "forint", "koruna", "shekel", "dirham",
    "riyal", "ringgit", "leu", "australian_dollar", "canadian_dollar", "singapore_dollar", "hong_kong_dollar",
    "new_zealand_dollar", "new_taiwan_dollar", "norwegian_krone", "danish_krone", "mexican_peso", "chilean_peso",
    "philippine_peso", "colombian_peso", "argentine_peso", "uruguayan_peso", "peruvian_sol"};
constexpr std::string_view kFunctions[] = {
    "count", "count_values", "empty", "not_empty", "unique", "show_unique", "sum", "average", "median", "min", "max",
    "range", "percent_empty", "percent_not_empty", "earliest_date", "latest_date", "date_range", "checked",
    "unchecked", "percent_checked", "percent_unchecked", "count_per_group", "percent_per_group", "show_original"};
// clang-format on

template <std::size_t N>
bool listed(const std::string_view (&names)[N], const Json& value) {
  return value.is_string() &&
         std::find(std::begin(names), std::end(names), value.get_ref<const std::string&>()) != std::end(names);
}

std::string unused_name(const DataSource& source, std::string name) {
  while (find_property(source, name)) name += " (1)";
  return name;
}

std::string text_of(const Json& title) {
  std::string all;
  for (const auto& run : title) all += run.value("plain_text", "");
  return all;
}

// May add a column to `source` itself (a relation to its own data source): `id` is used afterwards, no reference.
Outcome<void> make_relation(Workspace& space, std::size_t at, const std::string& id, const Json& config,
                            const std::string& where) {
  auto& source = space.sources[at];
  if (auto shape = only(config, {"data_source_id", "type", "single_property", "dual_property"}, where); !shape) return shape;
  const auto target_id = id_in(member(config, "data_source_id"), where + ".data_source_id");
  if (!target_id) return tl::unexpected(target_id.error());
  const auto target = space.find(Place::Kind::source, "data_source", to_text(*target_id));
  if (!target) return tl::unexpected(target.error());
  const bool single = config.contains("single_property"), dual = config.contains("dual_property");
  const char* const kind = dual ? "dual_property" : "single_property";
  if (single == dual) return expected(where, "a relation with either `single_property` or `dual_property`", config);
  if (config.contains("type") && config["type"] != kind) return expected(where + ".type", kind, config["type"]);
  std::string wish;
  if (single) {
    if (auto shape = only(config["single_property"], {}, where + ".single_property"); !shape) return shape;
  } else {
    const auto& options = config["dual_property"];
    if (auto shape = only(options, {"synced_property_id", "synced_property_name"}, where + ".dual_property"); !shape)
      return shape;
    if (options.contains("synced_property_name")) {
      const auto name = text_in(options["synced_property_name"], kColumnUnits, where + ".dual_property.synced_property_name");
      if (!name) return tl::unexpected(name.error());
      wish = *name;
    }
  }
  auto* column = find_property(source, id);
  const auto old_mirror = column->mirror;
  const bool same = !old_mirror.empty() && column->target == *target && dual;
  if (same) {
    const auto& wanted = member(config["dual_property"], "synced_property_id");
    if (!wanted.is_null() && wanted != old_mirror)
      return expected(where + ".dual_property.synced_property_id", old_mirror, wanted);
    return {};
  }
  if (dual && config["dual_property"].contains("synced_property_id")) {
    return invalid("body failed validation: " + where +
                   ".dual_property.synced_property_id should be a relation of the other side.");
  }
  if (!old_mirror.empty()) drop_column(space.sources[column->target], old_mirror);
  column = find_property(source, id);
  if (column->target != kNowhere && column->target != *target) column->slot = source.slots++;  // the old references go
  column->target = *target;
  column->mirror.clear();
  if (single) return {};
  auto& other = space.sources[*target];
  if (wish.empty()) wish = "Related to " + text_of(source.title) + " (" + column->name + ")";
  auto& mirror = append_column(space, other, unused_name(other, wish), Type::relation);
  mirror.target = at;
  mirror.mirror = id;
  const auto mirror_id = mirror.id;
  find_property(source, id)->mirror = mirror_id;
  return {};
}

Outcome<void> make_rollup(const Workspace& space, const DataSource& source, Property& column, const Json& config,
                          const std::string& where) {
  if (auto shape = only(
          config, {"function", "relation_property_name", "relation_property_id", "rollup_property_name", "rollup_property_id"},
          where);
      !shape) {
    return shape;
  }
  if (!listed(kFunctions, member(config, "function")))
    return expected(where + ".function", "a rollup function", member(config, "function"));
  const auto look_up = [&](const DataSource& in, const std::string& kind) -> const Property* {
    const auto& name = member(config, kind + "_property_name");
    const auto& id = member(config, kind + "_property_id");
    if (name.is_string()) {
      const auto* found = find_property(in, name.get<std::string>());
      return found && found->name == name ? found : nullptr;
    }
    return id.is_string() ? property_by_id(in, id.get<std::string>()) : nullptr;
  };
  const auto* relation = look_up(source, "relation");
  if (!relation || relation->type != Type::relation)
    return invalid(where + ": the relation property of the rollup does not exist.");
  const auto* rolled = look_up(space.sources[relation->target], "rollup");
  if (!rolled || rolled->type == Type::rollup) return invalid(where + ": the property to roll up does not exist.");
  column.rollup_relation = relation->id;
  column.rollup_property = rolled->id;
  column.rollup_function = config["function"];
  return {};
}

Json show_relation(const Workspace& space, const Property& column) {
  const auto& target = space.sources[column.target];
  Json config = {{"data_source_id", to_text(target.id)}, {"database_id", to_text(space.databases[target.database].id)}};
  const auto* mirror = property_by_id(target, column.mirror);
  config["type"] = mirror ? "dual_property" : "single_property";
  config[config["type"].get<std::string>()] =
      mirror ? Json{{"synced_property_id", mirror->id}, {"synced_property_name", mirror->name}} : Json::object();
  return config;
}

Json show_rolled(const Workspace& space, const DataSource& source, const Property& column) {
  const auto* relation = property_by_id(source, column.rollup_relation);
  const auto* rolled = relation && relation->target != kNowhere
                           ? property_by_id(space.sources[relation->target], column.rollup_property)
                           : nullptr;
  return {{"function", column.rollup_function},
          {"relation_property_id", column.rollup_relation},
          {"relation_property_name", relation ? relation->name : ""},
          {"rollup_property_id", column.rollup_property},
          {"rollup_property_name", rolled ? rolled->name : ""}};
}

Json show_config(const Workspace& space, const DataSource& source, const Property& column) {
  switch (column.type) {
    case Type::number:
      return {{"format", column.format}};
    case Type::select:
    case Type::multi_select:
    case Type::status:
      return show_options(column);
    case Type::relation:
      return show_relation(space, column);
    case Type::rollup:
      return show_rolled(space, source, column);
    case Type::formula:
      return {{"expression", column.expression}};
    case Type::unique_id:
      return {{"prefix", column.prefix ? Json(*column.prefix) : Json()}};
    case Type::title:
    case Type::rich_text:
    case Type::date:
    case Type::checkbox:
    case Type::url:
    case Type::email:
    case Type::phone_number:
    case Type::people:
    case Type::files:
    case Type::created_time:
    case Type::last_edited_time:
    case Type::created_by:
    case Type::last_edited_by:
      break;
  }
  return Json::object();
}

}  // namespace

Property& append_column(Workspace& space, DataSource& source, const std::string& name, Type type) {
  Property property;
  property.id = type == Type::title ? "title" : space.fresh_property_id(source);
  property.name = name;
  property.type = type;
  property.slot = source.slots++;
  source.properties.push_back(std::move(property));
  return source.properties.back();
}

void drop_column(DataSource& source, const std::string& id) {
  std::erase_if(source.properties, [&](const Property& property) { return property.id == id; });
}

Outcome<void> configure_column(Workspace& space, std::size_t at, const std::string& id, const Json& config,
                               const std::string& where) {
  auto& source = space.sources[at];
  auto& column = *find_property(source, id);
  switch (column.type) {
    case Type::number: {
      if (auto shape = only(config, {"format"}, where); !shape) return shape;
      if (!config.contains("format")) return {};
      if (!listed(kFormats, config["format"])) return expected(where + ".format", "a number format", config["format"]);
      column.format = config["format"];
      return {};
    }
    case Type::select:
    case Type::multi_select:
    case Type::status:
      return set_options(space, column, config, where);
    case Type::relation:
      return make_relation(space, at, id, config, where);
    case Type::rollup:
      return make_rollup(space, source, column, config, where);
    case Type::formula: {
      if (auto shape = only(config, {"expression"}, where); !shape) return shape;
      column.expression = text_at(config, "/expression").value_or("");
      return {};
    }
    case Type::unique_id: {
      if (auto shape = only(config, {"prefix"}, where); !shape) return shape;
      const auto& prefix = member(config, "prefix");
      if (!prefix.is_null() && !prefix.is_string()) return expected(where + ".prefix", "a string or null", prefix);
      column.prefix = prefix.is_string() ? std::optional(prefix.get<std::string>()) : std::nullopt;
      return {};
    }
    case Type::title:
    case Type::rich_text:
    case Type::date:
    case Type::checkbox:
    case Type::url:
    case Type::email:
    case Type::phone_number:
    case Type::people:
    case Type::files:
    case Type::created_time:
    case Type::last_edited_time:
    case Type::created_by:
    case Type::last_edited_by:
      return only(config, {}, where);
  }
  return {};
}

Json show_columns(const Workspace& space, const DataSource& source) {
  auto columns = Json::object();
  for (const auto& column : source.properties) {
    const auto type = std::string(describe(column.type).name);
    columns[column.name] = {{"id", column.id},
                            {"name", column.name},
                            {"description", column.description ? Json(*column.description) : Json()},
                            {"type", type},
                            {type, show_config(space, source, column)}};
  }
  return columns;
}

}  // namespace hsn::sandbox::notion
