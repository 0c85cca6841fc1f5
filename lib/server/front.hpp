// The HTTP front of `hsn sandbox` (and later `hsn serve`): cpp-httplib behind one function type, in a
// module that is loaded when it is first needed (docs/decisions/0006-libraries-loaded-late.md). 127.0.0.1 unless told otherwise.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "http/message.hpp"

namespace hsn::server {

struct Reply {
  // Null: the connection is closed without an answer. Response::took says for how long the answer is kept back.
  std::optional<http::Response> response;
  std::optional<std::size_t> cut;  // only so many bytes of the body are sent, less than the headers promise; then it is closed
};
using Handler = std::function<Reply(const http::Request&)>;  // called from several threads

class Front {
 public:
  // Port 0: any free one.
  static Result<std::unique_ptr<Front>> listen(const std::string& host, int port, Handler);
  virtual ~Front() = default;  // stops and joins
  virtual int port() const = 0;
  virtual void run_until(const std::atomic<bool>& stop) = 0;
};

// What the module (lib/server/httplib) exports. `listening` stays null when the port cannot be had.
extern "C" void hsn_listen(const std::string& host, int port, Handler& handler, std::unique_ptr<Front>& listening);

}  // namespace hsn::server
