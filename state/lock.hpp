// One writer per state file, by flock: the kernel frees it at exit or crash. The file is never unlinked.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace hsn::state {

class Lock {
 public:
  virtual ~Lock() = default;
  // Somebody on a terminal waits for us (they hold hsn.db.want shared): an unattended sync, pull or push ends at its next
  // whole point.
  virtual bool wanted() const = 0;
};

struct LockOptions {
  std::filesystem::path file;  // <state>.lock; made if missing, beside it <state>.want
  std::string holder;          // "run by anna: hsn sync notion, since 10:02": written into it for the one who waits
  Duration wait{};             // zero: do not wait
  bool attended = false;       // on a terminal: waits without end, says for whom, and holds the want file meanwhile
  std::function<void(const std::string& holder)> waiting;  // called once when it has to wait
  std::function<bool()> give_up;                           // polled while waiting (SIGINT)
};

// conflict: somebody else holds it ("… holds the lock").
Result<std::unique_ptr<Lock>> acquire(const LockOptions&);

}  // namespace hsn::state
