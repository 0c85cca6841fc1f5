// A remote's stand-in: a pure object from requests to answers. Strict as the fact sheets and fixtures say, never more lenient.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "http/message.hpp"

namespace hsn::sandbox {

class Emulator {
 public:
  virtual ~Emulator() = default;
  // `request.url` is absolute; headers carry Authorization as it came over the wire (Request::auth is not looked at).
  virtual http::Response serve(const http::Request&, Instant now) = 0;
};

}  // namespace hsn::sandbox
