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
    told("appointment", "", As::own),
    {"client", "", kBoth, {}, {}, As::own, {}},
    {"offering", "", kBoth, {}, {}, As::own, {}},
    {"when", "", kBoth, kTime, {}, As::own, "Amelia mails the employee about it"},
    told("duration_minutes", "", As::own),
    {"status", "", kBoth, kStatus, kStatuses, As::own, kMails},
    told("calendar", "", As::own),
    told("location", "/location/name", As::decoded),
    told("price", "/booking/price", As::decimal),
    told("amount_paid", "", As::own),
    told("payment_status", "", As::own),
    told("participants", "/booking/persons", As::number),
    told("intake_answers", "", As::own),
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

constexpr remote::EntityBinding kEntities[] = {{.entity = "appointments", .fields = kBooking, .creates = true},
                                               {.entity = "clients", .fields = kClient, .hearsay = true}};
constexpr remote::Feed kFeeds[] = {{.name = "appointments", .entities = kEntities, .windowed = true}};

}  // namespace

std::span<const remote::Feed> feeds() { return kFeeds; }
std::span<const Binding> booking_bindings() { return kBooking; }
std::span<const Binding> client_bindings() { return kClient; }
std::span<const Alias> statuses() { return kStatuses; }

}  // namespace hsn::services::amelia
