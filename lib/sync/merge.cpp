#include "sync/merge.hpp"

#include <algorithm>

#include "record/canonical.hpp"
#include "sync/own_rule.hpp"

namespace hsn::sync {

namespace {

// The columns of 5.2, and two it states in words: what the tool computes, and what a service only mentions.
enum class Column { service, notion, both_managed, both_unmanaged, tool, human, hearsay };
// Its rows; "no base yet" is three of them.
enum class Case { equal, service_only, hub_only, both, fill_hub, fill_service, both_set };

struct Cell {
  Outcome outcome{};
  bool conflict = false;
};

constexpr Cell kNone{Outcome::nothing}, kAdopt{Outcome::adopt}, kToHub{Outcome::to_hub}, kToService{Outcome::to_service},
    kBackInHub{Outcome::put_back_hub}, kBackAtService{Outcome::put_back_service}, kHold{Outcome::hold},
    kHubLogged{Outcome::to_hub, true}, kServiceLogged{Outcome::to_service, true};

// clang-format off
constexpr Cell kTable[7][7] = {
  //                  S           N               B managed       B unmanaged T           H      hearsay
  /* equal        */ {kAdopt,     kAdopt,         kAdopt,         kAdopt,     kAdopt,     kNone, kAdopt},
  /* service_only */ {kToHub,     kBackAtService, kToHub,         kToHub,     kToHub,     kNone, kToHub},
  /* hub_only     */ {kBackInHub, kToService,     kToService,     kBackInHub, kBackInHub, kNone, kToService},
  /* both         */ {kToHub,     kServiceLogged, kServiceLogged, kHubLogged, kToHub,     kNone, kToService},
  /* fill_hub     */ {kToHub,     kToHub,         kToHub,         kToHub,     kToHub,     kNone, kToHub},
  /* fill_service */ {kToHub,     kToService,     kToService,     kToHub,     kToHub,     kNone, kToService},
  /* both_set     */ {kToHub,     kHold,          kHold,          kHubLogged, kToHub,     kNone, kToService},
};
// clang-format on

Cell cell(Case row, Column column) { return kTable[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]; }

Column column_of(const MergeInput& in) {
  if (in.hearsay_only && in.owner != Owner::human && in.owner != Owner::service) return Column::hearsay;
  switch (in.owner) {
    case Owner::service:
      return Column::service;
    case Owner::notion:
      return in.managed ? Column::notion : Column::service;
    case Owner::both:
      return in.managed ? Column::both_managed : Column::both_unmanaged;
    case Owner::tool:
      return Column::tool;
    case Owner::human:
      return Column::human;
  }
  return Column::human;
}

Case case_of(const MergeInput& in, Moved moved) {
  switch (moved) {
    case Moved::equal:
      return Case::equal;
    case Moved::service_only:
      return Case::service_only;
    case Moved::hub_only:
      return Case::hub_only;
    case Moved::both:
      return Case::both;
    case Moved::no_base:
      break;
  }
  if (is_empty(*in.hub)) return Case::fill_hub;
  return is_empty(*in.service) ? Case::fill_service : Case::both_set;
}

bool goes_out(Outcome outcome) { return outcome == Outcome::to_service || outcome == Outcome::put_back_service; }

// What a policy of the mapping file says to "both, differently".
Outcome by_policy(const MergeInput& in) {
  switch (*in.policy) {
    case config::ConflictPolicy::notion:
      return Outcome::to_service;
    case config::ConflictPolicy::service:
      return Outcome::to_hub;
    case config::ConflictPolicy::hold:
      return Outcome::hold;
    case config::ConflictPolicy::newest:
      break;
  }
  // Notion tells the minute only: closer than that, nobody can say who was later (5.2).
  const bool unknown = in.hub_at == Instant{} || in.service_at == Instant{};
  const Duration apart = in.hub_at > in.service_at ? in.hub_at - in.service_at : in.service_at - in.hub_at;
  if (unknown || apart < std::chrono::seconds(60)) return Outcome::hold;
  return in.hub_at > in.service_at ? Outcome::to_service : Outcome::to_hub;
}

// An edit for which there is no way out: nobody listens (not managed, or no service can take the field).
Cell without_push(Case row, Column column) {
  switch (column) {
    case Column::hearsay:
    case Column::notion:
      return kNone;
    case Column::both_managed:
      return row == Case::fill_service ? kNone : cell(row, Column::both_unmanaged);
    case Column::service:
    case Column::both_unmanaged:
    case Column::tool:
    case Column::human:
      break;
  }
  return cell(row, column);
}

// 5.5: the shop's sales and staff's count are both right.
void merge_stock(const MergeInput& in, Merged& merged) {
  const auto* hub = std::get_if<Decimal>(in.hub);
  const auto* service = std::get_if<Decimal>(in.service);
  const auto* base = in.base ? std::get_if<Decimal>(in.base) : nullptr;
  if (!hub || !service || !base) {
    if (merged.moved == Moved::both) merged.kind = "both changed";
    return;
  }
  merged.exact = merged.moved == Moved::hub_only;
  if (merged.moved != Moved::both) return;
  const Decimal target = *service + (*hub - *base);
  merged.conflict = target.negative();
  merged.outcome = target.negative() ? Outcome::hold : Outcome::to_service;
  if (!target.negative()) merged.value = target;
}

// Order statuses: only along the list; money, and what cannot be undone, moves only in the store (3.4).
bool may_go_out(const MergeInput& in, const FieldValue& to) {
  if (in.field->special == MergeRule::until_started) return !in.started;
  if (in.field->special != MergeRule::transitions) return true;
  return std::any_of(in.transitions.begin(), in.transitions.end(), [&](const Transition& step) {
    return *in.service == FieldValue(std::string(step.from)) && to == FieldValue(std::string(step.to)) &&
           (step.after_start || !in.started);
  });
}

void refuse(Merged& merged, Outcome outcome, std::string why) {
  merged.outcome = outcome;
  merged.conflict = false;
  merged.refused = true;
  merged.why = std::move(why);
}

// Turns what Notion shows into what the service gets; both reasons for "no" are told to a person.
void fill_outgoing(const MergeInput& in, Merged& merged) {
  merged.agreed = *in.hub;
  const bool decided = !is_empty(merged.value);
  if (decided) return;
  const std::string service(in.service_title);
  auto value = from_hub_form(*in.field, *in.hub, in.base ? *in.base : *in.service);
  if (!value) {
    refuse(merged, Outcome::nothing, "edited in Notion, which holds only the beginning of this text: edit it in " + service);
  } else if (const auto why = barred(in, *value); !why.empty()) {
    refuse(merged, Outcome::put_back_hub, "put back: " + why);
  } else {
    merged.value = merged.agreed = std::move(*value);
  }
}

std::string decider(const MergeInput& in) {
  const std::string service(in.service_title);
  if (in.owner == Owner::tool) return "hsn keeps this field";
  if (in.owner == Owner::service) return service + " decides this field";
  if (!in.managed) return "Notion Managed is not ticked, so " + service + " decides";
  return service + " does not take this field from Notion";
}

std::string words(const MergeInput& in, const Merged& merged) {
  const std::string service(in.service_title);
  if (merged.taken) return "somebody has decided: taken from " + (*in.taken == Side::notion ? "Notion" : service);
  const bool both = merged.moved == Moved::both, first = merged.moved == Moved::no_base;
  switch (merged.outcome) {
    case Outcome::nothing:
      return "left as it is on each side";
    case Outcome::adopt:
      return "the same on both sides";
    case Outcome::to_hub:
      if (in.owner == Owner::tool && !in.hearsay_only) return "worked out by hsn";
      if (first) return "first link: taken from " + service;
      return both ? "changed on both sides: " + service + " decides" : "changed in " + service;
    case Outcome::to_service:
      if (first) return "first link: taken from Notion";
      if (merged.kind == "stock") return "changed on both sides: the difference is added";
      return both ? "changed on both sides: Notion decides" : "changed in Notion";
    case Outcome::put_back_hub:
      return "put back: " + decider(in);
    case Outcome::put_back_service:
      return "put back: Notion decides this field";
    case Outcome::hold:
      break;
  }
  if (merged.kind == "stock") return "sold in " + service + " and lowered in Notion below what is left: a person decides";
  if (first) return "first link: the two sides differ, a person decides";
  return "changed on both sides: a person decides";
}

std::string_view kind_of(const MergeInput& in, Moved moved) {
  if (moved == Moved::no_base) return "first link";
  if (moved != Moved::both) return {};
  return in.field->special == MergeRule::difference && !in.policy ? "stock" : "both changed";
}

// A person's word goes before every rule, but it cannot make a way out where there is none.
void take_side(const MergeInput& in, Merged& merged) {
  merged.taken = true;
  merged.conflict = false;
  merged.kind = {};
  merged.outcome = *in.taken == Side::notion ? Outcome::to_service : Outcome::to_hub;
  merged.exact = in.field->special == MergeRule::difference && *in.taken == Side::notion;
  if (goes_out(merged.outcome) && !(in.managed && in.can_push)) merged.outcome = Outcome::hold;
}

// Policies, first links and lost ways out, in this order: the later ones narrow the earlier.
void refine(const MergeInput& in, Case row, Column column, Merged& merged) {
  const bool shared = column != Column::tool && column != Column::hearsay;
  if (row == Case::both && shared && in.policy) {
    merged.outcome = by_policy(in);
    merged.conflict = true;
  }
  if (merged.outcome == Outcome::hold && row == Case::both_set && in.adopting != Adopting::ask)
    merged.outcome = in.adopting == Adopting::notion ? Outcome::to_service : Outcome::to_hub;
  if (goes_out(merged.outcome) && !(in.managed && in.can_push)) {
    const Cell left = without_push(row, column);
    merged.outcome = left.outcome;
    merged.conflict = left.conflict;
  } else if (column == Column::both_managed && in.field->special == MergeRule::difference && !in.policy) {
    merge_stock(in, merged);
  }
}

}  // namespace

Moved moved(const FieldDef& field, const FieldValue* service, const FieldValue* hub, const FieldValue* base) {
  if (service && hub && same(field, *service, *hub)) return Moved::equal;
  if (!base) return Moved::no_base;
  const bool by_service = service && !same(field, *service, *base);
  const bool by_hub = hub && !same(field, *hub, *base);
  if (by_service && by_hub) return Moved::both;
  if (by_service) return Moved::service_only;
  return by_hub ? Moved::hub_only : Moved::equal;
}

std::string barred(const MergeInput& in, const FieldValue& to) {
  if (is_empty(to) && in.field->keeps_value) return "it may not be empty";
  if (may_go_out(in, to)) return {};
  if (in.started) return "it has already started";
  const std::string step = "from " + display(*in.service) + " to " + display(to);
  const auto end = std::find_if(in.transitions.begin(), in.transitions.end(), [&](const Transition& known) {
    return known.to.empty() && same(*in.field, *in.service, std::string(known.from));
  });
  if (end != in.transitions.end()) return step + " cannot be set: " + std::string(end->instead);
  return step + " can only be set in " + std::string(in.service_title);
}

Merged merge(const MergeInput& in) {
  Merged merged;
  merged.moved = moved(*in.field, in.service, in.hub, in.base);
  if (in.field->special == MergeRule::last_word && in.service && in.hub) return merge_last_word(in, merged.moved);
  if (in.owner == Owner::human || !in.service || !in.hub) {
    merged.why = in.owner == Owner::human ? "only people change this field"
                 : in.hub                 ? "no service tells of it"
                                          : "not read from Notion";
    return merged;
  }
  const Column column = column_of(in);
  const Case row = case_of(in, merged.moved);
  const std::optional<Outcome> own = by_own_rule(in, merged.moved);
  const Cell start = own ? Cell{*own} : cell(row, column);
  merged.outcome = start.outcome;
  merged.conflict = start.conflict;
  merged.kind = kind_of(in, merged.moved);

  const bool emptied =
      is_empty(*in.hub) && in.field->keeps_value && (row == Case::hub_only || row == Case::both || goes_out(merged.outcome));
  if (emptied && !own && in.taken != Side::service) {
    merged.outcome = Outcome::put_back_hub;
    merged.why = "put back: it may not be empty";
    merged.conflict = false;
  } else if (in.taken) {
    take_side(in, merged);
  } else if (!own) {
    refine(in, row, column, merged);
  }

  if (goes_out(merged.outcome)) fill_outgoing(in, merged);
  const bool inwards =
      merged.outcome == Outcome::adopt || merged.outcome == Outcome::to_hub || merged.outcome == Outcome::put_back_hub;
  if (inwards) merged.value = merged.agreed = *in.service;
  if (merged.outcome == Outcome::adopt && in.base && *in.base == *in.service) merged.outcome = Outcome::nothing;
  if (merged.why.empty()) merged.why = merged.moved == Moved::equal ? "the same on both sides" : words(in, merged);
  return merged;
}

}  // namespace hsn::sync
