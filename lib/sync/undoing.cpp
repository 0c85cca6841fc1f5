#include "sync/undoing.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "record/canonical.hpp"
#include "sync/decide.hpp"
#include "sync/desk.hpp"
#include "sync/draft.hpp"
#include "sync/holds.hpp"

namespace hsn::sync {
namespace {

bool is_hub(const Deed& deed) { return deed.lane.service == kHub; }

// What hsn has worked out is agreed on; a command has written something else in a person's name (feedback respond: Status), and
// the page shows it, or shows what would be put back.
bool is_a_persons_word(const Row& row, const FieldDef& field, const std::vector<Deed>& deeds) {
  const FieldValue *agreed = row.base ? row.base->find(field.name) : nullptr, *now = hub_value(row, field.name);
  return field.special == MergeRule::until_edited && agreed && now &&
         std::any_of(deeds.begin(), deeds.end(), [&](const Deed& deed) {
           const bool is_told = same(field, deed.from, *agreed) || same(field, deed.to, *now);
           return is_hub(deed) && is_told && !same(field, deed.to, *agreed);
         });
}

// What the tool itself works out follows from the rest by itself.
bool is_bookkeeping(const Row& row, const FieldDef& field, const std::vector<Deed>& deeds) {
  if (in_sync_block(field.name) || field.special == MergeRule::along) return true;
  return field.owner == Owner::tool && !is_a_persons_word(row, field, deeds);
}

// One lane that is to show this value again.
struct Goal {
  Lane lane;
  std::string via;
  const Seen* seen = nullptr;
  FieldValue to;
};

FieldValue shown_in(const Seen& seen, const FieldDef& field) {
  const auto* now = seen.record.find(field.name);
  return now == nullptr ? FieldValue() : *now;
}

class Undoing {
 public:
  Undoing(const Row& row, const Schema& schema, const Catalog& catalog, Instant now, const std::string& reason,
          Engine::Undo& undo)
      : row_(row), schema_(schema), catalog_(catalog), now_(now), reason_(reason), undo_(undo), services_(fold(schema, row)) {}

  void take(const FieldDef& field, const std::vector<Deed>& deeds) {
    if (const auto why = try_field(field, deeds); !why.empty())
      undo_.left.push_back(left_alone(row_, schema_, std::string(field.name), why));
  }

  void finish() {
    for (auto& [place, write] : writes_) {
      if (write.to.service == kHub) stamp(write);
      undo_.writes.push_back(std::move(write));
    }
  }

 private:
  // Why the field is left as it is; empty: it is put back.
  std::string try_field(const FieldDef& field, const std::vector<Deed>& deeds) {
    std::vector<Goal> goals;
    for (const auto& deed : deeds) {
      if (is_hub(deed)) continue;
      if (!row_.managed) return "Notion Managed is not ticked any more";
      const auto outlet = outlet_of(field, deed.lane);
      if (!outlet) return title_of(deed.lane) + " does not take this field any more";
      goals.push_back({deed.lane, std::string(outlet->binding->via), outlet->facet, deed.from});
    }
    if (is_unread(row_, field.name) || !is_as_left(field, deeds)) return "it has been changed since";
    for (const auto& goal : goals) {
      if (auto why = why_not(field, goal); !why.empty()) return why;
    }
    const bool written = !goals.empty();
    if (!written) add_tellers(field, deeds, goals);
    const auto there = told_after(field, goals);
    std::optional<FieldValue> page;
    if (in_hub(catalog_, schema_, field)) {
      if (field.special == MergeRule::difference && goals.empty()) return "a count: the page follows the service";
      page = page_after(field, deeds, there);
      if (is_empty(*page) && field.keeps_value) return "it may not be empty";
      goals.push_back({{std::string(kHub), row_.key.entity}, "", &*row_.hub, *page});
    }
    const bool apart = page && there && !same(field, *there, *page);
    plan(field, goals, apart ? page : there);
    if (apart) let_be(field, *there, *page, written);
    return {};
  }

  // Counting ended with the run: no sale has lowered the count since.
  static bool ended_count(const std::vector<Deed>& deeds) {
    return std::all_of(deeds.begin(), deeds.end(), [](const Deed& deed) { return is_empty(deed.to) && !is_empty(deed.from); });
  }

  // What the run only brought to the page goes back where it came from, as far as it may be sent: not a count, since nobody
  // knows what was sold, nor a status that leads back to no step.
  void add_tellers(const FieldDef& field, const std::vector<Deed>& deeds, std::vector<Goal>& goals) const {
    if (!row_.managed || (field.special == MergeRule::difference && !ended_count(deeds))) return;
    for (const auto& deed : deeds) {
      for (const auto& outlet : outlets(row_, catalog_, field.name)) {
        Goal goal{*outlet.lane, std::string(outlet.binding->via), outlet.facet, deed.from};
        if (same(field, shown_in(*outlet.facet, field), deed.to) && why_not(field, goal).empty())
          goals.push_back(std::move(goal));
      }
    }
  }

  std::optional<Outlet> outlet_of(const FieldDef& field, const Lane& lane) const {
    for (const auto& outlet : outlets(row_, catalog_, field.name)) {
      if (*outlet.lane == lane) return outlet;
    }
    return std::nullopt;
  }

  // Each lane shows what the run left there, or its old value already; and no service has news that the page does not show yet.
  bool is_as_left(const FieldDef& field, const std::vector<Deed>& deeds) const {
    const auto shows = [&](const FieldValue& now, const Deed& deed) {
      return same(field, now, deed.from) || same(field, now, deed.to) || stands_for(field, now, deed.to) ||
             is_rendering(row_, field.name, deed.to, now);
    };
    const auto as_left = [&](const Deed& deed) {
      const auto* seen = shown(row_, deed.lane);
      return seen != nullptr && shows(shown_in(*seen, field), deed);
    };
    const auto is_old = [&](const FieldValue& now) {
      return std::any_of(deeds.begin(), deeds.end(), [&](const Deed& deed) { return shows(now, deed); });
    };
    const auto told = services_.find(field.name);
    return std::all_of(deeds.begin(), deeds.end(), as_left) && (told == services_.end() || is_old(told->second)) &&
           (!in_hub(catalog_, schema_, field) || is_old(shown_in(*row_.hub, field)));
  }

  // Sent as Discontinued, a shop shows a draft.
  bool stands_for(const FieldDef& field, const FieldValue& now, const FieldValue& sent) const {
    return std::any_of(schema_.stand_ins.begin(), schema_.stand_ins.end(), [&](const StandIn& pair) {
      return pair.field == field.name && sent == FieldValue(std::string(pair.hub)) &&
             now == FieldValue(std::string(pair.service));
    });
  }

  // Why the service must not be sent its old value, in words; empty: it may.
  std::string why_not(const FieldDef& field, const Goal& goal) const {
    const auto now = shown_in(*goal.seen, field);
    if (same(field, now, goal.to)) return {};
    MergeInput in;
    in.field = &field;
    in.service = &now;
    in.transitions = schema_.transitions;
    in.started = has_started(schema_, services_, now_);
    const auto title = title_of(goal.lane);
    in.service_title = title;
    return barred(in, goal.to);
  }

  // What the services together will say; null: none of them tells of the field.
  std::optional<FieldValue> told_after(const FieldDef& field, const std::vector<Goal>& goals) const {
    Row after = row_;
    for (const auto& goal : goals) after.facets[goal.lane].record.fields.insert_or_assign(std::string(field.name), goal.to);
    const auto told = fold(schema_, after);
    const auto value = told.find(field.name);
    return value == told.end() ? std::nullopt : std::optional(value->second);
  }

  // Its own old value. Where the run left the page alone, and for a count, it shows what the service has again.
  FieldValue page_after(const FieldDef& field, const std::vector<Deed>& deeds, const std::optional<FieldValue>& there) const {
    const auto own = std::find_if(deeds.begin(), deeds.end(), is_hub);
    if (own == deeds.end() || (field.special == MergeRule::difference && there)) return there.value_or(FieldValue());
    return hub_form(field, own->from);
  }

  // What is agreed on goes with the page's change: what a service has not taken must not look like its own doing. A record that
  // no service tells of any more keeps what was agreed on before.
  void plan(const FieldDef& field, const std::vector<Goal>& goals, const std::optional<FieldValue>& agreed) {
    for (const auto& goal : goals) {
      const auto from = shown_in(*goal.seen, field);
      if (same(field, from, goal.to)) continue;
      auto& write = draft(goal);
      const std::string name(field.name);
      write.changes.push_back({name, from, goal.to, reason_});
      write.expect.push_back({goal.lane, name, from});
      if (write.counts) {
        write.destructive = write.destructive || is_destructive(schema_, write.changes.back());
      } else if (agreed) {
        write.agreed.insert_or_assign(name, *agreed);
      }
    }
  }

  Write& draft(const Goal& goal) {
    auto& write = writes_[{goal.lane.service == kHub, goal.lane, goal.via}];
    if (!write.changes.empty()) return write;
    write = blank_write(row_, sync::title_of(schema_, row_), Verb::update, goal.lane, now_);
    write.via = goal.via;
    write.known = *goal.seen;
    return write;
  }

  // With the page's own change, so that the next sync has no push left to tell it of.
  void stamp(Write& write) const {
    const auto* field = schema_.find("last_sync");
    const auto* shown = hub_value(row_, "last_sync");
    if (shown == nullptr || !in_hub(catalog_, schema_, *field)) return;
    const FieldValue to = canonical(*field, Date{.start = now_, .end = {}, .date_only = false, .zone = {}});
    write.changes.push_back({std::string(field->name), *shown, to, "time of the sync"});
  }

  // The two sides differ again, as they did before the run: the next sync is to carry neither over.
  void let_be(const FieldDef& field, const FieldValue& there, const FieldValue& page, bool written) {
    const Hold hold{std::string(field.name), digest(there, page)};
    bool goes_along = false;
    for (auto& [place, write] : writes_) {
      const auto is_of_field = [&](const Change& change) { return change.field == field.name; };
      if (std::none_of(write.changes.begin(), write.changes.end(), is_of_field)) continue;
      write.apart.emplace(hold.field, hold.digest);
      goes_along = true;
    }
    if (!goes_along) undo_.holds.emplace_back(row_.key, hold);
    auto why = written ? std::string("the two sides differed before the run, and do so again")
                       : "put back on the page alone: " + teller(field, there) + " keeps " +
                             (is_empty(there) ? "no value" : display(&field, there, kColumns, catalog_.zone)) +
                             ", which the run has not changed";
    undo_.left.push_back(
        left_alone(row_, schema_, std::string(field.name), std::move(why), "left alone until somebody changes it"));
  }

  // Who says so: "WooCommerce".
  std::string teller(const FieldDef& field, const FieldValue& value) const {
    for (const auto& [lane, facet] : row_.facets) {
      if (!facet.gone && same(field, shown_in(facet, field), value)) return title_of(lane);
    }
    return "the service";
  }

  std::string title_of(const Lane& lane) const {
    const auto* service = catalog_.service(lane.service);
    return service == nullptr ? lane.service : service->title;
  }

  const Row& row_;
  const Schema& schema_;
  const Catalog& catalog_;
  Instant now_;
  const std::string& reason_;
  Engine::Undo& undo_;
  Fields services_;                                              // what they say now
  std::map<std::tuple<bool, Lane, std::string>, Write> writes_;  // services before the hub
};

}  // namespace

Refusal left_alone(const Row& row, const Schema& schema, const std::string& field, std::string why, std::string remedy) {
  return {
      row.key, title_of(schema, row), field, {Fault::conflict, std::move(why), row.key.external_id, std::move(remedy)}, false};
}

void put_back(const Row& row, const Schema& schema, const Deeds& deeds, const Catalog& catalog, Instant now,
              const std::string& reason, Engine::Undo& undo) {
  Undoing undoing(row, schema, catalog, now, reason, undo);
  for (const auto& [name, done] : deeds) {
    const auto* field = schema.find(name);
    if (field != nullptr && !is_bookkeeping(row, *field, done)) undoing.take(*field, done);
  }
  undoing.finish();
}

}  // namespace hsn::sync
