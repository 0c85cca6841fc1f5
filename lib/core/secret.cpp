#include "core/secret.hpp"

#include <cstring>

namespace hsn {
namespace {

// The whole capacity: a short text that was moved from, or replaced by a shorter one, leaves its bytes behind its end.
void wipe(std::string& text) {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string text) : text_(std::move(text)) { wipe(text); }

Secret::~Secret() { wipe(text_); }

std::string Secret::masked() const {
  if (text_.empty()) return "not set";
  if (text_.size() <= 12) return "set";
  return "set (…" + text_.substr(text_.size() - 4) + ")";
}

}  // namespace hsn
