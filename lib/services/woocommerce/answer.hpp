// What the store answered: JSON where there is some, and every refusal as a fault with words for staff.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::services::woocommerce {

// Whether a 5xx or an unreadable success may have changed something.
enum class Asked { question, change };

// The JSON of a 2xx answer. Passes over a byte order mark and PHP warnings before it (woocommerce.md, Errors).
Result<nlohmann::json> answer(const http::Response&, Asked, std::string where = {});
// The same, and it must be a list.
Result<nlohmann::json> answered_list(const http::Response&, std::string where = {});

// {"code","message","data"} of a refusal, from the answer as a whole or from one item of a batch.
Error refusal(int status, const nlohmann::json& error, Asked, std::string where);

// A 404 of the store itself, in its JSON. Any other is a web server's, and says nothing of a record or a part of the interface.
bool says_not_there(const http::Response&);

// A request that curl sent once more over a new connection says the nonce of the first (plain http): it is signed anew.
http::Verdict verdict(const http::Response&, http::Repeat);

// Is there another page behind this one of `count` records? "Link" is there without pages too, so only rel="next" counts.
bool has_next_page(const http::Response&, int page, std::size_t count, std::size_t per_page);

}  // namespace hsn::services::woocommerce
