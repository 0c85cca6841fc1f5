// Which field of ours is which of Acuity's (higherself-model.md 3.5).
#pragma once

#include <span>
#include <string_view>

#include "remote/remote.hpp"

namespace hsn::services::acuity {

std::span<const remote::Feed> feeds();
std::span<const remote::Binding> booking_bindings();
std::span<const remote::Binding> client_bindings();  // as a booking tells of its client

inline constexpr std::string_view kAvailability = "availability", kBlocks = "blocks";  // the feeds of free and of blocked time

// The calls that a booking's fields go through.
inline constexpr std::string_view kReschedule = "reschedule";
inline constexpr std::string_view kCancel = "cancel";

}  // namespace hsn::services::acuity
