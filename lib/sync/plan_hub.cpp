// Writes to pages: one request a page, whatever has changed.
#include <algorithm>
#include <array>

#include "record/canonical.hpp"
#include "sync/draft.hpp"

namespace hsn::sync {

namespace {

constexpr std::array<std::string_view, 3> kIds = {"woocommerce_id", "woocommerce_customer_id", "external_ids"};

Lane hub_lane(const Judged& judged) { return {std::string(kHub), std::string(judged.schema->entity)}; }

// What the tool has worked out for itself, and no column shows, goes with the page's write.
void agree_unshown(const Judged& judged, Write& write) {
  for (const FieldDef& field : judged.schema->fields) {
    const auto told = judged.service.find(field.name);
    const bool unshown = field.property.empty() && field.special != MergeRule::along;
    if (unshown && told != judged.service.end()) write.agreed[std::string(field.name)] = told->second;
  }
}

Write page_creation(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  Write write = blank_write(judged, policy, Verb::create, hub_lane(judged));
  for (const Decision& decision : judged.fields) {
    const std::string name(decision.field->name);
    if (comes_in(decision)) write.changes.push_back({name, {}, decision.merged.value, decision.merged.why});
    const bool agreed = decision.service && catalog.owner(*judged.schema, *decision.field) != Owner::human;
    if (agreed) write.agreed[name] = decision.merged.agreed;
  }
  agree_unshown(judged, write);
  for (Change& change : block_of_new_page(judged, catalog, policy)) {
    const auto is_set = [&](const Change& made) { return made.field == change.field; };
    // Clients have a Business Entity of their own: what a form told of it is among the fields already.
    if (std::none_of(write.changes.begin(), write.changes.end(), is_set)) write.changes.push_back(std::move(change));
  }
  return write;
}

Write page_removal(const Judged& judged, const Policy& policy) {
  Write write = blank_write(judged, policy, Verb::archive, hub_lane(judged));
  write.known = *judged.row.hub;
  write.agreed[std::string(kPutAway.first)] = std::string(kPutAway.second);
  return write;
}

// What goes along with a change is not worth a request of its own.
void drop_lone_companions(const Schema& schema, Write& write) {
  const bool alone = std::all_of(write.changes.begin(), write.changes.end(),
                                 [&](const Change& change) { return schema.find(change.field)->special == MergeRule::along; });
  if (!alone) return;
  write.changes.clear();
  write.agreed.clear();
}

// Only once: what was agreed on says whether it has been done, and lets the record's return take it back.
void add_gone(const Judged& judged, Write& write) {
  for (const WhenGone& rule : judged.schema->when_gone) {
    const FieldValue option = std::string(rule.option);
    const FieldValue* hub = hub_value(judged.row, rule.field);
    const FieldValue* base = judged.row.base ? judged.row.base->find(rule.field) : nullptr;
    if (!hub || *hub == option || (base && *base == option)) continue;
    const bool edited = base != nullptr && *base != *hub;
    write.changes.push_back({std::string(rule.field), *hub, option, "gone in " + judged.service_title, edited});
    write.agreed[std::string(rule.field)] = option;
  }
}

// What was agreed on, where the page shows just that: in the service's own writing ("85.00"), since an undo goes to both.
const FieldValue& value_before(const Decision& decision) {
  const bool agreed = decision.base != nullptr && same(*decision.field, *decision.base, *decision.hub);
  return agreed ? *decision.base : *decision.hub;
}

}  // namespace

bool is_id(std::string_view field) { return std::count(kIds.begin(), kIds.end(), field) > 0; }

Fields gone_agreed(const Judged& judged) {
  Fields agreed;
  if (judged.standing != Standing::gone) return agreed;
  for (const WhenGone& rule : judged.schema->when_gone) {
    const FieldValue option = std::string(rule.option);
    const FieldValue* hub = hub_value(judged.row, rule.field);
    const FieldValue* base = judged.row.base ? judged.row.base->find(rule.field) : nullptr;
    if (hub && *hub == option && !(base && *base == option)) agreed.emplace(rule.field, option);
  }
  return agreed;
}

HubDraft hub_write(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  HubDraft draft;
  const bool ids_only = policy.towards.hub_ids_only;
  if (judged.standing == Standing::new_for_hub) {
    draft.left_out = ids_only || !policy.towards.hub;
    if (!draft.left_out) draft.write = page_creation(judged, catalog, policy);
    return draft;
  }
  const bool asked_for = judged.standing == Standing::new_for_service;
  if (judged.standing != Standing::linked && judged.standing != Standing::gone && !asked_for) return draft;
  if (judged.standing == Standing::gone && judged.schema->fleeting) {
    draft.left_out = ids_only || !policy.towards.hub;
    if (!draft.left_out) draft.write = page_removal(judged, policy);
    return draft;
  }
  Write write = blank_write(judged, policy, Verb::update, hub_lane(judged));
  write.known = *judged.row.hub;
  for (const Decision& decision : judged.fields) {
    if (!comes_in(decision)) continue;
    const std::string name(decision.field->name);
    if (ids_only && !is_id(name)) {
      draft.left_out = true;
      continue;
    }
    write.changes.push_back({name, value_before(decision), decision.merged.value, decision.merged.why, overwrites(decision)});
    write.agreed[name] = decision.merged.agreed;
  }
  drop_lone_companions(*judged.schema, write);
  if (!write.changes.empty() && !ids_only) agree_unshown(judged, write);
  if (judged.standing == Standing::gone && !ids_only) add_gone(judged, write);
  for (Change& change : block_changes(judged, catalog, policy, !write.changes.empty()))
    write.changes.push_back(std::move(change));
  if (write.changes.empty()) return draft;
  if (std::any_of(write.changes.begin(), write.changes.end(), [](const Change& one) { return one.field == "sync_note"; }))
    write.remark = note_of(judged).done;
  if (!policy.towards.hub && !ids_only) {
    draft.left_out = true;
  } else {
    draft.write = std::move(write);
  }
  return draft;
}

}  // namespace hsn::sync
