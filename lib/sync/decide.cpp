#include "sync/decide.hpp"

#include <algorithm>

#include "record/canonical.hpp"
#include "record/currency.hpp"
#include "sync/holds.hpp"
#include "sync/struck.hpp"

namespace hsn::sync {

namespace {

void keep_nameable(const FieldDef& field, FieldValue& value, const Look& look) {
  auto* refs = std::get_if<std::vector<Ref>>(&value);
  if (!refs) return;
  std::erase_if(*refs, [&](const Ref& ref) { return !look.nameable({std::string(field.target), ref.id}); });
  if (refs->empty()) value = FieldValue{};
}

std::string_view word_for(const remote::Binding& binding, std::string_view option) {
  const auto it = std::find_if(binding.aliases.begin(), binding.aliases.end(),
                               [&](const remote::Alias& alias) { return alias.ours == option; });
  return it == binding.aliases.end() ? std::string_view() : it->remote;
}

// A shop knows Discontinued only as its draft; Amelia has a word of its own for No Show, which Acuity lacks.
bool has_own_word(const std::vector<Outlet>& outlets, const StandIn& pair) {
  return std::any_of(outlets.begin(), outlets.end(), [&](const Outlet& outlet) {
    const auto word = word_for(*outlet.binding, pair.hub);
    return !word.empty() && word != word_for(*outlet.binding, pair.service);
  });
}

bool leads(const Schema& schema, const FieldDef& field, std::string_view from, std::string_view to) {
  return field.special != MergeRule::transitions ||
         std::any_of(schema.transitions.begin(), schema.transitions.end(),
                     [&](const Transition& step) { return step.from == from && step.to == to; });
}

// The shop's word for Discontinued is Draft: as long as the page, or what was agreed, says Discontinued, so does the shop.
void put_stand_in(const Schema& schema, const FieldDef& field, const std::vector<Outlet>& outlets, const FieldValue* hub,
                  const FieldValue* base, FieldValue& service) {
  for (const StandIn& pair : schema.stand_ins) {
    const FieldValue ours = std::string(pair.hub), theirs = std::string(pair.service);
    if (pair.field != field.name || !same(field, service, theirs) || (hub && same(field, *hub, theirs))) continue;
    // A service that has the word gets it where the rules let it go there; else it stays the page's.
    if (has_own_word(outlets, pair) && leads(schema, field, pair.service, pair.hub)) continue;
    if ((hub && same(field, *hub, ours)) || (base && same(field, *base, ours))) service = ours;
  }
}

const FieldValue* value_in(const Fields& fields, std::string_view name) {
  const auto it = fields.find(name);
  return it == fields.end() ? nullptr : &it->second;
}

const Date* start_in(const Fields& fields, const Schema& schema) { return std::get_if<Date>(value_in(fields, schema.starts)); }

// Moved by the service to a time that is still to come: what was said of the former time is over.
bool moved_ahead(const Judged& judged, Instant now) {
  const auto* told = start_in(judged.service, *judged.schema);
  const auto* before = judged.row.base ? start_in(judged.row.base->fields, *judged.schema) : nullptr;
  return told && before && told->start != before->start && told->start > now;
}

// Stock Status: the shop works it out where it counts stock, and from the parts where a product has parts; else it is staff's.
Owner owner_of(const FieldDef& field, const Judged& judged, const Catalog& catalog) {
  const Owner owner = catalog.owner(*judged.schema, field);
  if (field.special != MergeRule::stock_status || owner != Owner::service) return owner;
  const FieldValue* counted = value_in(judged.service, "manage_stock");
  const FieldValue* type = value_in(judged.service, "product_type");
  const bool has_parts = type && (*type == FieldValue(std::string("variable")) || *type == FieldValue(std::string("grouped")));
  return has_parts || (counted && *counted == FieldValue(true)) ? Owner::service : Owner::notion;
}

// Whether a push would change anything: where only hearsay fills the field, the account's own value may be the hub's already.
bool has_outlet(const Row& active, const Catalog& catalog, const FieldDef& field, const FieldValue* hub, bool hearsay) {
  const auto found_outlets = outlets(active, catalog, field.name);
  return std::any_of(found_outlets.begin(), found_outlets.end(), [&](const Outlet& outlet) {
    const FieldValue* own = outlet.facet->record.find(field.name);
    return !hearsay || (own && hub && !same(field, *own, *hub));
  });
}

Merged undecided(Moved moved) {
  Merged merged;
  merged.moved = moved;
  merged.outcome = Outcome::hold;
  merged.kind = "stock";
  merged.why = "nobody can tell whether the change made in Notion was counted: a person decides";
  return merged;
}

Merged let_be(Moved moved, std::string why) {
  Merged merged;
  merged.moved = moved;
  merged.why = std::move(why);
  return merged;
}

// What staff may know better than the service (No Show, of what it calls Confirmed) is theirs, whether it is told or not.
Merged declined_before(const Decision& decision, const Judged& judged) {
  const FieldDef& field = *decision.field;
  const auto side = moved(field, decision.service, decision.hub, decision.base);
  const std::string who = judged.service_title + " did not take it";
  const auto& pairs = judged.schema->stand_ins;
  const bool stands_in = std::any_of(pairs.begin(), pairs.end(), [&](const StandIn& pair) {
    return pair.field == field.name && same(field, *decision.hub, std::string(pair.hub)) &&
           same(field, *decision.service, std::string(pair.service));
  });
  Merged merged = let_be(side, (stands_in ? "stays in Notion: " : "put back: ") + who);
  if (stands_in) return merged;
  merged.outcome = Outcome::put_back_hub;
  merged.value = merged.agreed = *decision.service;
  merged.declined = true;
  return merged;
}

// A page that is to be made shows what is known; afterwards people's own fields are theirs.
Merged when_new_in_hub(const FieldValue* service, std::string_view title) {
  Merged merged;
  if (!service) return merged;
  merged.value = merged.agreed = *service;
  merged.outcome = is_empty(*service) ? Outcome::adopt : Outcome::to_hub;
  merged.why = "new in " + std::string(title);
  return merged;
}

Merged when_new_at_service(const FieldDef& field, const FieldValue* hub, const remote::EntityBinding& binding) {
  Merged merged;
  const bool taken = std::any_of(binding.fields.begin(), binding.fields.end(), [&](const remote::Binding& bound) {
    // What can only be told (a parcel's number) is told of a record that is there.
    const bool told_alone = bound.mode == remote::Mode::write && !bound.via.empty();
    return bound.field == field.name && bound.mode != remote::Mode::read && !told_alone && !bound.afterwards;
  });
  if (!hub || is_empty(*hub) || !taken) return merged;
  merged.value = merged.agreed = *hub;
  merged.outcome = Outcome::to_service;
  merged.why = "new in Notion";
  return merged;
}

// People's own field that a service can be told of, once for each value: a tracking number becomes a note to the customer.
// On a first link nobody knows whether it was told; a customer is better told once too little than twice.
Merged when_told_once(const FieldDef& field, const Row& row, const FieldValue* base, const FieldValue* hub) {
  Merged merged;
  merged.moved = moved(field, nullptr, hub, base);
  merged.why = "only people change this field";
  if (!hub || is_empty(*hub) || (base && same(field, *hub, *base))) return merged;
  if (row.base && !row.managed) return merged;
  merged.value = merged.agreed = *hub;
  merged.outcome = row.base ? Outcome::to_service : Outcome::adopt;
  merged.why = row.base ? "set in Notion: the customer is told" : "was there before the first link";
  return merged;
}

// A page may tell of a service that this state has not heard of yet.
bool may_know_more(const Decision& decision, const Judged& judged, Owner owner) {
  return owner == Owner::tool && judged.standing == Standing::linked && !decision.base && decision.hub &&
         !is_empty(*decision.hub);
}

struct Court {
  const Catalog& catalog;
  const Policy& policy;
  std::map<std::string, std::string> hearsay;
  Instant service_at{};
};

MergeInput merge_input(const Decision& decision, const Court& court, const Judged& judged) {
  const Row& row = judged.row;
  const FieldDef& field = *decision.field;
  MergeInput in;
  in.field = &field;
  in.owner = owner_of(field, judged, court.catalog);
  in.managed = row.managed;
  const auto& policies = court.catalog.policies;
  const auto policy =
      policies.empty() ? policies.end() : policies.find({std::string(judged.schema->entity), std::string(field.name)});
  if (policy != policies.end()) in.policy = policy->second.conflict;
  in.adopting = court.policy.adopting;
  in.service = decision.service;
  in.hub = decision.hub;
  in.base = left_apart(row, decision) ? decision.service : decision.base;
  in.hearsay_only = court.hearsay.contains(std::string(field.name));
  in.can_push = has_outlet(row, court.catalog, field, decision.hub, in.hearsay_only);
  in.service_at = court.service_at;
  in.hub_at = row.hub ? row.hub->at : Instant{};
  in.transitions = judged.schema->transitions;
  in.started = has_started(*judged.schema, judged.service, court.policy.now);
  if (!decision.teller.empty()) in.service_title = decision.teller;
  return in;
}

Merged decide(const Decision& decision, const Court& court, Judged& judged) {
  const FieldDef& field = *decision.field;
  const Row& row = judged.row;
  if (judged.standing == Standing::new_for_hub) return when_new_in_hub(decision.service, decision.teller);
  if (judged.standing == Standing::new_for_service && !court.hearsay.contains(std::string(field.name)))
    return when_new_at_service(field, decision.hub, *judged.maker->binding);
  const Hold* hold = hold_on(row, decision);
  const Moved side = moved(field, decision.service, decision.hub, decision.base);
  if (hold && !hold->take) return let_be(side, "left alone until somebody changes it: an undo put it so");
  if (!hold && is_said(row, decision, unclear)) return undecided(side);
  if (court.policy.partial && may_know_more(decision, judged, court.catalog.owner(*judged.schema, field)))
    return let_be(side, "not every service has been read yet");
  if (!hold && is_said(row, decision, declined)) return declined_before(decision, judged);
  if (field.special == MergeRule::told_once && !outlets(row, court.catalog, field.name).empty())
    return when_told_once(field, row, decision.base, decision.hub);
  if (decision.service && !judged.schema->stand_ins.empty() && !moved_ahead(judged, court.policy.now)) {
    put_stand_in(*judged.schema, field, outlets(row, court.catalog, field.name), decision.hub, decision.base,
                 judged.service.find(field.name)->second);
  }
  MergeInput in = merge_input(decision, court, judged);
  if (!hold) hold = hold_on(row, decision);  // decided on as it was shown, with the stand-in
  if (hold) in.taken = hold->take;
  return merge(in);
}

void fold_and_derive(const Look& look, const Words& words, Judged& judged, std::map<std::string, std::string>& hearsay) {
  judged.service = fold(*judged.schema, judged.row, &hearsay);
  const auto add = [&](Fields derived) {
    for (auto& [name, value] : derived) {
      hearsay.erase(name);
      judged.service.insert_or_assign(name, std::move(value));
    }
  };
  if (judged.schema->derive) add(judged.schema->derive(judged.row, judged.service, look));
  // Of what is gone, or has lost its words, nothing is found anew: the page keeps what was found in them (5.7).
  const bool says = judged.told && !is_struck(*judged.schema, judged.service);
  if (judged.schema->assess && says) add(judged.schema->assess(judged.row, judged.service, words));
}

// It is left as it stands, on both sides.
void say_unread(Decision& decision, const Judged& judged, const Catalog& catalog) {
  decision.merged.why = decision.field->shape == Shape::files
                            ? "a file uploaded to Notion has no address that lasts: put a link in its place"
                            : "what stands here cannot be read, and does not go out";
  decision.unread =
      judged.standing == Standing::linked && judged.row.managed && !outlets(judged.row, catalog, decision.field->name).empty();
}

std::string_view currency_of(const Judged& judged) {
  for (const FieldValue* value : {value_in(judged.service, "currency"), hub_value(judged.row, "currency")})
    if (const auto* code = value ? std::get_if<std::string>(value) : nullptr) return *code;
  return {};
}

// Money on a page with more decimals than its currency has is the same as without them: what is agreed, or what the service says.
const FieldValue* without_more_decimals(const Decision& decision, std::string_view currency) {
  const FieldValue rounded = in_currency(*decision.hub, currency);
  for (const FieldValue* known : {decision.base, decision.service})
    if (known && same(*decision.field, rounded, *known)) return known;
  return decision.hub;
}

}  // namespace

bool has_started(const Schema& schema, const Fields& service, Instant now) {
  const auto* at = start_in(service, schema);
  return at && at->start <= now;
}

Judged judge(const Row& row, const Schema& schema, const Catalog& catalog, const Policy& policy, const Look& look) {
  Judged judged(schema, row);
  judged.zone = catalog.zone;
  take_stock(judged, catalog, look);
  if (judged.standing == Standing::detached || judged.standing == Standing::unreadable) return judged;

  Court court{catalog, policy, {}, judged.told_at};
  fold_and_derive(look, catalog.words, judged, court.hearsay);
  judged.fields.reserve(schema.fields.size());
  for (const FieldDef& field : schema.fields) {
    if (!in_hub(catalog, schema, field)) continue;
    Decision decision;
    decision.field = &field;
    decision.base = judged.row.base ? judged.row.base->find(field.name) : nullptr;
    decision.hub = hub_value(judged.row, field.name);
    decision.by_person = judged.row.hub && !judged.row.hub->by_us;
    if (decision.base && decision.hub && is_rendering(judged.row, field.name, *decision.base, *decision.hub))
      decision.hub = decision.base;
    if (const auto it = judged.service.find(field.name); it != judged.service.end()) {
      keep_nameable(field, it->second, look);
      decision.service = &it->second;
    }
    if (field.special == MergeRule::money && decision.hub) decision.hub = without_more_decimals(decision, currency_of(judged));
    const auto mentioned = court.hearsay.find(std::string(field.name));
    decision.teller = mentioned == court.hearsay.end() ? judged.service_title : catalog.service(mentioned->second)->title;
    decision.merged = decide(decision, court, judged);
    if (is_unread(judged.row, field.name)) say_unread(decision, judged, catalog);
    judged.fields.push_back(std::move(decision));
  }
  return judged;
}

}  // namespace hsn::sync
