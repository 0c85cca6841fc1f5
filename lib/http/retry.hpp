// Which request may be sent again after what, and when. Pure; the courier carries it out.
#pragma once

#include <cstdint>
#include <optional>

#include "core/clock.hpp"
#include "http/message.hpp"
#include "http/transport.hpp"

namespace hsn::http {

using Outcome = tl::expected<Response, Failure>;

// What has happened, as far as repeating goes.
enum class Happened {
  answered,   // success, or an error that a repetition would not change; 409 too: the caller knows what to do about it
  throttled,  // 429, 529: not carried out, come back later
  blocked,    // 429 that says not to come back, or that no waiting mends
  failing,    // 5xx, from the server or a proxy before it: perhaps carried out
  not_sent,   // no connection
  untrusted,  // TLS
  lost,       // perhaps carried out
  oversized,  // carried out, the answer is of no use
};
Happened what_happened(const Outcome&);

enum class Then {
  deliver,
  later,  // as often as it takes: bounded by patience alone
  again,  // uses up one of HostPolicy::max_retries
};
Then what_then(const Request&, const Outcome&);

// Whose budget a 429 speaks of.
enum class Meant {
  us,        // this account: its budget can be learnt from it
  somebody,  // the whole workspace, one endpoint, or an overload (529): wait, and conclude nothing
};
Meant whom_it_means(const Response&);

// How long the answer asks to wait. A date is measured by the server's own clock where it shows it.
std::optional<Duration> retry_after(const Response&, Instant now);

// Full jitter: anything between nothing and base * 2^earlier, at most the cap. For answers that name no time.
struct Backoff {
  Duration base = std::chrono::seconds(1);
  Duration cap = std::chrono::seconds(60);
};
Duration backoff(int earlier, std::uint64_t random, const Backoff& = {});

// After these a kept-alive connection may go on failing for ever (notion.md 3): take a new one.
constexpr bool spoils_connection(int status) { return status == 502 || status == 504; }

}  // namespace hsn::http
