#include "http/curl_transport.hpp"

#include <curl/curl.h>

#include <algorithm>
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
#include "http/curl_exchange.hpp"

namespace hsn::http {
namespace {

constexpr int kMostRedirects = 5;
constexpr Duration kLongestNap = std::chrono::seconds(1);  // a signal that comes just before the poll is noticed after it

using Multi = std::unique_ptr<CURLM, Releaser<curl_multi_cleanup>>;

std::string file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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
    // Over TLS the handshake tells whether connections can be shared; without it, only the first answer would, and a service that
    // keeps it back would hold up all others of its host.
    curl_easy_setopt(curl, CURLOPT_PIPEWAIT, url.starts_with("https:") ? 1L : 0L);
    // Plain http is for this machine: a proxy of the environment would take tokens away in the clear.
    if (!url.starts_with("https:")) curl_easy_setopt(curl, CURLOPT_PROXY, "");
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
    connect_callbacks(exchange);
    set_verb(exchange);
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
    request.url = without_signature(url);
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
    // It keeps its connections, and no pointer into the exchange.
    curl_easy_reset(exchange.handle.get());
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
