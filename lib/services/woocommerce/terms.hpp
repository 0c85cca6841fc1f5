// What the store must be asked before it is told: ids of categories, tags and pictures, which have names and addresses on our
// side; and the HTML of descriptions, where we have its text.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/result.hpp"
#include "record/row.hpp"
#include "services/woocommerce/encode.hpp"

namespace hsn::services::woocommerce {

// The list as ids. A picture that the store has already goes by its id, since every address sent is fetched and stored anew
// (woocommerce.md, Products); a name that the store lacks is an error.
Result<void> put_listed(const Write&, const Change&, const Question&, nlohmann::json& body);

}  // namespace hsn::services::woocommerce
