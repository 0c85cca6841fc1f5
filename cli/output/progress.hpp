// What happens while it happens: a bar with the time to go on a terminal, JSON lines with `--progress json`, else nothing.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "sync/engine.hpp"

namespace hsn::cli {

class Session;

class Progress {
 public:
  explicit Progress(Session&);
  ~Progress() { wipe(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Refers to this object, which must outlive the engine's work.
  sync::Events events();
  void wipe();  // the bar, before anything else is printed

 private:
  void draw(const std::string& line, bool at_once);

  Session& session_;
  bool bar_, lines_;
  std::size_t columns_;
  std::map<Lane, std::size_t> pulled_;
  std::optional<Instant> began_, drawn_;
  bool shown_ = false;
};

// "[#####-----] 120 of 400, 2 min 5 s to go". Pure.
std::string bar_of(std::size_t done, std::size_t planned, Duration spent, std::size_t columns);

}  // namespace hsn::cli
