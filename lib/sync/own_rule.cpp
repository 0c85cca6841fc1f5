#include "sync/own_rule.hpp"

#include <algorithm>

#include "record/canonical.hpp"

namespace hsn::sync {
namespace {

// The tool's word counts while the hub shows what it wrote last; the base keeps that, so one edit is an edit for ever.
Outcome while_ours(const MergeInput& in, Moved moved) {
  if (is_empty(*in.hub) && (!in.base || in.field->keeps_value)) return Outcome::to_hub;
  return moved == Moved::service_only ? Outcome::to_hub : Outcome::nothing;
}

// Up one step and never down (Lead -> Client), and only from where the tool left it.
Outcome raised(const MergeInput& in, Moved moved) {
  if (moved == Moved::no_base && is_empty(*in.hub)) return Outcome::to_hub;
  const auto step = [&](const FieldValue& value) {
    const auto& choices = in.field->choices;
    return std::find_if(choices.begin(), choices.end(),
                        [&](const Choice& choice) { return value == FieldValue(std::string(choice.name)); }) -
           choices.begin();
  };
  const bool next = step(*in.service) == step(*in.hub) + 1 && step(*in.service) < std::ssize(in.field->choices);
  return next && (moved == Moved::service_only || moved == Moved::no_base) ? Outcome::to_hub : Outcome::nothing;
}

// Staff's answer stays until the tool has something else to show in its place.
Outcome asked(Moved moved) { return moved == Moved::service_only || moved == Moved::both ? Outcome::to_hub : Outcome::nothing; }

}  // namespace

std::optional<Outcome> by_own_rule(const MergeInput& in, Moved moved) {
  const auto rule = in.field->special;
  if (rule != MergeRule::until_edited && rule != MergeRule::raise && rule != MergeRule::answer) return std::nullopt;
  if (moved == Moved::equal) return Outcome::adopt;
  if (rule == MergeRule::raise) return raised(in, moved);
  return rule == MergeRule::answer ? asked(moved) : while_ours(in, moved);
}

// What was said is kept as the base, so that it counts once and staff may have been told otherwise since.
Merged merge_last_word(const MergeInput& in, Moved moved) {
  Merged merged;
  merged.moved = moved;
  merged.why = "only people change this field";
  const FieldValue last = std::string(in.field->choices.back().name);
  const bool says = same(*in.field, *in.service, last), said = in.base && same(*in.field, *in.base, last);
  if (says == said) return merged;
  merged.value = merged.agreed = *in.service;
  merged.outcome = says && !same(*in.field, *in.hub, last) ? Outcome::to_hub : Outcome::adopt;
  merged.why = "said in " + std::string(in.service_title);
  return merged;
}

}  // namespace hsn::sync
