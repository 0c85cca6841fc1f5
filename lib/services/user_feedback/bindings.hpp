// Which field of ours is which of an item's (higherself-model.md 4.5).
#pragma once

#include <span>
#include <string_view>

#include "remote/remote.hpp"

namespace hsn::services::user_feedback {

inline constexpr std::string_view kFeedback = "feedback";  // the service's own list
inline constexpr std::string_view kImport = "import";      // what `hsn feedback` was told on this machine
inline constexpr std::string_view kRespond = "respond";    // the call for an answer to the writer

std::span<const remote::Feed> feeds();

}  // namespace hsn::services::user_feedback
