#include "sync/struck.hpp"

#include <algorithm>

#include "entities/entities.hpp"
#include "record/canonical.hpp"

namespace hsn::sync {
namespace {

void add_address(std::string_view key, std::set<std::string>& addresses) {
  if (key.starts_with(kClientPrefix)) addresses.insert(fold_email(key.substr(kClientPrefix.size())));
}

// Where it is made of a person's name or words.
const FieldDef* personal_title(const Schema& schema) {
  const auto title = std::find_if(schema.fields.begin(), schema.fields.end(),
                                  [](const FieldDef& field) { return field.shape == Shape::title && field.personal; });
  return title == schema.fields.end() ? nullptr : &*title;
}

}  // namespace

std::set<std::string> addresses_in(const Record& record) {
  std::set<std::string> addresses;
  add_address(record.key.external_id, addresses);
  const auto* schema = entities::find(record.key.entity);
  for (const auto& [name, value] : record.fields) {
    if (const auto* refs = std::get_if<std::vector<Ref>>(&value)) {
      for (const auto& ref : *refs) add_address(ref.id, addresses);
    }
    const auto* field = schema == nullptr ? nullptr : schema->find(name);
    const auto* text = std::get_if<std::string>(&value);
    if (field != nullptr && field->shape == Shape::email && text != nullptr && !text->empty())
      addresses.insert(fold_email(*text));
  }
  return addresses;
}

void blank(const Schema& schema, Fields& fields, const std::set<std::string>& names) {
  for (auto& [name, value] : fields) {
    const auto* field = schema.find(name);
    if (auto* refs = std::get_if<std::vector<Ref>>(&value)) {
      std::erase_if(*refs, [&](const Ref& ref) { return names.contains(ref.id); });
      if (refs->empty()) value = FieldValue();
    } else if (field != nullptr && field->personal) {
      value = field->shape == Shape::title ? FieldValue(std::string(kNobody)) : FieldValue();
    }
  }
}

void strike(const Schema& schema, Fields& fields, const std::set<std::string>& names) {
  if (const auto* title = personal_title(schema)) fields.try_emplace(std::string(title->name));
  blank(schema, fields, names);
}

void strike_words(const Schema& schema, Fields& fields, const state::Strike& names) {
  for (auto& [name, value] : fields) {
    const auto* field = schema.find(name);
    if (field == nullptr || !std::holds_alternative<std::string>(value)) continue;
    const bool own = field->shape == Shape::email || field->shape == Shape::phone ||
                     (field->shape == Shape::title && schema.entity == "clients");
    if (!own) names.strike(value);
  }
}

bool is_struck(const Schema& schema, const Fields& fields) {
  const auto* title = personal_title(schema);
  const auto said = title == nullptr ? fields.end() : fields.find(title->name);
  return said != fields.end() && said->second == FieldValue(std::string(kNobody));
}

}  // namespace hsn::sync
