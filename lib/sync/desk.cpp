#include "sync/desk.hpp"

#include <algorithm>

#include "core/log.hpp"

namespace hsn::sync {
namespace {

// What is read of one side goes to the other.
std::string direction_from(const Lane& read) { return read.service == kHub ? "to_service" : "to_notion"; }

bool tells_of(const Party& party, const remote::Feed& feed, std::string_view entity) {
  if (party.name == kHub) return feed.name == entity;
  return std::any_of(feed.entities.begin(), feed.entities.end(), [&](const auto& binding) { return binding.entity == entity; });
}

// Texts hold names and addresses: above debug level the log says where, and what kind of trouble it is.
void log_trouble(Level level, const Lane& lane, const Error& error) {
  log(level, lane.str(), fault_name(error.fault));
  log(Level::debug, lane.str(), describe(error));
}

bool is_stranger(const state::Store& store, const Seen& told) { return told.only_known && !store.row(told.record.key); }

// No answer that can be gone by: what is left for that service waits for another run.
bool is_away(Fault fault) { return fault == Fault::unreachable || fault == Fault::throttled || fault == Fault::ambiguous; }

}  // namespace

std::string direction(const Lane& to) { return to.service == kHub ? "to_notion" : "to_service"; }

std::size_t& counted(Counts& counts, std::string_view action) {
  if (action == "create") return counts.created;
  if (action == "archive") return counts.archived;
  if (action == "link") return counts.linked;
  return counts.updated;
}

const Seen* shown(const Row& row, const Lane& lane) {
  const Seen* seen = nullptr;
  if (lane.service == kHub) {
    if (row.hub) seen = &*row.hub;
  } else if (const auto facet = row.facets.find(lane); facet != row.facets.end()) {
    seen = &facet->second;
  }
  return seen != nullptr && !seen->gone && seen->problem.empty() ? seen : nullptr;
}

const FieldValue* shown(const Row& row, const Lane& lane, std::string_view field) {
  const auto* seen = shown(row, lane);
  return seen == nullptr ? nullptr : seen->record.find(field);
}

void each_row(const state::Store& store, Instant now, const std::function<void(Row)>& take) {
  state::Scope scope;
  scope.everything = true;
  state::Position position;
  while (!position.end) {
    for (auto& row : store.rows(scope, now, position)) take(std::move(row));
  }
}

void Desk::warn(Report& report, const Lane& lane, const Error& error) const {
  auto text = describe(error);
  if (std::count(report.warnings.begin(), report.warnings.end(), text) > 0) return;
  report.warnings.push_back(std::move(text));
  if (world.events.warning) world.events.warning(report.warnings.back());
  log_trouble(Level::warning, lane, error);
}

const Party* Desk::party(std::string_view service) const {
  return service == kHub ? &world.catalog.hub : world.catalog.service(service);
}

const remote::Feed* Desk::feed(const Lane& lane) const {
  const auto* side = party(lane.service);
  if (side == nullptr) return nullptr;
  const auto found =
      std::find_if(side->feeds.begin(), side->feeds.end(), [&](const auto& feed) { return feed.name == lane.feed; });
  return found == side->feeds.end() ? nullptr : &*found;
}

bool Desk::knows_all_services() const {
  const auto& services = world.catalog.services;
  return std::all_of(services.begin(), services.end(), [this](const Party& service) {
    return std::all_of(service.feeds.begin(), service.feeds.end(), [&](const remote::Feed& feed) {
      return service.remote == nullptr || feed.unlisted || world.store.lane({service.name, std::string(feed.name)}).whole;
    });
  });
}

bool Desk::takes_part(std::string_view service) const {
  return service == kHub || options.services.empty() || options.services.contains(std::string(kHub)) ||
         options.services.contains(std::string(service));
}

std::vector<Lane> Desk::lanes() const {
  std::vector<Lane> lanes;
  const auto add = [&](const Party& side) {
    if (side.remote == nullptr || !takes_part(side.name)) return;
    for (const auto& feed : side.feeds) {
      if (feed.unlisted) continue;
      if (!options.only || tells_of(side, feed, *options.only)) lanes.push_back({side.name, std::string(feed.name)});
    }
  };
  add(world.catalog.hub);
  for (const auto& service : world.catalog.services) add(service);
  return lanes;
}

void Desk::observe(const Lane& lane, std::span<const Seen> seen, const std::optional<state::Cursor>& cursor) {
  const auto is_new = [this](const Seen& one) { return is_stranger(world.store, one); };
  if (std::any_of(seen.begin(), seen.end(), is_new)) {
    std::vector<Seen> known;
    for (const auto& one : seen) {
      if (is_new(one)) {
        strangers.emplace_back(lane, one);
      } else {
        known.push_back(one);
      }
    }
    return observe(lane, known, cursor);
  }
  point("before observe");
  world.store.together([&] {
    if (forgotten.anybody()) {
      world.store.observe(lane, forgotten.let_in(lane, seen), cursor, now());
    } else {
      world.store.observe(lane, seen, cursor, now());
    }
    if (lane.service == kHub && !knows_all_pages(lane.feed)) know_former_names(seen);
  });
  point("after observe");
  if (world.events.pulled) world.events.pulled(lane, seen.size());
}

// Later the state knows them.
void Desk::know_former_names(std::span<const Seen> pages) const {
  for (const auto& page : pages) {
    const auto* schema = world.catalog.schema(page.record.key.entity);
    if (schema == nullptr || schema->former_keys == nullptr) continue;
    auto key = page.record.key;
    if (key.external_id.empty()) key.external_id = std::string(kPagePrefix) + page.remote_id;
    for (const auto& name : schema->former_keys(page.record.fields)) world.store.also_known(key, name);
  }
}

void Desk::join_known() {
  for (const auto& [lane, seen] : std::exchange(strangers, {})) observe(lane, std::span(&seen, 1), std::nullopt);
}

Seen Desk::as_kept(const Lane& lane, const Seen& after) const {
  return forgotten.anybody() ? forgotten.let_in(lane, after).value_or(after) : after;
}

Error seems_empty(const Party& party, const Lane& lane, const state::Missing& missing) {
  const auto shown = missing.known - missing.missing;
  return {Fault::bad_data,
          party.title + ": " + lane.feed + " seems empty: " + std::to_string(shown) + " of " + std::to_string(missing.known) +
              " known records were shown; nothing was marked as gone",
          lane.str(),
          "check that the settings name the right place and that hsn may see all of it; if they have gone, run again with "
          "--max-destructive " +
              std::to_string(missing.missing)};
}

Walk::Course Desk::storing(const Lane& lane, Report& report) {
  const auto store = [this, lane](std::span<const Seen> seen, const std::optional<state::Cursor>& cursor) {
    if (lane.service != kHub || walked.contains(lane)) return observe(lane, seen, cursor);
    std::vector<Seen> believed;
    for (const auto& one : seen) {
      if (one.gone && !one.problem.empty()) {  // not shown; what lies in the trash says so itself
        world.store.doubt(lane, one.remote_id);
      } else {
        believed.push_back(one);
      }
    }
    observe(lane, believed, cursor);
  };
  const auto spoilt = [this, lane, &report](const remote::Ask& ask, const Error& error) {
    const auto* asked = feed(lane);
    const std::string entity(asked == nullptr || asked->entities.empty() ? std::string_view(lane.feed)
                                                                         : asked->entities[0].entity);
    Seen seen;
    const bool named = ask.about.find(':') != std::string::npos;
    seen.record.key = {entity, !ask.key.empty() ? ask.key : named ? ask.about : lane.str() + ":" + ask.about};
    seen.remote_id = ask.about;
    seen.at = now();
    seen.problem = error.what;
    observe(lane, std::span(&seen, 1), std::nullopt);
    report.errors.push_back({ask.about, lane.service, error});
    ++report.target(lane.service, entity, direction_from(lane)).counts.failed;
  };
  return {.remote = *party(lane.service)->remote,
          .service = lane.service,
          .store = store,
          .spoilt = spoilt,
          .halting = [this] { return halting(); },
          .point = [this](const char* name) { point(name); }};
}

void Desk::read_these(const std::map<Lane, std::set<std::string>>& ids, Report& report) {
  struct Reading {
    Lane lane;
    std::unique_ptr<Walk> walk;
  };
  std::vector<Reading> readings;
  std::vector<Job*> jobs;
  for (const auto& [lane, wanted] : ids) {
    const auto* asked = feed(lane);
    if (asked == nullptr || asked->unlisted || wanted.empty() || away(report, lane.service)) continue;
    remote::Window window;
    window.kind = remote::Window::Kind::these;
    window.now = now();
    window.ids.assign(wanted.begin(), wanted.end());
    readings.push_back({lane, std::make_unique<Walk>(storing(lane, report), party(lane.service)->remote->list(*asked, window))});
    jobs.push_back(readings.back().walk.get());
  }
  pump(world.courier, jobs);
  for (const auto& reading : readings) {
    if (reading.walk->error()) lane_failed(reading.lane, *reading.walk->error(), report);
  }
}

void Desk::lane_failed(const Lane& lane, const Error& error, Report& report) {
  failed.insert_or_assign(lane, error);
  // What all lanes of a service say is said once.
  bool news = std::none_of(report.errors.begin(), report.errors.end(), [&](const Failed& told) {
    return told.record.empty() && told.service == lane.service && told.error.fault == error.fault &&
           told.error.what == error.what && told.error.remedy == error.remedy;
  });
  if (error.fault == Fault::refused) {
    news = report.credentials_refused.insert(lane.service).second;
  } else if (is_away(error.fault)) {
    news = report.unreachable.insert(lane.service).second;
  }
  if (news) report.errors.push_back({"", lane.service, error});
  log_trouble(Level::error, lane, error);
}

void Desk::tell_rest(Report& report) {
  for (const auto& [who, error] : std::exchange(put_off, {})) {
    const auto row = who.second == kHub ? world.store.row(who.first) : std::nullopt;
    if (row && row->hub && row->hub->gone) {  // somebody removed the page meanwhile: its record is detached (5.7)
      warn(report, {who.second, who.first.entity},
           {error.fault, "its page is in the trash, or not shared any more, and is left alone", who.first.external_id, ""});
      continue;
    }
    report.errors.push_back({who.first.external_id, who.second, error});
    ++report.target(who.second, who.first.entity, direction({who.second, ""})).counts.failed;
  }
  std::set<std::pair<RecordKey, std::string>> pending;
  for (const auto& [who, why] : std::exchange(waits, {})) pending.insert(who);
  for (const auto& intent : world.store.open_intents()) pending.insert({intent.write.key, intent.write.to.service});
  for (const auto& [key, service] : pending) ++report.target(service, key.entity, direction({service, ""})).counts.pending;
  report.interrupted = report.interrupted || stopped();
  report.traffic = world.courier.traffic();
}

bool Desk::away(const Report& report, const std::string& service) {
  return report.credentials_refused.contains(service) || report.unreachable.contains(service);
}

void take_in(state::Store& store, const Lane& lane, std::span<const Seen> told, Instant now) {
  auto kept = Forgotten(store).let_in(lane, told);
  std::erase_if(kept, [&](const Seen& one) { return is_stranger(store, one); });
  store.observe(lane, kept, std::nullopt, now);
}

}  // namespace hsn::sync
