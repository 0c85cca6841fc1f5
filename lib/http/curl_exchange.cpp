#include "http/curl_exchange.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "http/retry.hpp"

namespace hsn::http {
namespace {

// No exception may pass through curl's own frames, and all that these can be is a lack of memory. Zero bytes taken: curl gives
// up.
template <class Take>
std::size_t taken(Exchange& exchange, std::size_t size, Take take) {
  try {
    return take() ? size : 0;
  } catch (...) {
    exchange.no_memory = true;
    return 0;
  }
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  return taken(exchange, size, [&] {
    exchange.too_large = exchange.response.body.size() + size > exchange.max_body;
    if (!exchange.too_large) exchange.response.body.append(data, size);
    return !exchange.too_large;
  });
}

void take_status(Exchange& exchange, std::string_view line) {
  exchange.response.headers.clear();  // those of a "100 Continue" before
  const auto blank = line.find(' ');
  const auto code = blank == std::string_view::npos ? "" : line.substr(blank + 1, 3);
  exchange.response.status = std::atoi(std::string(code).c_str());
  if (spoils_connection(exchange.response.status)) curl_easy_setopt(exchange.handle.get(), CURLOPT_FORBID_REUSE, 1L);
  // Only now: before the first byte the server may think for as long as the whole exchange may take.
  curl_easy_setopt(exchange.handle.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(exchange.handle.get(), CURLOPT_LOW_SPEED_TIME, exchange.stalled);
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  return taken(exchange, size, [&] {
    const std::string_view line(data, size);
    if (line.starts_with("HTTP/")) {
      take_status(exchange, line);
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos && exchange.response.headers.size() < 500) {
      exchange.response.headers.push_back({trim(line.substr(0, colon)), trim(line.substr(colon + 1))});
    }
    return true;
  });
}

std::size_t give_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  const auto length = std::min(size, exchange.request.body.size() - exchange.sent);
  std::memcpy(data, exchange.request.body.data() + exchange.sent, length);
  exchange.sent += length;
  return length;
}

// A header cannot carry a line end, whoever wrote it.
std::string header_line(const Header& header) {
  auto line = header.name + (header.value.empty() ? ";" : ": " + header.value);
  line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }), line.end());
  return line;
}

struct CertificateFault {
  long code;
  std::string_view words;
};
constexpr std::array kCertificateFaults{
    CertificateFault{X509_V_ERR_CERT_HAS_EXPIRED, "its certificate has expired"},
    CertificateFault{X509_V_ERR_CERT_NOT_YET_VALID, "its certificate is not valid yet (is the clock of this machine right?)"},
    CertificateFault{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "its certificate is signed by nobody but itself"},
    CertificateFault{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "its certificate comes from an authority that is not trusted here"},
    CertificateFault{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                     "its certificate comes from an authority that is not known here"},
    CertificateFault{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
                     "its certificate comes from an authority that is not known here"},
    CertificateFault{X509_V_ERR_CERT_REVOKED, "its certificate has been revoked"},
};

std::string certificate_fault(const Exchange& exchange, const std::string& complaint) {
  long verified = X509_V_OK;
  curl_easy_getinfo(exchange.handle.get(), CURLINFO_SSL_VERIFYRESULT, &verified);
  for (const auto& fault : kCertificateFaults) {
    if (fault.code == verified) return std::string(fault.words);
  }
  if (complaint.find("subject name") != std::string::npos) return "its certificate is for another host name";
  return complaint;
}

bool is_about_trust(CURLcode code, const std::string& complaint) {
  switch (static_cast<int>(code)) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    // A connection that breaks during the handshake is an accident, not a verdict.
    case CURLE_SSL_CONNECT_ERROR:
      return complaint.find("SYSCALL") == std::string::npos && complaint.find("reset") == std::string::npos;
    default:
      return false;
  }
}

}  // namespace

List header_list(const Request& request, const std::vector<Header>& more) {
  List list;
  const auto add = [&](const std::string& line) {
    auto* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const auto& header : request.headers) add(header_line(header));
  for (const auto& header : more) add(header_line(header));
  add("Expect:");
  const bool typed = std::any_of(request.headers.begin(), request.headers.end(),
                                 [](const Header& header) { return equals_ignoring_case(header.name, "Content-Type"); });
  if (!typed) add("Content-Type:");  // or curl would call it a form
  return list;
}

void connect_callbacks(Exchange& exchange) {
  auto* const curl = exchange.handle.get();
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange.complaint.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
}

void set_verb(Exchange& exchange) {
  const auto& request = exchange.request;
  auto* const curl = exchange.handle.get();
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (request.method == "GET" || request.method == "HEAD") return;
  if (request.body.empty() && request.method == "DELETE") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    return;
  }
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  if (request.repeat == Repeat::safe) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
    return;
  }
  // When a kept-alive connection dies without an answer, curl sends the request again by itself, a POST too. It cannot
  // when the body cannot be rewound; then it reports the loss, and that is what has happened.
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
  curl_easy_setopt(curl, CURLOPT_READDATA, &exchange);
  // There is nothing to rewind of an empty body: it goes out on a connection of its own.
  if (request.body.empty()) curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
}

Failure failure_of(const Exchange& exchange, CURLcode code) {
  std::string complaint = exchange.complaint[0] != '\0' ? exchange.complaint.data() : curl_easy_strerror(code);
  // That a body cannot be rewound is our doing (above); what happened is that the connection closed.
  if (code == CURLE_SEND_FAIL_REWIND) complaint = "the connection was closed";
  if (exchange.no_memory) return {Failure::Kind::too_large, "there is no memory for it"};
  if (exchange.too_large) return {Failure::Kind::too_large, "more than " + std::to_string(exchange.max_body >> 20U) + " MiB"};
  if (is_about_trust(code, complaint)) return {Failure::Kind::tls, certificate_fault(exchange, complaint)};
  // Zero until the connection, TLS and proxy included, is ready to carry the request.
  curl_off_t ready = 0;
  curl_easy_getinfo(exchange.handle.get(), CURLINFO_PRETRANSFER_TIME_T, &ready);
  return {ready == 0 ? Failure::Kind::not_sent : Failure::Kind::lost, std::move(complaint)};
}

}  // namespace hsn::http
