// What runs that died left open: looked up, then settled or dropped. An update is read again; a create is searched for, and given
// up only when it has had time to show; so is an update for which the record is made anew, and where that has been made and the
// old one is still there, the push goes on with it. What cannot be looked up stays open, since it must not be done twice.
#include <algorithm>
#include <utility>

#include "record/canonical.hpp"
#include "record/stamp.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/holds.hpp"
#include "sync/readback.hpp"
#include "sync/send.hpp"

namespace hsn::sync {
namespace {

enum class Verdict { carried_out, not_carried_out, unclear };

// A span without an end leaves it to the service.
bool became(const FieldDef& field, FieldValue there, const FieldValue& wanted) {
  const auto* meant = std::get_if<Date>(&wanted);
  if (auto* date = std::get_if<Date>(&there); date != nullptr && meant != nullptr && !meant->end) date->end.reset();
  return same(field, there, wanted);
}

// Does the record show what the write meant to leave behind? A stock is unclear when it shows neither the old nor the new
// number: a sale went between, or the write did, and doing it again on a guess would count it twice.
Verdict judge(const Schema& schema, const Write& write, const Seen& now) {
  if (const auto shown = write.to.service == kHub ? shows_write(now.record, write) : std::nullopt)
    return *shown ? Verdict::carried_out : Verdict::not_carried_out;
  bool any = false, all = true, unclear = false;
  for (const auto& change : write.changes) {
    const auto* field = schema.find(change.field);
    const auto* value = field == nullptr ? nullptr : now.record.find(change.field);
    if (value == nullptr || field->special == MergeRule::along) continue;
    const bool done = became(*field, *value, change.to);
    if (field->special == MergeRule::difference && !done && !same(*field, *value, change.from)) {
      unclear = true;
      continue;
    }
    any = any || done;
    all = all && done;
  }
  if (any && all) return Verdict::carried_out;
  return unclear ? Verdict::unclear : Verdict::not_carried_out;
}

// An open intent and the walk that looks for its effect.
struct Enquiry {
  state::Intent intent;
  std::vector<Seen> found;
  std::unique_ptr<Walk> walk;
  bool anew = false;  // an update that makes the record anew: both are looked for
};

class Recovery {
 public:
  Recovery(Desk& desk, Report& report) : desk_(desk), report_(report) {}

  void run() {
    std::vector<Job*> jobs;
    for (auto& intent : desk_.world.store.open_intents()) {
      auto enquiry = std::make_unique<Enquiry>();
      enquiry->intent = std::move(intent);
      if (!ask(*enquiry)) continue;
      jobs.push_back(enquiry->walk.get());
      enquiries_.push_back(std::move(enquiry));
    }
    pump(desk_.world.courier, jobs);
    for (auto& enquiry : enquiries_) conclude(*enquiry);
  }

 private:
  bool ask(Enquiry& enquiry) {
    const auto& write = enquiry.intent.write;
    const auto* party = desk_.party(write.to.service);
    const auto* feed = desk_.feed(write.to);
    if (party == nullptr || party->remote == nullptr || feed == nullptr) return false;  // switched off: later
    const bool made = write.verb == Verb::create || write.verb == Verb::append;
    auto first = made ? party->remote->find(write, enquiry.intent.opened) : party->remote->find_anew(write);
    if (made && !first) {
      for_a_person(write);
      return false;
    }
    auto course = desk_.storing(write.to, report_);
    const auto itself = [this, feed, party, id = write.known.remote_id] {
      remote::Window window;
      window.kind = remote::Window::Kind::these;
      window.now = desk_.now();
      window.ids = {id};
      return party->remote->list(*feed, window);
    };
    enquiry.anew = !made && first.has_value();
    if (!first) first = itself();
    if (enquiry.anew)
      course.then = [itself, asked = false]() mutable -> Result<std::optional<remote::Step>> {
        if (std::exchange(asked, true)) return std::optional<remote::Step>();
        return std::optional(itself());
      };
    course.store = [&enquiry](std::span<const Seen> seen, const auto&) {
      enquiry.found.insert(enquiry.found.end(), seen.begin(), seen.end());
    };
    course.spoilt = [](const remote::Ask&, const Error&) {};
    enquiry.walk = std::make_unique<Walk>(std::move(course), std::move(*first));
    return true;
  }

  void conclude(Enquiry& enquiry) {
    const auto& write = enquiry.intent.write;
    if (enquiry.anew && !enquiry.walk->ended()) desk_.made_anew.insert({write.to, {}});
    if (enquiry.walk->error()) return desk_.lane_failed(write.to, *enquiry.walk->error(), report_);
    if (!enquiry.walk->ended()) return;
    if (write.verb == Verb::create || write.verb == Verb::append) return conclude_create(enquiry);
    if (enquiry.anew && conclude_anew(enquiry)) return;

    const auto seen = std::find_if(enquiry.found.begin(), enquiry.found.end(),
                                   [&](const Seen& one) { return one.remote_id == write.known.remote_id; });
    if (seen == enquiry.found.end() || (!seen->gone && !seen->problem.empty())) return;  // not readable: it stays held
    const auto* schema = desk_.world.catalog.schema(write.key.entity);
    if (write.verb == Verb::archive ? seen->gone
                                    : !seen->gone && schema != nullptr && judge(*schema, write, *seen) == Verdict::carried_out) {
      tell_overwritten(write, *seen, desk_.world.catalog, report_);
      return settle(enquiry.intent, *seen);
    }
    const bool unclear = !seen->gone && schema != nullptr && judge(*schema, write, *seen) == Verdict::unclear;
    // All or nothing: once the intent is dropped, nobody else knows that what is shown may hold the difference already.
    desk_.world.store.together([&] {
      drop(enquiry.intent);
      if (seen->gone) return;  // in doubt now: the pull makes sure
      desk_.observe(write.to, std::span(&*seen, 1), std::nullopt);
      if (unclear) hold_differences(*schema, write, *seen);
    });
  }

  // False: the new one has not been made, and will not be any more.
  bool conclude_anew(Enquiry& enquiry) {
    const auto& write = enquiry.intent.write;
    const Seen* made = nullptr;
    bool old = false;
    for (const auto& one : enquiry.found) {
      if (one.remote_id == write.known.remote_id) {
        old = !one.gone;
      } else if (!one.gone && one.problem.empty() && is_free(one.record.key, write.key)) {
        made = &one;
      }
    }
    if (made == nullptr) return old && desk_.now() - enquiry.intent.left.value_or(desk_.now()) < desk_.options.create_lookup;
    if (old) {
      desk_.made_anew.insert({write.to, made->remote_id});
      desk_.begun.push_back(enquiry.intent);
    } else {
      settle(enquiry.intent, *made);
    }
    return true;
  }

  // No page shows it yet, but for the one that may have asked for it.
  bool is_free(const RecordKey& made, const RecordKey& asker) const {
    const auto row = desk_.world.store.row(made);
    return made.entity == asker.entity && (!row || !row->hub || row->key == asker);
  }

  void conclude_create(Enquiry& enquiry) {
    // A walk also tells of records that are merely mentioned: a booking's client.
    const auto& entity = enquiry.intent.write.key.entity;
    std::erase_if(enquiry.found, [&](const Seen& one) {
      return one.gone || !one.problem.empty() || one.remote_id.empty() || one.record.key.entity != entity;
    });
    const auto oldest = std::min_element(enquiry.found.begin(), enquiry.found.end(), [](const Seen& a, const Seen& b) {
      return std::pair(a.created, a.remote_id) < std::pair(b.created, b.remote_id);
    });
    if (oldest != enquiry.found.end()) return settle(enquiry.intent, *oldest);
    // Searches lag behind writes, and a request may still be carried out after its connection has died. It left long after its
    // intent was opened where the budget made it wait.
    if (desk_.now() - enquiry.intent.left.value_or(desk_.now()) >= desk_.options.create_lookup) drop(enquiry.intent);
  }

  void settle(const state::Intent& intent, const Seen& shown) {
    desk_.point("before settle");
    desk_.world.store.together([&] { sync::settle(desk_, intent.id, intent.write, shown, shown.by_us); });
    desk_.point("after settle");
  }

  void drop(const state::Intent& intent) {
    desk_.point("before drop");
    desk_.world.store.drop(intent.id, {Fault::ambiguous, std::string(kInVain), intent.write.key.external_id, ""}, desk_.now());
    desk_.point("after drop");
  }

  void for_a_person(const Write& write) {
    report_.errors.push_back(
        {write.key.external_id,
         write.to.service,
         {Fault::ambiguous, "nobody can tell whether \"" + write.title + "\" was sent before hsn was cut off",
          write.key.external_id, "look there; it is not sent again by itself"}});
  }

  // Both sides stay as they are until a person decides; what is counted on the page from now on is counted from here.
  void hold_differences(const Schema& schema, const Write& write, const Seen& now) {
    const auto row = desk_.world.store.row(write.key);
    if (!row) return;
    std::vector<Hold> holds;
    state::Store::Agreed from_here{write.key, {}};
    for (const auto& change : write.changes) {
      const auto* field = schema.find(change.field);
      if (field == nullptr || field->special != MergeRule::difference) continue;
      const auto* there = now.record.find(change.field);
      const auto* page = row->hub ? row->hub->record.find(change.field) : nullptr;
      if (there == nullptr || page == nullptr || same(*field, *there, change.from) || same(*field, *there, change.to)) continue;
      holds.push_back(unclear(change.field, *page));
      desk_.unclear.insert({write.key, change.field});
      from_here.fields.emplace(change.field, *there);
    }
    if (holds.empty()) return;
    desk_.world.store.adopt(std::span(&from_here, 1));
    desk_.world.store.hold(write.key, holds);
  }

  Desk& desk_;
  Report& report_;
  std::vector<std::unique_ptr<Enquiry>> enquiries_;
};

}  // namespace

void Engine::recover(Report& report) {
  Recovery(*desk_, report).run();
  report.traffic = desk_->world.courier.traffic();
}

}  // namespace hsn::sync
