// Faults on request around any emulator: on the n-th request that matches, something goes wrong.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

struct Failpoint {
  enum class Kind {
    drop_before,   // the connection dies, nothing was applied
    drop_after,    // applied, the answer is lost
    status,        // answered with `status`, nothing applied
    status_after,  // applied, answered with `status`
    saved,         // applied, answered with a 503 that says so and names what was made (notion.md 5)
    slow,          // the answer takes `delay`
    truncate,      // applied, the answer is cut after `bytes`
    html,          // a proxy's HTML page with status 200
    garbage,       // half a JSON
  } kind{};
  std::string method;         // empty: any
  std::string path_contains;  // empty: any
  int nth = 1;                // the n-th match, and `times` - 1 more after it; 0: every match
  int times = 1;
  int status = 500;
  std::string retry_after;
  Duration delay{};
  std::size_t bytes = 0;
};
// KIND:METHOD:PATH:NTH. "drop-before", "drop-after:POST:/v1/pages:3", "429:*:/v1:10" (and the next: "10x2"; "*": every one),
// "429=30:…" (Retry-After), "after-502", "saved", "slow=5s:GET:/wp-json:1", "truncate=100:GET:/v1/data_sources:2", "html",
// "garbage"
Result<Failpoint> parse_failpoint(std::string_view text);

// What becomes of one exchange: an answer, or none (the server front closes the connection; FakeTransport says lost).
struct Exchange {
  std::optional<http::Response> response;
  bool applied = false;
  std::optional<std::size_t> cut;  // send only so many bytes of the body, then close
};
class Faults {
 public:
  void add(Failpoint);
  void clear();
  Exchange pass(Emulator&, const http::Request&, Instant now);

 private:
  struct Armed {
    Failpoint point;
    int seen = 0;
  };
  std::vector<Armed> armed_;
};

}  // namespace hsn::sandbox
