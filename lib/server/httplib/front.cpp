// The module behind Front: everything that knows cpp-httplib, and nothing of hsn but types.
#include "server/front.hpp"

#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

namespace hsn::server {
namespace {

constexpr std::size_t kThreads = 16;  // a kept-alive connection holds one while it lives
constexpr std::size_t kMaxBody = 100U << 20U;
constexpr Duration kReadTimeout = std::chrono::seconds(10);
constexpr Duration kIdleTimeout = std::chrono::seconds(5);
constexpr Duration kTick = std::chrono::milliseconds(100);  // how soon a stop is noticed

// cpp-httplib can leave an answer short, but not leave it out. This stream can do both: it stops writing after so many
// bytes of body, or before the status line.
class Wire final : public httplib::Stream {
 public:
  explicit Wire(int socket) : socket_(socket) {}

  bool is_readable() const override { return next_ < filled_ || ready(POLLIN, kReadTimeout); }
  bool is_writable() const override { return !silent_ && ready(POLLOUT, kReadTimeout); }

  ssize_t read(char* out, std::size_t size) override {
    if (next_ == filled_) {
      if (!ready(POLLIN, kReadTimeout)) return -1;
      const auto got = retried([&] { return ::recv(socket_, buffer_.data(), buffer_.size(), 0); });
      if (got <= 0) return got;
      next_ = 0;
      filled_ = static_cast<std::size_t>(got);
    }
    const auto taken = std::min(size, filled_ - next_);
    std::copy_n(buffer_.data() + next_, taken, out);
    next_ += taken;
    return static_cast<ssize_t>(taken);
  }

  ssize_t write(const char* data, std::size_t size) override {
    if (silent_) return -1;
    const auto allowed = allowance({data, size});
    for (std::size_t sent = 0; sent < allowed;) {
      if (!ready(POLLOUT, kReadTimeout)) return -1;
      const auto now = retried([&] { return ::send(socket_, data + sent, allowed - sent, MSG_NOSIGNAL); });
      if (now < 0) return now;
      sent += static_cast<std::size_t>(now);
    }
    if (allowed == size) return static_cast<ssize_t>(size);
    silent_ = true;
    return -1;
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = "127.0.0.1";
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override { get_remote_ip_and_port(ip, port); }
  socket_t socket() const override { return socket_; }

  // A new request may begin: the peer has sent something (more). False: it has gone, or was silent for too long.
  bool awaits_request(const std::atomic<socket_t>& listening) {
    silent_ = false;
    body_left_.reset();
    in_body_ = false;
    if (next_ < filled_) return true;
    for (Duration waited{}; waited < kIdleTimeout; waited += kTick) {
      if (listening == INVALID_SOCKET) return false;
      if (ready(POLLIN, kTick)) return true;
    }
    return false;
  }
  void say_nothing() { silent_ = true; }
  void cut_body_after(std::size_t bytes) { body_left_ = bytes; }
  bool silenced() const { return silent_; }

 private:
  template <class Call>
  static ssize_t retried(Call call) {
    ssize_t done = 0;
    do done = call();
    while (done < 0 && errno == EINTR);
    return done;
  }
  bool ready(short events, Duration timeout) const {
    pollfd entry{socket_, events, 0};
    return retried([&] { return ::poll(&entry, 1, static_cast<int>(timeout.count())); }) > 0;
  }
  // How many of these bytes may go out. cpp-httplib writes the whole head at once, then the body.
  std::size_t allowance(std::string_view bytes) {
    if (!body_left_) return bytes.size();
    std::size_t head = 0;
    if (!in_body_) {
      const auto end = bytes.find("\r\n\r\n");
      in_body_ = end != std::string_view::npos;
      head = in_body_ ? end + 4 : bytes.size();
    }
    const auto body = std::min(bytes.size() - head, *body_left_);
    *body_left_ -= body;
    return head + body;
  }

  int socket_;
  std::array<char, 16384> buffer_{};
  std::size_t next_ = 0, filled_ = 0;
  bool silent_ = false, in_body_ = false;
  std::optional<std::size_t> body_left_;
};

// The connection that this thread is serving: cpp-httplib hands its handlers no way to reach it.
thread_local Wire* current_wire = nullptr;

class Server final : public httplib::Server {
 private:
  bool process_and_close_socket(socket_t socket) override {
    Wire wire(socket);
    current_wire = &wire;
    bool closed = false;
    while (!closed && wire.awaits_request(svr_sock_)) {
      if (!process_request(wire, false, closed, nullptr) || wire.silenced()) break;
    }
    current_wire = nullptr;
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return true;
  }
};

http::Request to_request(const httplib::Request& from) {
  http::Request request;
  request.method = from.method;
  request.url = "http://" + from.get_header_value("Host") + from.target;
  for (const auto& [name, value] : from.headers) request.headers.push_back({name, value});
  request.body = from.body;
  return request;
}

void to_answer(const http::Response& from, httplib::Response& answer) {
  answer.status = from.status;
  std::string type = "application/json";
  for (const auto& [name, value] : from.headers) {
    if (::strcasecmp(name.c_str(), "Content-Type") == 0) {
      type = value;
    } else if (::strcasecmp(name.c_str(), "Content-Length") != 0) {  // set_content writes both
      answer.headers.emplace(name, value);
    }
  }
  answer.set_content(from.body, type);
}

class HttplibFront final : public Front {
 public:
  explicit HttplibFront(Handler handler) : handler_(std::move(handler)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_payload_max_length(kMaxBody);
    server_.set_tcp_nodelay(true);
    // cpp-httplib's own choice is SO_REUSEPORT, with which two servers share a port unnoticed.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const auto serve = [this](const httplib::Request& request, httplib::Response& answer) { this->serve(request, answer); };
    const char* const any = R"([\s\S]*)";
    server_.Get(any, serve).Post(any, serve).Put(any, serve).Patch(any, serve).Delete(any, serve).Options(any, serve);
  }
  ~HttplibFront() override {
    stopping_ = true;
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  bool open(const std::string& host, int port) {
    port_ = port == 0 ? server_.bind_to_any_port(host) : server_.bind_to_port(host, port) ? port : -1;
    if (port_ <= 0) return false;
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    return true;
  }

  int port() const override { return port_; }
  void run_until(const std::atomic<bool>& stop) override {
    while (!stop) std::this_thread::sleep_for(kTick);  // a signal handler may set a flag, and hardly more
  }

 private:
  void serve(const httplib::Request& request, httplib::Response& answer) {
    const auto reply = handler_(to_request(request));
    if (!reply.response) return current_wire->say_nothing();
    for (Duration left = reply.response->took; left > Duration{} && !stopping_; left -= kTick) {
      std::this_thread::sleep_for(std::min(left, kTick));
    }
    to_answer(*reply.response, answer);
    if (reply.cut) current_wire->cut_body_after(*reply.cut);
  }

  Handler handler_;
  Server server_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace

extern "C" void hsn_listen(const std::string& host, int port, Handler& handler, std::unique_ptr<Front>& listening) {
  auto front = std::make_unique<HttplibFront>(std::move(handler));
  if (front->open(host, port)) listening = std::move(front);
}

}  // namespace hsn::server
