// Every entity of the domain model (higherself-model.md 3), in relation order: what is named comes before who names it.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "record/row.hpp"
#include "record/schema.hpp"

namespace hsn::entities {

std::span<const Schema* const> all();
const Schema* find(std::string_view entity);  // null when there is none
// What a service tells, before anything is compared with it or stored.
void canonicalize(Seen&);
// "Orders (2), Appointments (1)"
std::string counted(const std::map<std::string, std::size_t>& records);  // by entity
std::string counted(std::span<const RecordKey>);

}  // namespace hsn::entities
