// A server of one thread on a loopback port, which answers each request by whatever bytes the test wants: cut short, late,
// compressed, or wrapped in TLS with a certificate of the test's making.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hsn::test {

// How the server goes on after it has written its bytes.
enum class After { keep, close, hang };
struct Reply {
  std::string bytes;
  After after = After::keep;
};

struct Certificate {
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{EVP_RSA_gen(2048), EVP_PKEY_free};
  std::unique_ptr<X509, void (*)(X509*)> x509{X509_new(), X509_free};
};

// Signed by itself, for one address, from `from` to `until` in seconds from now.
inline Certificate make_certificate(const std::string& address, long from, long until) {
  Certificate made;
  auto* const x509 = made.x509.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), from);
  X509_gmtime_adj(X509_getm_notAfter(x509), until);
  X509_set_pubkey(x509, made.key.get());
  auto* const name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("hsn test"), -1, -1, 0);
  X509_set_issuer_name(x509, name);
  for (const auto& [kind, text] :
       {std::pair{NID_basic_constraints, std::string("critical,CA:TRUE")}, {NID_subject_alt_name, "IP:" + address}}) {
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(x509, made.key.get(), EVP_sha256());
  return made;
}

inline std::string pem(const Certificate& certificate) {
  const std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), [](BIO* bio) { BIO_free(bio); });
  PEM_write_bio_X509(out.get(), certificate.x509.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

class TinyServer {
  template <class Work>
  auto locked(Work work) const {
    const std::lock_guard lock(mutex_);
    return work();
  }

 public:
  // Gets the whole request as text.
  using Handler = std::function<Reply(const std::string&)>;

  explicit TinyServer(Handler handler, const Certificate* certificate = nullptr) : handler_(std::move(handler)) {
    std::signal(SIGPIPE, SIG_IGN);
    if (certificate != nullptr) {
      tls_.reset(SSL_CTX_new(TLS_server_method()));
      SSL_CTX_use_certificate(tls_.get(), certificate->x509.get());
      SSL_CTX_use_PrivateKey(tls_.get(), certificate->key.get());
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 || ::pipe(wake_) != 0) {
      throw std::runtime_error("no loopback port");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TinyServer() {
    ::close(wake_[1]);
    thread_.join();
    ::close(wake_[0]);
    ::close(listener_);
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  std::string url(const std::string& path) const {
    return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) + path;
  }
  int connections() const {
    return locked([this] { return connections_; });
  }
  std::vector<std::string> requests() const {
    return locked([this] { return requests_; });
  }

 private:
  struct Peer {
    int socket;
    std::unique_ptr<SSL, void (*)(SSL*)> tls{nullptr, SSL_free};
    std::string unread;
  };

  void serve() {
    std::vector<Peer> peers;
    while (true) {
      std::vector<pollfd> watched{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const auto& peer : peers) watched.push_back({peer.socket, POLLIN, 0});
      ::poll(watched.data(), watched.size(), -1);
      if (watched[0].revents != 0) break;
      for (std::size_t i = peers.size(); i-- > 0;) {
        if (watched[i + 2].revents == 0 || attend(peers[i])) continue;
        peers[i].tls.reset();
        ::close(peers[i].socket);
        peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (watched[1].revents != 0) welcome(peers);
    }
    for (const auto& peer : peers) ::close(peer.socket);
  }

  void welcome(std::vector<Peer>& peers) {
    Peer peer{::accept(listener_, nullptr, nullptr), {nullptr, SSL_free}, {}};
    locked([this] { return ++connections_; });
    if (tls_) {
      peer.tls.reset(SSL_new(tls_.get()));
      SSL_set_fd(peer.tls.get(), peer.socket);
      if (SSL_accept(peer.tls.get()) != 1) {
        ::close(peer.socket);
        return;
      }
    }
    peers.push_back(std::move(peer));
  }

  // False: close the connection.
  bool attend(Peer& peer) {
    char buffer[65536];
    const auto got =
        peer.tls ? SSL_read(peer.tls.get(), buffer, sizeof buffer) : static_cast<int>(::read(peer.socket, buffer, sizeof buffer));
    if (got <= 0) return false;
    peer.unread.append(buffer, static_cast<std::size_t>(got));
    const auto head = peer.unread.find("\r\n\r\n");
    if (head == std::string::npos) return true;
    const auto length = peer.unread.find("Content-Length: ");
    const auto body = length < head ? std::stoul(peer.unread.substr(length + 16)) : 0;
    if (peer.unread.size() < head + 4 + body) return true;
    auto request = peer.unread.substr(0, head + 4 + body);
    peer.unread.erase(0, request.size());
    locked([&] {
      requests_.push_back(request);
      return 0;
    });
    return answer(peer, handler_(request));
  }

  static bool answer(Peer& peer, const Reply& reply) {
    for (std::string_view rest = reply.bytes; !rest.empty();) {
      const auto put = peer.tls ? SSL_write(peer.tls.get(), rest.data(), static_cast<int>(rest.size()))
                                : static_cast<int>(::write(peer.socket, rest.data(), rest.size()));
      if (put <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(put));
    }
    return reply.after != After::close;
  }

  Handler handler_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_{nullptr, SSL_CTX_free};
  int listener_ = -1, wake_[2] = {-1, -1}, port_ = 0, connections_ = 0;
  std::vector<std::string> requests_;
  mutable std::mutex mutex_;
  std::thread thread_;
};

}  // namespace hsn::test
