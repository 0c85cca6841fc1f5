// Writes to services: only changed fields, only where a person's edit may go out.
#include <algorithm>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/draft.hpp"

namespace hsn::sync {

namespace {

bool is_writable(const remote::Binding& binding) { return binding.mode != remote::Mode::read && !binding.at_first; }

// What the service keeps of its page (4.2); with a push, never alone.
FieldValue link_value(std::string_view field, const Judged& judged, const Policy& policy) {
  if (field == "notion_page_id") return judged.row.hub->remote_id;
  if (field == "notion_managed") return std::string("true");
  return Date{.start = policy.now, .end = {}, .date_only = false, .zone = {}};
}

void add_link(const Judged& judged, const remote::EntityBinding& entity, const Policy& policy, Write& write) {
  for (const remote::Binding& binding : entity.fields) {
    const FieldDef* field = judged.schema->find(binding.field);
    if (!field || field->special != MergeRule::along || !field->property.empty()) continue;
    if (!is_writable(binding) || !binding.via.empty()) continue;
    const FieldValue to = canonical(*field, link_value(field->name, judged, policy));
    const FieldValue* own = write.known.record.find(field->name);
    if (is_empty(to) || (own && same(*field, *own, to))) continue;
    write.changes.push_back({std::string(field->name), own ? *own : FieldValue{}, to, "the link to its page"});
  }
}

Write& draft_for(std::vector<Write>& drafts, const Judged& judged, const Policy& policy, const Outlet& outlet) {
  const auto it = std::find_if(drafts.begin(), drafts.end(),
                               [&](const Write& write) { return write.to == *outlet.lane && write.via == outlet.binding->via; });
  if (it != drafts.end()) return *it;
  const bool is_note = judged.schema->find(outlet.binding->field)->special == MergeRule::told_once;
  Write& write = drafts.emplace_back(blank_write(judged, policy, is_note ? Verb::append : Verb::update, *outlet.lane));
  write.via = std::string(outlet.binding->via);
  write.known = *outlet.facet;
  return write;
}

void add_change(std::vector<Write>& drafts, const Judged& judged, const Decision& decision, const Outlet& outlet,
                const Policy& policy) {
  const std::string name(decision.field->name);
  const FieldValue* own = outlet.facet->record.find(name);
  if (own && *own == decision.merged.value) return;
  Write& write = draft_for(drafts, judged, policy, outlet);
  std::string why = decision.merged.why;
  if (!outlet.binding->side_effect.empty()) why += "; " + std::string(outlet.binding->side_effect);
  write.changes.push_back({name, own ? *own : FieldValue{}, decision.merged.value, std::move(why), overwrites(decision)});
  write.agreed[name] = decision.merged.agreed;
  if (const std::string remark = remark_of(decision, judged); !remark.empty()) add_line(write.remark, remark);
  if (decision.merged.exact) write.expect.push_back({*outlet.lane, name, *decision.service});
}

// A call of its own tells all that it can carry: the carrier beside the tracking number, why it was cancelled.
void add_companions(const Judged& judged, const remote::EntityBinding& entity, Write& write) {
  for (const remote::Binding& binding : entity.fields) {
    if (binding.via != write.via || binding.mode != remote::Mode::write || write.agreed.contains(binding.field)) continue;
    const FieldValue* value = hub_value(judged.row, binding.field);
    if (!value || is_empty(*value)) continue;
    write.changes.push_back({std::string(binding.field), {}, *value, "goes along"});
    write.agreed[std::string(binding.field)] = *value;
  }
}

// What no page shows, and a service may ask for all the same: the name of a client whom it has not met.
void add_unshown(const Judged& judged, Write& write) {
  for (const FieldDef& field : judged.schema->fields) {
    const auto told = judged.service.find(field.name);
    if (!field.property.empty() || told == judged.service.end()) continue;
    write.known.record.key = judged.row.key;
    write.known.record.fields.insert(*told);
  }
}

std::vector<Write> service_creation(const Judged& judged, const Policy& policy) {
  const Maker& found = *judged.maker;
  if (!judged.schema->unfinished(judged.row.hub->record).empty()) return {};
  Write write = blank_write(judged, policy, Verb::create, found.lane);
  for (const Decision& decision : judged.fields) {
    if (!goes_out(decision)) continue;
    const std::string name(decision.field->name);
    write.changes.push_back({name, {}, decision.merged.value, decision.merged.why});
    write.agreed[name] = decision.merged.agreed;
  }
  add_unshown(judged, write);
  add_link(judged, *found.binding, policy, write);
  return {write};
}

// Staff have put away the page of something that they had made with it: it goes where it was made too. What a service has made
// itself is never deleted from the hub.
std::vector<Write> service_removals(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  std::vector<Write> drafts;
  const auto& former = judged.row.former;
  const bool ours =
      std::any_of(former.begin(), former.end(), [](const std::string& name) { return name.starts_with(kPagePrefix); });
  // A page that is merely not shown any more says nothing of what they want.
  const bool put_away = judged.row.hub && judged.row.hub->gone && judged.row.hub->problem.empty();
  if (!judged.schema->fleeting || !ours || !judged.row.managed || !put_away) return drafts;
  for (const auto& [lane, facet] : judged.row.facets) {
    const remote::EntityBinding* binding = catalog.binding(lane, judged.schema->entity);
    if (facet.gone || facet.remote_id.empty() || !binding || !binding->creates) continue;
    Write& write = drafts.emplace_back(blank_write(judged, policy, Verb::archive, lane));
    write.known = facet;
    write.destructive = true;
  }
  return drafts;
}

}  // namespace

bool is_destructive(const Schema& schema, const Change& change) {
  const auto fits = [](std::string_view option, const FieldValue& value) {
    return option.empty() || value == FieldValue(std::string(option));
  };
  return change.from != change.to &&
         std::any_of(schema.destructive.begin(), schema.destructive.end(), [&](const Destructive& rule) {
           return rule.field == change.field && fits(rule.from, change.from) && fits(rule.to, change.to);
         });
}

Write blank_write(const Row& row, std::string title, Verb verb, Lane lane, Instant now) {
  Write write;
  write.verb = verb;
  write.counts = lane.service != kHub;
  write.to = std::move(lane);
  write.key = row.key;
  write.title = std::move(title);
  write.page_id = row.hub ? row.hub->remote_id : std::string();
  write.at = now;
  return write;
}

Write blank_write(const Judged& judged, const Policy& policy, Verb verb, Lane lane) {
  return blank_write(judged.row, title_of(*judged.schema, judged.row, judged.service), verb, std::move(lane), policy.now);
}

std::vector<Write> service_writes(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  if (judged.standing == Standing::new_for_service) return service_creation(judged, policy);
  if (judged.standing == Standing::detached) return service_removals(judged, catalog, policy);
  std::vector<Write> drafts;
  if (judged.standing != Standing::linked || !judged.row.managed) return drafts;
  for (const Decision& decision : judged.fields) {
    if (!goes_out(decision)) continue;
    for (const Outlet& outlet : outlets(judged.row, catalog, decision.field->name))
      add_change(drafts, judged, decision, outlet, policy);
  }
  for (Write& write : drafts) {
    const remote::EntityBinding& entity = *catalog.binding(write.to, judged.schema->entity);
    if (!write.via.empty()) add_companions(judged, entity, write);
    write.destructive = std::any_of(write.changes.begin(), write.changes.end(),
                                    [&](const Change& change) { return is_destructive(*judged.schema, change); });
    if (write.via.empty()) add_link(judged, entity, policy, write);
  }
  return drafts;
}

}  // namespace hsn::sync
