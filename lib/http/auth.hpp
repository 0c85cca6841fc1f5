// From who we are to what goes on the wire. Pure: time and nonce come in, headers and an address come out. Only here
// the Auth of a request is revealed. A key that goes in a header of the service's own (Amelia's) is revealed where that is made.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace hsn::http {

struct Authorized {
  std::string url;              // with OAuth parameters, where the request is signed
  std::vector<Header> headers;  // to be added to the request's own
};
Authorized authorize(const Request&, Instant now, std::string_view nonce);

// Where a redirect of a signed request leads may have kept its signature: the next request gets one of its own.
std::string without_signature(std::string_view url);

// The same for requests of the same account, and tells nothing about it: budgets are counted per account.
std::string account_of(const Auth&);

// The same, worked out once for each account: it takes a digest, and the courier asks before each request.
class Accounts {
 public:
  const std::string& name(const Auth&);  // valid until the next call

 private:
  std::vector<std::pair<Auth, std::string>> names_;  // a handful
};

}  // namespace hsn::http
