#include "http/curl_transport.hpp"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "http/auth.hpp"
#include "http/retry.hpp"

namespace hsn::http {
namespace {

constexpr int kMostRedirects = 5;
constexpr Duration kLongestNap = std::chrono::seconds(1);  // a signal that comes just before the poll is noticed after it

template <auto release>
struct Releaser {
  template <class Resource>
  void operator()(Resource* resource) const {
    release(resource);
  }
};
using Easy = std::unique_ptr<CURL, Releaser<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Releaser<curl_multi_cleanup>>;
using List = std::unique_ptr<curl_slist, Releaser<curl_slist_free_all>>;

// One request on the wire, at a fixed address, for curl holds pointers to it.
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
  bool too_large = false;
  std::array<char, CURL_ERROR_SIZE> complaint{};
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.response.body.size() + size > exchange.max_body) {
    exchange.too_large = true;
    return 0;
  }
  exchange.response.body.append(data, size);
  return size;
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
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    take_status(exchange, line);
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos && exchange.response.headers.size() < 500) {
    exchange.response.headers.push_back({trim(line.substr(0, colon)), trim(line.substr(colon + 1))});
  }
  return size;
}

std::size_t give_body(char* data, std::size_t, std::size_t size, void* user) {
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

std::string file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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

Failure failure_of(const Exchange& exchange, CURLcode code) {
  std::string complaint = exchange.complaint[0] != '\0' ? exchange.complaint.data() : curl_easy_strerror(code);
  if (exchange.too_large) return {Failure::Kind::too_large, "more than " + std::to_string(exchange.max_body >> 20U) + " MiB"};
  if (is_about_trust(code, complaint)) return {Failure::Kind::tls, certificate_fault(exchange, complaint)};
  // Zero until the connection, TLS and proxy included, is ready to carry the request.
  curl_off_t ready = 0;
  curl_easy_getinfo(exchange.handle.get(), CURLINFO_PRETRANSFER_TIME_T, &ready);
  return {ready == 0 ? Failure::Kind::not_sent : Failure::Kind::lost, std::move(complaint)};
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(const Clock& clock, Random random, const CurlOptions& options)
      : clock_(clock), random_(std::move(random)), options_(options), multi_(curl_multi_init()) {
    if (!multi_) throw std::bad_alloc();
    if (!options_.ca_file.empty()) trust_more();
  }
  ~CurlTransport() override {
    for (auto& [handle, exchange] : flying_) curl_multi_remove_handle(multi_.get(), handle);
  }

  Ticket start(const Request& request) override {
    auto exchange = std::make_unique<Exchange>();
    exchange->ticket = ++last_;
    exchange->request = request;
    exchange->handle = take_handle();
    launch(std::move(exchange));
    return last_;
  }

  std::optional<Completion> wait(Instant deadline) override {
    while (true) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      collect();
      if (!done_.empty()) {
        auto completion = std::move(done_.front());
        done_.pop_front();
        return completion;
      }
      const auto left = std::min(deadline - clock_.now(), kLongestNap);
      if (left <= Duration::zero()) return std::nullopt;
      int moved = 0;
      const auto polled = curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(left.count()), &moved);
      // Nothing moved: time is up, or a signal came, and whoever waits wants to know about that.
      if ((polled != CURLM_OK || moved == 0) && running == 0) return std::nullopt;
      if (moved == 0) {
        curl_multi_perform(multi_.get(), &running);
        collect();
        if (done_.empty()) return std::nullopt;
      }
    }
  }

 private:
  Easy take_handle() {
    if (idle_.empty()) {
      Easy fresh(curl_easy_init());
      if (!fresh) throw std::bad_alloc();
      return fresh;
    }
    auto handle = std::move(idle_.back());
    idle_.pop_back();
    curl_easy_reset(handle.get());
    return handle;
  }

  // The usual authorities and the configured ones: curl takes one file only.
  void trust_more() {
    const auto more = file_content(options_.ca_file);
    if (more.empty()) {
      ca_problem_ = "the file of further certificates cannot be read: " + options_.ca_file;
      return;
    }
    const auto* const usual = curl_version_info(CURLVERSION_NOW)->cainfo;
    authorities_ = (usual != nullptr ? file_content(usual) + "\n" : "") + more;
  }

  void launch(std::unique_ptr<Exchange> exchange) {
    const auto nonce = hex(std::to_string(random_())) + hex(std::to_string(random_()));
    const auto authorized = authorize(exchange->request, clock_.now(), nonce.substr(0, 32));
    exchange->headers = header_list(exchange->request, authorized.headers);
    exchange->max_body = options_.max_body;
    exchange->stalled = static_cast<long>(std::chrono::ceil<std::chrono::seconds>(options_.stalled).count());
    set_up(*exchange, authorized.url);
    if (!ca_problem_.empty()) {
      done_.push_back({exchange->ticket, tl::unexpected(Failure{Failure::Kind::tls, ca_problem_})});
      return;
    }
    auto* const handle = exchange->handle.get();
    const auto added = curl_multi_add_handle(multi_.get(), handle);
    if (added != CURLM_OK) {
      done_.push_back({exchange->ticket, tl::unexpected(Failure{Failure::Kind::not_sent, curl_multi_strerror(added)})});
      return;
    }
    flying_.emplace(handle, std::move(exchange));
  }

  void set_up(Exchange& exchange, const std::string& url) const {
    const auto& request = exchange.request;
    auto* const curl = exchange.handle.get();
    const auto total = request.timeout > Duration::zero() ? request.timeout : options_.total_timeout;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(curl, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange.headers.get());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (!authorities_.empty()) {
      // Not copied: it lives as long as this transport, and curl does not write to it.
      curl_blob blob{const_cast<char*>(authorities_.data()), authorities_.size(), CURL_BLOB_NOCOPY};
      curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
    }
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange.complaint.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    set_verb(exchange);
  }

  static void set_verb(Exchange& exchange) {
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
  }

  void collect() {
    int left = 0;
    while (auto* const message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto code = message->data.result;
      auto place = flying_.find(message->easy_handle);
      auto exchange = std::move(place->second);
      flying_.erase(place);
      curl_multi_remove_handle(multi_.get(), exchange->handle.get());
      if (code == CURLE_OK && redirected(*exchange)) {
        launch(std::move(exchange));
      } else {
        finish(*exchange, code);
      }
    }
  }

  // Readies the exchange for the place that the answer points to, if it may go there.
  bool redirected(Exchange& exchange) const {
    auto& request = exchange.request;
    char* target = nullptr;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_REDIRECT_URL, &target);
    const bool asks = exchange.response.status >= 301 && exchange.response.status <= 308 && exchange.response.status != 304;
    if (!asks || target == nullptr || request.method != "GET" || exchange.redirects >= kMostRedirects) return false;
    const std::string url = target;
    const auto scheme = [](const std::string& text) { return lower_ascii(text.substr(0, text.find("://"))); };
    if (scheme(url) != scheme(request.url) || host_of(url) != host_of(request.url)) return false;
    request.url = url;
    exchange.response = {};
    ++exchange.redirects;
    curl_easy_reset(exchange.handle.get());
    return true;
  }

  void finish(Exchange& exchange, CURLcode code) {
    curl_off_t took = 0;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_TOTAL_TIME_T, &took);
    exchange.response.took = std::chrono::duration_cast<Duration>(std::chrono::microseconds(took));
    if (code == CURLE_OK) {
      done_.push_back({exchange.ticket, std::move(exchange.response)});
    } else {
      done_.push_back({exchange.ticket, tl::unexpected(failure_of(exchange, code))});
    }
    idle_.push_back(std::move(exchange.handle));
  }

  const Clock& clock_;
  Random random_;
  CurlOptions options_;
  std::string authorities_;  // empty: curl's own
  std::string ca_problem_;
  Multi multi_;
  std::map<CURL*, std::unique_ptr<Exchange>> flying_;
  std::vector<Easy> idle_;
  std::deque<Completion> done_;
  Ticket last_ = 0;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const Clock& clock, Random random, const CurlOptions& options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::bad_alloc();
  return std::make_unique<CurlTransport>(clock, std::move(random), options);
}

}  // namespace hsn::http
