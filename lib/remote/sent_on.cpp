#include "remote/sent_on.hpp"

#include <string>

namespace hsn::remote {

Error sent_on(const http::Response& response, std::string_view who, std::string_view setting) {
  const auto* to = response.header("Location");
  // Without the query: over plain http it carries a signature.
  const auto place = to == nullptr ? std::string() : " to " + to->substr(0, to->find_first_of("?#"));
  return {Fault::bad_data, std::string(who) + " sends us on" + place, std::string(setting),
          "open the address in a browser, and set " + std::string(setting) + " to the one at which it ends up"};
}

}  // namespace hsn::remote
