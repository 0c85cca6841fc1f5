// Transport over libcurl's multi interface: one thread, keep-alive, HTTP/2 where offered, TLS always verified.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/clock.hpp"
#include "http/transport.hpp"

namespace hsn::http {

struct CurlOptions {
  Duration connect_timeout = std::chrono::seconds(10);
  Duration total_timeout = std::chrono::seconds(70);  // Notion gives up at 60 s and its answer may say what was saved
  Duration stalled = std::chrono::seconds(30);        // no byte for so long: lost
  std::size_t max_body = 128U << 20U;
  std::string ca_file;     // HTTP_CA_FILE: further trusted certificates
  std::string user_agent;  // "hsn/1.0.0"
};

std::unique_ptr<Transport> make_curl_transport(const Clock&, Random, const CurlOptions&);

}  // namespace hsn::http
