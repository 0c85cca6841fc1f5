#include "cli/output/json.hpp"

#include "cli/exit_status.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "record/record_json.hpp"

namespace hsn::cli {
namespace {

double seconds(Duration took) { return static_cast<double>(took.count()) / 1000.0; }

Json target_json(const sync::TargetReport& target) {
  const auto& counts = target.counts;
  return {{"service", target.service},     {"entity", target.entity},       {"direction", target.direction},
          {"created", counts.created},     {"updated", counts.updated},     {"archived", counts.archived},
          {"linked", counts.linked},       {"unchanged", counts.unchanged}, {"failed", counts.failed},
          {"conflicts", counts.conflicts}, {"pending", counts.pending}};
}

Json failed_json(const sync::Failed& failed) {
  return {{"record", failed.record},
          {"service", failed.service},
          {"code", fault_name(failed.error.fault)},
          {"message", failed.error.where.empty() ? failed.error.what : failed.error.where + ": " + failed.error.what},
          {"remedy", failed.error.remedy}};
}

std::string status_of(const std::vector<Exit>& exits) {
  if (exits.empty() || exits.front() == Exit::conflicts) return "ok";
  for (const Exit exit : exits) {
    if (exit == Exit::unexpected) return "failed";
  }
  return "partial";
}

Json change_json(const sync::Catalog& catalog, const Write& write) {
  const Schema* schema = catalog.schema(write.key.entity);
  Json fields = Json::array();
  for (const auto& change : write.changes) {
    fields.push_back({{"field", label_of(schema, change.field)},
                      {"from", plain_json(change.from)},
                      {"to", plain_json(change.to)},
                      {"reason", change.reason}});
  }
  return {{"action", schema != nullptr ? sync::action_of(*schema, write) : "update"},
          {"target", write.to.service},
          {"entity", write.key.entity},
          {"record", write.key.external_id},
          {"title", write.title},
          {"fields", std::move(fields)}};
}

Json overwritten_json(const sync::Overwritten& one) {
  return {{"record", one.key.external_id},   {"entity", one.key.entity},   {"title", one.title},
          {"target", one.service},           {"field", one.property},      {"from", plain_json(one.change.from)},
          {"to", plain_json(one.change.to)}, {"reason", one.change.reason}};
}

std::optional<Instant> known(Instant at) { return at == Instant{} ? std::nullopt : std::optional(at); }

}  // namespace

Json errors_json(const sync::Report& report) {
  Json errors = Json::array();
  for (const auto& failed : report.errors) errors.push_back(failed_json(failed));
  return errors;
}

Json error_json(const Error& error) {
  return {{"code", fault_name(error.fault)}, {"where", error.where}, {"message", error.what}, {"remedy", error.remedy}};
}

Json stop_json(const Error& error, int exit) {
  return {{"status", "failed"}, {"exit", exit}, {"errors", Json::array({error_json(error)})}};
}

Json instant_json(const std::optional<Instant>& at) { return at ? Json(format_instant(*at)) : Json(nullptr); }

Json conflict_json(const sync::Conflict& conflict) {
  return {{"record", conflict.key.external_id},
          {"entity", conflict.key.entity},
          {"title", conflict.title},
          {"field", conflict.property.empty() ? conflict.field : conflict.property},
          {"notion", plain_json(conflict.hub)},
          {"service", plain_json(conflict.service)},
          {"base", plain_json(conflict.base)},
          {"notion_at", instant_json(conflict.by_us ? std::nullopt : known(conflict.hub_at))},
          {"service_at", instant_json(known(conflict.service_at))},
          {"kind", conflict.kind},
          {"decided", conflict.decided}};
}

Json report_json(std::int64_t run, const sync::Report& report, int signal, Duration took) {
  const auto exits = exits_of(report, signal);
  Json targets = Json::array(), conflicts = Json::array(), overwritten = Json::array(), refused = Json::array(),
       held = Json::array();
  for (const auto& target : report.targets) targets.push_back(target_json(target));
  for (const auto& conflict : report.conflicts) conflicts.push_back(conflict_json(conflict));
  for (const auto& one : report.overwritten) overwritten.push_back(overwritten_json(one));
  for (const auto& one : report.refused) {
    refused.push_back({{"target", one.target}, {"message", one.error.what}, {"remedy", one.error.remedy}});
  }
  for (const Exit exit : exits) held.push_back(static_cast<int>(exit));
  Json requests = Json::object();
  for (const auto& [service, traffic] : report.traffic) requests[service] = traffic.requests;
  return {{"run", run},
          {"status", status_of(exits)},
          {"exit", exits.empty() ? 0 : static_cast<int>(exits.front())},
          {"exits", std::move(held)},
          {"targets", std::move(targets)},
          {"requests", std::move(requests)},
          {"seconds", seconds(took)},
          {"errors", errors_json(report)},
          {"conflicts", std::move(conflicts)},
          {"overwritten", std::move(overwritten)},
          {"refused", std::move(refused)},
          {"warnings", report.warnings}};
}

Json diff_json(const sync::Catalog& catalog, const sync::Priced& priced) {
  Json changes = Json::array(), conflicts = Json::array(), refusals = Json::array(), refused = Json::array();
  for (const auto& write : priced.plan.writes) changes.push_back(change_json(catalog, write));
  for (const auto& conflict : priced.plan.conflicts) conflicts.push_back(conflict_json(conflict));
  for (const auto& refusal : priced.plan.refusals) {
    refusals.push_back({{"record", refusal.key.external_id},
                        {"title", refusal.title},
                        {"field", label_of(catalog.schema(refusal.key.entity), refusal.field)},
                        {"message", refusal.error.what},
                        {"remedy", refusal.error.remedy},
                        {"failure", refusal.failure}});
  }
  for (const auto& one : priced.refused) {
    refused.push_back({{"target", one.target}, {"message", one.error.what}, {"remedy", one.error.remedy}});
  }
  Json proposals = Json::array();
  for (const auto& one : priced.proposals) {
    proposals.push_back({{"record", one.key.external_id}, {"title", one.title}, {"field", one.property}, {"value", one.number}});
  }
  Json requests = Json::object();
  for (const auto& [service, count] : priced.requests) requests[service] = count;
  return {{"changes", std::move(changes)},     {"conflicts", std::move(conflicts)},
          {"not_done", std::move(refusals)},   {"refused", std::move(refused)},
          {"proposals", std::move(proposals)}, {"cost", {{"requests", std::move(requests)}, {"seconds", seconds(priced.time)}}}};
}

std::string document(const Json& json) { return dump_json(json) + "\n"; }

}  // namespace hsn::cli
