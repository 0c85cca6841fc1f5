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

namespace hsn::services::acuity {
namespace {

using remote::Ask;
using remote::Sent;

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

std::string known_number(const Write& write, std::string_view field) {
  const auto* value = write.known.record.find(field);
  return value == nullptr || is_empty(*value) ? std::string() : display(*value);
}

std::optional<Instant> start_of(const FieldValue* value) {
  const auto* date = value == nullptr ? nullptr : std::get_if<Date>(value);
  return date == nullptr ? std::nullopt : std::optional(date->start);
}

std::optional<Instant> wanted_start(const Write& write) {
  const auto* change = find_change(write, "when");
  return change == nullptr ? std::nullopt : start_of(&change->to);
}

// The remote id of the record that the relation names.
std::string named(const Write& write, std::string_view field) {
  const auto* change = find_change(write, field);
  const auto* refs = change == nullptr ? nullptr : std::get_if<std::vector<Ref>>(&change->to);
  const auto known = refs == nullptr || refs->empty() ? write.refs.end() : write.refs.find(refs->front().id);
  return known == write.refs.end() ? std::string() : known->second;
}

std::string type_of(const Write& write) {
  return write.verb == Verb::create ? named(write, "offering") : known_number(write, "type_id");
}

// Always with an offset: a bare time would be read in a zone of Acuity's choice.
std::string with_offset(Instant at) { return format_instant(at).substr(0, 19) + "+0000"; }

bool moves(const Write& write) {
  if (write.verb == Verb::create) return true;
  return write.via == kReschedule && wanted_start(write) != start_of(write.known.record.find("when"));
}

// "Reading — Ingrid Vasquez-Thorne": whom staff have written into the title. The first word is the first name.
void name_from_title(const Write& write, Place& place) {
  constexpr std::string_view kDash = " — ";
  const auto dash = write.title.rfind(kDash);
  const auto name = trim(dash == std::string::npos ? write.title : write.title.substr(dash + kDash.size()));
  const auto blank = name.find(' ');
  place.first = name.substr(0, blank);
  place.last = blank == std::string::npos ? std::string() : trim(name.substr(blank));
}

Phase first_phase(const Write& write) {
  if (write.verb == Verb::create) return Phase::person;
  return moves(write) ? Phase::times : Phase::send;
}

bool offers(const Json& list, std::string_view places, Instant start) {
  return std::any_of(list.begin(), list.end(), [&](const Json& slot) {
    return parse_instant(text_at(slot, "/time").value_or("")) == start && int_at(slot, places).value_or(1) > 0;
  });
}

// Which question comes after the answer to this one; an Error where the slot is not to be had.
Result<Place> after(const Write& write, Place place, const Json& json) {
  switch (place.phase) {
    case Phase::person:
      name_from_title(write, place);
      for (const auto& client : json) {
        if (fold_email(text_at(client, "/email").value_or("")) != fold_email(named(write, "client"))) continue;
        place.first = text_at(client, "/firstName").value_or("");
        place.last = text_at(client, "/lastName").value_or("");
        place.phone = text_at(client, "/phone").value_or("");
      }
      place.phase = Phase::times;
      return place;
    case Phase::times:
    case Phase::classes: {
      const bool free = offers(json, "/slotsAvailable", *wanted_start(write));
      if (!free && place.phase == Phase::classes) {
        return fail(Fault::bad_data, "slot not free", about(write), "choose another time; nothing was changed in Acuity");
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

Sent one(Result<Seen> outcome) {
  Sent sent;
  sent.each.push_back(std::move(outcome));
  return sent;
}

Result<Seen> settled(const Write& write, const Json& json, const Naming& naming) {
  for (auto& seen : decode(json, write.at, naming)) {
    if (seen.remote_id.empty()) continue;
    if (write.verb == Verb::create || seen.remote_id == write.known.remote_id) return std::move(seen);
  }
  return fail(Fault::ambiguous, "Acuity's answer does not hold the booking that was sent", about(write),
              "it is looked for at the next run");
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
  if (moves(write) && *wanted_start(write) <= write.at)
    return fail(Fault::bad_data, "the new time lies in the past", about(write), "choose another time");
  Place place;
  place.phase = first_phase(write);
  place.now = write.at;
  auto ask = next_ask(write, place);
  if (!ask) return tl::unexpected(ask.error());
  return remote::Sending{std::move(*ask), 1};
}

Result<Ask> Acuity::next_ask(const Write& write, const Place& place) const {
  if (place.phase == Phase::send) return final_ask(write, place);
  if (place.phase != Phase::person) return ask_free(write, place);
  Ask ask;
  ask.request = request("GET", "clients", {{"search", named(write, "client")}});
  ask.feed = write.to.feed;
  ask.about = write.key.external_id;
  ask.carry = carry(place);
  return ask;
}

// A moved booking does not stand in its own way.
Ask Acuity::ask_free(const Write& write, const Place& place) const {
  const auto day = format_date(*wanted_start(write));
  Query query{{"appointmentTypeID", type_of(write)}, {"timezone", "UTC"}};
  if (const auto calendar = known_number(write, "calendar_id"); !calendar.empty()) query.emplace_back("calendarID", calendar);
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
    // The length belongs to the type of appointment: the booking as it is puts back what staff have drawn.
    ask.request = request("GET", path, {});
    return ask;
  } else if (write.via == kReschedule) {
    body["datetime"] = with_offset(*wanted_start(write));
    ask.request = request("PUT", path + "/reschedule", quietly({}));
    ask.request.repeat = http::Repeat::safe;
  } else if (write.via == kCancel) {
    if (const auto reason = text_to(write, "cancellation_reason"); !reason.empty()) body["cancelNote"] = reason;
    if (text_to(write, "status") != "Cancelled")
      return fail(Fault::bad_data, "Acuity can only be told of Cancelled", about(write), "book again");
    ask.request = request("PUT", path + "/cancel", quietly({}));
  } else {
    body["notes"] = text_to(write, "staff_notes");
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
    return fail(Fault::bad_data, "Acuity does not know this client yet, and the page's title names no first and last name",
                about(write), "title the page like \"Reading — First Last\"");
  }
  Json body{{"datetime", with_offset(*wanted_start(write))},
            {"appointmentTypeID", int_at(Json(type_of(write)), "").value_or(0)},
            {"firstName", place.first},
            {"lastName", place.last},
            {"email", named(write, "client")}};
  if (!place.phone.empty()) body["phone"] = place.phone;
  return body;
}

Result<Sent> Acuity::wrote(std::span<const Write> writes, const Ask& asked, const http::Response& response) const {
  const auto& write = writes.front();
  if (write.to.feed == kBlocks) return wrote_block(write, asked, response);
  const auto place = place_of(asked.carry);
  const bool final = place.phase == Phase::send;
  const auto json = answer(response, final ? Asked::change : Asked::question, about(write));
  if (!json) return one(tl::unexpected(json.error()));
  if (final) return one(settled(write, *json, options_.naming));
  if (!json->is_array())
    return one(fail(Fault::bad_data, "Acuity's answer is no list", about(write), "something else may answer at ACUITY_BASE_URL"));
  auto next = after(write, place, *json);
  if (!next) return one(tl::unexpected(next.error()));
  auto ask = next_ask(write, *next);
  if (!ask) return one(tl::unexpected(ask.error()));
  Sent sent;
  sent.next = std::move(*ask);
  return sent;
}

}  // namespace hsn::services::acuity
