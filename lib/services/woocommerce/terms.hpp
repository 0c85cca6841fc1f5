// What the store must be asked before it is told: ids of categories, tags and pictures, which have names and addresses on our
// side; and the HTML of descriptions, where we have its text.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/row.hpp"
#include "services/woocommerce/encode.hpp"

namespace hsn::services::woocommerce {

// The list as ids. A picture that the store has already goes by its id, since every address sent is fetched and stored anew
// (woocommerce.md, Products); a name that the store lacks is an error, unless it is made there first.
Result<void> put_listed(const Write&, const Change&, const Question&, nlohmann::json& body);

// The first category or tag of this write that the store lacks, once all of them have been read.
struct Term {
  std::string_view field;  // "categories" or "tags"
  std::string name;
};
std::optional<Term> missing_term(const Write&, const Question&);
// Takes in the answer to its making; the store tells the id of one that it has, after all.
void learn_term(Question&, const Term&, const nlohmann::json& answer);

}  // namespace hsn::services::woocommerce
