// What an order's fields are composed of: lines, refunds, addresses (higherself-model.md 3.4).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "record/record.hpp"

namespace hsn::services::woocommerce {

// The fields that are more than one member of the JSON. What the answer does not tell is left out.
void read_order(const nlohmann::json& order, Fields&);

// address_1, and address_2 on a line of its own.
std::string street_of(const nlohmann::json& address);

}  // namespace hsn::services::woocommerce
