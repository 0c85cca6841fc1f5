#include "core/result.hpp"

namespace hsn {

std::string describe(const Error& error) {
  std::string line = error.where.empty() ? error.what : error.where + ": " + error.what;
  if (!error.remedy.empty()) line += " (" + error.remedy + ")";
  return line;
}

}  // namespace hsn
