// The whole plan, counted, guarded and priced, with what each write expects of both sides, so that it can be saved and carried
// out later exactly as it was shown.
#include <algorithm>
#include <set>

#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/outbox.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {
namespace {

// What both sides show now of the fields that the write changes.
std::vector<Expect> expectations(const Write& write, const Row& row, const Schema& schema, const Desk& desk) {
  auto expects = write.expect;
  const auto expect = [&](const Lane& lane, const std::string& field) {
    const auto* value = shown(row, lane, field);
    const bool known =
        std::any_of(expects.begin(), expects.end(), [&](const Expect& one) { return one.lane == lane && one.field == field; });
    if (value != nullptr && !known) expects.push_back({lane, field, *value});
  };
  for (const auto& change : write.changes) {
    const auto* field = schema.find(change.field);
    if (field == nullptr || field->special == MergeRule::along) continue;
    expect({std::string(kHub), write.key.entity}, change.field);
    for (const auto& [lane, facet] : row.facets) {
      if (desk.feed(lane) != nullptr && !facet.remote_id.empty()) expect(lane, change.field);
    }
  }
  return expects;
}

// Requests as they would be sent: batches count once.
class Price {
 public:
  explicit Price(const Desk& desk) : desk_(desk) {}

  void add(Plan& plan) {
    keep_sendable(plan);
    std::map<std::string, std::vector<Write>> by_service;
    std::set<RecordKey> pushed, paged;
    for (const auto& write : plan.writes) {
      (write.to.service == kHub ? paged : pushed).insert(write.key);
      if (auto named = with_refs(write, desk_.world.catalog, desk_.world.store))
        by_service[write.to.service].push_back(std::move(*named));
    }
    for (const auto& [service, mail] : by_service) add_to(service, mail);
    // What a service answers goes to the page in the next round.
    for (const auto& key : pushed) {
      if (!paged.contains(key)) ++requests[std::string(kHub)];
    }
  }

  Duration time() const {
    Duration longest{};
    for (const auto& [service, count] : requests) {
      const auto url = urls_.find(service);
      const auto took = desk_.world.courier.estimate(service, url == urls_.end() ? std::string() : url->second, count);
      longest = std::max(longest, took);
    }
    return longest;
  }

  std::map<std::string, std::size_t, std::less<>> requests;

 private:
  // What a side will not be asked at all is left as it is, and is no change.
  void keep_sendable(Plan& plan) {
    std::erase_if(plan.writes, [&](Write& write) {
      const auto* party = desk_.party(write.to.service);
      const auto named = with_refs(write, desk_.world.catalog, desk_.world.store);
      if (party == nullptr || party->remote == nullptr || !named) return false;
      const auto sending = party->remote->write(std::span(&*named, 1));
      if (sending) return false;
      plan.refusals.push_back({write.key, write.title, "", sending.error(), true});
      const auto unwritable = party->remote->unwritable(*named);
      const auto is_left_out = [&](const Change& change) { return unwritable.contains(change.field); };
      const auto* schema = desk_.world.catalog.schema(write.key.entity);
      const bool some = schema != nullptr && !unwritable.empty() &&
                        std::any_of(write.changes.begin(), write.changes.end(),
                                    [&](const Change& change) { return !is_left_out(change) && is_news(*schema, change); });
      if (!some) return true;
      std::erase_if(write.changes, is_left_out);
      for (const auto& one : unwritable) write.agreed.erase(one.first);
      return false;
    });
  }

  void add_to(const std::string& service, std::span<const Write> mail) {
    const auto* party = desk_.party(service);
    if (party == nullptr || party->remote == nullptr) return;
    while (!mail.empty()) {
      const auto sending = party->remote->write(mail.first(std::min<std::size_t>(mail.size(), 100)));
      if (sending) {
        ++requests[service];
        urls_.emplace(service, sending->ask.request.url);
      }
      mail = mail.subspan(sending ? std::clamp<std::size_t>(sending->taken, 1, mail.size()) : 1);
    }
  }

  const Desk& desk_;
  std::map<std::string, std::string> urls_;  // one of each service: its host
};

// For these rows nothing is planned.
std::vector<Refusal> without_answer(const Desk& desk) {
  std::vector<Refusal> waits;
  for (const auto& intent : desk.world.store.open_intents()) {
    const auto& write = intent.write;
    const bool told = std::any_of(waits.begin(), waits.end(), [&](const Refusal& one) { return one.key == write.key; });
    const bool meant = (!desk.options.only || *desk.options.only == write.key.entity) &&
                       (!desk.options.record || *desk.options.record == write.key);
    if (told || !meant || !desk.takes_part(write.to.service)) continue;
    waits.push_back({write.key,
                     write.title,
                     "",
                     {Fault::ambiguous, "what was sent last had no answer", "", "run hsn sync, which finds out"},
                     false});
  }
  return waits;
}

}  // namespace

Priced Engine::diff(Report& report) {
  auto& desk = *desk_;
  Planning planning(desk, report);
  planning.ahead = true;
  Price price(desk);
  Priced priced;
  planning.each_chunk(planning.first_look(), [&](std::vector<Row> rows) {
    auto plan = planning.plan(rows);
    std::erase_if(plan.writes, [&](const Write& write) { return !desk.takes_part(write.to.service); });
    price.add(plan);
    priced.tally.add(plan);
    for (auto& write : plan.writes) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.key == write.key; });
      const auto* schema = desk.world.catalog.schema(write.key.entity);
      if (row != rows.end() && schema != nullptr) write.expect = expectations(write, *row, *schema, desk);
    }
    append(priced.plan, std::move(plan));
    if (desk.options.limit > 0) keep_records(priced.plan.writes, desk.options.limit);
    return !desk.halting();
  });
  for (auto& wait : without_answer(desk)) priced.plan.refusals.push_back(std::move(wait));
  priced.refused = guard(priced.tally, planning.linked(priced.tally), desk.options.limits);
  priced.time = price.time();
  const auto& only = desk.options.only;
  if (!desk.options.record && (!only || *only == "products")) priced.proposals = propose(desk.world.store, desk.world.catalog);
  priced.partly = !desk.failed.empty();
  priced.requests = std::move(price.requests);
  report.interrupted = report.interrupted || desk.stopped();
  report.traffic = desk.world.courier.traffic();
  return priced;
}

}  // namespace hsn::sync
