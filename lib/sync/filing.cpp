// What becomes of a write's outcome: counted, told, kept in the state, and what it means for the page.
#include <algorithm>
#include <iterator>
#include <string>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/holds.hpp"
#include "sync/outbox.hpp"
#include "sync/readback.hpp"

namespace hsn::sync {

// The last try ended like this one, and had not been carried out: the service does not just lose an answer.
bool Outbox::was_in_vain(const Write& write) const {
  constexpr std::size_t kTries = 8;  // the open one, and those to other sides
  for (const auto& intent : desk_.world.store.history(write.key, kTries)) {
    if (!intent.settled || intent.write.to.service != write.to.service) continue;
    return intent.outcome.find(kInVain) != std::string::npos;
  }
  return false;
}

void Outbox::file(const Write& write, const Result<Seen>& outcome) {
  const std::pair<RecordKey, std::string> who{write.key, write.to.service};
  auto& counts = report_.target(write.to.service, write.key.entity, direction(write.to)).counts;
  if (outcome) {
    const auto* schema = desk_.world.catalog.schema(write.key.entity);
    ++counted(counts, schema == nullptr ? "update" : action_of(*schema, write));
    tell_overwritten(write, *outcome, desk_.world.catalog, report_);
    desk_.put_off.erase(who);
    if (!desk_.spent.contains(who) && desk_.problems.erase(who) > 0)
      desk_.world.store.problem(write.key, write.to.service, std::nullopt);
    // Done with all the same: the page shows the old value again, and why.
    if (auto left = left_as_it_was(write, *outcome, desk_.world.catalog); !left.empty())
      failed(write, {Fault::bad_data, std::move(left), write.title, "change it there, or set it back in Notion"});
  } else {
    const auto& error = outcome.error();
    switch (error.fault) {
      case Fault::ambiguous:  // its intent is open: counted as pending from the journal
        if (desk_.failing.contains(who) || was_in_vain(write)) desk_.lane_failed(write.to, error, report_);
        break;
      case Fault::refused:
      case Fault::throttled:
      case Fault::unreachable:
        desk_.lane_failed(write.to, error, report_);
        desk_.waits.insert_or_assign(who, error.what);
        break;
      case Fault::conflict:
      case Fault::not_found:
        look_again(write, error);
        desk_.put_off.insert_or_assign(who, error);
        break;
      case Fault::declined:
        refused(write, give_back(write, error) ? error : Error{Fault::bad_data, error.what, error.where, error.remedy});
        break;
      case Fault::bad_data:
      case Fault::bad_config:
      case Fault::forbidden:
        refused(write, error);
        break;
    }
  }
  if (desk_.world.events.wrote) desk_.world.events.wrote(write, outcome);
  if (concluded) concluded(write, outcome);
}

// At the record, and where the hub misses a page, at those that the write names: any of them may be in the trash.
void Outbox::look_again(const Write& write, const Error& error) {
  const auto* schema = desk_.world.catalog.schema(write.key.entity);
  std::vector<std::pair<Lane, std::string>> all, named;
  for (const auto& change : write.changes) {
    const auto* field = schema == nullptr ? nullptr : schema->find(change.field);
    const auto* refs = std::get_if<std::vector<Ref>>(&change.to);
    if (field == nullptr || refs == nullptr || error.fault != Fault::not_found || write.to.service != kHub) continue;
    for (const auto& ref : *refs)
      if (const auto page = write.refs.find(ref.id); page != write.refs.end())
        all.push_back({{std::string(kHub), std::string(field->target)}, page->second});
  }
  std::copy_if(all.begin(), all.end(), std::back_inserter(named),
               [&](const auto& one) { return error.what.find(one.second) != std::string::npos; });
  auto& asked = named.empty() ? all : named;
  if (!write.known.remote_id.empty()) asked.emplace_back(write.to, write.known.remote_id);
  for (const auto& [lane, id] : asked) desk_.world.store.doubt(lane, id);
  desk_.reread.insert(write.to);
  for (const auto& [lane, id] : asked) desk_.reread.insert(lane);
}

void Outbox::refused(const Write& write, const Error& error) {
  const std::pair<RecordKey, std::string> who{write.key, write.to.service};
  desk_.spent.insert(who);
  desk_.problems.insert(who);
  desk_.world.store.problem(write.key, write.to.service, error);
  failed(write, error);
}

// A step that was declined is not tried again: its page is to show the service's value, and why. False: no page shows it.
bool Outbox::give_back(const Write& write, const Error& error) {
  const auto* schema = desk_.world.catalog.schema(write.key.entity);
  const auto* service = desk_.world.catalog.service(write.to.service);
  const auto row = desk_.world.store.row(write.key);
  if (write.verb != Verb::update || schema == nullptr || service == nullptr || !row) return false;
  std::vector<Hold> holds;
  for (const auto& change : write.changes) {
    const auto* field = schema->find(change.field);
    const auto* page = hub_value(*row, change.field);
    if (field != nullptr && is_step(*field) && page != nullptr && same(*field, *page, change.to))
      holds.push_back(declined(change.field, *page));
  }
  if (holds.empty()) return false;
  const auto said = describe({error.fault, error.what, service->title, error.remedy});
  desk_.world.store.together([&] {
    desk_.world.store.hold(write.key, holds);
    desk_.world.store.add_remark(write.key, said);
  });
  return true;
}

void Outbox::failed(const Write& write, const Error& error) {
  report_.errors.push_back({write.key.external_id, write.to.service, error});
  ++report_.target(write.to.service, write.key.entity, direction(write.to)).counts.failed;
}

}  // namespace hsn::sync
