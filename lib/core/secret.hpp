// A text that must never be printed, stored or compared by accident.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace hsn {

// No formatter, no stream operator, no comparison. Copies wipe their memory when they go.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret();

  bool empty() const { return text_.empty(); }
  // Only for building an authorization header, a signature, or the list of texts to redact.
  const std::string& reveal() const { return text_; }
  // "set (…a1b2)": the last 4 characters, and only when it is longer than 12. Else "set" or "not set".
  std::string masked() const;

 private:
  std::string text_;
};

}  // namespace hsn
