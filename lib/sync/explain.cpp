#include "sync/explain.hpp"

#include "core/result.hpp"
#include "sync/decide.hpp"

namespace hsn::sync {

namespace {

std::string standing_words(const Judged& judged) {
  const std::string service = judged.service_title.empty() ? "any service" : judged.service_title;
  switch (judged.standing) {
    case Standing::detached:
      if (judged.row.hub && !judged.row.hub->problem.empty())
        return "Notion does not show its page any more, which is deleted for good or not shared: nothing is done until it is "
               "shown again or relinked";
      return "its page is in Notion's trash: nothing is done until the page is restored or relinked";
    case Standing::unreadable:
      return "could not be read, so nothing is decided: " + judged.problem;
    case Standing::linked:
      return "linked: a page in Notion, told of by " + service;
    case Standing::gone:
      if (judged.schema->fleeting) return "not there any more in " + service + ": its page goes to the trash";
      return "deleted in " + service + ": the page is kept, nothing goes out";
    case Standing::new_for_hub:
      return "known in " + service + " and without a page: one will be made";
    case Standing::new_for_service:
      return "a new page: it will be made at the service once it is finished";
    case Standing::nothing:
      break;
  }
  if (judged.maker && judged.schema->unfinished && !judged.row.managed)
    return "a page that no service tells of, and Notion Managed is not ticked on it: nothing is done";
  if (judged.row.hub) return "a page that no enabled service tells of: nothing is done";
  return judged.told ? "known in " + service + ", and no page has its number: nothing is done"
                     : "not in Notion, and gone at its service: nothing is done";
}

// It is no reason to write.
bool waits_for_company(const Decision& decision) { return decision.field->special == MergeRule::along; }

std::string decision_words(const Judged& judged, const Decision& decision) {
  const std::string service = judged.service_title.empty() ? "the service" : judged.service_title;
  switch (decision.merged.outcome) {
    case Outcome::nothing:
      return decision.merged.refused ? "can't go out" : "nothing to do";
    case Outcome::adopt:
      return "nothing to do";
    case Outcome::to_hub:
      return waits_for_company(decision) ? "goes to Notion with the next change of this page" : "goes to Notion";
    case Outcome::to_service:
      return "goes to " + service;
    case Outcome::put_back_hub:
      return waits_for_company(decision) ? "is put back in Notion with the next change of this page" : "is put back in Notion";
    case Outcome::put_back_service:
      return "is put back in " + service;
    case Outcome::hold:
      break;
  }
  return "waits for a person";
}

FieldWhy why_of(const Judged& judged, const Decision& decision) {
  FieldWhy why;
  why.field = std::string(decision.field->name);
  why.property = std::string(decision.field->property);
  const auto put = [](const FieldValue* value, FieldValue& to, bool& in) {
    in = value != nullptr;
    if (value) to = *value;
  };
  put(decision.base, why.base, why.in_base);
  put(decision.service, why.service, why.in_service);
  put(decision.hub, why.hub, why.in_hub);
  why.decision = decision_words(judged, decision);
  why.why = decision.merged.why;
  return why;
}

std::string told(const Refusal& refusal) {
  return refusal.error.remedy.empty() ? refusal.error.what : refusal.error.what + " (" + refusal.error.remedy + ")";
}

}  // namespace

Explanation explain(const Row& row, const Catalog& catalog, const Policy& policy, const Look& look) {
  Explanation explanation;
  const Schema* schema = catalog.schema(row.key.entity);
  if (!schema) {
    explanation.title = row.key.external_id;
    explanation.record.push_back("there is no usable database for " + row.key.entity + " in Notion");
    return explanation;
  }
  std::optional<Row> narrowed;
  const Judged judged = judge(of_enabled_services(row, catalog, narrowed), *schema, catalog, policy, look);
  explanation.title = title_of(*schema, row);
  explanation.record.push_back(standing_words(judged));
  if (judged.standing == Standing::linked && !row.managed)
    explanation.record.push_back("Notion Managed is not ticked: edits made in Notion stay there or are put back");
  const Plan plan = make_plan({.rows = std::span(&row, 1), .catalog = catalog, .policy = policy, .look = look});
  for (const Refusal& refusal : plan.refusals) {
    if (refusal.field.empty() && judged.standing != Standing::unreadable) explanation.record.push_back(told(refusal));
  }
  for (const Decision& decision : judged.fields) explanation.fields.push_back(why_of(judged, decision));
  return explanation;
}

}  // namespace hsn::sync
