#include "http/tape.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::http {
namespace {

constexpr std::size_t kLongestBody = 64U << 10U;

struct Keeper {
  int handle = -1;
  explicit Keeper(int opened) : handle(opened) {}
  ~Keeper() {
    if (handle >= 0) close(handle);
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
};

class FileTape final : public Tape {
 public:
  FileTape(int handle, std::function<std::string(std::string)> redact) : file_(handle), redact_(std::move(redact)) {}

  void record(const Request& request, const tl::expected<Response, Failure>& outcome, Instant at) override {
    Json line{{"at", format_instant(at)},
              {"service", request.service},
              {"method", request.method},
              {"url", redact_(request.url)},
              {"headers", headers(request.headers)}};
    if (!request.body.empty()) line["body"] = body(request.body);
    line["answer"] = outcome ? answer(*outcome) : Json{{"failure", redact_(outcome.error().detail)}};
    write_line(line);
  }

  void write_line(const Json& json) {
    auto line = dump_json(json) + "\n";
    // A trace that cannot be written must not stop the work it is to explain.
    for (std::string_view rest = line; !rest.empty();) {
      const auto written = ::write(file_.handle, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }

 private:
  Json answer(const Response& response) const {
    return {{"status", response.status},
            {"took_ms", response.took.count()},
            {"headers", headers(response.headers)},
            {"body", body(response.body)}};
  }
  Json headers(const std::vector<Header>& list) const {
    Json json = Json::object();
    for (const auto& header : list) {
      const auto name = lower_ascii(header.name);
      const bool secret = name == "authorization" || name == "proxy-authorization" || name == "cookie" || name == "set-cookie";
      json[header.name] = secret ? "[secret]" : redact_(header.value);
    }
    return json;
  }
  // Cut after redaction: half a secret at the cut would not be recognised.
  std::string body(const std::string& text) const {
    auto clean = redact_(text);
    if (clean.size() <= kLongestBody) return clean;
    const auto size = clean.size();
    clean.resize(kLongestBody);
    return clean + "... (" + std::to_string(size) + " bytes)";
  }

  Keeper file_;
  std::function<std::string(std::string)> redact_;
};

}  // namespace

Result<std::unique_ptr<Tape>> Tape::open(const std::filesystem::path& path, std::function<std::string(std::string)> redact) {
  const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (handle < 0) {
    return fail(Fault::bad_config, std::string("the trace cannot be written: ") + std::strerror(errno), path.string(),
                "choose a file in a directory of your own that is not a link");
  }
  auto tape = std::make_unique<FileTape>(handle, std::move(redact));
  // An older file keeps its mode when it is opened again.
  if (::fchmod(handle, 0600) != 0) return fail(Fault::bad_config, "the trace file cannot be made private", path.string());
  tape->write_line({{"note", "exchanges of hsn, secrets removed; names, addresses and orders of people are still in it"}});
  return std::unique_ptr<Tape>(std::move(tape));
}

}  // namespace hsn::http
