// A new state from what both sides show, without a write to either. Equal fields are agreed on; where the sides differ nobody
// knows any more who changed what, so nothing is agreed, and the next sync goes by the table's row "no base yet".
#include <iterator>

#include "sync/decide.hpp"
#include "sync/desk.hpp"
#include "sync/engine.hpp"
#include "sync/guard.hpp"
#include "sync/inbox.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {
namespace {

class Rebuilding {
 public:
  Rebuilding(Desk& desk, Report& report) : desk_(desk), report_(report), store_(desk.world.store) { desk.options.full = true; }

  // Pages first: whom nothing may bring back must be known before a service tells of them.
  bool read(const state::Store* former, const std::set<std::string>& same_databases) {
    std::vector<Lane> pages, records;
    for (const auto& lane : desk_.lanes()) (lane.service == kHub ? pages : records).push_back(lane);
    if (!whole(pages)) return false;
    if (former != nullptr) keep_people(*former);
    if (!whole(records)) return false;
    Ids unseen = named_by_services();
    if (former != nullptr) {
      keep_trash(*former);
      keep_pairs(*former);
      add_known_to(*former, same_databases, unseen);
    }
    look_at(unseen);
    return desk_.failed.empty() && !desk_.halting();
  }

  Engine::Rebuilt agree() {
    Engine::Rebuilt rebuilt{.whole = true};
    desk_.options.policy.settle = Duration::zero();
    Planning planning(desk_, report_);
    Inbox inbox(desk_);
    planning.each_chunk(Planning::Which::all, [&](const std::vector<Row>& rows) {
      const auto plan = planning.plan(rows);
      planning.note(plan, false);
      inbox.tell(plan);
      std::vector<state::Store::Agreed> agreed;
      for (const auto& adopt : plan.adopts) agreed.push_back({adopt.key, adopt.agreed});
      store_.adopt(agreed);
      auto agenda = plan.wake;
      std::erase_if(agenda, [](const auto& row) { return row.second.has_value(); });  // due, and stays so
      store_.due(agenda);
      rebuilt.records += rows.size();
      rebuilt.equal += agenda.size();
      for (const auto& row : rows) rebuilt.paired += row.hub && !row.facets.empty() ? 1U : 0U;
      return true;
    });
    planning.tell();
    return rebuilt;
  }

 private:
  using Ids = std::map<Lane, std::set<std::string>>;

  bool whole(const std::vector<Lane>& lanes) {
    desk_.read_lanes(lanes, report_);
    return desk_.failed.empty() && !desk_.halting();
  }

  // Whom nothing may bring back.
  void keep_people(const state::Store& former) {
    if (const auto key = former.note(state::Store::kForgetKeyNote)) store_.note(state::Store::kForgetKeyNote, *key);
    for (const auto& [mark, at] : former.forgotten()) store_.forget(mark, at);
    desk_.forgotten = Forgotten(store_);
  }

  // Lists do not show the trash: only the former state knows that staff have put a page there. And what an undo left alone.
  void keep_trash(const state::Store& former) {
    each_row(former, desk_.now(), [&](Row row) {
      const auto now = store_.row(row.key);
      if (now && !row.holds.empty()) store_.hold(row.key, row.holds);
      const auto* schema = desk_.world.catalog.schema(row.key.entity);
      if (!row.detached || (now && now->hub) || (schema != nullptr && was_put_away(*schema, row))) return;
      row.hub->record.key = row.key;
      trashed(std::move(*row.hub));
    });
  }

  // Of two pages with one External ID the one that somebody has chosen, though it may be the younger.
  void keep_pairs(const state::Store& former) {
    for (const auto& [key, id] : former.paired()) {
      const auto row = store_.row(key);
      if (!row) continue;
      for (const auto& twin : row->twins) {
        if (twin.remote_id == id) (void)store_.relink(row->key, twin);
      }
    }
  }

  // Pages that no list has shown, of which a service keeps the id.
  Ids named_by_services() const {
    Ids ids;
    each_row(store_, desk_.now(), [&](const Row& row) {
      if (row.hub) return;
      for (const auto& [lane, facet] : row.facets) {
        const auto* page = facet.record.find("notion_page_id");
        const auto* id = page == nullptr ? nullptr : std::get_if<std::string>(page);
        if (id != nullptr && !id->empty()) ids[{std::string(kHub), row.key.entity}].insert(*id);
      }
    });
    return ids;
  }

  // … or the former state: the index of a query lags, and a list that came back short must not make second pages of the rest.
  void add_known_to(const state::Store& former, const std::set<std::string>& same_databases, Ids& ids) {
    std::map<Lane, state::Missing> counts;
    Ids missing;
    each_row(former, desk_.now(), [&](const Row& row) {
      if (!row.hub || row.detached || !same_databases.contains(row.key.entity)) return;
      const Lane lane{std::string(kHub), row.key.entity};
      ++counts[lane].known;
      const auto now = store_.row(row.key);
      if (now && now->hub) return;
      ++counts[lane].missing;
      missing[lane].insert(row.hub->remote_id);
    });
    for (auto& [lane, some] : missing) {
      const auto& count = counts[lane];
      if (too_much_missing(count.missing, count.known, false, desk_.options.limits.meant_destructive)) {
        desk_.lane_failed(lane, seems_empty(*desk_.party(lane.service), lane, count), report_);
      } else {
        ids[lane].merge(some);
      }
    }
  }

  void look_at(const Ids& ids) {
    for (const auto& at_lane : ids) {
      const Lane& lane = at_lane.first;
      const auto* feed = desk_.feed(lane);
      if (feed == nullptr) continue;
      remote::Window window;
      window.kind = remote::Window::Kind::these;
      window.now = desk_.now();
      window.ids.assign(at_lane.second.begin(), at_lane.second.end());
      auto course = desk_.storing(lane, report_);
      // A page that answers 404 may be of another workspace: of that nothing follows.
      course.store = [this, &lane](std::span<const Seen> seen, const auto&) {
        for (const auto& one : seen) {
          if (!one.gone) desk_.observe(lane, std::span(&one, 1), std::nullopt);
          if (one.gone && one.problem.empty() && !one.record.key.external_id.empty()) trashed(one);
        }
      };
      course.spoilt = [](const remote::Ask&, const Error&) {};
      Walk walk(std::move(course), desk_.world.catalog.hub.remote->list(*feed, window));
      Job* const job = &walk;
      pump(desk_.world.courier, std::span(&job, 1));
      if (walk.error()) desk_.lane_failed(lane, *walk.error(), report_);
    }
  }

  // It is known first, and gone then.
  void trashed(Seen page) {
    const Lane lane{std::string(kHub), page.record.key.entity};
    page.gone = false;
    store_.observe(lane, std::span(&page, 1), std::nullopt, desk_.now());
    page.gone = page.sure = true;
    store_.observe(lane, std::span(&page, 1), std::nullopt, desk_.now());
  }

  Desk& desk_;
  Report& report_;
  state::Store& store_;
};

}  // namespace

Engine::Rebuilt Engine::rebuild(const state::Store* former, const std::set<std::string>& same_databases, Report& report) {
  Rebuilding rebuilding(*desk_, report);
  Rebuilt rebuilt;
  if (rebuilding.read(former, same_databases)) rebuilt = rebuilding.agree();
  desk_->tell_rest(report);
  return rebuilt;
}

}  // namespace hsn::sync
