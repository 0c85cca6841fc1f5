// The pages of a walk: what is asked for, and from one to the next.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "core/result.hpp"
#include "http/message.hpp"
#include "services/woocommerce/address.hpp"
#include "services/woocommerce/bindings.hpp"
#include "services/woocommerce/place.hpp"

namespace hsn::services::woocommerce {

std::size_t page_size(Phase);
Query page_query(const Collection&, const Place&);

// The page that was shown before, under the next number: a cache that does not know the number would show it for ever.
bool goes_round(const Place&, const nlohmann::json& list);
tl::unexpected<Error> round_and_round(std::string_view feed);

// Sorted by time of change and read from the last one on, so that records which move while we read are met again, never missed.
// One second back, since equality is excluded; what stood in that second comes twice. More than a page within one second: by id.
Place after_changes(const Collection&, Place, const nlohmann::json& list);
// By number. Fewer records than a page before means that later ones have moved up: back to where the first of this page may be
// now.
Place after_page(Place, const nlohmann::json& list, const http::Response&);
// What comes after the last page of a phase; null: nothing.
std::optional<Place> after_phase(const Collection&, const Place&);

}  // namespace hsn::services::woocommerce
