// Requests against an OpenAPI 3 file that somebody else wrote: the part of JSON Schema that Notion's file uses.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace hsn::test {

// What is wrong with this body by the file; null when nothing is, or when the file does not know the path.
// `path` without a query: "/v1/pages/…".
std::optional<std::string> openapi_complaint(const nlohmann::json& file, const std::string& method, const std::string& path,
                                             const nlohmann::json& body);

}  // namespace hsn::test
