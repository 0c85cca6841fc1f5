// Which field of ours is which of Acuity's (higherself-model.md 3.5).
#pragma once

#include <span>
#include <string_view>

#include "remote/remote.hpp"

namespace hsn::services::acuity {

std::span<const remote::Feed> feeds();
std::span<const remote::Binding> booking_bindings();
std::span<const remote::Binding> client_bindings();  // as a booking tells of its client
std::span<const remote::Binding> type_bindings();    // as a type tells of the product that is booked by it

// The feeds of what can be booked, of free and of blocked time.
inline constexpr std::string_view kTypes = "types", kAvailability = "availability", kBlocks = "blocks";

// The calls that a booking's fields go through.
inline constexpr std::string_view kReschedule = "reschedule";
inline constexpr std::string_view kCancel = "cancel";

}  // namespace hsn::services::acuity
