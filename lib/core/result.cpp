#include "core/result.hpp"

namespace hsn {

std::string_view fault_name(Fault fault) {
  switch (fault) {
    case Fault::bad_data:
      return "bad_data";
    case Fault::bad_config:
      return "bad_config";
    case Fault::refused:
      return "refused";
    case Fault::forbidden:
      return "forbidden";
    case Fault::throttled:
      return "throttled";
    case Fault::unreachable:
      return "unreachable";
    case Fault::ambiguous:
      return "ambiguous";
    case Fault::not_found:
      return "not_found";
    case Fault::conflict:
      return "conflict";
    case Fault::declined:
      return "declined";
  }
  return "";
}

std::string describe(const Error& error) {
  std::string line = error.where.empty() ? error.what : error.where + ": " + error.what;
  if (!error.remedy.empty()) line += " (" + error.remedy + ")";
  return line;
}

}  // namespace hsn
