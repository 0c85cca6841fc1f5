// A request that got no answer, in words for the reader of a cron mail.
#pragma once

#include <string>

#include "core/result.hpp"
#include "http/message.hpp"
#include "http/transport.hpp"

namespace hsn::http {

std::string where(const Request&);  // "GET shop.example.com/wp-json/wc/v3/orders"
Error as_error(const Request&, const Failure&);

}  // namespace hsn::http
