// The codec behind the Binding tables: a service's JSON to fields and back. Knows kinds of values, no service.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/record.hpp"
#include "remote/remote.hpp"

namespace hsn::remote {

// What the row's pointer leads to. Null: the JSON does not tell (the member is missing, or its option has no name with us), which
// is not the same as monostate: told to be empty. bad_data names the field: what is there does not fit the row's kind.
Result<std::optional<FieldValue>> decode(const Binding&, const nlohmann::json&);

// Every row that can be read, but for Mode::write and As::own.
Result<Fields> decode_all(std::span<const Binding>, const nlohmann::json&);

// Puts the value into a body to be sent, parents included; "[key=K]" as a step becomes {"key": K, …} in a list. bad_data: the
// value does not fit the kind, or the option has no word at the service. As::own and lists are the service's own business.
Result<void> encode(const Binding&, const FieldValue&, nlohmann::json& body);

// The row of that field; null: the table has none.
const Binding* find(std::span<const Binding>, std::string_view field);

// The members at the top of the JSON that the table reads, each once, after `always`: "id,name,billing". For requests that
// name what they want.
std::string members(std::span<const Binding>, std::string_view always);

}  // namespace hsn::remote
