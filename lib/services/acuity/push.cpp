// Staff's changes on their way to Acuity: is the slot free, then move; cancel; notes; book.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/decode.hpp"
#include "services/acuity/place.hpp"
#include "services/booking.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Ask;
using remote::Sent;

std::string known_number(const Write& write, std::string_view field) {
  const auto* value = write.known.record.find(field);
  return value == nullptr || is_empty(*value) ? std::string() : display(*value);
}

std::string type_of(const Write& write) {
  return write.verb == Verb::create ? named(write, "offering") : known_number(write, "type_id");
}

Json number(const std::string& id) { return int_at(Json(id), "").value_or(0); }

// Several people may share an address: the one whom the title names, else the first of them, else whom the client's page names.
void choose_client(const Write& write, const Json& clients, Place& place) {
  const auto [first, last] = name_in_title(write);
  const auto person = person_of(write);
  place.first = person.first;
  place.last = person.last;
  bool found = false;
  for (const auto& client : clients) {
    if (fold_email(text_at(client, "/email").value_or("")) != fold_email(named(write, "client"))) continue;
    const auto known_first = text_at(client, "/firstName").value_or(""), known_last = text_at(client, "/lastName").value_or("");
    const bool meant = equals_ignoring_case(known_first, first) && equals_ignoring_case(known_last, last);
    if (found && !meant) continue;
    found = true;
    place.first = known_first;
    place.last = known_last;
    place.phone = text_at(client, "/phone").value_or("");
    if (meant) return;
  }
}

Phase first_phase(const Write& write) {
  if (write.verb == Verb::create) return Phase::person;
  return write.via == kReschedule && moves(write) ? Phase::times : Phase::send;
}

bool offers(const Json& list, std::string_view places, Instant start) {
  return std::any_of(list.begin(), list.end(), [&](const Json& slot) {
    return parse_instant(text_at(slot, "/time").value_or("")) == start && int_at(slot, places).value_or(1) > 0;
  });
}

std::string id_of_calendar(const Json& calendars, const std::string& name) {
  for (const auto& one : calendars) {
    const auto id = int_at(one, "/id");
    if (id && equals_ignoring_case(option_form(trim(decode_entities(text_at(one, "/name").value_or("")))), option_form(name)))
      return std::to_string(*id);
  }
  return {};
}

// Which question comes after the answer to this one; an Error where the slot is not to be had.
Result<Place> after(const Write& write, Place place, const Json& json) {
  switch (place.phase) {
    case Phase::person:
      choose_client(write, json, place);
      place.phase = wanted_text(write, "calendar").empty() ? Phase::times : Phase::where;
      return place;
    case Phase::where:
      place.calendar = id_of_calendar(json, wanted_text(write, "calendar"));
      place.phase = Phase::times;
      if (place.calendar.empty())
        return fail(Fault::bad_data, "Acuity has no calendar \"" + wanted_text(write, "calendar") + "\"", about(write),
                    "choose one of Acuity's calendars in Calendar, or none");
      return place;
    case Phase::times:
    case Phase::classes: {
      const bool free = offers(json, "/slotsAvailable", *wanted_start(write));
      if (!free && place.phase == Phase::classes) {
        return fail(Fault::declined, "slot not free", about(write), "choose another time; nothing was changed in Acuity");
      }
      place.phase = free ? Phase::send : Phase::classes;
      return place;
    }
    case Phase::days:
    case Phase::one:
    case Phase::found:
    case Phase::send:
      break;
  }
  return fail(Fault::bad_data, "the send's own note is not readable", about(write), "run again");
}

}  // namespace

Acuity::Query Acuity::quietly(Query query) const {
  if (!options_.mails_client) query.emplace_back("noEmail", "true");
  return query;
}

Result<remote::Sending> Acuity::write(std::span<const Write> writes) const {
  const auto& write = writes.front();
  if (write.to.feed == kBlocks) return write_block(write);
  if (write.verb == Verb::archive || write.verb == Verb::append)
    return fail(Fault::bad_data, "nothing is deleted in Acuity", about(write), "delete it there");
  if (write.verb == Verb::create && (named(write, "client").empty() || type_of(write).empty() || !wanted_start(write))) {
    return fail(Fault::bad_data, "a booking needs a client with an e-mail, a start, and an offering with an Acuity Type ID",
                about(write), "fill in Acuity Type ID on the offering's page");
  }
  if (const auto fit = check_time(write); !fit) return tl::unexpected(fit.error());
  Place place;
  place.phase = first_phase(write);
  place.now = write.at;
  auto ask = next_ask(write, place);
  if (!ask) return tl::unexpected(ask.error());
  return remote::Sending{std::move(*ask), 1};
}

Result<Ask> Acuity::next_ask(const Write& write, const Place& place) const {
  if (place.phase == Phase::send) return final_ask(write, place);
  if (place.phase != Phase::person && place.phase != Phase::where) return ask_free(write, place);
  Ask ask;
  ask.request = place.phase == Phase::where ? request("GET", "calendars", {})
                                            : request("GET", "clients", {{"search", named(write, "client")}});
  ask.feed = write.to.feed;
  ask.about = write.key.external_id;
  ask.carry = carry(place);
  return ask;
}

// A moved booking does not stand in its own way.
Ask Acuity::ask_free(const Write& write, const Place& place) const {
  const auto day = format_date(*wanted_start(write));
  Query query{{"appointmentTypeID", type_of(write)}, {"timezone", "UTC"}};
  const auto calendar = write.verb == Verb::create ? calendar_for(place) : known_number(write, "calendar_id");
  if (!calendar.empty()) query.emplace_back("calendarID", calendar);
  const bool classes = place.phase == Phase::classes;
  if (classes) {
    query.emplace_back("minDate", day);
    query.emplace_back("maxDate", day);
  } else {
    query.emplace_back("date", day);
    if (write.verb == Verb::update) query.emplace_back("ignoreAppointmentIDs[]", write.known.remote_id);
  }
  return {request("GET", classes ? "availability/classes" : "availability/times", query), write.to.feed,
          write.verb == Verb::update ? write.known.remote_id : write.key.external_id, carry(place)};
}

Result<Ask> Acuity::final_ask(const Write& write, const Place& place) const {
  const auto path = "appointments/" + write.known.remote_id;
  Ask ask;
  ask.feed = write.to.feed;
  ask.about = write.verb == Verb::update ? write.known.remote_id : write.key.external_id;
  ask.carry = carry(place);
  Json body = Json::object();
  if (write.verb == Verb::create) {
    auto booking = creation(write, place);
    if (!booking) return tl::unexpected(booking.error());
    body = std::move(*booking);
    ask.request = request("POST", "appointments", quietly({}));
  } else if (write.via == kReschedule && !moves(write)) {
    // The length belongs to the type of appointment: the booking as it is tells the end that staff have left out.
    ask.request = request("GET", path, {});
    return ask;
  } else if (write.via == kReschedule) {
    // Not repeated blindly: once it is carried out, the slot is not available any more.
    body["datetime"] = with_offset(*wanted_start(write));
    ask.request = request("PUT", path + "/reschedule", quietly({}));
  } else if (write.via == kCancel) {
    if (const auto reason = wanted_text(write, "cancellation_reason"); !reason.empty()) body["cancelNote"] = reason;
    if (wanted_text(write, "status") != "Cancelled")
      return fail(Fault::declined, "Acuity can only be told of Cancelled", about(write), "book again");
    ask.request = request("PUT", path + "/cancel", quietly({}));
  } else {
    body["notes"] = wanted_text(write, "staff_notes");
    name_page(write, body);
    ask.request = request("PUT", path, quietly({{"admin", "true"}}));
    ask.request.repeat = http::Repeat::safe;
  }
  ask.request.headers.push_back({"Content-Type", "application/json"});
  ask.request.body = dump_json(body);
  return ask;
}

// As a client would book: as an administrator it would go past the rules of the calendar, and need to name one.
Result<Json> Acuity::creation(const Write& write, const Place& place) const {
  if (place.first.empty() || place.last.empty()) {
    return fail(Fault::bad_data, "Acuity does not know this client yet, and the client's page has no first and last name",
                about(write), "fill in First Name and Last Name there");
  }
  Json body{{"datetime", with_offset(*wanted_start(write))},
            {"appointmentTypeID", number(type_of(write))},
            {"firstName", place.first},
            {"lastName", place.last},
            {"email", named(write, "client")}};
  if (!place.phone.empty()) body["phone"] = place.phone;
  if (const auto calendar = calendar_for(place); !calendar.empty()) body["calendarID"] = number(calendar);
  name_page(write, body);
  return body;
}

// The page that the booking stands on, in the form field that is set aside for it.
void Acuity::name_page(const Write& write, Json& body) const {
  if (options_.page_field > 0 && !write.page_id.empty())
    body["fields"] = Json::array({{{"id", options_.page_field}, {"value", write.page_id}}});
}

// The one that staff have chosen.
std::string Acuity::calendar_for(const Place& place) const { return place.calendar.empty() ? only_calendar() : place.calendar; }

// Where the studio has but one calendar at Acuity, nothing is booked in another's.
std::string Acuity::only_calendar() const { return options_.calendars.size() == 1 ? *options_.calendars.begin() : std::string(); }

// With the client of a new booking, who may be new as well.
Sent Acuity::settled(const Write& write, const Json& json) const {
  Sent sent;
  const bool create = write.verb == Verb::create;
  for (auto& seen : decode(json, context(write.at))) {
    if (seen.remote_id.empty()) {
      if (create) sent.also.push_back(std::move(seen));
    } else if (create || seen.remote_id == write.known.remote_id) {
      sent.each.assign(1, Result<Seen>(std::move(seen)));
    }
  }
  if (sent.each.empty())
    return only(fail(Fault::ambiguous, "Acuity's answer does not hold the booking that was sent", about(write),
                     "it is looked for at the next run"));
  return sent;
}

Result<Sent> Acuity::wrote(std::span<const Write> writes, const Ask& asked, const http::Response& response) const {
  const auto& write = writes.front();
  if (write.to.feed == kBlocks) return wrote_block(write, asked, response);
  const auto place = place_of(asked.carry);
  const bool final = place.phase == Phase::send;
  const auto json = answer(response, final ? Asked::change : Asked::record, about(write));
  if (!json) return only(tl::unexpected(json.error()));
  if (final) return settled(write, *json);
  if (!json->is_array())
    return only(
        fail(Fault::bad_data, "Acuity's answer is no list", about(write), "something else may answer at ACUITY_BASE_URL"));
  auto next = after(write, place, *json);
  if (!next) return only(tl::unexpected(next.error()));
  if (!next->calendar.empty() && !options_.calendars.empty() && !options_.calendars.contains(next->calendar))
    return only(fail(Fault::bad_data, "the calendar that is chosen is none of ACUITY_CALENDAR_IDS", about(write),
                     "choose one of those in Calendar, or none"));
  auto ask = next_ask(write, *next);
  if (!ask) return only(tl::unexpected(ask.error()));
  Sent sent;
  sent.next = std::move(*ask);
  return sent;
}

}  // namespace hsn::services::acuity
