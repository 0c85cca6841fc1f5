#include "sync/plan.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "sync/draft.hpp"
#include "sync/holds.hpp"

namespace hsn::sync {

namespace {

// What one row asks for, before it is known whether it may be done now.
struct Part {
  std::vector<Write> writes;
  std::vector<Adopt> adopts;
  std::vector<Conflict> conflicts;
  std::vector<Refusal> refusals;
  bool pending = false;  // something is left to do beside the writes
  bool rests() const { return !pending && writes.empty() && refusals.empty() && conflicts.empty(); }
  // A new page is all that it asks for.
  bool ends() const {
    return !pending && refusals.empty() && conflicts.empty() && writes.size() == 1 && writes.front().verb == Verb::create &&
           writes.front().to.service == kHub;
  }
};

Refusal refusal(const Judged& judged, std::string_view field, Error error, bool failure) {
  const RecordKey& key = judged.row.key;
  std::string title = title_of(*judged.schema, judged.row, judged.service);
  // The External ID of a page that people have added says nothing to them.
  if (error.where.empty()) error.where = key.external_id.starts_with(kPagePrefix) ? title : key.external_id;
  return {key, std::move(title), std::string(field), std::move(error), failure};
}

Conflict conflict(const Judged& judged, const Decision& decision) {
  return {.key = judged.row.key,
          .title = title_of(*judged.schema, judged.row, judged.service),
          .field = std::string(decision.field->name),
          .property = std::string(decision.field->property),
          .hub = *decision.hub,
          .service = *decision.service,
          .base = decision.base ? *decision.base : FieldValue{},
          .hub_at = judged.row.hub->at,
          .service_at = judged.told_at,
          .kind = std::string(decision.merged.kind),
          .by_us = judged.row.hub->by_us,
          .decided = decision.merged.outcome != Outcome::hold};
}

bool are_equal(const Decision& decision) {
  return decision.service && decision.hub && same(*decision.field, *decision.service, *decision.hub);
}

void tell_of_fields(const Judged& judged, Part& part) {
  if (judged.standing != Standing::linked && judged.standing != Standing::gone) return;
  Adopt adopt{judged.row.key, gone_agreed(judged)};
  for (const Decision& decision : judged.fields) {
    const Merged& merged = decision.merged;
    if (merged.outcome == Outcome::adopt) adopt.agreed.emplace(decision.field->name, merged.agreed);
    if (merged.outcome == Outcome::nothing && are_equal(decision) && is_over_when_equal(judged.row, decision.field->name))
      adopt.agreed.emplace(decision.field->name, *decision.service);
    if (merged.outcome == Outcome::hold || merged.conflict) part.conflicts.push_back(conflict(judged, decision));
    part.pending = part.pending || merged.outcome == Outcome::hold;
    const bool emptied = merged.outcome == Outcome::put_back_hub && is_empty(*decision.hub) && decision.field->keeps_value;
    if (!merged.refused && !emptied) continue;
    const std::string property(decision.field->property);
    const Error error{Fault::bad_data, property + ": " + merged.why, {}, {}};
    part.refusals.push_back(refusal(judged, decision.field->name, error, merged.refused));
    part.refusals.back().once = merged.outcome == Outcome::put_back_hub;
  }
  if (!adopt.agreed.empty()) part.adopts.push_back(std::move(adopt));
}

bool asks_in_vain(const Judged& judged) {
  const Row& row = judged.row;
  return judged.standing == Standing::nothing && row.hub && !row.managed && judged.maker && judged.schema->finished_asks &&
         judged.schema->unfinished(row.hub->record).empty();
}

void tell_of_record(const Judged& judged, Part& part) {
  if (judged.standing == Standing::unreadable)
    part.refusals.push_back(
        refusal(judged, "", {Fault::bad_data, judged.problem, {}, "nothing is changed until it can be read"}, true));
  if (asks_in_vain(judged))
    part.refusals.push_back(refusal(
        judged, "", {Fault::bad_data, "Notion Managed is not ticked", {}, "tick it on the page, or nothing goes out"}, false));
  if (judged.standing != Standing::new_for_service) return;
  const auto missing = judged.schema->unfinished(judged.row.hub->record);
  if (missing.empty()) return;
  std::string names;
  for (const std::string_view name : missing) names += (names.empty() ? "" : ", ") + std::string(name);
  part.refusals.push_back(
      refusal(judged, "", {Fault::bad_data, "the new page is not finished", {}, "still missing: " + names}, false));
}

Part part_of(Judged& judged, const PlanInput& in) {
  Part part;
  tell_of_record(judged, part);
  tell_of_fields(judged, part);
  for (Write& write : service_writes(judged, in.catalog, in.policy)) {
    if (in.policy.towards.service(write.to.service)) {
      part.writes.push_back(std::move(write));
    } else {
      part.pending = true;
      if (const auto why = in.policy.towards.shut.find(write.to.service); why != in.policy.towards.shut.end())
        judged.waits = why->second;
    }
  }
  HubDraft hub = hub_write(judged, in.catalog, in.policy);
  part.pending = part.pending || hub.left_out;
  // While something goes out, the page waits for the answers: one request a page.
  if (hub.write && (part.writes.empty() || in.policy.ahead)) part.writes.push_back(std::move(*hub.write));
  return part;
}

// When, by our clock, the page will have been left alone for long enough; the hub tells the minute only, so it counts from its
// end (5.3).
std::optional<Instant> settles_at(const Row& row, const Policy& policy) {
  if (!row.hub || row.hub->by_us || row.hub->at == Instant{} || policy.settle == Duration::zero()) return std::nullopt;
  const Instant at = floor_minute(row.hub->at) + std::chrono::minutes(1) + policy.settle - policy.hub_ahead;
  return at > policy.now ? std::optional(at) : std::nullopt;
}

template <class T>
void move_all(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

void take(Plan& plan, const Judged& judged, const Policy& policy, Part part) {
  std::optional<Instant>& wake = plan.wake[judged.row.key];
  const auto settled = settles_at(judged.row, policy);
  if (settled && (!part.rests() || !part.adopts.empty())) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(*settled - policy.now);
    const Error error{Fault::conflict,
                      "edited in Notion a moment ago",
                      {},
                      "it waits to be left alone for another " + std::to_string(left.count()) + " s; --now does not wait"};
    plan.refusals.push_back(refusal(judged, "", error, false));
    wake = settled;
    return;
  }
  if (!part.rests()) wake = policy.now;
  if (part.ends() && judged.row.twins.empty()) part.writes.front().last = true;
  if (part.rests()) ++plan.unchanged;
  move_all(plan.writes, part.writes);
  move_all(plan.adopts, part.adopts);
  move_all(plan.conflicts, part.conflicts);
  move_all(plan.refusals, part.refusals);
}

void take_twins(Plan& plan, const Judged& judged, const PlanInput& in) {
  if (judged.row.twins.empty() || judged.standing == Standing::detached) return;
  auto writes = twin_writes(judged, in.catalog, in.policy);
  plan.twins += writes.size();
  if (auto& wake = plan.wake[judged.row.key]; !writes.empty()) {
    if (!wake) --plan.unchanged;
    wake = in.policy.now;
  }
  move_all(plan.writes, writes);
  for (const Seen& twin : judged.row.twins) {
    const Error error{Fault::conflict,
                      "a second page has the same External ID: " + twin.remote_id,
                      {},
                      "keep one of the two pages, or clear the External ID of the other"};
    plan.refusals.push_back(refusal(judged, "", error, false));
  }
}

// Two pages with one e-mail: what comes for it goes to one of them, and nobody would see why. Told when a person was the last on
// the page, and not kept: two people may share an address.
void tell_of_namesakes(Plan& plan, const Judged& judged, const Look& look) {
  if (!judged.row.hub || judged.row.hub->gone || judged.row.hub->by_us) return;
  for (const std::string& page : look.namesakes(judged.row.key)) {
    const Error error{Fault::conflict,
                      "another page has the same e-mail: " + page,
                      {},
                      "put one of the two into the trash, or correct its e-mail"};
    plan.refusals.push_back(refusal(judged, "", error, false));
  }
}

}  // namespace

void append(Plan& to, Plan from) {
  move_all(to.writes, from.writes);
  move_all(to.adopts, from.adopts);
  move_all(to.conflicts, from.conflicts);
  move_all(to.refusals, from.refusals);
  to.wake.merge(from.wake);
  to.unchanged += from.unchanged;
  to.twins += from.twins;
}

Plan make_plan(const PlanInput& in) {
  Plan plan;
  for (const Row& row : in.rows) {
    const Schema* schema = in.catalog.schema(row.key.entity);
    if (!schema || in.held.contains(row.key)) {
      plan.wake[row.key] = schema ? std::optional(in.policy.now) : std::nullopt;
      continue;
    }
    std::optional<Row> narrowed;
    Judged judged = judge(of_enabled_services(row, in.catalog, narrowed), *schema, in.catalog, in.policy, in.look);
    if (const auto refused = in.refused.find(row.key); refused != in.refused.end()) judged.refused = refused->second;
    take(plan, judged, in.policy, part_of(judged, in));
    take_twins(plan, judged, in);
    tell_of_namesakes(plan, judged, in.look);
  }
  return plan;
}

std::string title_of(const Schema& schema, const Row& row) { return title_of(schema, row, fold(schema, row)); }

std::string title_of(const Schema& schema, const Row& row, const Fields& told) {
  const auto shown = [&](Shape shape) -> std::string {
    for (const FieldDef& field : schema.fields) {
      if (field.shape != shape) continue;
      if (const FieldValue* hub = hub_value(row, field.name); hub && !is_empty(*hub)) return display(*hub);
      if (const auto it = told.find(field.name); it != told.end() && !is_empty(it->second)) return display(it->second);
    }
    return {};
  };
  std::string title = shown(Shape::title);
  if (title.empty()) title = shown(Shape::email);
  return title.empty() ? row.key.external_id : title;
}

void keep_records(std::vector<Write>& writes, std::size_t most) {
  std::set<RecordKey> kept;
  const auto beyond = std::find_if(writes.begin(), writes.end(), [&](const Write& write) {
    kept.insert(write.key);
    return kept.size() > most;
  });
  writes.erase(beyond, writes.end());
}

std::string action_of(const Schema& schema, const Write& write) {
  switch (write.verb) {
    case Verb::create:
      return "create";
    case Verb::archive:
      return "archive";
    case Verb::append:
      return "update";
    case Verb::update:
      break;
  }
  const FieldValue deleted = std::string("Source Deleted");
  bool only_link = true;
  for (const Change& change : write.changes) {
    if (change.field == "sync_status" && change.to == deleted) return "archive";
    const FieldDef* field = schema.find(change.field);
    const bool says_nothing = in_sync_block(change.field) || !field || field->special == MergeRule::along || is_id(change.field);
    only_link = only_link && says_nothing;
  }
  return only_link ? "link" : "update";
}

}  // namespace hsn::sync
