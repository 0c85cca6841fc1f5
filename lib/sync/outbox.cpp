#include "sync/outbox.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "record/canonical.hpp"
#include "sync/decide.hpp"
#include "sync/send.hpp"
#include "sync/walk.hpp"

namespace hsn::sync {
namespace {

// Keeps the refs that can be named at `to`; true: some were left out.
bool name_refs(Write& write, std::vector<Ref>& refs, std::string_view entity, const state::Store& store) {
  const auto unnamed = [&](const Ref& ref) {
    if (ref.id.starts_with('@')) return write.to.service != kHub;
    auto id = store.locate(entity, ref.id, write.to.service);
    if (!id) return true;
    write.refs.insert_or_assign(ref.id, std::move(*id));
    return false;
  };
  return std::erase_if(refs, unnamed) > 0;
}

bool has_told(const Schema& schema, const state::Store& store, const Write& write) {
  const auto row = store.row(write.key);
  return row && row->base && std::any_of(write.changes.begin(), write.changes.end(), [&](const Change& change) {
           const auto* field = schema.find(change.field);
           const auto* told = row->base->find(change.field);
           return field != nullptr && field->special == MergeRule::told_once && told != nullptr && !is_empty(*told);
         });
}

std::string shown_as(const FieldDef& field, const FieldValue* now, const Expect& expect, const Catalog& catalog) {
  const auto* service = catalog.service(expect.lane.service);
  const std::string where = service == nullptr ? "Notion" : service->title;
  const std::string name(field.property.empty() ? field.name : field.property);
  return name + " is " + (now == nullptr ? "not shown" : display(&field, *now, kColumns, catalog.zone)) + " in " + where +
         ", expected " + display(&field, expect.value, kColumns, catalog.zone);
}

}  // namespace

bool is_news(const Schema& schema, const Change& change) {
  const auto* field = schema.find(change.field);
  return field == nullptr || field->special != MergeRule::along;
}

std::optional<Write> with_refs(Write write, const Catalog& catalog, const state::Store& store) {
  const auto* schema = catalog.schema(write.key.entity);
  bool shortened = false;
  for (auto change = write.changes.begin(); change != write.changes.end();) {
    auto* refs = std::get_if<std::vector<Ref>>(&change->to);
    const auto* field = schema == nullptr ? nullptr : schema->find(change->field);
    if (refs == nullptr || field == nullptr || !name_refs(write, *refs, field->target, store)) {
      ++change;
      continue;
    }
    shortened = true;
    write.last = false;
    if (refs->empty()) change->to = FieldValue();
    if (same(*field, change->from, change->to)) {
      write.agreed.erase(change->field);
      change = write.changes.erase(change);
    } else {
      write.agreed.insert_or_assign(change->field, change->to);
      ++change;
    }
  }
  const auto news = [&](const Change& change) { return is_news(*schema, change); };
  if (shortened && write.verb == Verb::update && std::none_of(write.changes.begin(), write.changes.end(), news)) return {};
  return write;
}

std::string broken_expectation(const Write& write, const Row& row, const Catalog& catalog) {
  const auto* schema = catalog.schema(write.key.entity);
  for (const auto& expect : write.expect) {
    const auto* field = schema == nullptr ? nullptr : schema->find(expect.field);
    if (field == nullptr) continue;
    const auto* now = shown(row, expect.lane, expect.field);
    if (expect.lane.service == kHub && is_unread(row, expect.field))
      return std::string(field->property) + " has a value now that cannot be read";
    // A field that is not in the answer and one that is empty are the same to somebody who expects nothing.
    const bool holds =
        now == nullptr ? is_empty(expect.value) && shown(row, expect.lane) != nullptr : same(*field, *now, expect.value);
    if (!holds) return shown_as(*field, now, expect, catalog);
  }
  return {};
}

Outbox::Outbox(Desk& desk, Report& report, state::RunId run) : desk_(desk), report_(report), run_(run) {}

std::size_t Outbox::send(std::vector<Write> writes) {
  std::size_t sent = 0;
  writes = that_still_hold(that_are_news(not_shared(std::move(writes))));
  // One write per row in flight: the second of a row waits until the first of all rows are settled.
  while (!writes.empty()) {
    std::set<RecordKey> rows;
    std::vector<Write> wave, later;
    for (auto& write : writes) {
      (rows.insert(write.key).second ? wave : later).push_back(std::move(write));
    }
    sent += send_wave(std::move(wave));
    writes = std::move(later);
    if (desk_.halting()) break;
    know_anew(writes);
  }
  return sent;
}

void Outbox::go_on(std::vector<state::Intent> begun) {
  std::map<std::string, std::pair<std::vector<Write>, std::vector<state::IntentId>>> by_service;
  for (auto& intent : begun) {
    const auto service = intent.write.to.service;
    if (!desk_.takes_part(service) || !desk_.options.policy.towards.service(service) || Desk::away(report_, service)) continue;
    auto& [writes, ids] = by_service[service];
    writes.push_back(std::move(intent.write));
    ids.push_back(intent.id);
  }
  std::vector<std::unique_ptr<Send>> sends;
  std::vector<Job*> jobs;
  for (auto& [service, mail] : by_service) {
    const auto told = [this](const Write& write, const Result<Seen>& outcome) {
      outcome ? file(write, outcome) : failed(write, outcome.error());
    };
    sends.push_back(std::make_unique<Send>(desk_, *desk_.party(service), run_, std::move(mail.first), told, mail.second));
    jobs.push_back(sends.back().get());
  }
  pump(desk_.world.courier, jobs);
  for (const auto& send : sends) send->abandon();
}

// What was planned before the first wave knows nothing of what that has changed: its answer would set it back. A page is written
// once, but for its twins, which are pages of their own.
void Outbox::know_anew(std::vector<Write>& writes) const {
  for (auto& write : writes) {
    if (write.to.service == kHub) continue;
    const auto row = desk_.world.store.row(write.key);
    if (const auto* now = row ? shown(*row, write.to) : nullptr) write.known = *now;
  }
}

std::vector<Write> Outbox::not_shared(std::vector<Write> writes) {
  std::erase_if(writes, [this](const Write& write) {
    const auto* party = desk_.party(write.to.service);
    const auto what = party == nullptr || party->remote == nullptr ? std::string() : party->remote->shared(write);
    if (what.empty() || shared_.insert({write.to.service, what}).second) return false;
    desk_.world.store.doubt(write.to, write.known.remote_id);
    desk_.reread.insert(write.to);
    desk_.put_off.insert_or_assign({write.key, write.to.service},
                                   Error{Fault::conflict, "it was changed from another page, which shares it, at the same time",
                                         write.key.external_id, "look at it and sync again"});
    return true;
  });
  return writes;
}

std::vector<Write> Outbox::that_are_news(std::vector<Write> writes) {
  struct Enquiry {
    bool found = false;
    std::unique_ptr<Walk> walk;
  };
  std::map<std::size_t, Enquiry> enquiries;
  std::vector<Job*> jobs;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const auto& write = writes[i];
    const auto* party = desk_.party(write.to.service);
    const auto* schema = desk_.world.catalog.schema(write.key.entity);
    if (write.verb != Verb::append || party == nullptr || party->remote == nullptr || schema == nullptr) continue;
    if (Desk::away(report_, write.to.service) || has_told(*schema, desk_.world.store, write)) continue;
    auto first = party->remote->find(write, desk_.now());
    if (!first) continue;
    auto& enquiry = enquiries[i];
    auto course = desk_.storing(write.to, report_);
    course.store = [&enquiry](std::span<const Seen> seen, const auto&) { enquiry.found = enquiry.found || !seen.empty(); };
    enquiry.walk = std::make_unique<Walk>(std::move(course), std::move(*first));
    jobs.push_back(enquiry.walk.get());
  }
  pump(desk_.world.courier, jobs);

  std::vector<Write> news;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    auto& write = writes[i];
    const auto enquiry = enquiries.find(i);
    if (enquiry == enquiries.end() || (enquiry->second.walk->ended() && !enquiry->second.found)) {
      news.push_back(std::move(write));
    } else if (enquiry->second.found) {
      const state::Store::Agreed told{write.key, write.agreed};
      desk_.world.store.adopt(std::span(&told, 1));
    } else {
      const auto& error = enquiry->second.walk->error();
      if (error && error->fault == Fault::not_found) {  // the record itself may be gone
        look_again(write, *error);
        desk_.put_off.insert_or_assign({write.key, write.to.service}, *error);
        continue;
      }
      if (error) desk_.lane_failed(write.to, *error, report_);
      desk_.waits.insert_or_assign({write.key, write.to.service}, "whether it was told before could not be looked up");
    }
  }
  return news;
}

std::vector<Write> Outbox::that_still_hold(std::vector<Write> writes) {
  std::map<Lane, std::set<std::string>> ids;
  for (const auto& write : writes) {
    for (const auto& expect : write.expect) {
      for (auto& id : desk_.world.store.remote_ids(expect.lane, std::span(&write.key, 1))) ids[expect.lane].insert(std::move(id));
    }
  }
  if (ids.empty()) return writes;
  desk_.read_these(ids, report_);

  std::vector<Write> holding;
  for (auto& write : writes) {
    const auto* schema = desk_.world.catalog.schema(write.key.entity);
    if (write.expect.empty() || schema == nullptr) {
      holding.push_back(std::move(write));
      continue;
    }
    const bool unread = std::any_of(write.expect.begin(), write.expect.end(),
                                    [&](const Expect& expect) { return desk_.failed.contains(expect.lane); });
    if (unread) {
      desk_.waits.insert_or_assign({write.key, write.to.service}, "could not be read again before it is changed");
      continue;
    }
    const auto row = desk_.world.store.row(write.key);
    const auto broken = row ? broken_expectation(write, *row, desk_.world.catalog) : std::string("it is not known any more");
    if (broken.empty()) {
      holding.push_back(std::move(write));
    } else {
      desk_.put_off.insert_or_assign({write.key, write.to.service}, Error{Fault::conflict, "changed in between: " + broken,
                                                                          write.key.external_id, "look at it and sync again"});
    }
  }
  return holding;
}

std::size_t Outbox::send_wave(std::vector<Write> writes) {
  std::map<std::string, std::vector<Write>> by_service;
  desk_.world.store.together([&] {
    for (auto& write : writes) {
      const auto service = write.to.service;
      if (auto named = with_refs(std::move(write), desk_.world.catalog, desk_.world.store)) {
        by_service[service].push_back(std::move(*named));
      }
    }
  });
  std::vector<std::unique_ptr<Send>> sends;
  std::vector<Job*> jobs;
  for (auto& [service, mail] : by_service) {
    const auto* party = desk_.party(service);
    if (party == nullptr || party->remote == nullptr || Desk::away(report_, service)) {
      for (const auto& write : mail) desk_.waits.insert_or_assign({write.key, service}, "the service is away");
      continue;
    }
    sends.push_back(std::make_unique<Send>(desk_, *party, run_, std::move(mail),
                                           [this](const Write& write, const Result<Seen>& outcome) { file(write, outcome); }));
    jobs.push_back(sends.back().get());
  }
  pump(desk_.world.courier, jobs);
  std::size_t sent = 0;
  for (const auto& send : sends) {
    send->abandon();
    sent += send->sent();
  }
  return sent;
}

}  // namespace hsn::sync
