// hsn status: per service and entity: last success, last attempt, cursor age, pending, conflicts.
#include <algorithm>
#include <map>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/reading.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "entities/entities.hpp"

namespace hsn::cli {

namespace {

struct Lines {
  std::vector<state::LaneState> lanes;
  std::map<std::string, std::size_t> due, conflicts, left_alone;
  std::vector<state::Store::Problem> problems;
  std::size_t open = 0;
  std::optional<state::Run> last;
};

// A lane's feed bears the name of the entity that it is about.
std::string entity_of(const Lane& lane) {
  if (lane.service == kHub) return lane.feed;
  const auto* service = remote::find_service(lane.service);
  if (service == nullptr) return lane.feed;
  for (const auto& feed : service->feeds) {
    if (feed.name == lane.feed && !feed.entities.empty()) return std::string(feed.entities.front().entity);
  }
  return lane.feed;
}

bool is_unlisted(const Lane& lane) {
  const auto* service = remote::find_service(lane.service);
  return service != nullptr && std::any_of(service->feeds.begin(), service->feeds.end(),
                                           [&](const remote::Feed& feed) { return feed.unlisted && feed.name == lane.feed; });
}

// Who takes part and has not been read yet; a feed that only commands tell of stands for its entity where no other does.
void add_unread(const sync::Catalog& catalog, std::vector<state::LaneState>& lanes) {
  const auto has = [&](const std::string& service, const auto& is_it) {
    return std::any_of(lanes.begin(), lanes.end(),
                       [&](const auto& known) { return known.lane.service == service && is_it(known.lane); });
  };
  for (const auto& service : catalog.services) {
    for (const auto& feed : service.feeds) {
      const Lane lane{service.name, std::string(feed.name)};
      const auto entity = entity_of(lane);
      if (has(service.name, [&](const Lane& known) { return known == lane; })) continue;
      if (feed.unlisted && has(service.name, [&](const Lane& known) { return entity_of(known) == entity; })) continue;
      state::LaneState unread;
      unread.lane = lane;
      lanes.push_back(std::move(unread));
    }
  }
}

Lines gather(Session& session) {
  auto& store = session.store();
  Lines lines{.lanes = store.lanes(),
              .due = store.due_counts(Instant::max()),
              .conflicts = {},
              .left_alone = store.detached_counts(),
              .problems = store.problems(),
              .open = store.open_intents().size(),
              .last = {}};
  // What hsn itself has put away is nobody's concern.
  std::erase_if(lines.left_alone, [](const auto& one) {
    const auto* schema = entities::find(one.first);
    return schema == nullptr || schema->fleeting;
  });
  if (const auto runs = store.runs(1); !runs.empty()) lines.last = runs.front();
  // Before `hsn init` there is no catalog, and nothing can be in conflict.
  if (session.assemble(Session::Layout::kept)) {
    for (const auto& conflict : standing(session).held) ++lines.conflicts[conflict.key.entity];
    if (!lines.lanes.empty()) add_unread(session.catalog(), lines.lanes);
  }
  return lines;
}

std::size_t count(const std::map<std::string, std::size_t>& counts, const std::string& entity) {
  const auto found = counts.find(entity);
  return found == counts.end() ? 0 : found->second;
}

// Of several feeds about one entity each says which it is.
std::string shown_entity(const Lines& lines, const Lane& lane) {
  const auto entity = entity_of(lane);
  const bool alone = std::none_of(lines.lanes.begin(), lines.lanes.end(), [&](const state::LaneState& other) {
    return other.lane != lane && other.lane.service == lane.service && entity_of(other.lane) == entity;
  });
  return alone || entity == lane.feed ? entity : entity + " (" + lane.feed + ")";
}

Json as_json(Session& session, const Lines& lines) {
  Json lanes = Json::array(), problems = Json::array();
  for (const auto& lane : lines.lanes) {
    const auto entity = entity_of(lane.lane);
    lanes.push_back(
        {{"service", lane.lane.service},
         {"entity", entity},
         {"feed", lane.lane.feed},
         {"last_success", instant_json(lane.succeeded)},
         {"last_attempt", instant_json(lane.attempted)},
         {"last_full", instant_json(lane.whole)},
         {"age_seconds", lane.succeeded
                             ? Json(std::chrono::duration_cast<std::chrono::seconds>(session.now() - *lane.succeeded).count())
                             : Json(nullptr)},
         {"error", lane.error},
         {"pending", count(lines.due, entity)},
         {"conflicts", count(lines.conflicts, entity)}});
  }
  for (const auto& problem : lines.problems) {
    problems.push_back({{"record", problem.key.external_id},
                        {"service", problem.service},
                        {"code", fault_name(problem.error.fault)},
                        {"message", problem.error.what},
                        {"remedy", problem.error.remedy}});
  }
  return {{"lanes", std::move(lanes)},
          {"problems", std::move(problems)},
          {"open_sends", lines.open},
          {"left_alone", lines.left_alone}};
}

std::string in_words(Session& session, const Lines& lines) {
  const Style style = session.style();
  std::string text;
  if (lines.last) {
    text += "last run: " + std::to_string(lines.last->id) + ", " + local(session, lines.last->began) + ", " +
            lines.last->command + (lines.last->ended ? ", exit " + std::to_string(lines.last->exit) : ", not ended") + "\n\n";
  }
  Table table{{"Service", "Entity", "Last success", "Age", "Pending", "Conflicts", "Trouble"}, {}};
  for (const auto& lane : lines.lanes) {
    const auto entity = entity_of(lane.lane);
    const auto conflicts = count(lines.conflicts, entity);
    const auto age =
        lane.succeeded ? format_duration(std::chrono::duration_cast<Duration>(session.now() - *lane.succeeded)) : "never";
    table.rows.push_back({lane.lane.service, shown_entity(lines, lane.lane), local(session, lane.succeeded),
                          is_unlisted(lane.lane) ? "by command" : age, std::to_string(count(lines.due, entity)),
                          Cell(std::to_string(conflicts), conflicts > 0 ? Tone::bad : Tone::plain), Cell(lane.error, Tone::bad)});
  }
  text += lines.lanes.empty() ? "Nothing has been read yet: hsn sync\n" : render(table, style);
  if (lines.open > 0) {
    text += "\n" + count_of(lines.open, "send has", "sends have") + " no known outcome yet: the next run looks them up\n";
  }
  if (!lines.left_alone.empty()) {
    text += "\nLeft alone, since their pages are in Notion's trash or not shown to hsn any more: " +
            entities::counted(lines.left_alone) + "\n";
  }
  if (lines.problems.empty()) return text;
  Table problems{{"Record", "Service", "Problem", "What to do"}, {}};
  for (const auto& problem : lines.problems) {
    problems.rows.push_back(
        {problem.key.external_id, problem.service, Cell(problem.error.what, Tone::bad), problem.error.remedy});
  }
  return text + "\n" + paint("Records with problems", Tone::strong, style) + "\n" + render(problems, style, 2);
}

Outcome<Exit> show_status(Session& session) {
  if (auto done = open_to_read(session); !done) return tl::unexpected(done.error());
  const Lines lines = gather(session);
  session.terminal().out << (session.globals().json ? document(as_json(session, lines)) : in_words(session, lines));
  return Exit::done;
}

}  // namespace

Run declare_status(CLI::App&) { return show_status; }

}  // namespace hsn::cli
