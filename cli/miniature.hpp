// The settings and the mapping of a workspace in front of emulators of all sides, in one process, in memory, on a clock of its
// own: a day in a small business that can be lived through again and again, and be disturbed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/ensemble.hpp"
#include "http/courier.hpp"
#include "sandbox/world.hpp"
#include "state/store.hpp"
#include "sync/engine.hpp"

namespace hsn::cli {

// The settings with which everything points to the emulators.
std::map<std::string, std::string, std::less<>> miniature_settings();

class Miniature {
 public:
  // `seed` says which records the day's edits meet. All references outlive it.
  Miniature(const config::Config&, const config::Mapping&, sync::Options, std::uint64_t seed);
  ~Miniature();

  // Databases, sample data, and runs until nothing is left to do.
  Result<void> set_up();
  // People edit in Notion, the shop sells and changes, things are made and deleted on both sides.
  void a_day();

  struct Trouble {
    std::function<void(const char*)> journal_point;       // may throw: the run dies there
    std::function<bool(std::size_t request)> lost_after;  // carried out, and the answer is lost
  };
  // One run; how many requests of it change something.
  std::size_t run(const Trouble& = {});
  // Later runs, an hour apart, until one has nothing to send. False: they never come to rest.
  bool comes_to_rest();
  // What people see on both sides, a line for each page and record, without ids and times that a detour may change.
  std::multiset<std::string> picture() const;

 private:
  class HandClock;
  class Wire;
  std::string property(const std::string& entity, const std::string& field) const;
  std::vector<sandbox::Notion::Page> pages(const std::string& entity) const;
  void edit(const std::string& entity, std::size_t nth, const std::string& field, const std::string& value_json);
  void at_the_shop(const std::string& what, const std::string& json);

  const config::Config& config_;
  const config::Mapping& mapping_;
  sync::Options options_;
  std::uint64_t seed_;
  std::unique_ptr<HandClock> clock_;
  std::unique_ptr<sandbox::World> world_;
  sandbox::Emulator* shop_ = nullptr;
  std::unique_ptr<http::Ledger> ledger_;
  std::unique_ptr<state::Store> store_;
  notion::Layout layout_;
  Ensemble ensemble_;
};

}  // namespace hsn::cli
