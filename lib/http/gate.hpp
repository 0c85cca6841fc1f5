// What the courier keeps about one account at one host: its budget, who waits and who flies.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "http/budget.hpp"
#include "http/ledger.hpp"
#include "http/limits.hpp"
#include "http/transport.hpp"

namespace hsn::http {

struct Job {
  Ticket ticket{};
  Request request;
  int attempts = 0;                  // sent so often
  int retries = 0;                   // of those, the ones that count against max_retries
  Instant not_before{};              // backoff
  std::optional<Instant> sent_away;  // when it was first told to come back later
  Instant sent{};                    // the attempt that flies
  bool perhaps = false;              // one was lost, or failed at the server: it may have been carried out
};

// The copy of a budget in the ledger that this process works with. Reading and writing the ledger costs, so it is touched
// when a request leaves and when one was refused; what other answers taught goes along with the next of these. Nothing has to be
// shared out while no limit is known: then the others hear of what was sent within a quarter of a second.
class SharedBudget {
 public:
  SharedBudget(Ledger& ledger, std::string key, const Rate& fixed) : ledger_(ledger), key_(std::move(key)), fixed_(fixed) {}

  const Budget& known() const { return budget_; }
  Instant next(Instant now) const { return budget_.next(now); }
  // Takes one request out of the budget; false when another process has taken it meanwhile.
  bool take(Instant now);
  void accepted(Instant sent, Instant answered);
  void vanished(Instant sent);
  void refused(Instant sent, Instant answered, std::optional<Duration> wait, Instant now);
  void close(Instant until, Instant now);
  void refresh(Instant now);  // reads what others wrote
  void save(Instant now);     // writes what has not gone along yet

 private:
  struct News {
    enum class Kind { sent, accepted, vanished } kind;
    Instant sent, answered{};
  };
  void learn(const News&);
  void apply(const News&);
  template <class Change>
  void update(Instant now, Change change);

  Ledger& ledger_;
  std::string key_;
  Rate fixed_;
  Budget budget_;
  std::string text_;  // the ledger's, when `budget_` was last in step with it
  Instant saved_{};
  std::vector<News> unsaved_;
};

struct Gate {
  std::string service, host;
  HostPolicy policy;
  SharedBudget budget;
  std::deque<Job> waiting;
  std::size_t flying = 0;
  bool down = false;            // it could not be reached in spite of all retries: from now on one try each
  std::optional<Instant> shut;  // asked to wait longer than patience goes; until then
};

}  // namespace hsn::http
