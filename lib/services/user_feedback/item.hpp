// One item of feedback, wherever it comes from: the service's list or a file. Pure; whatever the JSON holds, nothing throws.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "record/row.hpp"

namespace hsn::services::user_feedback {

struct Reading {
  bool imported = false;        // a file: an item without an id is known by what it says
  bool creates_clients = true;  // FEEDBACK_CREATES_CLIENTS
};

// What the service calls it. What it lists without an id is called by a digest of all that it says, so that one such item is told
// of and the others arrive; nothing can be asked about it.
inline constexpr std::string_view kNameless = "no-id-";
std::string name_of(const nlohmann::json& item);
inline bool is_nameless(std::string_view name) { return name.starts_with(kNameless); }

// The client whom it names (hearsay), then the item. One that cannot be read, or has no id and is not imported, has a problem.
std::vector<Seen> decode(const nlohmann::json& item, const Reading&);

// What a person has typed, and can type again: bad_config says which word of it nobody knows (channel, type, e-mail), and which
// there are. From a list or file these are taken as they come.
Result<void> check_words(const nlohmann::json& item);

Seen gone(const std::string& id);

}  // namespace hsn::services::user_feedback
