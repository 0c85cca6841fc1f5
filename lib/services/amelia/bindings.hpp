// Which field of ours is which of Amelia's (higherself-model.md 3.5). A page is one booking of an appointment; what stands
// beside the bookings in the appointment is the same for all of them.
#pragma once

#include <span>
#include <string_view>

#include "remote/remote.hpp"

namespace hsn::services::amelia {

std::span<const remote::Feed> feeds();
std::span<const remote::Binding> booking_bindings();
std::span<const remote::Binding> client_bindings();
std::span<const remote::Binding> service_bindings();  // as a service tells of the product that is booked by it
std::span<const remote::Alias> statuses();

inline constexpr std::string_view kServices = "services";  // what can be booked
inline constexpr std::string_view kAppointments = "appointments";
inline constexpr std::string_view kAvailability = "availability";  // free slots

// The calls that a booking's fields go through.
inline constexpr std::string_view kTime = "time";
inline constexpr std::string_view kStatus = "status";

}  // namespace hsn::services::amelia
