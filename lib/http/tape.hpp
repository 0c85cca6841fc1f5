// The exchanges of a run for a bug report (`--trace FILE`): JSON lines, secrets out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "http/transport.hpp"

namespace hsn::http {

// Replaces every known secret (raw, base64, URL-encoded), authorization headers, OAuth and consumer parameters, and
// tokens of known patterns (ntn_, secret_, ck_, cs_, sk-) by "[secret]".
class Redactor {
 public:
  Redactor() = default;
  explicit Redactor(const std::vector<Secret>&);
  std::string operator()(std::string text) const;

 private:
  std::vector<std::string> needles_;
};

// File mode 0600. Personal data stays in it: the file's first line says so.
class Tape {
 public:
  // `redact` may learn further secrets while the tape runs.
  static Result<std::unique_ptr<Tape>> open(const std::filesystem::path&, std::function<std::string(std::string)> redact);
  virtual ~Tape() = default;
  virtual void record(const Request&, const tl::expected<Response, Failure>&, Instant at) = 0;
};

}  // namespace hsn::http
