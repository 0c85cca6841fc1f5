// The front is spoken to over a plain socket: what a client library would mend is what these tests look at.
#include "server/front.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>

namespace front_test {

using hsn::server::Front;
using hsn::server::Reply;

namespace {

class Plug {
 public:
  explicit Plug(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Plug() { ::close(socket_); }
  Plug(const Plug&) = delete;
  Plug& operator=(const Plug&) = delete;
  void send(std::string_view text) {
    REQUIRE(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  // Until `end` has come, or the other side has closed.
  std::string read_until(std::string_view end) {
    std::string all;
    char c = 0;
    while (all.find(end) == std::string::npos && ::recv(socket_, &c, 1, 0) == 1) all += c;
    return all;
  }
  void finish() { ::shutdown(socket_, SHUT_WR); }
  std::string read_all() { return read_until(std::string_view("\0never\0", 7)); }

 private:
  int socket_;
};

Reply reply(int status, std::string body) {
  hsn::http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain"}, {"X-Kind", "test"}};
  response.body = std::move(body);
  return {std::move(response), {}};
}

std::unique_ptr<Front> open(hsn::server::Handler handler) {
  auto front = Front::listen("127.0.0.1", 0, std::move(handler));
  REQUIRE(front);
  return std::move(*front);
}

}  // namespace

TEST_CASE("front: method, target, headers and body arrive as they were sent") {
  hsn::http::Request seen;
  const auto front = open([&](const hsn::http::Request& request) {
    seen = request;
    return reply(201, "made");
  });
  Plug plug(front->port());
  plug.send(
      "PATCH /v1/pages/a%2Fb?x=%26&x=2 HTTP/1.1\r\nHost: shop.test:81\r\nAuthorization: Bearer t\r\nContent-Length: "
      "4\r\n\r\nbody");
  const auto answer = plug.read_until("made");
  CHECK(answer.starts_with("HTTP/1.1 201"));
  CHECK(answer.find("X-Kind: test") != std::string::npos);
  CHECK(answer.find("Content-Length: 4") != std::string::npos);
  CHECK(answer.find("Content-Type: text/plain") != std::string::npos);
  CHECK(seen.method == "PATCH");
  CHECK(seen.url == "http://shop.test:81/v1/pages/a%2Fb?x=%26&x=2");
  CHECK(seen.body == "body");
  const auto token =
      std::find_if(seen.headers.begin(), seen.headers.end(), [](const auto& header) { return header.name == "Authorization"; });
  REQUIRE(token != seen.headers.end());
  CHECK(token->value == "Bearer t");
}

TEST_CASE("front: a connection serves many requests") {
  const auto front = open([n = 0](const hsn::http::Request&) mutable { return reply(200, "#" + std::to_string(++n) + ";"); });
  Plug plug(front->port());
  for (int i = 1; i <= 20; ++i) {
    plug.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(plug.read_until(";").ends_with("#" + std::to_string(i) + ";"));
  }
}

TEST_CASE("front: no answer means not one byte") {
  const auto front = open([](const hsn::http::Request&) { return Reply{}; });
  Plug plug(front->port());
  plug.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(plug.read_all().empty());
}

TEST_CASE("front: a cut answer promises its whole length and ends early") {
  const auto front = open([](const hsn::http::Request& request) {
    auto cut = reply(200, "0123456789");
    cut.cut = static_cast<std::size_t>(request.url.back() - '0');
    return cut;
  });
  for (const int bytes : {0, 4}) {
    Plug plug(front->port());
    plug.send("GET /" + std::to_string(bytes) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = plug.read_all();
    CHECK(answer.find("Content-Length: 10") != std::string::npos);
    CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == std::string("0123456789").substr(0, static_cast<std::size_t>(bytes)));
  }
}

TEST_CASE("front: a large body passes, a huge one is refused") {
  const auto front =
      open([](const hsn::http::Request& request) { return reply(200, std::to_string(request.body.size()) + ";"); });
  {
    Plug plug(front->port());
    std::thread sender(
        [&] { plug.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'x')); });
    const auto answer = plug.read_until(";");
    sender.join();  // before anything is checked here: Catch takes assertions from one thread at a time
    CHECK(answer.ends_with("3000000;"));
  }
  Plug plug(front->port());
  plug.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000000\r\n\r\n");
  plug.finish();
  CHECK(plug.read_until("\r\n").starts_with("HTTP/1.1 413"));
}

TEST_CASE("front: a taken port is said to be taken") {
  const auto handler = [](const hsn::http::Request&) { return reply(200, ""); };
  const auto front = open(handler);
  const auto second = Front::listen("127.0.0.1", front->port(), handler);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == hsn::Fault::bad_config);
}

TEST_CASE("front: it stops while clients are connected") {
  auto front = open([](const hsn::http::Request&) { return reply(200, ";"); });
  Plug plug(front->port());
  plug.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  plug.read_until(";");
  front.reset();
  CHECK(plug.read_all().empty());
}

}  // namespace front_test
