// Secrets out of what people will read: traces and messages.
#pragma once

#include <string>
#include <vector>

#include "core/secret.hpp"

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

}  // namespace hsn::http
