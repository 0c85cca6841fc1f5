#include "services/amelia/bindings.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Alias;
using remote::As;
using remote::Binding;

constexpr auto kRead = remote::Mode::read;
constexpr auto kBoth = remote::Mode::read_write;

constexpr Binding told(std::string_view field, std::string_view pointer, As as = As::text) {
  return {field, pointer, kRead, {}, {}, as, {}};
}

// The first of two words for one option is the one that is sent. An unknown one would be stored as nothing (amelia.md).
constexpr Alias kStatuses[] = {{"approved", "Confirmed"}, {"pending", "Pending"}, {"canceled", "Cancelled"},
                               {"rejected", "Rejected"},  {"no-show", "No Show"}, {"waiting", "Pending"}};
constexpr std::string_view kMails = "Amelia mails client and employee about it, whatever it is asked";

constexpr Binding kBooking[] = {
    told("appointment", "/service/name", As::own),
    {"client", "/booking/customer/email", kBoth, {}, {}, As::own, {}},
    {"offering", "/serviceId", kBoth, {}, {}, As::own, {}},
    {"when", "/bookingStart", kBoth, kTime, {}, As::own, "Amelia mails the employee about it"},
    told("time_zone", "/booking/info", As::own),
    told("duration_minutes", "/bookingEnd", As::own),
    {"status", "/booking/status", kBoth, kStatus, kStatuses, As::own, kMails},
    told("calendar", "/provider", As::own),
    told("location", "/location/name", As::decoded),
    told("price", "/booking/price", As::decimal),
    told("amount_paid", "/booking/payments", As::own),
    told("payment_status", "/booking/payments", As::own),
    told("participants", "/booking/persons", As::number),
    told("intake_answers", "/booking/customFields", As::own),
    {"staff_notes", "/internalNotes", kBoth, {}, {}, As::text, {}},
    told("calendar_id", "/providerId", As::number),
    told("type_id", "/serviceId", As::number),
    told("amelia_appointment_id", "/id", As::number),
};

constexpr Binding kClient[] = {
    told("email", "/email", As::email),
    told("first_name", "/firstName", As::decoded),
    told("last_name", "/lastName", As::decoded),
    told("phone", "/phone"),
    told("amelia_customer_id", "/id", As::number),
};

// Of the product whose page has the service's number.
constexpr Binding kOffered[] = {
    told("booked_as", "/name", As::decoded),
    told("duration_minutes", "/duration", As::own),
};

constexpr Binding kSlot[] = {
    told("slot", "", As::own),     told("when", "", As::own),     told("kind", "", As::own),
    told("calendar", "", As::own), told("offering", "", As::own),
};

constexpr remote::EntityBinding kEntities[] = {{.entity = "appointments", .fields = kBooking, .creates = true},
                                               {.entity = "clients", .fields = kClient, .hearsay = true}};
constexpr remote::EntityBinding kSlots[] = {{.entity = "availability", .fields = kSlot, .optional = true}};
constexpr remote::EntityBinding kOfferings[] = {{.entity = "products", .fields = kOffered, .hearsay = true, .adds = true}};
constexpr remote::Feed kFeeds[] = {{.name = kAppointments, .entities = kEntities, .windowed = true},
                                   {.name = kAvailability, .entities = kSlots, .windowed = true},
                                   {.name = kServices, .entities = kOfferings}};

}  // namespace

std::span<const remote::Feed> feeds() { return kFeeds; }
std::span<const Binding> booking_bindings() { return kBooking; }
std::span<const Binding> client_bindings() { return kClient; }
std::span<const Binding> service_bindings() { return kOffered; }
std::span<const Alias> statuses() { return kStatuses; }

}  // namespace hsn::services::amelia
