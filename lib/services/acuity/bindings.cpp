#include "services/acuity/bindings.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Alias;
using remote::As;
using remote::Binding;

constexpr auto kRead = remote::Mode::read;
constexpr auto kWrite = remote::Mode::write;
constexpr auto kBoth = remote::Mode::read_write;

constexpr Binding told(std::string_view field, std::string_view pointer, As as = As::text) {
  return {field, pointer, kRead, {}, {}, as};
}

// Two words in the JSON's booleans; "no show" belongs to a cancelled one there, so staff's No Show has no word.
constexpr Alias kStatus[] = {{"active", "Confirmed"}, {"canceled", "Cancelled"}};

constexpr Binding kBooking[] = {
    told("appointment", "/type", As::own),
    {"client", "/email", kBoth, {}, {}, As::own},
    {"offering", "/appointmentTypeID", kBoth, {}, {}, As::own},
    {"when", "/datetime", kBoth, kReschedule, {}, As::own},
    told("time_zone", "/timezone"),
    told("duration_minutes", "/duration", As::number),
    {"status", "/canceled", kBoth, kCancel, kStatus, As::own},
    {"calendar", "/calendar", kBoth, {}, {}, As::decoded, {}, false, true},
    told("location", "/location", As::decoded),
    told("price", "/price", As::decimal),
    told("amount_paid", "/amountPaid", As::decimal),
    told("payment_status", "/paid", As::own),
    told("participants", "", As::own),
    told("intake_answers", "/forms", As::own),
    {"staff_notes", "/notes", kBoth, {}, {}, As::text, {}, true},  // only an administrator's, who would pass over the calendar
    {"cancellation_reason", "", kWrite, kCancel, {}, As::own},
    told("confirmation_page", "/confirmationPage"),
    told("calendar_id", "/calendarID", As::number),
    told("type_id", "/appointmentTypeID", As::number),
};

constexpr Binding kClient[] = {
    told("email", "/email", As::email),
    told("first_name", "/firstName", As::decoded),
    told("last_name", "/lastName", As::decoded),
    told("phone", "/phone"),
};

constexpr Binding kTime[] = {
    told("slot", "/name", As::own),
    told("when", "/time", As::own),
    told("kind", "", As::own),
    told("calendar", "/calendarID", As::own),
    told("offering", "/appointmentTypeID", As::own),
    told("places", "/slotsAvailable", As::number),
};

// Made, moved and removed by a page.
constexpr Binding kBlocked[] = {
    {"slot", "/notes", kBoth, {}, {}, As::own},
    {"when", "/start", kBoth, {}, {}, As::own},
    told("kind", "", As::own),
    {"calendar", "/calendarID", kBoth, {}, {}, As::own},
};

// Of the product whose page has the type's number.
constexpr Binding kOffered[] = {
    told("booked_as", "/name", As::decoded),
    told("duration_minutes", "/duration", As::number),
    told("booking_link", "/schedulingUrl"),
};

constexpr remote::EntityBinding kEntities[] = {{.entity = "appointments", .fields = kBooking, .creates = true},
                                               {.entity = "clients", .fields = kClient, .hearsay = true}};
constexpr remote::EntityBinding kTimes[] = {{.entity = "availability", .fields = kTime, .optional = true}};
constexpr remote::EntityBinding kBlockedTimes[] = {
    {.entity = "availability", .fields = kBlocked, .creates = true, .optional = true}};
constexpr remote::EntityBinding kOfferings[] = {{.entity = "products", .fields = kOffered, .hearsay = true, .adds = true}};
constexpr remote::Feed kFeeds[] = {{.name = "appointments", .entities = kEntities, .windowed = true},
                                   {.name = kAvailability, .entities = kTimes, .windowed = true},
                                   {.name = kBlocks, .entities = kBlockedTimes, .windowed = true},
                                   {.name = kTypes, .entities = kOfferings}};

}  // namespace

std::span<const remote::Feed> feeds() { return kFeeds; }
std::span<const Binding> booking_bindings() { return kBooking; }
std::span<const Binding> client_bindings() { return kClient; }
std::span<const Binding> type_bindings() { return kOffered; }

}  // namespace hsn::services::acuity
