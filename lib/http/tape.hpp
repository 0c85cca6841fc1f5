// The exchanges of a run for a bug report (`--trace FILE`): JSON lines, secrets out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "http/transport.hpp"

namespace hsn::http {

// File mode 0600. Personal data stays in it: the file's first line says so.
class Tape {
 public:
  // `redact` may learn further secrets while the tape runs.
  static Result<std::unique_ptr<Tape>> open(const std::filesystem::path&, std::function<std::string(std::string)> redact);
  virtual ~Tape() = default;
  virtual void record(const Request&, const tl::expected<Response, Failure>&, Instant at) = 0;
};

}  // namespace hsn::http
