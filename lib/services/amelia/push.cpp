// Staff's changes on their way to Amelia: status, time, notes; and a new booking, for which customer and employee are asked for.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/amelia/place.hpp"
#include "services/booking.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Ask;
using remote::Sent;

constexpr const char* kChange = "change it in Amelia";

std::string word_of(std::string_view status) {
  const auto all = statuses();
  const auto it = std::find_if(all.begin(), all.end(), [&](const remote::Alias& alias) { return alias.ours == status; });
  return it == all.end() ? std::string() : std::string(it->remote);
}

// The number as Amelia wants it.
Json number(const std::string& id) { return int_at(Json(id), "").value_or(0); }

// What is asked in which phase of a send, and what its answer must hold.
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
    case Phase::made_where:
      return {Asked::list, "/locations"};
    case Phase::made:
      return {Asked::list, "/appointments"};
    case Phase::locations:
    case Phase::days:
    case Phase::one:
    case Phase::witness:
    case Phase::found:
    case Phase::send:
      break;
  }
  return {Asked::change, "/appointment/id"};
}

// What the appointment has for all who share it.
bool is_shared(const Write& write) { return write.verb == Verb::update && write.via.empty() && write.known.version == kGroup; }

const Json& made_of(const Json& data, const std::string& id) {
  static const Json kNone = Json::object();
  for (const auto& day : elements(data, "/appointments"))
    for (const auto& one : elements(day, "/appointments"))
      if (id_at(one, "/id") == id) return one;
  return kNone;
}

// Why it is not sent at all; empty: it is.
Result<void> sendable(const Write& write) {
  if (write.verb == Verb::archive || write.verb == Verb::append)
    return fail(Fault::bad_data, "nothing is deleted in Amelia", about(write), kChange);
  if (write.verb == Verb::create && (named(write, "client").empty() || named(write, "offering").empty() || !wanted_start(write)))
    return fail(Fault::bad_data, "a booking needs a client with an e-mail, a start, and an offering with an Amelia Service ID",
                about(write), "fill in Amelia Service ID on the offering's page");
  if (auto fit = check_time(write); !fit) return fit;
  if (write.known.version == kGroup && !write.via.empty() && wanted_text(write, "status") != "Cancelled")
    return fail(Fault::declined, "others are booked in the same appointment, and would be changed too", about(write), kChange);
  return {};
}

}  // namespace

Result<remote::Sending> Amelia::write(std::span<const Write> writes) const {
  const auto& write = writes.front();
  if (const auto fit = sendable(write); !fit) return tl::unexpected(fit.error());
  Place place;
  place.phase = write.verb == Verb::create ? Phase::person : Phase::send;
  place.now = write.at;
  place.email = fold_email(named(write, "client"));
  place.service = named(write, "offering");
  auto ask = next_ask(write, place);
  if (!ask) return tl::unexpected(ask.error());
  return remote::Sending{std::move(*ask), 1};
}

Result<Ask> Amelia::next_ask(const Write& write, const Place& place) const {
  const bool create = write.verb == Verb::create;
  const auto start = create ? wanted_start(write) : known_start(write);
  const bool made = start && (place.phase == Phase::made_where || place.phase == Phase::made);
  auto request = made ? Result<http::Request>(look(place, *start)) : create ? creation_step(write, place) : change(write);
  if (!request) return tl::unexpected(request.error());
  return Ask{std::move(*request), write.to.feed, create ? write.key.external_id : write.known.remote_id, carry(place)};
}

// In the list of its day: by its id an appointment is shown without service and employee.
http::Request Amelia::look(const Place& place, Instant start) const {
  if (place.phase == Phase::made_where) return get("locations", {});
  return get("appointments", {{"dates", format_date(start - kDay) + "," + format_date(start + kDay)}});
}

Result<http::Request> Amelia::creation_step(const Write& write, const Place& place) const {
  const auto start = *wanted_start(write);
  if (place.phase == Phase::person) return get("users/customers", {{"search", place.email}});
  if (place.phase == Phase::service) return get("services/" + place.service, {});
  if (place.phase == Phase::slots)
    return get("slots",
               {{"serviceId", place.service}, {"startDateTime", local(start - kDay)}, {"endDateTime", local(start + kDay)}});
  if (place.phase == Phase::send) return creation(write, place);
  const auto [first, last] = person_of(write);
  if (first.empty() || last.empty())
    return fail(Fault::bad_data, "Amelia does not know this client yet, and the client's page has no first and last name",
                about(write), "fill in First Name and Last Name there");
  // Without externalId: whatever stands there makes a WordPress user and mails the login.
  return post("users/customers", {{"firstName", first}, {"lastName", last}, {"email", place.email}}, http::Repeat::never);
}

// Whatever mails somebody is sent once: what became of a lost answer, the next reading shows.
Result<http::Request> Amelia::change(const Write& write) const {
  const auto [appointment, booking, customer] = booking_id(write.known.remote_id);
  if (write.via == kTime) {
    // The length belongs to the service: the appointment as it is tells the end that staff have left out.
    if (!moves(write)) return get("appointments/" + appointment, {});
    return post("appointments/time/" + appointment, {{"bookingStart", local(*wanted_start(write))}}, http::Repeat::never);
  }
  if (write.via == kStatus) {
    const auto status = wanted_text(write, "status"), word = word_of(status);
    // An unknown word would be answered with 200 and empty the status there.
    if (word.empty()) return fail(Fault::declined, "Amelia has no status \"" + status + "\"", about(write), kChange);
    if (word == "canceled") return post("bookings/cancel/" + booking, Json(), http::Repeat::never);
    return post("appointments/status/" + appointment, {{"status", word}}, http::Repeat::never);
  }
  return post("appointments/" + appointment, {{"internalNotes", wanted_text(write, "staff_notes")}}, http::Repeat::safe);
}

http::Request Amelia::creation(const Write& write, const Place& place) const {
  const Json booking{{"customerId", number(place.customer)},
                     {"persons", 1},
                     {"status", "approved"},
                     {"duration", number(place.duration)},
                     {"extras", Json::array()},
                     {"customFields", Json::object()}};
  Json body{{"bookingStart", local(*wanted_start(write))},
            {"serviceId", number(place.service)},
            {"providerId", number(place.provider)},
            {"notifyParticipants", options_.mails_client ? 1 : 0},
            {"bookings", Json::array({booking})}};
  if (!place.location.empty()) body["locationId"] = number(place.location);
  if (const auto notes = wanted_text(write, "staff_notes"); !notes.empty()) body["internalNotes"] = notes;
  return post("appointments", body, http::Repeat::never);
}

// Takes in the answer, and says what comes after it.
Result<Place> Amelia::after(const Write& write, Place place, const Json& data) const {
  if (place.phase == Phase::person) {
    // The search finds parts of names and addresses too.
    for (const auto& user : elements(data, "/users")) {
      if (fold_email(text_at(user, "/email").value_or("")) == place.email) place.customer = id_at(user, "/id");
    }
    place.phase = Phase::service;
  } else if (place.phase == Phase::new_person) {
    place.customer = id_at(data, "/user/id");
    place.phase = Phase::send;
  } else if (place.phase == Phase::service) {
    place.duration = text_at(data, "/service/duration").value_or("");
    place.phase = Phase::slots;
  } else if (place.phase == Phase::slots) {
    const auto start = local(*wanted_start(write));
    const auto* free = at(data, "/slots/" + start.substr(0, 10) + "/" + start.substr(11) + "/0");
    if (free == nullptr)
      return fail(Fault::declined, "slot not free", about(write), "choose another time; nothing was changed in Amelia");
    place.provider = id_at(*free, "/0");
    place.location = id_at(*free, "/1");
    place.phase = place.customer.empty() ? Phase::new_person : Phase::send;
  } else if (place.phase == Phase::made_where) {
    place.locations = locations_in(data);
    place.phase = Phase::made;
  } else {
    place.appointment = id_at(data, "/appointment/id");
    place.phase = Phase::made_where;
  }
  return place;
}

Result<Sent> Amelia::wrote(std::span<const Write> writes, const Ask& asked, const http::Response& response) const {
  const auto& write = writes.front();
  const auto place = place_of(asked.carry);
  const auto expected = expected_of(place.phase);
  auto data = answer(response, expected.asked, expected.member, about(write));
  // Nothing is booked yet, and a customer who was made all the same is found at the next try.
  if (!data && place.phase == Phase::new_person && response.status == 500) data.error().fault = Fault::bad_data;
  // It is done, whatever keeps it from being shown.
  if (!data && (place.phase == Phase::made_where || place.phase == Phase::made)) data.error().fault = Fault::ambiguous;
  if (!data) return only(tl::unexpected(data.error()));
  if (place.phase == Phase::made) return settled(write, made_of(*data, place.appointment), context(place));
  if (write.verb != Verb::create && !is_shared(write))
    return settled(write, (*data)["appointment"], {options_.zone, write.at, {}, options_.naming});
  auto next = after(write, place, *data);
  if (!next) return only(tl::unexpected(next.error()));
  auto ask = next_ask(write, *next);
  if (!ask) return only(tl::unexpected(ask.error()));
  Sent sent;
  sent.next = std::move(*ask);
  return sent;
}

// What an answer leaves out (service, employee, customer) is as it was. A new booking may have joined those of others.
Sent Amelia::settled(const Write& write, const Json& appointment, const Context& context) const {
  const FieldValue client = std::vector<Ref>{{client_key(named(write, "client"))}};
  Sent sent;
  for (auto& seen : decode(appointment, context)) {
    const auto* whose = seen.record.find("client");
    const bool meant =
        write.verb == Verb::create ? whose != nullptr && *whose == client : seen.remote_id == write.known.remote_id;
    if (seen.remote_id.empty() || !meant) {
      sent.also.push_back(std::move(seen));
      continue;
    }
    if (write.verb != Verb::create)
      for (const auto& [field, value] : write.known.record.fields) seen.record.fields.emplace(field, value);
    sent.each.assign(1, Result<Seen>(std::move(seen)));
  }
  if (sent.each.empty())
    return only(fail(Fault::ambiguous, "Amelia's answer does not hold the booking that was sent", about(write),
                     "the next run looks for it"));
  // What it says of others is whole only where it was asked for.
  if (write.verb != Verb::create && !is_shared(write)) sent.also.clear();
  return sent;
}

std::string Amelia::shared(const Write& write) const {
  return is_shared(write) ? booking_id(write.known.remote_id).appointment : std::string();
}

// By person, service and start: Amelia keeps no mark of ours.
std::optional<remote::Step> Amelia::find(const Write& write, Instant) const {
  const auto start = wanted_start(write);
  Place place;
  place.phase = Phase::found;
  place.now = write.at;
  place.email = fold_email(named(write, "client"));
  place.service = named(write, "offering");
  if (write.verb != Verb::create || place.email.empty() || !start) return std::nullopt;
  place.from = *start;
  const auto days = format_date(*start - kDay) + "," + format_date(*start + kDay);
  remote::Step step;
  step.next = Ask{get("appointments", {{"dates", days}}), std::string(kAppointments), {}, carry(place)};
  return step;
}

}  // namespace hsn::services::amelia
