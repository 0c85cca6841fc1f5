// Staff's changes on their way to Amelia: status, time, notes; and a new booking, for which customer and employee are asked for.
#include <algorithm>
#include <chrono>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/amelia/place.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Ask;
using remote::Sent;

constexpr auto kDay = std::chrono::hours(24);

const Change* find_change(const Write& write, std::string_view field) {
  const auto it = std::find_if(write.changes.begin(), write.changes.end(), [&](const Change& c) { return c.field == field; });
  return it == write.changes.end() ? nullptr : &*it;
}

std::string about(const Write& write) {
  return write.title.empty() ? write.key.external_id : write.key.external_id + " (" + write.title + ")";
}

std::string text_to(const Write& write, std::string_view field) {
  const auto* change = find_change(write, field);
  const auto* text = change == nullptr ? nullptr : std::get_if<std::string>(&change->to);
  return text == nullptr ? std::string() : *text;
}

std::optional<Instant> wanted_start(const Write& write) {
  const auto* change = find_change(write, "when");
  const auto* date = change == nullptr ? nullptr : std::get_if<Date>(&change->to);
  return date == nullptr ? std::nullopt : std::optional(date->start);
}

std::optional<Instant> known_start(const Write& write) {
  const auto* value = write.known.record.find("when");
  const auto* date = value == nullptr ? nullptr : std::get_if<Date>(value);
  return date == nullptr ? std::nullopt : std::optional(date->start);
}

// The remote id of the record that the relation names.
std::string named(const Write& write, std::string_view field) {
  const auto* change = find_change(write, field);
  const auto* refs = change == nullptr ? nullptr : std::get_if<std::vector<Ref>>(&change->to);
  const auto known = refs == nullptr || refs->empty() ? write.refs.end() : write.refs.find(refs->front().id);
  return known == write.refs.end() ? std::string() : known->second;
}

std::string word_of(std::string_view status) {
  const auto all = statuses();
  const auto it = std::find_if(all.begin(), all.end(), [&](const remote::Alias& alias) { return alias.ours == status; });
  return it == all.end() ? std::string() : std::string(it->remote);
}

Json number(const std::string& id) { return int_at(Json(id), "").value_or(0); }

// "Breathwork — Ingrid Vasquez-Thorne": whom staff have written into the title.
std::pair<std::string, std::string> name_in_title(const Write& write) {
  constexpr std::string_view kDash = " — ";
  const auto dash = write.title.rfind(kDash);
  const auto name = trim(dash == std::string::npos ? write.title : write.title.substr(dash + kDash.size()));
  const auto blank = name.find(' ');
  if (blank == std::string::npos) return {name, ""};
  return {name.substr(0, blank), trim(name.substr(blank))};
}

Sent one(Result<Seen> outcome) {
  Sent sent;
  sent.each.push_back(std::move(outcome));
  return sent;
}

struct Expected {
  Asked asked;
  std::string_view member;
};
Expected expected_of(Phase phase) {
  switch (phase) {
    case Phase::person:
      return {Asked::list, "/users"};
    case Phase::new_person:
      return {Asked::change, "/user/id"};
    case Phase::service:
      return {Asked::record, "/service/id"};
    case Phase::slots:
      return {Asked::list, "/slots"};
    case Phase::locations:
    case Phase::days:
    case Phase::one:
    case Phase::found:
    case Phase::send:
      break;
  }
  return {Asked::change, "/appointment/id"};
}

}  // namespace

Result<remote::Sending> Amelia::write(std::span<const Write> writes) const {
  const auto& write = writes.front();
  if (write.verb == Verb::archive || write.verb == Verb::append)
    return fail(Fault::bad_data, "nothing is deleted in Amelia", about(write));
  const bool create = write.verb == Verb::create;
  if (create && (named(write, "client").empty() || named(write, "offering").empty() || !wanted_start(write)))
    return fail(Fault::bad_data, "a booking needs a client with an e-mail, a start, and an offering with an Amelia Service ID",
                about(write), "fill in Amelia Service ID on the offering's page");
  // Amelia itself takes a date in the past.
  if (const auto start = wanted_start(write); start && *start <= write.at && start != known_start(write))
    return fail(Fault::bad_data, "the new time lies in the past", about(write), "choose another time");
  if (write.known.version == kGroup && !write.via.empty() && text_to(write, "status") != "Cancelled")
    return fail(Fault::bad_data, "others are booked in the same appointment, and would be changed too", about(write),
                "change it in Amelia");
  Place place;
  place.phase = create ? Phase::person : Phase::send;
  place.now = write.at;
  auto ask = next_ask(write, place);
  if (!ask) return tl::unexpected(ask.error());
  return remote::Sending{std::move(*ask), 1};
}

Result<Ask> Amelia::next_ask(const Write& write, const Place& place) const {
  Ask ask;
  ask.feed = write.to.feed;
  ask.about = write.verb == Verb::create ? write.key.external_id : write.known.remote_id;
  ask.carry = carry(place);
  const auto service = named(write, "offering");
  if (place.phase == Phase::person) {
    ask.request = get("users/customers", {{"search", named(write, "client")}});
  } else if (place.phase == Phase::new_person) {
    const auto [first, last] = name_in_title(write);
    if (first.empty() || last.empty())
      return fail(Fault::bad_data, "Amelia does not know this client yet, and the page's title names no first and last name",
                  about(write), "title the page like \"Breathwork — First Last\"");
    ask.request = post("users/customers/create", {{"firstName", first}, {"lastName", last}, {"email", named(write, "client")}},
                       http::Repeat::never);
  } else if (place.phase == Phase::service) {
    ask.request = get("services/" + service, {});
  } else if (place.phase == Phase::slots) {
    const auto start = *wanted_start(write);
    ask.request =
        get("slots", {{"serviceId", service}, {"startDateTime", local(start - kDay)}, {"endDateTime", local(start + kDay)}});
  } else if (write.verb == Verb::create) {
    ask.request = creation(write, place);
  } else {
    auto request = change(write);
    if (!request) return tl::unexpected(request.error());
    ask.request = std::move(*request);
  }
  return ask;
}

Result<http::Request> Amelia::change(const Write& write) const {
  const auto [appointment, booking] = appointment_and_booking(write.known.remote_id);
  if (write.via == kTime) {
    // The length belongs to the service: the appointment as it is puts back what staff have drawn.
    if (wanted_start(write) == known_start(write)) return get("appointments/" + appointment, {});
    return post("appointments/time/" + appointment, {{"bookingStart", local(*wanted_start(write))}}, http::Repeat::safe);
  }
  if (write.via == kStatus) {
    const auto status = text_to(write, "status"), word = word_of(status);
    // An unknown word would be answered with 200 and empty the status there.
    if (word.empty()) return fail(Fault::bad_data, "Amelia has no status \"" + status + "\"", about(write));
    if (word == "canceled") return post("bookings/cancel/" + booking, Json::object(), http::Repeat::safe);
    return post("appointments/status/" + appointment, {{"status", word}}, http::Repeat::safe);
  }
  return post("appointments/" + appointment, {{"internalNotes", text_to(write, "staff_notes")}}, http::Repeat::safe);
}

http::Request Amelia::creation(const Write& write, const Place& place) const {
  const Json booking{{"customerId", number(place.customer)},
                     {"persons", 1},
                     {"status", "approved"},
                     {"duration", number(place.duration)},
                     {"extras", Json::array()},
                     {"customFields", Json::object()}};
  Json body{{"bookingStart", local(*wanted_start(write))},
            {"serviceId", number(named(write, "offering"))},
            {"providerId", number(place.provider)},
            {"notifyParticipants", options_.mails_client ? 1 : 0},
            {"bookings", Json::array({booking})}};
  if (!place.location.empty()) body["locationId"] = number(place.location);
  if (const auto notes = text_to(write, "staff_notes"); !notes.empty()) body["internalNotes"] = notes;
  return post("appointments", body, http::Repeat::never);
}

// Takes in the answer, and says what comes after it.
Result<Place> Amelia::after(const Write& write, Place place, const Json& data) const {
  if (place.phase == Phase::person) {
    // The search finds parts of names and addresses too.
    for (const auto& user : data["users"]) {
      if (fold_email(text_at(user, "/email").value_or("")) == fold_email(named(write, "client")))
        place.customer = text_at(user, "/id").value_or("");
    }
    place.phase = place.customer.empty() ? Phase::new_person : Phase::service;
  } else if (place.phase == Phase::new_person) {
    place.customer = text_at(data, "/user/id").value_or("");
    place.phase = Phase::service;
  } else if (place.phase == Phase::service) {
    place.duration = text_at(data, "/service/duration").value_or("");
    place.phase = Phase::slots;
  } else {
    const auto start = local(*wanted_start(write));
    const auto* free = at(data, "/slots/" + start.substr(0, 10) + "/" + start.substr(11) + "/0");
    if (free == nullptr)
      return fail(Fault::bad_data, "slot not free", about(write), "choose another time; nothing was changed in Amelia");
    place.provider = text_at(*free, "/0").value_or("");
    place.location = text_at(*free, "/1").value_or("");
    place.phase = Phase::send;
  }
  return place;
}

Result<Sent> Amelia::wrote(std::span<const Write> writes, const Ask& asked, const http::Response& response) const {
  const auto& write = writes.front();
  const auto place = place_of(asked.carry);
  const auto expected = expected_of(place.phase);
  const auto data = answer(response, expected.asked, expected.member, about(write));
  if (!data) return one(tl::unexpected(data.error()));
  if (place.phase == Phase::send) return one(settled(write, *data));
  auto next = after(write, place, *data);
  if (!next) return one(tl::unexpected(next.error()));
  auto ask = next_ask(write, *next);
  if (!ask) return one(tl::unexpected(ask.error()));
  Sent sent;
  sent.next = std::move(*ask);
  return sent;
}

// What an answer leaves out (service, employee, customer) is as it was.
Result<Seen> Amelia::settled(const Write& write, const Json& data) const {
  for (auto& seen : decode(data["appointment"], {options_.zone, write.at, {}})) {
    if (seen.remote_id.empty()) continue;
    if (write.verb != Verb::create && seen.remote_id != write.known.remote_id) continue;
    for (const auto& [field, value] : write.known.record.fields) seen.record.fields.emplace(field, value);
    return std::move(seen);
  }
  return fail(Fault::ambiguous, "Amelia's answer does not hold the booking that was sent", about(write));
}

}  // namespace hsn::services::amelia
