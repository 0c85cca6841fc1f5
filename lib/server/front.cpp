#include "server/front.hpp"

#include <filesystem>

#include "core/late.hpp"

namespace hsn::server {
namespace {

// Beside the program, where it is built; where it is installed.
constexpr const char* kModule = "hsn-server.so";
constexpr const char* kPlaces[] = {".", "..", "../lib/hsn"};

std::filesystem::path module_path() {
  const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  for (const auto* const place : kPlaces) {
    if (auto path = here / place / kModule; std::filesystem::exists(path)) return path;
  }
  return here / kModule;
}

}  // namespace

Result<std::unique_ptr<Front>> Front::listen(const std::string& host, int port, Handler handler) {
  decltype(&hsn_listen) open = nullptr;
  LateLibrary(module_path(), "it is part of hsn: install hsn again").take(open, "hsn_listen");
  std::unique_ptr<Front> front;
  open(host, port, handler, front);
  if (front == nullptr) {
    return fail(Fault::bad_config, "cannot listen on " + host + ":" + std::to_string(port), {},
                "another program may hold that port: choose another, or 0 for any free one");
  }
  return front;
}

}  // namespace hsn::server
