// One request on the wire, as curl's callbacks see it. Private to curl_transport.cpp; beside the two only curl_late.cpp, which
// loads the library, knows curl.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "http/message.hpp"
#include "http/transport.hpp"

namespace hsn::http {

template <auto release>
struct Releaser {
  template <class Resource>
  void operator()(Resource* resource) const {
    release(resource);
  }
};
using Easy = std::unique_ptr<CURL, Releaser<curl_easy_cleanup>>;
using List = std::unique_ptr<curl_slist, Releaser<curl_slist_free_all>>;

// At a fixed address, for curl holds pointers to it.
struct Exchange {
  Ticket ticket{};
  Request request;
  Easy handle;
  List headers;
  Response response;
  std::size_t sent = 0;  // of the body
  std::size_t max_body = 0;
  long stalled = 0;  // seconds
  int redirects = 0;
  bool too_large = false, no_memory = false;
  std::array<char, CURL_ERROR_SIZE> complaint{};
};

// The request's headers and those that prove who we are, and none of those that curl would add by itself.
List header_list(const Request&, const std::vector<Header>& more);
void connect_callbacks(Exchange&);
void set_verb(Exchange&);
// What it means for the request that curl gave up.
Failure failure_of(const Exchange&, CURLcode);

}  // namespace hsn::http
