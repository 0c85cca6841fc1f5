// JSON without exceptions. Include this only in .cpp files: nlohmann/json.hpp is heavy. Headers use <nlohmann/json_fwd.hpp>.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace hsn {

using Json = nlohmann::json;

// Parses foreign text: a byte order mark is skipped, nesting beyond 200 levels, invalid UTF-8 and numbers that are not
// finite are bad_data. Lead::skip passes over rubbish before the first '{' or '[', and over markup after the end: WordPress
// prints PHP warnings before its JSON (woocommerce.md, Errors), and its plugins comments behind it.
enum class Lead { none, skip };
Result<Json> parse_json(std::string_view text, Lead lead = Lead::none);

// Compact text; invalid UTF-8 is replaced, never thrown over.
std::string dump_json(const Json&);

// Where a JSON pointer leads ("/billing/email"); null when there is nothing. "" is the value itself.
// "[key=K]" as a step picks the element of a list whose member "key" is K: "/meta_data[key=notion_page_id]/value".
const Json* at(const Json&, std::string_view pointer);
// The same place to write to: members and picked elements that are missing are made, what stands in their way is replaced.
// Indexes are not made: each step without a pick is a member.
Json& made_at(Json&, std::string_view pointer);

// Lenient readers: null when absent, null, or of a type that does not fit. Numbers and texts of numbers are both taken.
std::optional<std::string> text_at(const Json&, std::string_view pointer);
std::optional<std::int64_t> int_at(const Json&, std::string_view pointer);
std::optional<bool> bool_at(const Json&, std::string_view pointer);

}  // namespace hsn
