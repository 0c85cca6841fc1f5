// What a walk is asked for.
#pragma once

#include "core/time.hpp"
#include "remote/remote.hpp"

namespace hsn::fuzz {

inline remote::Window window(remote::Window::Kind kind) {
  remote::Window window;
  window.kind = kind;
  window.now = *parse_instant("2026-11-23T12:00:00Z");
  window.from = *parse_instant("2026-01-01");
  window.until = window.now;
  window.overlap = std::chrono::seconds(300);
  return window;
}

}  // namespace hsn::fuzz
