// What is written to a service is what it shows afterwards. Values to write come from the tables and from other records.
#include <algorithm>

#include "contract/checks.hpp"
#include "core/time.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"

namespace hsn::contract {
namespace {

using Kind = remote::Window::Kind;

struct Place {
  remote::Feed feed;
  const remote::Binding* binding;
  const FieldDef* field;
};

// What people can change there. What hsn notes for itself goes along with other changes; relations need the other record.
std::vector<Place> places(const Stand& stand) {
  std::vector<Place> all;
  for (const auto& feed : stand.listed()) {
    const auto& own = feed.entities.front();
    for (const auto& binding : own.fields) {
      const FieldDef* field = entities::find(own.entity)->find(binding.field);
      if (binding.mode == remote::Mode::read || binding.at_first || field->property.empty() || field->shape == Shape::relation)
        continue;
      all.push_back({feed, &binding, field});
    }
  }
  return all;
}

FieldValue made_up(const FieldDef& field, Instant now) {
  switch (field.shape) {
    case Shape::title:
    case Shape::text:
    case Shape::rich:
      return std::string("Words of the contract");
    case Shape::number:
      return Decimal(3);
    case Shape::checkbox:
      return true;
    case Shape::select:
      return field.choices.empty() ? FieldValue{} : std::string(field.choices.back().name);
    case Shape::multi_select:
      return std::vector<std::string>{"Contract"};
    case Shape::date:
    case Shape::datetime:
      return Date{.start = now + std::chrono::hours(48), .end = {}, .date_only = field.shape == Shape::date, .zone = {}};
    case Shape::url:
      return std::string("https://example.com/contract");
    case Shape::email:
      return std::string("contract@example.com");
    case Shape::phone:
      return std::string("+1 805 555 0199");
    case Shape::files:
      return std::vector<std::string>{"https://example.com/contract.jpg"};
    case Shape::people:
    case Shape::relation:
      break;
  }
  return {};
}

// In the order in which they are tried: another option, what another record has, something made up.
std::vector<FieldValue> values_for(const Place& place, const Seen& known, const std::vector<Seen>& all, Instant now) {
  std::vector<FieldValue> values;
  const auto* own = known.record.find(place.field->name);
  const auto add = [&](const FieldValue& value) {
    const bool is_news = !is_empty(value) && (own == nullptr || !same(*place.field, *own, value));
    if (is_news && std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  };
  for (const auto& alias : place.binding->aliases) add(std::string(alias.ours));
  for (const auto& other : all) {
    const auto* value = other.record.find(place.field->name);
    if (value != nullptr) add(*value);
  }
  add(canonical(*place.field, made_up(*place.field, now)));
  if (const auto* flag = own == nullptr ? nullptr : std::get_if<bool>(own)) add(!*flag);
  return values;
}

Write write_of(const Stand& stand, const Place& place, const Seen& known, const FieldValue& value) {
  Write write;
  write.verb = place.field->special == MergeRule::told_once ? Verb::append : Verb::update;
  write.to = {std::string(stand.service.def.name), std::string(place.feed.name)};
  write.via = std::string(place.binding->via);
  write.key = known.record.key;
  write.title = "a record";
  write.known = known;
  const auto* own = known.record.find(place.field->name);
  write.changes = {{std::string(place.field->name), own == nullptr ? FieldValue{} : *own, value, "by the contract"}};
  write.agreed[std::string(place.field->name)] = value;
  write.page_id = "11111111-2222-4333-8444-000000000001";
  write.at = stand.clock.now();
  return write;
}

std::optional<Seen> shown(Stand& stand, const Place& place, const Seen& known) {
  stand.clock.advance(std::chrono::minutes(2));
  const auto walked = stand.walk(place.feed, Kind::these, {}, {known.remote_id});
  if (walked.error) FAIL(describe(*walked.error));
  for (const auto& seen : walked.seen) {
    if (seen.remote_id == known.remote_id) return seen;
  }
  return std::nullopt;
}

struct Taken {
  Write write;
  Seen after;
};

struct Tried {
  std::optional<Taken> taken;
  std::string reasons;  // why other values were not
  bool misled = false;  // one was taken, and something else is shown
};

// The first record and value that the service takes for this field; what it refuses, it refuses with a reason and a remedy.
Tried tried_at(Stand& stand, const Place& place) {
  Tried tried;
  const auto walked = stand.walk(place.feed, Kind::since);
  std::vector<Seen> all;
  for (const auto& seen : walked.seen) {
    if (seen.record.key.entity == place.feed.entities.front().entity && !seen.gone) all.push_back(seen);
  }
  for (const auto& known : all) {
    for (const auto& value : values_for(place, known, all, stand.clock.now())) {
      stand.clock.advance(std::chrono::minutes(2));
      auto write = write_of(stand, place, known, value);
      const auto outcome = stand.write(write);
      if (!outcome) {
        INFO(describe(outcome.error()));
        CHECK_FALSE(outcome.error().remedy.empty());
        tried.reasons += display(value) + ": " + describe(outcome.error()) + "\n";
        continue;
      }
      const auto* after = outcome->record.find(place.field->name);
      if (place.binding->mode == remote::Mode::write || (after != nullptr && same(*place.field, *after, value))) {
        tried.taken = Taken{std::move(write), *outcome};
        return tried;
      }
      tried.misled = true;
      tried.reasons += display(value) + " became " + (after == nullptr ? "nothing" : display(*after)) + "\n";
    }
  }
  return tried;
}

void each_taken(const Stand& stand, void (*look)(Stand&, const Place&, const Taken&)) {
  const auto all = places(stand);
  std::size_t taken = 0;
  for (const auto& place : all) {
    Stand fresh(stand.service);
    const auto tried = tried_at(fresh, place);
    INFO(place.feed.name << ": " << place.field->name << "\n" << tried.reasons);
    CHECK((tried.taken || !tried.misled));  // categories: the store may know none but its own
    if (!tried.taken) continue;
    look(fresh, place, *tried.taken);
    ++taken;
  }
  CHECK((taken > 0 || all.empty()));
}

void shows_what_was_written(Stand& stand) {
  each_taken(stand, [](Stand& at, const Place& place, const Taken& taken) {
    const auto seen = shown(at, place, taken.write.known);
    REQUIRE(seen);
    CHECK(seen->record.key == taken.after.record.key);
    CHECK((seen->record.key == taken.write.key || taken.after.former_key == taken.write.key.external_id));
    if (place.binding->mode == remote::Mode::write) return;
    const auto* value = seen->record.find(place.field->name);
    REQUIRE(value != nullptr);
    INFO(display(*value));
    CHECK(same(*place.field, *value, taken.write.changes.front().to));
    CHECK(seen->record.fields == taken.after.record.fields);
  });
}

void takes_the_same_again(Stand& stand) {
  each_taken(stand, [](Stand& at, const Place& place, const Taken& taken) {
    if (taken.write.verb == Verb::append) return;
    const auto before = shown(at, place, taken.write.known);
    REQUIRE(before);
    auto again = taken.write;
    again.known = *before;
    again.at = at.clock.now();
    (void)at.write(again);
    const auto after = shown(at, place, taken.write.known);
    REQUIRE(after);
    CHECK(after->record.fields == before->record.fields);
  });
}

void finds_what_must_not_be_done_twice(Stand& stand) {
  each_taken(stand, [](Stand& at, const Place&, const Taken& taken) {
    if (taken.write.verb != Verb::append) return;
    const auto question = at.remote->find(taken.write, taken.write.at);
    REQUIRE(question);
    const auto walked = at.follow(*question);
    REQUIRE_FALSE(walked.error);
    const auto is_it = [&](const Seen& seen) { return seen.remote_id == taken.write.known.remote_id; };
    CHECK(std::any_of(walked.seen.begin(), walked.seen.end(), is_it));
  });
}

constexpr Check kWriting[] = {
    {"each field that can be written is shown as it was written", shows_what_was_written},
    {"a write that is repeated changes nothing more", takes_the_same_again},
    {"what must not be done twice can be asked for", finds_what_must_not_be_done_twice},
};

}  // namespace

std::optional<Write> some_write(const Service& service) {
  Stand stand(service);
  for (const auto& place : places(stand)) {
    if (const auto tried = tried_at(stand, place); tried.taken) return tried.taken->write;
  }
  return std::nullopt;
}

std::span<const Check> writing() { return kWriting; }

}  // namespace hsn::contract
