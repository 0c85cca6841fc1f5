#include "services/booking.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::services {
namespace {

std::optional<Instant> start_of(const FieldValue* value) {
  const auto* date = value == nullptr ? nullptr : std::get_if<Date>(value);
  return date == nullptr ? std::nullopt : std::optional(date->start);
}

}  // namespace

std::string about(const Write& write) {
  return write.title.empty() ? write.key.external_id : write.key.external_id + " (" + write.title + ")";
}

const FieldValue* wanted(const Write& write, std::string_view field) {
  const auto it = std::find_if(write.changes.begin(), write.changes.end(), [&](const Change& c) { return c.field == field; });
  return it == write.changes.end() ? nullptr : &it->to;
}

std::string wanted_text(const Write& write, std::string_view field) {
  const auto* value = wanted(write, field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::optional<Instant> wanted_start(const Write& write) { return start_of(wanted(write, "when")); }
std::optional<Instant> known_start(const Write& write) { return start_of(write.known.record.find("when")); }

bool moves(const Write& write) {
  const auto start = wanted_start(write);
  return start && start != known_start(write);
}

bool only_stretches(const Write& write) {
  const auto* value = wanted(write, "when");
  const auto* when = value == nullptr ? nullptr : std::get_if<Date>(value);
  return when != nullptr && when->end && !moves(write);
}

std::string named(const Write& write, std::string_view field) {
  const auto* value = wanted(write, field);
  const auto* refs = value == nullptr ? nullptr : std::get_if<std::vector<Ref>>(value);
  const auto known = refs == nullptr || refs->empty() ? write.refs.end() : write.refs.find(refs->front().id);
  return known == write.refs.end() ? std::string() : known->second;
}

Result<void> check_time(const Write& write) {
  const auto* value = wanted(write, "when");
  const auto* when = value == nullptr ? nullptr : std::get_if<Date>(value);
  if (when == nullptr) return {};
  if (when->date_only) return fail(Fault::bad_data, "When is a day without a time", about(write), "add the time of day");
  if (write.verb == Verb::update && only_stretches(write))
    return fail(Fault::declined, "how long an appointment takes is not set from here", about(write),
                "change its length in the service itself, or its start here");
  if (moves(write) && when->start <= write.at)
    return fail(Fault::bad_data, "the new time lies in the past", about(write), "choose another time");
  return {};
}

PersonName name_in_title(const Write& write) {
  constexpr std::string_view kDash = " — ";
  const auto dash = write.title.rfind(kDash);
  const auto name = trim(dash == std::string::npos ? write.title : write.title.substr(dash + kDash.size()));
  const auto blank = name.find(' ');
  if (blank == std::string::npos) return {name, ""};
  return {name.substr(0, blank), trim(name.substr(blank))};
}

PersonName person_of(const Write& write) {
  const auto known = [&](std::string_view field) {
    const auto* value = write.known.record.find(field);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return text == nullptr ? std::string() : *text;
  };
  PersonName client{known("client_first_name"), known("client_last_name")};
  if (!client.first.empty() && !client.last.empty()) return client;
  auto titled = name_in_title(write);
  const bool is_theirs = (client.first.empty() || equals_ignoring_case(client.first, titled.first)) &&
                         (client.last.empty() || equals_ignoring_case(client.last, titled.last));
  return is_theirs ? titled : client;
}

Seen offering(std::string external_id, Fields fields) {
  Seen seen;
  seen.record.key = {"products", std::move(external_id)};
  seen.record.fields = std::move(fields);
  return seen;
}

remote::Sent only(Result<Seen> outcome) {
  remote::Sent sent;
  sent.each.push_back(std::move(outcome));
  return sent;
}

remote::Step then(remote::Ask ask) {
  remote::Step step;
  step.next = std::move(ask);
  return step;
}

std::string id_of(const SlotId& id) { return id.type + ":" + id.calendar + ":" + format_instant(id.start); }

std::optional<SlotId> slot_id(std::string_view remote_id) {
  const auto first = remote_id.find(':');
  const auto second = first == std::string_view::npos ? first : remote_id.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto start = parse_instant(remote_id.substr(second + 1));
  if (!start) return std::nullopt;
  return SlotId{std::string(remote_id.substr(0, first)), std::string(remote_id.substr(first + 1, second - first - 1)), *start};
}

std::int64_t ticks(Instant at) { return at.time_since_epoch().count(); }
Instant ticks_at(const Json& json, std::string_view pointer) { return Instant(Duration(int_at(json, pointer).value_or(0))); }

}  // namespace hsn::services
