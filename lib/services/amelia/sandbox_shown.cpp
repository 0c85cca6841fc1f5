// Amelia's records as JSON. What an answer leaves out, and as what it writes a number, differs from call to call (as recorded).
#include <chrono>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "services/amelia/sandbox_call.hpp"

namespace hsn::sandbox {
namespace amelia {

Json service_json(const Service& service) {
  return {{"id", service.id},
          {"name", service.name},
          {"description", "One to one 🌿"},
          {"price", service.price},
          {"duration", service.minutes * 60},
          {"timeBefore", Json()},
          {"timeAfter", service.pause * 60},
          {"minCapacity", 1},
          {"maxCapacity", service.places},
          {"categoryId", 2},
          {"status", "visible"},
          {"extras", Json::array()},
          {"settings", Json()}};
}

Json employee_json(const Service& service) {
  return {{"id", service.id},
          {"firstName", service.first},
          {"lastName", service.last},
          {"type", "provider"},
          {"status", "visible"},
          {"phone", Json()},
          {"weekDayList", Json::array()},
          {"timeZone", kZone},
          {"email", "employee" + std::to_string(service.id) + "@example.com"}};
}

Json place_json() {
  return {{"id", 1},
          {"status", "visible"},
          {"name", kPlace},
          {"address", "77 Seventh Street, Ojai"},
          {"providerList", Json::array()}};
}

}  // namespace amelia

// The time of the birthday is the moment of the request, and a list writes the day alone.
Json Amelia::shown(const Customer& one, Shape shape, Instant now) const {
  const auto clock = format_instant(now).substr(11, 8);
  const Json moment{{"date", "1984-03-09 " + clock + ".000000"}, {"timezone_type", 3}, {"timezone", "UTC"}};
  return {{"id", one.id},
          {"firstName", one.first},
          {"lastName", one.last},
          {"email", one.email.empty() ? Json() : Json(one.email)},
          {"phone", one.phone.empty() && shape == Shape::listed ? Json("")
                    : one.phone.empty()                         ? Json()
                                                                : Json(one.phone)},
          {"birthday", shape == Shape::listed ? Json("1984-03-09") : moment},
          {"externalId", shape == Shape::listed ? Json("") : Json()},
          {"type", "customer"},
          {"status", "visible"}};
}

Json Amelia::shown(const Booking& booking, const Appointment& held, Shape shape, Instant now) const {
  const auto& service = *amelia::find_service(held.service);
  const auto amount = Decimal::parse(booking.paid).value_or(Decimal(0));
  const Json payment{{"id", booking.id},
                     {"customerBookingId", booking.id},
                     {"amount", amount.to_double()},
                     {"gateway", "onSite"},
                     {"dateTime", amelia::local_time(held.start)},
                     {"status", amount.zero()                     ? "pending"
                                : amount < Decimal(service.price) ? "partiallyPaid"
                                                                  : "paid"},
                     {"invoiceNumber", shape == Shape::listed ? Json() : Json(booking.id)}};
  const Json info{{"timeZone", booking.zone}, {"locale", Json()}};
  return {{"id", booking.id},
          {"customerId", booking.customer},
          {"customer", shape == Shape::created ? Json() : shown(customers_.at(booking.customer), shape, now)},
          {"appointmentId", held.id},
          {"status", booking.status},
          {"price", service.price},
          {"persons", 1},
          {"duration", service.minutes * 60},
          {"extras", Json::array()},
          {"token", shape == Shape::created ? Json("6ba260ecaf") : Json()},
          // UTC in the answer to a create, local in every other.
          {"created", shape == Shape::created
                          ? format_instant(booking.created).substr(0, 10) + " " + format_instant(booking.created).substr(11, 8)
                          : amelia::local_time(booking.created)},
          {"customFields", booking.answers},
          {"info", booking.zone.empty() ? Json() : Json(dump_json(info))},
          {"payments", Json::array({payment})}};
}

Json Amelia::shown(const Appointment& held, Shape shape, Instant now) const {
  const auto& service = *amelia::find_service(held.service);
  auto bookings = Json::array();
  for (const auto& booking : held.bookings) bookings.push_back(shown(booking, held, shape, now));
  // What does not take place ends when it begins.
  const bool off = held.status == "canceled" || held.status == "no-show";
  const bool names = shape != Shape::created, whole = names && shape != Shape::updated;
  const bool is_number = shape == Shape::single || shape == Shape::created;
  Json json{{"id", held.id},
            {"bookings", bookings},
            {"notifyParticipants", is_number ? Json(0) : Json("0")},
            {"internalNotes", held.notes},
            {"status", held.status},
            {"serviceId", held.service},
            {"parentId", Json()},
            {"providerId", held.service},
            {"locationId", 1},
            {"provider", names ? amelia::employee_json(service) : Json()},
            {"service", whole ? amelia::service_json(service) : Json()},
            {"location", whole && shape != Shape::listed ? amelia::place_json() : Json()},
            {"bookingStart", amelia::local_time(held.start)},
            {"bookingEnd", amelia::local_time(held.start + std::chrono::minutes(off ? 0 : service.minutes))},
            {"resources", Json::array()},
            {"type", "appointment"}};
  if (shape == Shape::listed) {
    json["past"] = held.start < now;
    json["cancelable"] = json["reschedulable"] = held.start >= now;
    json["isGroup"] = service.places > 1;
  }
  return json;
}

}  // namespace hsn::sandbox
