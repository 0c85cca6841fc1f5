#include "record/schema.hpp"

#include <algorithm>

#include "record/rich_text.hpp"

namespace hsn {

namespace {

constexpr Choice kSources[] = {{"TypeForm"},      {"WooCommerce"}, {"Acuity"}, {"Amelia"},
                               {"User Feedback"}, {"AI"},          {"Manual"}, {"System"}};
constexpr Choice kBusinessEntities[] = {{"The Connection Practice"}, {"The 7 Space"}, {"The HigherSelf Network"}};
constexpr Choice kSyncStates[] = {
    {"Synced", "green"}, {"Pending", "yellow"}, {"Conflict", "orange"}, {"Error", "red"}, {"Source Deleted", "gray"}};

constexpr FieldDef kSyncBlock[] = {
    {"external_id", Shape::text, "External ID", Owner::tool, Need::required},
    {"source", Shape::select, "Source", Owner::tool, {}, kSources},
    {"business_entity", Shape::select, "Business Entity", Owner::human, {}, kBusinessEntities},
    {"managed", Shape::checkbox, "Notion Managed", Owner::human, Need::required},
    {"last_sync", Shape::datetime, "Last Sync", Owner::tool, Need::required, {}, {}, {}, MergeRule::along},
    {"sync_status", Shape::select, "Sync Status", Owner::tool, {}, kSyncStates},
    {"sync_note", Shape::text, "Sync Note", Owner::tool},
    {kUnread, Shape::multi_select, "", Owner::tool},
};

const FieldDef* find_in(std::span<const FieldDef> fields, std::string_view name) {
  const auto it = std::find_if(fields.begin(), fields.end(), [&](const FieldDef& field) { return field.name == name; });
  return it == fields.end() ? nullptr : &*it;
}

}  // namespace

std::string display(const FieldDef* field, const FieldValue& value, std::size_t columns, std::string_view zone) {
  const auto* markup = field != nullptr && field->shape == Shape::rich ? std::get_if<std::string>(&value) : nullptr;
  return markup != nullptr ? display(FieldValue(plain_text(*markup)), columns) : display(value, columns, zone);
}

std::span<const FieldDef> sync_block() { return kSyncBlock; }

bool in_sync_block(std::string_view field) { return find_in(kSyncBlock, field) != nullptr; }

const FieldDef* Schema::find(std::string_view field) const {
  const auto* own = find_in(fields, field);
  return own != nullptr ? own : find_in(kSyncBlock, field);
}

std::vector<const FieldDef*> all_fields(const Schema& schema) {
  std::vector<const FieldDef*> all;
  for (const auto& field : schema.fields) all.push_back(&field);
  for (const auto& field : kSyncBlock)
    if (find_in(schema.fields, field.name) == nullptr) all.push_back(&field);
  return all;
}

}  // namespace hsn
