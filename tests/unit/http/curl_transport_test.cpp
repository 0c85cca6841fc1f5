#include "http/curl_transport.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "core/digest.hpp"
#include "support/fakes.hpp"
#include "tiny_server.hpp"

namespace curl_transport_test {

using namespace hsn;
using namespace hsn::http;
using namespace std::chrono_literals;
using test::After;
using test::Reply;
using test::TinyServer;
using Kind = Failure::Kind;

namespace {

std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string redirect(const std::string& to) { return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n"; }

Request asking(std::string method, std::string url, std::string body = "") {
  Request request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.body = std::move(body);
  return request;
}

struct Client {
  SystemClock clock;
  std::unique_ptr<Transport> transport;
  explicit Client(CurlOptions options = {}) : transport(make_curl_transport(clock, test::seeded(1), options)) {}

  Completion next() {
    while (true) {
      if (auto completion = transport->wait(clock.now() + 20s)) return std::move(*completion);
    }
  }
  tl::expected<Response, Failure> ask(const Request& request) {
    const auto ticket = transport->start(request);
    auto completion = next();
    CHECK(completion.ticket == ticket);
    return std::move(completion.outcome);
  }
  Kind failure(const Request& request) {
    const auto outcome = ask(request);
    REQUIRE_FALSE(outcome);
    INFO(outcome.error().detail);
    CHECK_FALSE(outcome.error().detail.empty());
    return outcome.error().kind;
  }
};

bool has_line(const std::string& request, const std::string& line) {
  return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

// What the environment says of proxies, for the time of a test.
struct ProxyVariables {
  static constexpr const char* kNames[] = {"http_proxy", "https_proxy", "all_proxy"};
  explicit ProxyVariables(const std::string& url) {
    for (const auto* name : kNames) setenv(name, url.c_str(), 1);
  }
  ~ProxyVariables() {
    for (const auto* name : kNames) unsetenv(name);
  }
  ProxyVariables(const ProxyVariables&) = delete;
  ProxyVariables& operator=(const ProxyVariables&) = delete;
};

}  // namespace

TEST_CASE("curl: an exchange carries method, headers, credentials and body there and status, headers and body back") {
  TinyServer server([](const std::string&) { return Reply{ok("{\"a\":1}", "X-WP-Total: 30\r\n")}; });
  CurlOptions options;
  options.user_agent = "hsn/test";
  Client client(options);
  auto request = asking("PATCH", server.url("/v1/pages/1?x=y"), "{\"b\":2}");
  request.headers = {{"Content-Type", "application/json"}, {"X-Evil", "a\r\nInjected: yes"}};
  request.auth = Bearer{Secret("ntn_1")};
  const auto response = client.ask(request).value();
  CHECK(response.status == 200);
  CHECK(response.body == "{\"a\":1}");
  REQUIRE(response.header("x-wp-total") != nullptr);
  CHECK(*response.header("x-wp-total") == "30");
  const auto sent = server.requests().at(0);
  CHECK(sent.starts_with("PATCH /v1/pages/1?x=y HTTP/1.1\r\n"));
  CHECK(sent.ends_with("\r\n\r\n{\"b\":2}"));
  CHECK(has_line(sent, "Authorization: Bearer ntn_1"));
  CHECK(has_line(sent, "Content-Type: application/json"));
  CHECK(has_line(sent, "User-Agent: hsn/test"));
  CHECK_FALSE(has_line(sent, "Injected: yes"));
  CHECK(sent.find("Expect:") == std::string::npos);
}

TEST_CASE("curl: every verb goes out as itself, a body only where there is one") {
  TinyServer server([](const std::string& request) {
    return Reply{request.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : ok("")};
  });
  Client client;
  for (const auto* const method : {"GET", "HEAD", "DELETE", "POST", "PUT"}) {
    CHECK(client.ask(asking(method, server.url("/"))).value().status == 200);
    CHECK(server.requests().back().starts_with(method));
    CHECK(server.requests().back().find("Content-Type") == std::string::npos);
  }
  CHECK(server.connections() == 3);  // an empty write that may not be repeated has one of its own: curl could repeat it
}

TEST_CASE("curl: several requests fly at once and their connections are kept") {
  TinyServer server([](const std::string&) { return Reply{ok("x")}; });
  Client client;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) client.transport->start(asking("GET", server.url("/")));
    for (int i = 0; i < 4; ++i) CHECK(client.next().outcome.has_value());
  }
  CHECK(server.connections() <= 4);
}

TEST_CASE("curl: a first answer that does not come holds up nobody else at that host") {
  TinyServer server([](const std::string& request) {
    return request.starts_with("GET /hang") ? Reply{"", After::hang} : Reply{ok("x")};
  });
  CurlOptions options;
  options.total_timeout = 2s;
  Client client(options);
  client.transport->start(asking("GET", server.url("/hang")));
  const auto other = client.transport->start(asking("GET", server.url("/")));
  const auto first = client.next();
  CHECK(first.ticket == other);
  CHECK(first.outcome.has_value());
  CHECK_FALSE(client.next().outcome.has_value());
}

TEST_CASE("curl: a signed request carries its signature in the query") {
  TinyServer server([](const std::string&) { return Reply{ok("[]")}; });
  Client client;
  auto request = asking("GET", server.url("/wp-json/wc/v3/orders?page=2"));
  request.auth = OAuth1{Secret("ck_1"), Secret("cs_1")};
  client.ask(request).value();
  client.ask(request).value();
  const auto first = server.requests().at(0), second = server.requests().at(1);
  CHECK(first.starts_with("GET /wp-json/wc/v3/orders?page=2&oauth_consumer_key=ck_1&oauth_nonce="));
  // The shop refuses a nonce that it has seen.
  CHECK(first.substr(0, first.find("\r\n")) != second.substr(0, second.find("\r\n")));
}

TEST_CASE("curl: an answer that is cut short is lost, not short") {
  TinyServer server([](const std::string& request) {
    if (request.starts_with("GET /chunked"))
      return Reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", After::close};
    return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", After::close};
  });
  Client client;
  CHECK(client.failure(asking("GET", server.url("/"))) == Kind::lost);
  CHECK(client.failure(asking("GET", server.url("/chunked"))) == Kind::lost);
}

TEST_CASE("curl: no answer at all, at once or in time, is lost") {
  TinyServer server([](const std::string& request) {
    return Reply{"", request.starts_with("GET /hang") ? After::hang : After::close};
  });
  CurlOptions options;
  options.total_timeout = 150ms;
  Client client(options);
  CHECK(client.failure(asking("GET", server.url("/hang"))) == Kind::lost);
  CHECK(client.failure(asking("POST", server.url("/close"), "{}")) == Kind::lost);
  auto patient = asking("GET", server.url("/hang"));
  patient.timeout = 50ms;
  CHECK(client.failure(patient) == Kind::lost);
}

TEST_CASE("curl: a write is never sent twice, even when a kept connection dies under it") {
  std::atomic<int> posts = 0;
  TinyServer server([&](const std::string& request) {
    if (request.starts_with("GET")) return Reply{ok("")};
    ++posts;
    return Reply{"", After::close};
  });
  Client client;
  CHECK(client.ask(asking("GET", server.url("/"))).has_value());
  CHECK(client.failure(asking("POST", server.url("/"), "{\"n\":1}")) == Kind::lost);
  CHECK(posts == 1);
}

TEST_CASE("curl: where nobody listens and what has no address was not sent") {
  std::string gone;
  {
    gone = TinyServer([](const std::string&) { return Reply{}; }).url("/");
  }
  Client client;
  CHECK(client.failure(asking("POST", gone, "{}")) == Kind::not_sent);
  CHECK(client.failure(asking("GET", "http://no-such-host.invalid/")) == Kind::not_sent);
  CHECK(client.failure(asking("GET", "file:///etc/passwd")) == Kind::not_sent);
}

TEST_CASE("curl: plain http goes past the proxies of the environment, https by them") {
  TinyServer server([](const std::string&) { return Reply{ok("straight")}; });
  TinyServer proxy([](const std::string&) { return Reply{ok("by proxy")}; });
  const ProxyVariables variables(proxy.url(""));
  Client client;
  CHECK(client.ask(asking("GET", server.url("/"))).value().body == "straight");
  CHECK(proxy.requests().empty());
  client.failure(asking("GET", "https://notion.example.com/"));
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests().front().starts_with("CONNECT notion.example.com:443 "));
}

TEST_CASE("curl: a GET follows redirects within the origin, five at most") {
  TinyServer server([](const std::string& request) {
    const auto n = std::stoi(request.substr(request.find("/r") + 2));
    return Reply{n == 0 ? ok("there") : redirect("/r" + std::to_string(n - 1))};
  });
  Client client;
  auto request = asking("GET", server.url("/r5"));
  request.auth = Bearer{Secret("ntn_1")};
  const auto response = client.ask(request).value();
  CHECK(response.body == "there");
  CHECK(response.header("Location") == nullptr);
  CHECK(has_line(server.requests().back(), "Authorization: Bearer ntn_1"));
  CHECK(client.ask(asking("GET", server.url("/r6"))).value().status == 302);
  CHECK(client.ask(asking("POST", server.url("/r1"), "{}")).value().status == 302);
}

TEST_CASE("curl: a signed GET that is redirected with its query carries one signature") {
  TinyServer server([](const std::string& request) {
    const auto target = request.substr(4, request.find(" HTTP") - 4);
    if (target.starts_with("/products/?")) return Reply{ok("there")};
    return Reply{redirect("/products/" + target.substr(target.find('?')))};
  });
  Client client;
  auto request = asking("GET", server.url("/products?page=2"));
  request.auth = OAuth1{Secret("ck_1"), Secret("cs_1")};
  CHECK(client.ask(request).value().body == "there");
  const auto last = server.requests().back();
  CHECK(last.starts_with("GET /products/?page=2&oauth_consumer_key=ck_1&"));
  CHECK(last.find("oauth_signature=") == last.rfind("oauth_signature="));
}

TEST_CASE("curl: a redirect to another origin is delivered, not followed") {
  TinyServer other([](const std::string&) { return Reply{ok("secrets, please")}; });
  TinyServer server([&](const std::string&) { return Reply{redirect(other.url("/"))}; });
  Client client;
  const auto response = client.ask(asking("GET", server.url("/"))).value();
  CHECK(response.status == 302);
  CHECK(*response.header("Location") == other.url("/"));
  CHECK(other.connections() == 0);
}

TEST_CASE("curl: compressed answers are unpacked, and the limit counts what comes out") {
  const auto packed =
      unbase64("H4sIAAAAAAAC/+3BAQ0AAADCoKzvX8IcbkABAAAAAAAAAADAvwGX1H5GECcAAA==").value();  // gzip of 10,000 times "a"
  TinyServer server([&](const std::string&) { return Reply{ok(packed, "Content-Encoding: gzip\r\n")}; });
  CurlOptions options;
  options.max_body = 10'000;
  CHECK(Client(options).ask(asking("GET", server.url("/"))).value().body == std::string(10'000, 'a'));
  CHECK(server.requests().back().find("Accept-Encoding: ") != std::string::npos);
  options.max_body = 9'999;
  CHECK(Client(options).failure(asking("GET", server.url("/"))) == Kind::too_large);
}

TEST_CASE("curl: an answer longer than the limit is refused") {
  TinyServer server([](const std::string&) { return Reply{ok(std::string(5000, 'x'))}; });
  CurlOptions options;
  options.max_body = 4999;
  Client small(options);
  CHECK(small.failure(asking("GET", server.url("/"))) == Kind::too_large);
  options.max_body = 5000;
  Client large(options);
  CHECK(large.ask(asking("GET", server.url("/"))).value().body.size() == 5000);
}

#if !defined(__SANITIZE_ADDRESS__)  // which needs the whole address space
TEST_CASE("curl: an answer that there is no memory for fails alone, in words") {
  const TinyServer server([](const std::string&) { return Reply{ok(std::string(100U << 20U, 'x'))}; });
  const auto url = server.url("/");
  const pid_t child = ::fork();
  if (child == 0) {
    Client client;
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (48U << 20U);
    const rlimit limit{most, most};
    ::setrlimit(RLIMIT_AS, &limit);
    try {
      client.transport->start(asking("GET", url));
      const auto outcome = client.next().outcome;
      ::_exit(!outcome && outcome.error().kind == Kind::too_large && outcome.error().detail == "there is no memory for it" ? 0
                                                                                                                           : 1);
    } catch (...) {
      ::_exit(2);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif

TEST_CASE("curl: after a failed gateway the next request takes a new connection") {
  const auto* const status = GENERATE("502 Bad Gateway", "504 Gateway Timeout");
  TinyServer server(
      [&](const std::string&) { return Reply{std::string("HTTP/1.1 ") + status + "\r\nContent-Length: 0\r\n\r\n"}; });
  Client client;
  CHECK(client.ask(asking("GET", server.url("/"))).has_value());
  CHECK(client.ask(asking("GET", server.url("/"))).has_value());
  CHECK(server.connections() == 2);
}

TEST_CASE("curl: a wait ends at its deadline, and at once when a signal comes") {
  Client client;
  const auto began = std::chrono::steady_clock::now();
  CHECK_FALSE(client.transport->wait(client.clock.now() + 30ms));
  CHECK(std::chrono::steady_clock::now() - began >= 25ms);

  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, nullptr);
  std::atomic<bool> awake = false;
  std::thread bell([&, self = pthread_self()] {
    while (!awake) pthread_kill(self, SIGUSR1);
  });
  const auto called = std::chrono::steady_clock::now();
  CHECK_FALSE(client.transport->wait(client.clock.now() + 30s));
  CHECK(std::chrono::steady_clock::now() - called < 500ms);
  awake = true;
  bell.join();
}

TEST_CASE("curl: a certificate that is not in order is refused in plain words") {
  struct Case {
    std::string address;
    long from, until;
    bool trusted;
    std::string words;
  };
  const auto& [address, from, until, trusted, words] = GENERATE(values<Case>({
      {"127.0.0.1", -7200, -3600, true, "expired"},
      {"127.0.0.1", 3600, 7200, true, "not valid yet"},
      {"127.0.0.2", -3600, 3600, true, "another host name"},
      {"127.0.0.1", -3600, 3600, false, "signed by nobody but itself"},
  }));
  const auto certificate = test::make_certificate(address, from, until);
  TinyServer server([](const std::string&) { return Reply{ok("never")}; }, &certificate);
  const test::TempDir dir;
  std::ofstream(dir.path() / "ca.pem") << test::pem(certificate);
  CurlOptions options;
  if (trusted) options.ca_file = dir.path() / "ca.pem";
  Client client(options);
  const auto outcome = client.ask(asking("GET", server.url("/")));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind == Kind::tls);
  CHECK_THAT(outcome.error().detail, Catch::Contains(words));
  CHECK(server.requests().empty());
}

TEST_CASE("curl: HTTP_CA_FILE adds a trusted certificate, and one that cannot be read is said so") {
  const auto certificate = test::make_certificate("127.0.0.1", -3600, 3600);
  TinyServer server([](const std::string&) { return Reply{ok("safe")}; }, &certificate);
  const test::TempDir dir;
  std::ofstream(dir.path() / "ca.pem") << test::pem(certificate);
  CurlOptions options;
  options.ca_file = dir.path() / "ca.pem";
  Client client(options);
  CHECK(client.ask(asking("GET", server.url("/"))).value().body == "safe");

  options.ca_file = dir.path() / "missing.pem";
  Client lost(options);
  const auto outcome = lost.ask(asking("GET", server.url("/")));
  REQUIRE_FALSE(outcome);
  CHECK_THAT(outcome.error().detail, Catch::Contains("missing.pem"));
}

}  // namespace curl_transport_test
