#include "notion/properties.hpp"

#include <nlohmann/json.hpp>

#include "notion/property_types.hpp"
#include "notion/text_of.hpp"
#include "record/canonical.hpp"

namespace hsn::notion {

namespace {

constexpr Mapping kMappings[] = {
    // The first of a shape is the one that provisioning creates.
    {Shape::title, "title", read_text, write_text},
    {Shape::text, "rich_text", read_text, write_text},
    {Shape::rich, "rich_text", read_markup, write_markup},
    {Shape::number, "number", read_number, write_number},
    {Shape::number, "rich_text", read_number_text, nullptr},
    {Shape::checkbox, "checkbox", read_checkbox, write_checkbox},
    {Shape::select, "select", read_option, write_option},
    {Shape::select, "status", read_option, write_option},
    {Shape::select, "rich_text", read_text, write_text},
    {Shape::multi_select, "multi_select", read_options, write_options},
    {Shape::date, "date", read_day, write_date},
    {Shape::date, "created_time", read_timestamp, nullptr},
    {Shape::date, "last_edited_time", read_timestamp, nullptr},
    {Shape::datetime, "date", read_date, write_date},
    {Shape::datetime, "created_time", read_timestamp, nullptr},
    {Shape::datetime, "last_edited_time", read_timestamp, nullptr},
    {Shape::url, "url", read_plain, write_url},
    {Shape::url, "rich_text", read_text, write_text},
    {Shape::email, "email", read_plain, write_contact},
    {Shape::email, "rich_text", read_text, write_text},
    {Shape::phone, "phone_number", read_plain, write_contact},
    {Shape::phone, "rich_text", read_text, write_text},
    {Shape::files, "files", read_files, write_files},
    {Shape::people, "people", read_people, nullptr},
    {Shape::people, "rich_text", read_names, nullptr},
    {Shape::relation, "relation", read_relation, write_relation},
};

const Mapping* find(Shape shape, std::string_view type) {
  for (const auto& mapping : kMappings)
    if (mapping.shape == shape && mapping.type == type) return &mapping;
  return nullptr;
}

}  // namespace

Use use_of(Shape shape, std::string_view type) {
  const auto* mapping = find(shape, type);
  if (mapping == nullptr) return Use::none;
  return mapping->write != nullptr ? Use::full : Use::read_only;
}

std::string_view wanted_type(Shape shape) {
  for (const auto& mapping : kMappings)
    if (mapping.shape == shape) return mapping.type;
  return {};
}

std::optional<FieldValue> decode(const FieldDef& field, const Property& property, const Json& json) {
  const auto type = text_of(json, "/type");
  const auto* mapping = find(field.shape, type);
  if (mapping == nullptr) return std::nullopt;
  const auto value = json.find(type);
  if (value == json.end()) return std::nullopt;
  auto read = mapping->read(*value, property);
  if (!read) return std::nullopt;
  return canonical(field, std::move(*read));
}

Result<std::optional<Json>> encode(const FieldDef& field, const Property& property, const FieldValue& value, const Pages& pages) {
  const auto* mapping = find(field.shape, property.type);
  if (mapping == nullptr)
    return fail(Fault::bad_data, "the column cannot hold this kind of value, it is of type " + property.type, property.name,
                "change its type in Notion to " + std::string(wanted_type(field.shape)) + ", or rename it and run `hsn init`");
  if (mapping->write == nullptr) return std::nullopt;
  auto written = mapping->write(hub_form(field, value), Home{property, pages});
  if (!written) {
    written.error().where = property.name;
    return tl::unexpected(std::move(written.error()));
  }
  if (!*written) return std::nullopt;
  Json json;
  json[property.type] = std::move(**written);
  return json;
}

}  // namespace hsn::notion
