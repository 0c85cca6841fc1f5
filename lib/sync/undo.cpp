// From the journal of a run to a plan that puts the old values back, wherever nobody has changed them since. Pure over the store.
#include <algorithm>
#include <tuple>

#include "record/canonical.hpp"
#include "sync/decide.hpp"
#include "sync/desk.hpp"
#include "sync/draft.hpp"
#include "sync/engine.hpp"

namespace hsn::sync {
namespace {

// What the run did to one field on one side, its first value and its last.
struct Done {
  Lane lane;
  FieldValue from, to;
};
using Deeds = std::map<RecordKey, std::map<std::string, std::vector<Done>>>;

// One place that is to show the old value again.
struct Place {
  Lane lane;
  std::string via;
  const Seen* seen;
};

class Undoing {
 public:
  Undoing(const Desk& desk, state::RunId run, Engine::Undo& undo) : desk_(desk), run_(run), undo_(undo) {}

  void of(const Row& row, const Schema& schema, const std::map<std::string, std::vector<Done>>& deeds) {
    for (const auto& [name, done] : deeds) {
      const auto* field = schema.find(name);
      if (field == nullptr || is_bookkeeping(*field)) continue;
      if (!undo(row, schema, *field, done)) leave(row, schema, name, "it has been changed since");
    }
    for (auto& [place, write] : writes_) undo_.writes.push_back(std::move(write));
    writes_.clear();
  }

  void leave(const Row& row, const Schema& schema, const std::string& field, const std::string& why) {
    undo_.left.push_back({row.key, title_of(schema, row), field, {Fault::conflict, why, row.key.external_id, ""}, false});
  }

 private:
  // What the tool itself works out follows from the rest by itself.
  static bool is_bookkeeping(const FieldDef& field) {
    const auto block = sync_block();
    const bool ours = std::any_of(block.begin(), block.end(), [&](const FieldDef& one) { return one.name == field.name; });
    return ours || field.owner == Owner::tool || field.special == MergeRule::along;
  }

  std::vector<Place> places(const Row& row, const Schema& schema, const FieldDef& field) const {
    std::vector<Place> places;
    if (row.managed) {
      for (const auto& outlet : outlets(row, desk_.world.catalog, field.name)) {
        places.push_back({*outlet.lane, std::string(outlet.binding->via), outlet.facet});
      }
    }
    if (row.hub && in_hub(desk_.world.catalog, schema, field))
      places.push_back({{std::string(kHub), row.key.entity}, "", &*row.hub});
    return places;
  }

  // False: a side shows neither what the run left there nor the old value.
  bool undo(const Row& row, const Schema& schema, const FieldDef& field, const std::vector<Done>& done) {
    const auto is_hub = [](const Done& one) { return one.lane.service == kHub; };
    const auto page = std::find_if(done.begin(), done.end(), is_hub);
    const auto& deed = page != done.end() ? *page : done.front();
    const auto places = this->places(row, schema, field);
    const auto shows = [&](const Place& place, const FieldValue& value) {
      const auto* now = place.seen->record.find(field.name);
      return now == nullptr ? is_empty(value) : same(field, *now, value);
    };
    const auto touched = [&](const Done& one) {
      const auto place = std::find_if(places.begin(), places.end(), [&](const Place& other) { return other.lane == one.lane; });
      return place != places.end() && shows(*place, one.to);
    };
    const auto understood = [&](const Place& place) { return shows(place, deed.to) || shows(place, deed.from); };
    if (!std::all_of(done.begin(), done.end(), touched) || !std::all_of(places.begin(), places.end(), understood)) return false;

    for (const auto& place : places) {
      if (shows(place, deed.to) && !same(field, deed.to, deed.from)) put_back(row, schema, field, deed, place);
    }
    // A side that cannot take the old value back would have its way again at the next sync.
    const auto services = fold(schema, row);
    const auto there = services.find(field.name);
    const bool pushed = std::any_of(places.begin(), places.end(), [](const Place& place) { return place.lane.service != kHub; });
    if (there != services.end() && !pushed && !same(field, there->second, deed.from)) {
      undo_.holds.emplace_back(row.key, Hold{std::string(field.name), digest(there->second, deed.from)});
    }
    return true;
  }

  void put_back(const Row& row, const Schema& schema, const FieldDef& field, const Done& deed, const Place& place) {
    auto& write = writes_[{place.lane.service == kHub, place.lane, place.via}];
    if (write.changes.empty()) {
      write.verb = Verb::update;
      write.to = place.lane;
      write.via = place.via;
      write.key = row.key;
      write.title = title_of(schema, row);
      write.known = *place.seen;
      if (row.hub) write.page_id = row.hub->remote_id;
      write.at = desk_.now();
      write.counts = place.lane.service != kHub;
    }
    const auto* now = place.seen->record.find(field.name);
    const FieldValue from = now == nullptr ? FieldValue() : *now;
    const std::string name(field.name);
    write.changes.push_back({name, from, deed.from, "undoes run " + std::to_string(run_)});
    write.agreed.insert_or_assign(name, deed.from);
    write.expect.push_back({place.lane, name, from});
    if (place.lane.service != kHub) write.destructive = write.destructive || is_destructive(schema, write.changes.back());
  }

  const Desk& desk_;
  state::RunId run_;
  Engine::Undo& undo_;
  std::map<std::tuple<bool, Lane, std::string>, Write> writes_;  // of one row; services before the hub
};

void remember(std::vector<Done>& done, const Lane& lane, const Change& change) {
  const auto before = std::find_if(done.begin(), done.end(), [&](const Done& one) { return one.lane == lane; });
  if (before == done.end()) {
    done.push_back({lane, change.from, change.to});
  } else {
    before->to = change.to;
  }
}

}  // namespace

Engine::Undo Engine::plan_undo(state::RunId run, const std::optional<RecordKey>& record) const {
  const auto& store = desk_->world.store;
  Undo undo;
  Undoing undoing(*desk_, run, undo);
  Deeds deeds;
  for (const auto& intent : store.intents_of(run)) {
    if (!intent.settled || intent.outcome != "done") continue;
    const auto row = store.row(intent.write.key);
    const auto* schema = desk_->world.catalog.schema(intent.write.key.entity);
    if (schema == nullptr || !row || (record && *record != row->key && *record != intent.write.key)) continue;
    switch (intent.write.verb) {
      case Verb::create:
        undoing.leave(*row, *schema, "", "created by this run: listed, not deleted");
        break;
      case Verb::append:
      case Verb::archive:
        undoing.leave(*row, *schema, "", "what was sent cannot be taken back");
        break;
      case Verb::update:
        for (const auto& change : intent.write.changes) remember(deeds[row->key][change.field], intent.write.to, change);
        break;
    }
  }
  for (const auto& [key, fields] : deeds) {
    const auto row = store.row(key);
    const auto* schema = desk_->world.catalog.schema(key.entity);
    if (row->detached || !row->hub || row->hub->gone) {
      undoing.leave(*row, *schema, "", "its page is in the trash");
    } else {
      undoing.of(*row, *schema, fields);
    }
  }
  return undo;
}

}  // namespace hsn::sync
