// Where learnt budgets live between runs and between processes. Implemented by state/spool; a map in tests.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace hsn::http {

class Ledger {
 public:
  virtual ~Ledger() = default;
  // Replaces the text kept for this key by what `change` makes of it, atomically among all processes. Empty: nothing kept.
  virtual void update(std::string_view key, const std::function<std::string(std::string_view)>& change) = 0;
};

}  // namespace hsn::http
