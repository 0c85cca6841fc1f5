// A page's JSON as a record. Pure; wants the page as the API shows it, with the mapped properties at least.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "notion/layout.hpp"
#include "record/schema.hpp"

namespace hsn::notion {

// What a page is read against.
struct Shelf {
  const Schema& schema;
  const Source& source;
  const std::string& bot_id;
};

// A page that cannot be used is a Seen with a problem. Its key is empty when the page does not show its External ID.
Seen seen_of(const Shelf&, const nlohmann::json& page, bool sure);

// The first mapped relation of which the page does not show all refs (notion.md 2.6): the property's id.
std::optional<std::string> cut_relation(const Shelf&, const nlohmann::json& page);
// Puts the whole list of page ids in its place.
void complete_relation(nlohmann::json& page, const std::string& property_id, const nlohmann::json& ids);

}  // namespace hsn::notion
