// A service that answers with a redirect which is not followed: the credentials are not carried to another address.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::remote {

constexpr bool is_redirect(int status) { return status >= 300 && status < 400; }

// `who`: "the store". `setting`: that of its address, which a person must mend: no later run does it (docs/decisions/0004).
Error sent_on(const http::Response&, std::string_view who, std::string_view setting);

}  // namespace hsn::remote
