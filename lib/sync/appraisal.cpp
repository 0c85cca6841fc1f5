#include "sync/appraisal.hpp"

#include <utility>

#include "core/text.hpp"
#include "entities/appraisal.hpp"
#include "sync/decide.hpp"
#include "sync/pump.hpp"

namespace hsn::sync {
namespace {

constexpr std::string_view kAppraised = "feedback";
// The first sync of three years of feedback must not hold the lock for hours: the rest is judged by rule until its turn comes.
constexpr std::size_t kMostQuestions = 50;

const Lane kNotes{std::string(kTool), std::string(kAppraised)};

std::string business_of(const Fields& told, const Policy& policy) {
  const auto entity = told.find("business_entity");
  const auto* name = entity == told.end() ? nullptr : std::get_if<std::string>(&entity->second);
  return name == nullptr || name->empty() ? policy.default_business_entity : *name;
}

}  // namespace

Appraisal::Appraisal(Desk& desk, Report& report) : desk_(desk), report_(report) {}

bool Appraisal::may_ask() const { return !away_ && asked_ < kMostQuestions && !desk_.halting(); }

void Appraisal::make(const Planning& planning) {
  const auto& towards = desk_.options.policy.towards;
  const auto* schema = desk_.world.catalog.schema(kAppraised);
  if (desk_.world.catalog.model == nullptr || schema == nullptr || !towards.hub || towards.hub_ids_only) return;
  planning.each_chunk_of(*schema, planning.first_look(), [&](const std::vector<Row>& rows) {
    for (const auto& row : rows) make(row, *schema);
    return !desk_.halting();
  });
}

void Appraisal::make(const Row& row, const Schema& schema) {
  if (row.detached) return;
  // Words of people who have asked to be forgotten go nowhere.
  const auto known = desk_.forgotten.anybody() ? desk_.forgotten.let_in(row) : std::optional(row);
  if (!known) return;
  std::optional<Row> narrowed;
  const auto& active = of_enabled_services(*known, desk_.world.catalog, narrowed);
  const auto told = fold(schema, active);
  const auto question = entities::to_appraise(active, told);
  if (!question) return;
  if (!may_ask()) {
    later_.insert(row.key);
    return;
  }
  ask({"Sentiment", business_of(told, desk_.options.policy), question->instruction, question->text}, row.key, told);
}

void Appraisal::ask(const remote::Prompt& prompt, const RecordKey& key, const Fields& told) {
  ++asked_;
  auto enquiry = desk_.world.catalog.model->ask(prompt);
  desk_.point("before a question");
  if (enquiry) {
    // A dialogue that was cut short says so in its answer.
    (void)converse(desk_.world.courier, **enquiry);
  }
  desk_.point("after a question");
  auto answer = enquiry ? (*enquiry)->answer() : tl::unexpected(enquiry.error());
  if (answer) return note(key, entities::appraised(told, *answer));
  auto error = answer.error();
  const bool for_good = error.fault == Fault::bad_data;
  error.what = "sentiment is judged by rule: " + error.what;
  if (for_good) error.where = key.external_id + (error.where.empty() ? "" : ", " + error.where);
  desk_.warn(report_, kNotes, error);
  if (for_good) return note(key, entities::appraised(told, ""));
  away_ = true;
  later_.insert(key);
}

void Appraisal::note(const RecordKey& key, Fields fields) {
  Seen seen;
  seen.record = {key, std::move(fields)};
  desk_.point("before observe");
  desk_.world.store.observe(kNotes, std::span(&seen, 1), std::nullopt, desk_.now());
  desk_.point("after observe");
}

void Appraisal::close() {
  for (const auto& key : later_) desk_.world.store.due(key, desk_.now());
}

}  // namespace hsn::sync
