#include "notion/page.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "notion/limits.hpp"
#include "notion/properties.hpp"
#include "notion/text_of.hpp"
#include "notion/wire.hpp"

namespace hsn::notion {

namespace {

bool flag(const Json& json, std::string_view pointer) { return bool_at(json, pointer).value_or(false); }

// Properties stand under their names, which people change: the id inside counts. It is written as we know it, or else decoded.
class Values {
 public:
  explicit Values(const Json& page) {
    const auto* properties = at(page, "/properties");
    if (properties == nullptr || !properties->is_object()) return;
    for (const auto& value : *properties)
      if (const auto id = value.is_object() ? value.find("id") : value.end(); id != value.end() && id->is_string())
        by_id_.emplace_back(id->get_ref<const std::string&>(), &value);
  }
  const Json* find(std::string_view property_id) const {
    const auto called = [&](auto same) {
      const auto it =
          std::find_if(by_id_.begin(), by_id_.end(), [&](const auto& value) { return same(value.first, property_id); });
      return it == by_id_.end() ? nullptr : it->second;
    };
    const auto* value = called(std::equal_to<>());
    return value != nullptr ? value : called(same_id);
  }

 private:
  std::vector<std::pair<std::string_view, const Json*>> by_id_;
};

std::string problem_of(const Shelf& shelf, const Json& page) {
  const auto parent = text_of(page, "/parent/data_source_id");
  if (!parent.empty() && parent != shelf.source.data_source_id)
    return "the page was moved to another database: move it back, or put it into the trash";
  if (at(page, "/properties") == nullptr) return "the connection may not read the page's content";
  return {};
}

void read_fields(const Shelf& shelf, const Json& page, Fields& fields) {
  const Values values(page);
  std::vector<std::string> unread;
  for (const auto& [name, property] : shelf.source.properties) {
    const auto* field = shelf.schema.find(name);
    const auto* json = values.find(property.id);
    if (field == nullptr || json == nullptr) continue;
    if (auto value = decode(*field, property, *json)) {
      fields.insert_or_assign(name, std::move(*value));
    } else if (text_of(*json, "/type") == property.type) {  // a column of another type is told once, not on each page
      unread.push_back(name);
    }
  }
  if (!unread.empty()) fields.emplace(kUnread, std::move(unread));
}

// A page that people made has no key yet: it is known by what it shows, else called after itself.
std::string key_of(const Schema& schema, const Fields& fields, const std::string& page_id) {
  const auto it = fields.find("external_id");
  if (it == fields.end()) return {};
  if (const auto* key = std::get_if<std::string>(&it->second); key != nullptr && !key->empty()) return *key;
  const auto natural = schema.key_of != nullptr ? schema.key_of(fields) : std::string();
  return natural.empty() ? std::string(kPagePrefix) + page_id : natural;
}

}  // namespace

Seen seen_of(const Shelf& shelf, const Json& page, bool sure) {
  Seen seen;
  seen.record.key.entity = shelf.schema.entity;
  seen.remote_id = text_of(page, "/id");
  seen.version = text_of(page, "/last_edited_time");
  seen.at = parse_instant(seen.version).value_or(Instant{});
  seen.created = parse_instant(text_of(page, "/created_time")).value_or(Instant{});
  seen.gone = flag(page, "/in_trash") || flag(page, "/archived");
  seen.by_us = !shelf.bot_id.empty() && text_of(page, "/last_edited_by/id") == shelf.bot_id;
  seen.sure = sure;
  seen.problem = problem_of(shelf, page);
  read_fields(shelf, page, seen.record.fields);
  seen.record.key.external_id = key_of(shelf.schema, seen.record.fields, seen.remote_id);
  if (seen.problem.empty() && seen.record.key.external_id.empty())
    seen.problem = "the page does not show its External ID: the column is gone or of another type";
  return seen;
}

std::optional<std::string> cut_relation(const Shelf& shelf, const Json& page) {
  const Values values(page);
  for (const auto& [name, property] : shelf.source.properties) {
    const auto* field = shelf.schema.find(name);
    if (field == nullptr || field->shape != Shape::relation) continue;
    const auto* value = values.find(property.id);
    const auto* refs = value != nullptr ? at(*value, "/relation") : nullptr;
    if (refs == nullptr || !refs->is_array()) continue;
    // Without the flag, exactly as many as a page shows at most may be all or not.
    if (bool_at(*value, "/has_more").value_or(refs->size() >= kRefsShown)) return property.id;
  }
  return std::nullopt;
}

void complete_relation(Json& page, const std::string& property_id, const Json& ids) {
  for (auto& value : page["properties"]) {
    if (!same_id(text_of(value, "/id"), property_id)) continue;
    value["relation"] = Json::array();
    for (const auto& id : ids) value["relation"].push_back({{"id", id}});
    value["has_more"] = false;
  }
}

}  // namespace hsn::notion
