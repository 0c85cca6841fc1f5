// Walks and probes: whatever is there is seen, once, under a key that stays.
#include <algorithm>
#include <map>
#include <set>

#include "contract/checks.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"

namespace hsn::contract {
namespace {

using Kind = remote::Window::Kind;

// Own records by their id there, hearsay by its key alone; of a person told of several times the last word.
std::map<std::pair<RecordKey, std::string>, Seen> by_key(const std::vector<Seen>& seen) {
  std::map<std::pair<RecordKey, std::string>, Seen> all;
  for (const auto& one : seen) all.insert_or_assign({one.record.key, one.remote_id}, one);
  return all;
}

Stand::Walked whole_walk(Stand& stand, const remote::Feed& feed, Kind kind = Kind::since) {
  auto walked = stand.walk(feed, kind);
  INFO(feed.name);
  if (walked.error) FAIL(describe(*walked.error));
  CHECK(walked.spoilt.empty());
  return walked;
}

void probes_answer(Stand& stand) {
  const auto probes = stand.remote->probes();
  CHECK_FALSE(probes.empty());
  for (const auto& probe : probes) {
    const auto finding = probe.judge(stand.ask(probe.request));
    INFO(probe.check << ": " << finding.detail << " " << finding.remedy);
    CHECK(finding.state != remote::Finding::State::fail);
    CHECK_FALSE(probe.check.empty());
    CHECK_FALSE(finding.detail.empty());
    CHECK_FALSE(stand.tells_secrets(finding.detail + finding.remedy));
  }
}

void lists_end(Stand& stand) {
  std::size_t seen = 0;
  const auto feeds = stand.listed();
  for (const auto& feed : feeds) {
    const auto walked = whole_walk(stand, feed);
    seen += walked.seen.size();
    // The cursor of a walk that has ended is what the next one goes on from.
    CHECK((feed.windowed || walked.cursor.has_value()));
  }
  CHECK((feeds.empty() || seen > 0));
  CHECK(stand.sent.size() < 200);
}

void keys_are_stable(Stand& stand) {
  for (const auto& feed : stand.listed()) {
    const auto first = by_key(whole_walk(stand, feed).seen);
    stand.clock.advance(std::chrono::hours(1));
    const auto again = by_key(whole_walk(stand, feed).seen);
    for (const auto& [key, seen] : first) {
      INFO(feed.name << ": " << key.first.external_id);
      const auto is_it = [&, &key = key](const remote::EntityBinding& binding) { return binding.entity == key.first.entity; };
      const auto binding = std::find_if(feed.entities.begin(), feed.entities.end(), is_it);
      REQUIRE(binding != feed.entities.end());
      CHECK_FALSE(key.first.external_id.empty());
      CHECK((seen.remote_id.empty() == binding->hearsay));
      CHECK(seen.problem.empty());
      REQUIRE(again.contains(key));
      CHECK(again.at(key).record.fields == seen.record.fields);
    }
    CHECK(first.size() == again.size());
  }
}

void values_are_canonical(Stand& stand) {
  for (const auto& feed : stand.listed()) {
    for (const auto& seen : whole_walk(stand, feed).seen) {
      const Schema& schema = *entities::find(seen.record.key.entity);
      for (const auto& [name, value] : seen.record.fields) {
        INFO(feed.name << ": " << seen.record.key.external_id << ": " << name << ": " << display(value));
        const FieldDef* field = schema.find(name);
        REQUIRE(field != nullptr);
        CHECK(canonical(*field, value) == value);
      }
    }
  }
}

void goes_on_from_its_cursor(Stand& stand) {
  for (const auto& feed : stand.listed()) {
    const auto first = whole_walk(stand, feed);
    if (!first.cursor) continue;
    const auto known = by_key(first.seen);
    stand.clock.advance(std::chrono::hours(1));
    const auto later = stand.walk(feed, Kind::since, *first.cursor);
    REQUIRE_FALSE(later.error);
    for (const auto& [key, seen] : by_key(later.seen)) {
      INFO(feed.name << ": " << key.first.external_id);
      REQUIRE(known.contains(key));
      CHECK(known.at(key).record.fields == seen.record.fields);
    }
  }
}

void shows_the_same_asked_for_all(Stand& stand) {
  for (const auto& feed : stand.listed()) {
    const auto changes = by_key(whole_walk(stand, feed).seen);
    const auto all = by_key(whole_walk(stand, feed, Kind::all).seen);
    for (const auto& [key, seen] : changes) {
      INFO(feed.name << ": " << key.first.external_id);
      CHECK(all.contains(key));
    }
    CHECK(changes.size() == all.size());
  }
}

void shows_the_same_asked_by_id(Stand& stand) {
  for (const auto& feed : stand.listed()) {
    const auto all = whole_walk(stand, feed).seen;
    std::set<std::string> ids;
    for (const auto& seen : all) {
      if (!seen.remote_id.empty() && ids.size() < 5) ids.insert(seen.remote_id);
    }
    const auto asked = stand.walk(feed, Kind::these, {}, {ids.begin(), ids.end()});
    REQUIRE_FALSE(asked.error);
    CHECK(asked.spoilt.empty());
    const auto found = by_key(asked.seen);
    for (const auto& [key, seen] : by_key(all)) {
      if (!ids.contains(seen.remote_id)) continue;
      INFO(feed.name << ": " << key.first.external_id);
      REQUIRE(found.contains(key));
      CHECK(found.at(key).record.fields == seen.record.fields);
    }
  }
}

void asks_as_it_should(Stand& stand) {
  for (const auto& feed : stand.listed()) whole_walk(stand, feed);
  for (const auto& probe : stand.remote->probes()) stand.ask(probe.request);
  CHECK_FALSE(stand.sent.empty());
  for (const auto& request : stand.sent) {
    INFO(request.method << " " << http::path_of(request.url));
    CHECK(request.service == stand.service.def.name);
    CHECK(http::path_of(request.url).starts_with(stand.service.emulated.prefix));
    CHECK((request.method != "GET" || request.repeat == http::Repeat::safe));
    CHECK_FALSE(stand.tells_secrets(request.url + request.body));
  }
}

constexpr Check kReading[] = {
    {"hsn check finds all well in front of its emulator", probes_answer},
    {"its lists are read page by page to their end", lists_end},
    {"a record has the same key and values whenever it is read", keys_are_stable},
    {"values are canonical, of fields that the entity has", values_are_canonical},
    {"from its cursor on there is nothing new", goes_on_from_its_cursor},
    {"asked for everything it shows no more and no less", shows_the_same_asked_for_all},
    {"a record asked for by its id is the same record", shows_the_same_asked_by_id},
    {"requests go to its own address under its own name, and secrets only as such", asks_as_it_should},
};

}  // namespace

std::span<const Check> reading() { return kReading; }

}  // namespace hsn::contract
